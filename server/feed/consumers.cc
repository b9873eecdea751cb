// The methods of Changes on consumers: actors who say how far they got. Nothing of it is in
// the log: an acknowledgement would be a commit to acknowledge.
#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/numbers.h"
#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/list.h"
#include "server/domain/core/record.h"
#include "server/domain/core/txn.h"
#include "server/domain/values/check.h"
#include "server/domain/values/names.h"
#include "server/feed/changes.h"
#include "server/feed/rights.h"

namespace factcheck::feed {
namespace {

namespace keys = domain::keys;
using domain::Call;
using domain::Violations;
using storage::v1::StoredConsumer;

constexpr size_t kMaxLagBytes = 4 << 20;
constexpr size_t kRevisionsAtATime = 50;

absl::StatusOr<StoredConsumer> Parse(const storage::Entry& entry) {
  StoredConsumer stored;
  if (!stored.ParseFromString(entry.value)) {
    return absl::DataLossError("a stored consumer can't be parsed");
  }
  return stored;
}

v1::Consumer ToConsumer(std::string_view name, const StoredConsumer& stored,
                        const domain::Stamps& stamps) {
  v1::Consumer consumer;
  consumer.set_name(std::string(name));
  const storage::Version position{stored.position()};
  consumer.set_token(stamps.TokenOf(position));
  *consumer.mutable_position_time() = domain::ToTimestamp(storage::CommitTime(position));
  *consumer.mutable_acknowledge_time() = stored.acknowledge_time();
  *consumer.mutable_create_time() = stored.create_time();
  return consumer;
}

// What lies behind a position, for one caller. Consumers that keep up share positions.
class Lags {
 public:
  Lags(Reader* reader, const domain::Principal& who) : reader_(*reader), rights_(who) {}

  absl::Status AddTo(storage::Version position, v1::Consumer& consumer) {
    auto at = known_.find(position.value);
    if (at == known_.end()) {
      absl::StatusOr<Lag> lag = Measure(position);
      if (!lag.ok()) return lag.status();
      at = known_.emplace(position.value, *lag).first;
    }
    const Lag& lag = at->second;
    consumer.set_trimmed(lag.trimmed);
    consumer.set_commits_behind(lag.commits);
    consumer.set_commits_behind_truncated(lag.truncated);
    const int64_t micros = absl::ToInt64Microseconds(lag.since);
    consumer.mutable_lag()->set_seconds(micros / 1'000'000);
    consumer.mutable_lag()->set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1000));
    return absl::OkStatus();
  }

 private:
  struct Lag {
    int commits = 0;
    bool truncated = false;
    bool trimmed = false;
    absl::Duration since;
  };
  absl::StatusOr<Lag> Measure(storage::Version position) {
    absl::StatusOr<ReadPage> page =
        reader_.Read(rights_, Filter(), v1::CHANGE_VIEW_BASIC, position,
                     {.max_commits = kMaxCommitsCounted, .max_bytes = kMaxLagBytes});
    if (absl::IsOutOfRange(page.status())) return Lag{.truncated = true, .trimmed = true};
    if (!page.ok()) return page.status();
    Lag lag;
    lag.commits = static_cast<int>(page->commits.size());
    lag.truncated = page->position < reader_.book().engine().LatestVersion() && !page->caught_up;
    if (!page->commits.empty()) {
      const absl::Time first = storage::CommitTime(page->commits.front().version);
      lag.since = std::max(reader_.book().Now() - first, absl::ZeroDuration());
    }
    return lag;
  }

  Reader& reader_;
  const Rights rights_;
  absl::flat_hash_map<uint64_t, Lag> known_;
};

// When the last correction or retraction of the verdict was published; Version{0}: never.
absl::StatusOr<storage::Version> LastTakenBack(domain::View& view, const std::string& name) {
  const auto ids = domain::MatchName(domain::kVerdictPattern, name);
  absl::StatusOr<std::optional<storage::Entry>> verdict =
      view.Get(keys::PublicVerdict((*ids)[0], (*ids)[1]));
  if (!verdict.ok()) return verdict.status();
  if (!*verdict) return domain::NotFound(name);
  storage::KeyRange range = storage::PrefixRange(keys::RevisionPrefix((*ids)[0], (*ids)[1]));
  for (;;) {
    absl::StatusOr<storage::ScanResult> page =
        view.Scan(range, {.max_entries = kRevisionsAtATime, .reverse = true});
    if (!page.ok()) return page.status();
    for (const storage::Entry& entry : page->entries) {
      absl::StatusOr<domain::Record> record = domain::ParseRecord(entry.value);
      if (!record.ok()) return record.status();
      v1::VerdictRevision revision;
      if (!revision.ParseFromArray(record->public_bytes.data(),
                                   static_cast<int>(record->public_bytes.size()))) {
        return absl::DataLossError("a stored revision can't be parsed");
      }
      // Those that were never published have no public part.
      if (revision.kind() == v1::VerdictRevision::KIND_CORRECTION ||
          revision.kind() == v1::VerdictRevision::KIND_RETRACTION) {
        return storage::VersionAt(domain::FromTimestamp(revision.publish_time()));
      }
      range.limit = entry.key;
    }
    if (!page->more || page->entries.empty()) return storage::Version{};
  }
}

