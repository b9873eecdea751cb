#include "server/domain/publishers/publishers.h"

#include <optional>
#include <utility>
#include <vector>

#include "google/protobuf/util/message_differencer.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/list.h"
#include "server/domain/core/record.h"
#include "server/domain/publishers/access.h"
#include "server/domain/publishers/rules.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/field_mask.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

constexpr size_t kMaxQueryBytes = 200;

// Whether the id, the name or a domain contains `query`, which is in ExactForm.
absl::StatusOr<bool> Matches(const storage::Entry& entry, std::string_view query) {
  absl::StatusOr<std::optional<Loaded<v1::Publisher>>> loaded = Txn::LoadFrom<v1::Publisher>(entry);
  if (!loaded.ok()) return loaded.status();
  const v1::Publisher& publisher = (*loaded)->message;
  if (keys::LastId(entry.key).find(query) != std::string_view::npos) return true;
  if (ExactForm(publisher.display_name()).find(query) != std::string::npos) return true;
  for (const std::string& domain : publisher.domains()) {
    if (domain.find(query) != std::string::npos) return true;
  }
  return false;
}

absl::Status CheckDefaultScaleExists(Txn& txn, const v1::Publisher& publisher) {
  const auto ids = MatchName(kScalePattern, publisher.default_rating_scale());
  if (!ids) return absl::OkStatus();  // None.
  absl::StatusOr<std::optional<storage::Entry>> scale = txn.Get(keys::Scale((*ids)[0], (*ids)[1]));
  if (!scale.ok()) return scale.status();
  if (*scale) return absl::OkStatus();
  return InvalidField("publisher.default_rating_scale",
                      "must exist: create it with CreateRatingScale first");
}

}  // namespace

void Publishers::CreatePublisher(const Call& call, const v1::CreatePublisherRequest& request,
                                 Done done) {
  if (!call.who.IsAdmin()) return done(MissingRole("ADMIN"));
  Violations violations(request);
  CheckId("publisher_id", request.publisher_id(), true, violations);
  v1::Publisher publisher = request.publisher();
  if (!publisher.default_rating_scale().empty()) {
    violations.Add("publisher.default_rating_scale",
                   "must be empty: a scale is created after its publisher; then set it with "
                   "UpdatePublisher");
    publisher.clear_default_rating_scale();
  }
  publisher.clear_imported();
  ValidatePublisher("publisher", request.publisher_id(), &publisher, violations);
  if (!violations.empty()) return done(violations.ToStatus());

  book_->Write(
      call, request,
      [id = request.publisher_id(), publisher](Txn& txn) -> absl::StatusOr<std::string> {
        const std::string key = keys::Publisher(id);
        absl::StatusOr<std::optional<storage::Entry>> taken = txn.Get(key);
        if (!taken.ok()) return taken.status();
        if (*taken) return AlreadyExists(publisher.name());
        v1::Publisher created = publisher;
        txn.Log(PublisherChange(created.name(), id));
        return txn.PutResource(key, &created);
      },
      std::move(done));
}

absl::StatusOr<std::string> Publishers::GetPublisher(const Call& call,
                                                     const v1::GetPublisherRequest& request) {
  Violations violations(request);
  const std::vector<std::string> ids =
      ReadName("name", kPublisherPattern, request.name(), violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<View> view = book_->Read(request.read_options(), call.deadline);
  if (!view.ok()) return view.status();
  absl::StatusOr<std::optional<storage::Entry>> found = view->Get(keys::Publisher(ids[0]));
  if (!found.ok()) return found.status();
  if (!*found) return NotFound(request.name());
  absl::StatusOr<Record> record = ParseRecord((*found)->value);
  if (!record.ok()) return record.status();
  return std::string(record->public_bytes);
}

absl::StatusOr<std::string> Publishers::ListPublishers(const Call& call,
                                                       const v1::ListPublishersRequest& request) {
  Violations violations(request);
  CheckPage(request.page_size(), request.page_token(), violations);
  std::string query = request.query();
  CheckText("query", {.max_bytes = kMaxQueryBytes}, &query, violations);
  if (!violations.empty()) return violations.ToStatus();
  query = ExactForm(query);
  return ListResources(
      *book_, *tokens_, call, request, keys::kPublishers, [](View&) { return absl::OkStatus(); },
      [&](const storage::Entry& entry) -> absl::StatusOr<std::string_view> {
        if (!query.empty()) {
          absl::StatusOr<bool> matches = Matches(entry, query);
          if (!matches.ok()) return matches.status();
          if (!*matches) return std::string_view();
        }
        absl::StatusOr<Record> record = ParseRecord(entry.value);
        if (!record.ok()) return record.status();
        return record->public_bytes;
      });
}

void Publishers::UpdatePublisher(const Call& call, const v1::UpdatePublisherRequest& request,
                                 Done done) {
  Violations violations(request);
  v1::Publisher publisher = request.publisher();
  const std::vector<std::string> ids =
      ReadName("publisher.name", kPublisherPattern, publisher.name(), violations);
  CheckEtag("publisher.etag", publisher.etag(), violations);
  const std::vector<std::string> fields =
      FieldsToUpdate("update_mask", request.update_mask(), publisher, kPublisherFields, violations);
  ValidatePublisherFields("publisher", ids[0], fields, &publisher, violations);
  if (!violations.empty()) return done(violations.ToStatus());

  book_->Write(
      call, request,
      [id = ids[0], fields, publisher](Txn& txn) -> absl::StatusOr<std::string> {
        absl::StatusOr<Loaded<v1::Publisher>> before = PublisherToChange(txn, id);
        if (!before.ok()) return before.status();
        if (!publisher.etag().empty() && publisher.etag() != before->etag()) {
          return EtagMismatch(publisher.name(), before->etag());
        }
        v1::Publisher after = before->message;
        CopyFields(fields, publisher, &after);
        absl::Status exists = CheckDefaultScaleExists(txn, after);
        if (!exists.ok()) return exists;
        if (google::protobuf::util::MessageDifferencer::Equals(before->message, after)) {
          return after.SerializeAsString();
        }
        txn.Log(PublisherChange(after.name(), id));
        return txn.PutResource(keys::Publisher(id), &after);
      },
      std::move(done));
}

}  // namespace factcheck::domain
