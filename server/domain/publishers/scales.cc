#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/list.h"
#include "server/domain/core/record.h"
#include "server/domain/publishers/access.h"
#include "server/domain/publishers/publishers.h"
#include "server/domain/publishers/rules.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

std::string VersionName(std::string_view publisher, std::string_view scale, uint32_t version) {
  return MakeName(kScaleVersionPattern, {publisher, scale, std::to_string(version)});
}

// 0 where `text` is no number.
uint32_t VersionNumber(std::string_view text) {
  uint32_t number = 0;
  return absl::SimpleAtoi(ToAbsl(text), &number) ? number : 0;
}

// Stores `scale` as this version and as the newest. Both keys' reads are done here.
absl::StatusOr<std::string> PutVersion(Txn& txn, std::string_view publisher, std::string_view id,
                                       uint32_t version, v1::RatingScale scale) {
  const std::string at_version = keys::ScaleVersion(publisher, id, version);
  absl::StatusOr<std::optional<storage::Entry>> taken = txn.Get(at_version);
  if (!taken.ok()) return taken.status();
  if (*taken) return absl::DataLossError("a version of a rating scale is newer than the newest");
  scale.set_name(VersionName(publisher, id, version));
  txn.Log(PublisherChange(scale.name(), publisher));
  txn.PutResource(at_version, &scale);
  return txn.PutResource(keys::Scale(publisher, id), &scale);
}

}  // namespace

void Publishers::CreateRatingScale(const Call& call, const v1::CreateRatingScaleRequest& request,
                                   Done done) {
  Violations violations(request);
  const std::vector<std::string> ids =
      ReadName("parent", kPublisherPattern, request.parent(), violations);
  CheckId("rating_scale_id", request.rating_scale_id(), true, violations);
  auto scale = std::make_shared<v1::RatingScale>(request.rating_scale());
  ValidateScale("rating_scale", scale.get(), violations);
  if (!violations.empty()) return done(violations.ToStatus());

  book_->Write(
      call, request,
      [publisher = ids[0], id = request.rating_scale_id(),
       scale](Txn& txn) -> absl::StatusOr<std::string> {
        absl::StatusOr<Loaded<v1::Publisher>> parent = PublisherToChange(txn, publisher);
        if (!parent.ok()) return parent.status();
        absl::StatusOr<std::optional<storage::Entry>> taken = txn.Get(keys::Scale(publisher, id));
        if (!taken.ok()) return taken.status();
        if (*taken) return AlreadyExists(MakeName(kScalePattern, {publisher, id}));
        return PutVersion(txn, publisher, id, 1, *scale);
      },
      std::move(done));
}

void Publishers::AddRatingScaleVersion(const Call& call,
                                       const v1::AddRatingScaleVersionRequest& request, Done done) {
  Violations violations(request);
  const std::vector<std::string> ids =
      ReadName("parent", kScalePattern, request.parent(), violations);
  CheckEtag("rating_scale.etag", request.rating_scale().etag(), violations);
  auto scale = std::make_shared<v1::RatingScale>(request.rating_scale());
  ValidateScale("rating_scale", scale.get(), violations);
  if (!violations.empty()) return done(violations.ToStatus());

  book_->Write(
      call, request,
      [ids, scale, name = request.parent(),
       etag = request.rating_scale().etag()](Txn& txn) -> absl::StatusOr<std::string> {
        absl::StatusOr<std::optional<Loaded<v1::RatingScale>>> newest =
            txn.Load<v1::RatingScale>(keys::Scale(ids[0], ids[1]));
        if (!newest.ok()) return newest.status();
        if (!*newest) return NotFound(name);
        absl::StatusOr<Loaded<v1::Publisher>> parent = PublisherToChange(txn, ids[0]);
        if (!parent.ok()) return parent.status();
        if (!etag.empty() && etag != (*newest)->etag()) {
          return EtagMismatch(name, (*newest)->etag());
        }
        const uint32_t version = VersionNumber(keys::LastId((*newest)->message.name()));
        if (version == 0) return absl::DataLossError("a rating scale has no version");
        return PutVersion(txn, ids[0], ids[1], version + 1, *scale);
      },
      std::move(done));
}

absl::StatusOr<std::string> Publishers::GetRatingScale(const Call& call,
                                                       const v1::GetRatingScaleRequest& request) {
  Violations violations(request);
  std::string key;
  if (auto version = MatchName(kScaleVersionPattern, request.name())) {
    key = keys::ScaleVersion((*version)[0], (*version)[1], VersionNumber((*version)[2]));
  } else if (auto scale = MatchName(kScalePattern, request.name())) {
    key = keys::Scale((*scale)[0], (*scale)[1]);
  } else {
    violations.Add("name", StrCat("must be ", kScalePattern, " or ", kScaleVersionPattern));
  }
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<View> view = book_->Read(request.read_options(), call.deadline);
  if (!view.ok()) return view.status();
  absl::StatusOr<std::optional<storage::Entry>> found = view->Get(key);
  if (!found.ok()) return found.status();
  if (!*found) return NotFound(request.name());
  absl::StatusOr<Record> record = ParseRecord((*found)->value);
  if (!record.ok()) return record.status();
  return std::string(record->public_bytes);
}

absl::StatusOr<std::string> Publishers::ListRatingScales(
    const Call& call, const v1::ListRatingScalesRequest& request) {
  Violations violations(request);
  CheckPage(request.page_size(), request.page_token(), violations);
  const std::vector<std::string> ids =
      ReadName("parent", kPublisherPattern, request.parent(), violations);
  if (!violations.empty()) return violations.ToStatus();
  return ListResources(
      *book_, *tokens_, call, request, keys::ScalePrefix(ids[0]),
      [&](View& view) { return FindPublisher(view, ids[0]); },
      [](const storage::Entry& entry) -> absl::StatusOr<std::string_view> {
        absl::StatusOr<Record> record = ParseRecord(entry.value);
        if (!record.ok()) return record.status();
        return record->public_bytes;
      });
}

}  // namespace factcheck::domain