absl::Status Further(std::string_view name, std::string_view token) {
  const std::array<domain::UnmetPrecondition, 1> unmet = {
      {{"POSITION", std::string(name),
        "acknowledged a later position; set allow_back to go back"}}};
  return domain::PreconditionFailed(v1::ERROR_REASON_ACKNOWLEDGED_FURTHER,
                                    StrCat(name, " acknowledged a later position"), unmet,
                                    {{"token", token}});
}

absl::Status TooMany(std::string_view actor) {
  const std::string name = domain::MakeName(domain::kActorPattern, {actor});
  const std::string description =
      StrCat("has ", kMaxConsumersOfActor, " consumers, the most; delete one");
  const std::array<domain::UnmetPrecondition, 1> unmet = {{{"LIMIT", name, description}}};
  return domain::PreconditionFailed(v1::ERROR_REASON_LIMIT_REACHED, StrCat(name, " ", description),
                                    unmet);
}

// Adds `by` to the number of the actor's consumers.
absl::Status Count(domain::Txn& txn, std::string_view actor, int by) {
  const std::string key = keys::ConsumerCount(actor);
  absl::StatusOr<std::optional<storage::Entry>> entry = txn.Get(key);
  if (!entry.ok()) return entry.status();
  int count = 0;
  if (*entry && !absl::SimpleAtoi((*entry)->value, &count)) {
    return absl::DataLossError("a stored count can't be parsed");
  }
  if (count + by > kMaxConsumersOfActor) return TooMany(actor);
  txn.Put(key, std::to_string(count + by));
  return absl::OkStatus();
}

}  // namespace

void Changes::AcknowledgeChanges(const Call& call, const v1::AcknowledgeChangesRequest& request,
                                 domain::Done done) {
  Violations violations(request);
  domain::CheckId("consumer_id", request.consumer_id(), /*required=*/true, violations);
  if (request.token().empty()) violations.Add("token", "is required");
  if (!violations.empty()) return done(violations.ToStatus());
  absl::StatusOr<storage::Version> position = reader_.PositionOfToken(request.token());
  if (!position.ok()) return done(position.status());
  const auto decide = [actor = call.who.actor, id = request.consumer_id(),
                       back = request.allow_back(),
                       position = *position](domain::Txn& txn) -> absl::StatusOr<std::string> {
    const std::string name = domain::MakeName(domain::kConsumerPattern, {actor, id});
    const std::string key = keys::Consumer(actor, id);
    absl::StatusOr<std::optional<storage::Entry>> before = txn.Get(key);
    if (!before.ok()) return before.status();
    StoredConsumer stored;
    if (*before) {
      absl::StatusOr<StoredConsumer> parsed = Parse(**before);
      if (!parsed.ok()) return parsed.status();
      stored = *std::move(parsed);
      if (stored.position() > position.value && !back) {
        return Further(name, txn.stamps().TokenOf({stored.position()}));
      }
    } else {
      absl::Status counted = Count(txn, actor, 1);
      if (!counted.ok()) return counted;
      domain::Stamps::CommitTime(stored.mutable_create_time());
    }
    stored.set_position(position.value);
    domain::Stamps::CommitTime(stored.mutable_acknowledge_time());
    txn.Put(key, stored.SerializeAsString());
    return ToConsumer(name, stored, txn.stamps()).SerializeAsString();
  };
  book_.Write(call, request, decide, std::move(done));
}

