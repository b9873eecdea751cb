#include "server/domain/evidence/validate.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "server/base/absl_strings.h"
#include "server/domain/values/check.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

constexpr size_t kMaxNameBytes = 500;
constexpr size_t kMaxCitationBytes = 5000;
constexpr size_t kMaxNoteBytes = 10'000;
constexpr size_t kMaxOriginBytes = 200;
constexpr size_t kMaxMediaTypeBytes = 127;
constexpr int64_t kMaxCaptureSize = int64_t{1} << 53;
constexpr size_t kSha256Digits = 64;

bool IsSha256(std::string_view text) {
  return text.size() == kSha256Digits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// RFC 6838 section 4.2: restricted-name.
bool IsMediaName(std::string_view name) {
  return !name.empty() && absl::ascii_isalnum(static_cast<unsigned char>(name.front())) &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) ||
                  std::string_view("!#$&-^_.+").find(static_cast<char>(c)) !=
                      std::string_view::npos;
         });
}

// With parameters, as servers send it: "text/html; charset=utf-8".
bool IsMediaType(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  std::string_view subtype = text.substr(slash + 1);
  subtype = subtype.substr(0, subtype.find(';'));
  while (!subtype.empty() && subtype.back() == ' ') subtype.remove_suffix(1);
  return IsMediaName(text.substr(0, slash)) && IsMediaName(subtype);
}

void ClearOutputOnly(v1::Evidence* evidence) {
  evidence->clear_name();
  evidence->clear_withdrawn();
  evidence->clear_withdraw_reason();
  evidence->clear_create_time();
  evidence->clear_update_time();
  evidence->clear_etag();
  evidence->clear_consistency_token();
}

// For whom restricted evidence is where nobody is named.
void RestrictToOwnPublishers(std::string_view field, const Principal& who, v1::Evidence* evidence,
                             Violations& violations) {
  std::set<std::string> own;
  for (const auto& [publisher, roles] : who.memberships) {
    if (who.SeesWorkOf(publisher)) own.insert(MakeName(kPublisherPattern, {publisher}));
  }
  if (own.empty() || own.size() > kMaxRestrictedTo) {
    violations.Add(field, StrCat("is required: 1 to ", kMaxRestrictedTo,
                                 " publishers, as you are not a member of that many"));
    return;
  }
  evidence->mutable_restricted_to()->Assign(own.begin(), own.end());
}

void CheckVisibility(std::string_view field, const Principal& who, v1::Evidence* evidence,
                     Violations& violations) {
  const std::string path = StrCat(field, ".restricted_to");
  if (evidence->visibility() != v1::Evidence::VISIBILITY_RESTRICTED) {
    // Whoever names publishers means to restrict: taking it as public would be a leak.
    if (!evidence->restricted_to().empty()) {
      violations.Add(path, "must be empty unless visibility is VISIBILITY_RESTRICTED");
    }
    if (evidence->visibility() == v1::Evidence::VISIBILITY_UNSPECIFIED) {
      evidence->set_visibility(v1::Evidence::VISIBILITY_PUBLIC);
    }
    return;
  }
  if (evidence->restricted_to().empty()) {
    return RestrictToOwnPublishers(path, who, evidence, violations);
  }
  if (!CheckCount(path, evidence->restricted_to_size(), kMaxRestrictedTo, violations)) return;
  std::set<std::string_view> seen;
  for (int i = 0; i < evidence->restricted_to_size(); ++i) {
    const std::string each = StrCat(path, "[", i, "]");
    ReadName(each, kPublisherPattern, evidence->restricted_to(i), violations);
    if (!seen.insert(evidence->restricted_to(i)).second) violations.Add(each, "is there already");
  }
}

}  // namespace

void CheckNewEvidence(std::string_view field, const Principal& who, absl::Time now,
                      v1::Evidence* evidence, Violations& violations) {
  const auto path = [field](std::string_view name) { return StrCat(field, ".", name); };
  const auto text = [&](std::string_view name, size_t max_bytes, bool lines, std::string* value) {
    CheckText(path(name), {.max_bytes = max_bytes, .lines = lines}, value, violations);
  };
  ClearOutputOnly(evidence);
  CheckUrl(path("url"), /*required=*/false, evidence->mutable_url(), violations);
  text("citation", kMaxCitationBytes, /*lines=*/true, evidence->mutable_citation());
  if (evidence->url().empty() && evidence->citation().empty()) {
    violations.Add(path("url"), "is required where there is no citation");
  }
  text("publisher", kMaxNameBytes, /*lines=*/false, evidence->mutable_publisher());
  CheckSet(path("kind"), evidence->kind(), violations);
  CheckSet(path("stance"), evidence->stance(), violations);
  text("quote", kMaxNoteBytes, /*lines=*/true, evidence->mutable_quote());
  text("note", kMaxNoteBytes, /*lines=*/true, evidence->mutable_note());
  text("origin_group", kMaxOriginBytes, /*lines=*/false, evidence->mutable_origin_group());
  CheckVisibility(field, who, evidence, violations);
  const std::string captures = path("captures");
  if (CheckCount(captures, evidence->captures_size(), kMaxCaptures, violations)) {
    for (int i = 0; i < evidence->captures_size(); ++i) {
      CheckCapture(StrCat(captures, "[", i, "]"), now, evidence->mutable_captures(i), violations);
    }
  }
  if (evidence->has_publish_date()) {
    CheckPartialDate(path("publish_date"), /*past=*/true, now, evidence->publish_date(),
                     violations);
  }
  CheckLanguage(path("language"), /*required=*/false, evidence->mutable_language(), violations);
}

void CheckCapture(std::string_view field, absl::Time now, v1::Capture* capture,
                  Violations& violations) {
  const auto path = [field](std::string_view name) { return StrCat(field, ".", name); };
  CheckUrl(path("archive_url"), /*required=*/true, capture->mutable_archive_url(), violations);
  if (!capture->sha256().empty() && !IsSha256(capture->sha256())) {
    violations.Add(path("sha256"), "must be 64 lower-case hexadecimal digits, or empty");
  }
  CheckRange(path("size_bytes"), capture->size_bytes(), 0, kMaxCaptureSize, violations);
  const std::string media_type = path("media_type");
  const size_t before = violations.count();
  CheckText(media_type, {.max_bytes = kMaxMediaTypeBytes}, capture->mutable_media_type(),
            violations);
  if (violations.count() == before && !capture->media_type().empty() &&
      !IsMediaType(capture->media_type())) {
    violations.Add(media_type, "must be a media type such as text/html, or empty");
  }
  if (capture->has_capture_time()) {
    CheckPastTimestamp(path("capture_time"), now, capture->capture_time(), violations);
  }
  CheckText(path("captured_by"), {.max_bytes = kMaxNameBytes}, capture->mutable_captured_by(),
            violations);
}

}  // namespace factcheck::domain
