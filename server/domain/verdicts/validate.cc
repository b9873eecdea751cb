#include "server/domain/verdicts/validate.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/stamp.h"
#include "server/domain/values/check.h"
#include "server/domain/values/names.h"
#include "server/domain/values/url.h"

namespace factcheck::domain {
namespace {

constexpr size_t kMaxTitleBytes = 500;
constexpr size_t kMaxSummaryBytes = 2000;
constexpr size_t kMaxExplanationBytes = 200'000;
constexpr size_t kMaxAuthorBytes = 200;
constexpr size_t kMaxCitationNoteBytes = 1000;
constexpr int kMaxAuthors = 20;
constexpr size_t kMaxCodeBytes = 63;

bool IsCode(std::string_view code) {
  return !code.empty() && code.size() <= kMaxCodeBytes &&
         std::all_of(code.begin(), code.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

void CheckRating(const std::string& path, std::string_view publisher, v1::VerdictRating* rating,
                 Violations& violations) {
  if (!IsCode(rating->code())) {
    violations.Add(path + ".code", "must be 1 to 63 characters of [a-z0-9-]");
  }
  if (!rating->scale_version().empty()) {
    const std::vector<std::string> ids = ReadName(path + ".scale_version", kScaleVersionPattern,
                                                  rating->scale_version(), violations);
    if (!ids[0].empty() && !publisher.empty() && ids[0] != publisher) {
      violations.Add(path + ".scale_version",
                     StrCat("must be of a scale of publishers/", publisher));
    }
  }
  v1::VerdictRating given;
  given.set_scale_version(rating->scale_version());
  given.set_code(rating->code());
  *rating = std::move(given);
}

void CheckCitations(const std::string& path, v1::VerdictRevision* content, Violations& violations) {
  if (!CheckCount(path, content->citations_size(), kMaxCitations, violations)) return;
  absl::flat_hash_set<std::string> seen;
  for (int i = 0; i < content->citations_size(); ++i) {
    v1::EvidenceCitation* citation = content->mutable_citations(i);
    const std::string at = StrCat(path, "[", i, "]");
    ReadName(at + ".evidence", kEvidencePattern, citation->evidence(), violations);
    CheckText(at + ".note", {.max_bytes = kMaxCitationNoteBytes}, citation->mutable_note(),
              violations);
    citation->clear_capture_sha256();
    if (!seen.insert(citation->evidence()).second) {
      violations.Add(at + ".evidence", "is there twice");
    }
  }
}

// Kept to the microsecond, as commit times are.
void CheckClock(const std::string& path, google::protobuf::Timestamp* time,
                Violations& violations) {
  const size_t before = violations.count();
  CheckTimestamp(path, *time, violations);
  if (violations.count() == before) *time = ToTimestamp(FromTimestamp(*time));
}

void CheckField(const std::string& path, std::string_view name, std::string_view publisher,
                absl::Time now, v1::VerdictRevision* content, Violations& violations) {
  if (name == "rating") {
    if (content->has_rating()) {
      CheckRating(path, publisher, content->mutable_rating(), violations);
    }
  } else if (name == "title") {
    CheckText(path, {.max_bytes = kMaxTitleBytes}, content->mutable_title(), violations);
  } else if (name == "summary") {
    CheckText(path, {.max_bytes = kMaxSummaryBytes, .lines = true}, content->mutable_summary(),
              violations);
  } else if (name == "explanation") {
    CheckText(path, {.max_bytes = kMaxExplanationBytes, .lines = true},
              content->mutable_explanation(), violations);
  } else if (name == "language") {
    CheckLanguage(path, /*required=*/false, content->mutable_language(), violations);
  } else if (name == "url") {
    CheckUrl(path, /*required=*/false, content->mutable_url(), violations);
  } else if (name == "authors") {
    CheckTexts(path, kMaxAuthors, {.max_bytes = kMaxAuthorBytes}, content->mutable_authors(),
               violations);
  } else if (name == "citations") {
    CheckCitations(path, content, violations);
  } else if (name == "public_note") {
    CheckText(path, {.max_bytes = kMaxPublicNoteBytes, .lines = true},
              content->mutable_public_note(), violations);
  } else if (name == "valid_until" && content->has_valid_until()) {
    CheckClock(path, content->mutable_valid_until(), violations);
  } else if (name == "recheck_time" && content->has_recheck_time()) {
    CheckClock(path, content->mutable_recheck_time(), violations);
  } else if (name == "article_date" && content->has_article_date()) {
    CheckPartialDate(path, /*past=*/true, now, content->article_date(), violations);
  }
}

bool IsOnOneOf(const std::string& address, const v1::Publisher& publisher) {
  absl::StatusOr<Url> url = ParseUrl(address);
  if (!url.ok()) return false;
  return std::any_of(publisher.domains().begin(), publisher.domains().end(),
                     [&](const std::string& domain) { return IsWithinDomain(url->host, domain); });
}

}  // namespace

void CheckContent(std::string_view field, std::span<const std::string> fields,
                  std::string_view publisher, absl::Time now, v1::VerdictRevision* content,
                  Violations& violations) {
  content->DiscardUnknownFields();
  for (const std::string& name : fields) {
    CheckField(StrCat(field, ".", name), name, publisher, now, content, violations);
  }
}

std::vector<UnmetPrecondition> MissingForPublication(const v1::VerdictRevision& revision,
                                                     const v1::Publisher& publisher,
                                                     const CitedEvidence& cited,
                                                     absl::Time release) {
  std::vector<UnmetPrecondition> missing;
  const auto lacks = [&](std::string_view type, std::string_view subject,
                         std::string_view description) {
    missing.push_back({std::string(type), std::string(subject), std::string(description)});
  };
  const bool retracts = revision.kind() == v1::VerdictRevision::KIND_RETRACTION;
  if (revision.language().empty()) lacks("LANGUAGE", revision.name(), "set its language");
  if (!retracts && revision.summary().empty() && revision.explanation().empty() &&
      !revision.has_rating()) {
    lacks("CONTENT", revision.name(), "set a rating, a summary or an explanation");
  }
  if (retracts && revision.has_rating()) {
    lacks("RATING", revision.name(), "a retraction has no rating; clear it");
  }
  if (revision.kind() != v1::VerdictRevision::KIND_INITIAL && revision.public_note().empty()) {
    lacks("PUBLIC_NOTE", revision.name(), "say in public_note what changed and why");
  }
  if (!revision.url().empty() && !publisher.domains().empty() &&
      !IsOnOneOf(revision.url(), publisher)) {
    lacks("URL", revision.name(),
          "its url must be on one of the publisher's domains; correct it, or add the domain");
  }
  if (revision.has_valid_until() && FromTimestamp(revision.valid_until()) <= release) {
    lacks("VALID_UNTIL", revision.name(), "valid_until must be after publication");
  }
  if (revision.has_recheck_time() && FromTimestamp(revision.recheck_time()) <= release) {
    lacks("RECHECK_TIME", revision.name(), "recheck_time must be after publication");
  }
  for (size_t i = 0; i < cited.size(); ++i) {
    const std::string& name = revision.citations(static_cast<int>(i)).evidence();
    if (!cited[i]) {
      lacks("EVIDENCE_MISSING", name, "is not evidence of this claim; cite other evidence");
    } else if (cited[i]->withdrawn()) {
      lacks("EVIDENCE_WITHDRAWN", name, "was withdrawn; cite other evidence");
    }
  }
  return missing;
}

}  // namespace factcheck::domain
