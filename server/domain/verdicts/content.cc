#include "server/domain/verdicts/content.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"
#include "server/domain/verdicts/citations.h"
#include "server/domain/verdicts/rating.h"

namespace factcheck::domain {
namespace {

bool Names(std::span<const std::string> fields, std::string_view name) {
  return std::find(fields.begin(), fields.end(), name) != fields.end();
}

// nullopt where there is no such version.
absl::StatusOr<std::optional<v1::RatingScale>> LoadScale(Txn& txn, std::string_view version_name) {
  std::string key;
  uint32_t version = 0;
  if (const auto ids = MatchName(kScaleVersionPattern, version_name);
      ids && absl::SimpleAtoi(ToAbsl((*ids)[2]), &version)) {
    key = keys::ScaleVersion((*ids)[0], (*ids)[1], version);
  } else if (const auto scale = MatchName(kScalePattern, version_name)) {
    key = keys::Scale((*scale)[0], (*scale)[1]);
  } else {
    return std::optional<v1::RatingScale>();
  }
  absl::StatusOr<std::optional<Loaded<v1::RatingScale>>> scale = txn.Load<v1::RatingScale>(key);
  if (!scale.ok()) return scale.status();
  if (!*scale) return std::optional<v1::RatingScale>();
  return std::optional<v1::RatingScale>(std::move((*scale)->message));
}

absl::Status WriteRating(Txn& txn, const Scene& scene, const std::string& path,
                         v1::VerdictRevision* content, Violations& violations) {
  v1::VerdictRating* rating = content->mutable_rating();
  std::string scale_name = rating->scale_version();
  if (scale_name.empty()) scale_name = scene.publisher.default_rating_scale();
  if (scale_name.empty()) {
    violations.Add(path + ".scale_version",
                   "must be given: the publisher has no default rating scale");
    return absl::OkStatus();
  }
  absl::StatusOr<std::optional<v1::RatingScale>> scale = LoadScale(txn, scale_name);
  if (!scale.ok()) return scale.status();
  if (!*scale) {
    violations.Add(path + ".scale_version", "must be a version of a scale that exists");
    return absl::OkStatus();
  }
  std::optional<v1::VerdictRating> resolved =
      ResolveRating(**scale, rating->code(), content->language());
  if (!resolved) {
    violations.Add(path + ".code", StrCat("must be a rating of ", (*scale)->name()));
    return absl::OkStatus();
  }
  *rating = *std::move(resolved);
  return absl::OkStatus();
}

absl::Status RelabelRating(Txn& txn, v1::VerdictRevision* content) {
  absl::StatusOr<std::optional<v1::RatingScale>> scale =
      LoadScale(txn, content->rating().scale_version());
  if (!scale.ok()) return scale.status();
  if (!*scale) return absl::OkStatus();
  std::optional<v1::VerdictRating> resolved =
      ResolveRating(**scale, content->rating().code(), content->language());
  if (resolved) content->mutable_rating()->set_label(resolved->label());
  return absl::OkStatus();
}

absl::Status PinCitations(Txn& txn, const Scene& scene, const std::string& path,
                          v1::VerdictRevision* content, Violations& violations) {
  absl::StatusOr<CitedEvidence> cited = LoadCited(txn, scene.claim, scene.publisher_id, *content);
  if (!cited.ok()) return cited.status();
  for (size_t i = 0; i < cited->size(); ++i) {
    const std::optional<v1::Evidence>& evidence = (*cited)[i];
    const std::string at = StrCat(path, "[", i, "].evidence");
    if (!evidence) {
      violations.Add(at, "must be evidence of this claim that members of the publisher may see");
    } else if (evidence->withdrawn()) {
      violations.Add(at, "was withdrawn");
    } else {
      content->mutable_citations(static_cast<int>(i))->set_capture_sha256(NewestCapture(*evidence));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CompleteContent(Txn& txn, const Scene& scene, std::string_view field,
                             std::span<const std::string> fields, v1::VerdictRevision* content) {
  Violations violations;
  if (content->language().empty()) {
    content->set_language(scene.publisher.default_language());
  }
  absl::Status status;
  if (content->has_rating() && Names(fields, "rating")) {
    status = WriteRating(txn, scene, StrCat(field, ".rating"), content, violations);
  } else if (content->has_rating() && Names(fields, "language")) {
    status = RelabelRating(txn, content);
  }
  if (!status.ok()) return status;
  if (Names(fields, "citations")) {
    status = PinCitations(txn, scene, StrCat(field, ".citations"), content, violations);
    if (!status.ok()) return status;
  }
  return violations.ToStatus();
}

}  // namespace factcheck::domain