absl::StatusOr<std::string> Changes::ListConsumers(const Call& call,
                                                   const v1::ListConsumersRequest& request) {
  Violations violations(request);
  domain::CheckPage(request.page_size(), request.page_token(), violations);
  constexpr std::string_view kEverybody = "actors/-";
  std::string actor;
  if (request.parent() != kEverybody) {
    actor = domain::ReadName("parent", domain::kActorPattern, request.parent(), violations).front();
  }
  if (!request.not_taken().empty()) {
    domain::ReadName("not_taken", domain::kVerdictPattern, request.not_taken(), violations);
  }
  if (!violations.empty()) return violations.ToStatus();
  // Of others' consumers there are none for who is no colleague.
  std::string prefix = actor.empty() ? std::string(keys::kConsumers) : keys::ConsumerPrefix(actor);
  if (!call.who.IsStaff()) {
    if (!actor.empty() && actor != call.who.actor) return std::string();
    prefix = keys::ConsumerPrefix(call.who.actor);
  }

  v1::ListConsumersRequest bounded = request;
  bounded.set_page_size(
      std::min(domain::EffectivePageSize(request.page_size()), kMaxConsumersPage));
  Lags lags(&reader_, call.who);
  storage::Version taken_back{std::numeric_limits<uint64_t>::max()};
  std::string bytes;
  return domain::ListResources(
      book_, tokens_, call, bounded, prefix,
      [&](domain::View& view) -> absl::Status {
        if (request.not_taken().empty()) return absl::OkStatus();
        absl::StatusOr<storage::Version> last = LastTakenBack(view, request.not_taken());
        if (!last.ok()) return last.status();
        taken_back = *last;
        return absl::OkStatus();
      },
      [&](const storage::Entry& entry) -> absl::StatusOr<std::string_view> {
        absl::StatusOr<StoredConsumer> stored = Parse(entry);
        if (!stored.ok()) return stored.status();
        if (stored->position() >= taken_back.value) return std::string_view();
        const std::vector<std::string_view> ids = keys::Ids(entry.key);
        v1::Consumer consumer = ToConsumer(
            domain::MakeName(domain::kConsumerPattern, {ids[0], ids[1]}), *stored, book_.stamps());
        absl::Status lag = lags.AddTo({stored->position()}, consumer);
        if (!lag.ok()) return lag;
        bytes = consumer.SerializeAsString();
        return std::string_view(bytes);
      });
}

absl::StatusOr<std::string> Changes::GetConsumer(const Call& call,
                                                 const v1::GetConsumerRequest& request) {
  Violations violations(request);
  const std::vector<std::string> ids =
      domain::ReadName("name", domain::kConsumerPattern, request.name(), violations);
  if (!violations.empty()) return violations.ToStatus();
  if (ids[0] != call.who.actor && !call.who.IsStaff()) return domain::NotFound(request.name());
  absl::StatusOr<domain::View> view = book_.ReadNewest();
  if (!view.ok()) return view.status();
  absl::StatusOr<std::optional<storage::Entry>> entry = view->Get(keys::Consumer(ids[0], ids[1]));
  if (!entry.ok()) return entry.status();
  if (!*entry) return domain::NotFound(request.name());
  absl::StatusOr<StoredConsumer> stored = Parse(**entry);
  if (!stored.ok()) return stored.status();
  v1::Consumer consumer = ToConsumer(request.name(), *stored, book_.stamps());
  absl::Status lag = Lags(&reader_, call.who).AddTo({stored->position()}, consumer);
  if (!lag.ok()) return lag;
  return consumer.SerializeAsString();
}

void Changes::DeleteConsumer(const Call& call, const v1::DeleteConsumerRequest& request,
                             domain::Done done) {
  Violations violations(request);
  std::vector<std::string> ids =
      domain::ReadName("name", domain::kConsumerPattern, request.name(), violations);
  if (!violations.empty()) return done(violations.ToStatus());
  const bool own = ids[0] == call.who.actor;
  if (!own && !call.who.IsStaff()) return done(domain::NotFound(request.name()));
  const bool may = own || call.who.IsAdmin();
  const auto decide = [ids = std::move(ids), name = request.name(),
                       may](domain::Txn& txn) -> absl::StatusOr<std::string> {
    const std::string key = keys::Consumer(ids[0], ids[1]);
    absl::StatusOr<std::optional<storage::Entry>> before = txn.Get(key);
    if (!before.ok()) return before.status();
    if (!*before) return domain::NotFound(name);
    if (!may) return domain::MissingRole("ADMIN, or to be its owner");
    absl::Status counted = Count(txn, ids[0], -1);
    if (!counted.ok()) return counted;
    txn.Delete(key);
    return std::string();
  };
  book_.Write(call, request, decide, std::move(done));
}

}  // namespace factcheck::feed
