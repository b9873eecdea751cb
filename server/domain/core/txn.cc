#include "server/domain/core/txn.h"

#include <map>
#include <span>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "server/base/check.h"
#include "server/domain/core/keys.h"

namespace factcheck::domain {
namespace {

bool IsOfClaim(std::string_view key) {
  return key.starts_with(keys::kClaims) || key.starts_with(keys::kStatuses) ||
         key.starts_with(keys::kPublicVerdicts) || key.starts_with(keys::kWorkVerdicts);
}

// So that no table can miss a write, whatever it logs of itself.
void AddOtherClaims(std::span<const storage::Mutation> mutations, storage::v1::LogRecord& log) {
  absl::flat_hash_set<std::string_view> named;
  for (const storage::v1::Change& change : log.changes()) named.insert(change.claim());
  for (const storage::Mutation& mutation : mutations) {
    if (!IsOfClaim(mutation.key)) continue;
    const std::string_view id = keys::Ids(mutation.key).front();
    if (named.insert(id).second) log.add_other_claims(std::string(id));
  }
}

}  // namespace

namespace {

constexpr int kFirstStaffField = 60;
constexpr int kLastStaffField = 89;

}  // namespace

Txn::Txn(storage::Snapshot& view, const Stamps& stamps, const Principal& who,
         std::string_view method, absl::Time now)
    : view_(view), stamps_(stamps), who_(who), now_(now) {
  meta_.set_actor(who.actor);
  meta_.set_method(std::string(method));
}

absl::StatusOr<Txn::Seen> Txn::See(const std::string& key) {
  auto read = reads_.find(key);
  if (read == reads_.end()) {
    absl::StatusOr<std::optional<storage::Entry>> entry = view_.Get(key);
    if (!entry.ok()) return entry.status();
    read = reads_.emplace(key, *std::move(entry)).first;
  }
  const std::optional<storage::Entry>& stored = read->second;
  const storage::Version version = stored ? stored->version : storage::Version{};
  const auto at = write_at_.find(key);
  if (at == write_at_.end()) return Seen{stored ? &stored->value : nullptr, version};
  const std::optional<std::string>& written = writes_[at->second].second.value;
  return Seen{written ? &*written : nullptr, version};
}

absl::StatusOr<std::optional<storage::Entry>> Txn::Get(const std::string& key) {
  const absl::StatusOr<Seen> seen = See(key);
  if (!seen.ok()) return seen.status();
  if (seen->value == nullptr) return std::optional<storage::Entry>();
  return std::optional<storage::Entry>(storage::Entry{key, *seen->value, seen->version});
}

void Txn::KnowAbsent(const std::string& key) {
  if (reads_.try_emplace(key, std::nullopt).second) known_absent_.insert(key);
}

absl::StatusOr<storage::ScanResult> Txn::Scan(const storage::KeyRange& range,
                                              const storage::ScanOptions& options) {
  absl::StatusOr<storage::ScanResult> result = view_.Scan(range, options);
  if (!result.ok() || writes_.empty()) return result;
  // Lay this Txn's own writes over the page.
  std::map<std::string, storage::Entry> merged;
  const std::string last = result->entries.empty() ? "" : result->entries.back().key;
  for (storage::Entry& entry : result->entries) merged[entry.key] = std::move(entry);
  for (const auto& [key, write] : writes_) {
    if (key < range.start || (!range.limit.empty() && key >= range.limit)) continue;
    if (result->more && key > last) continue;
    if (!write.value) {
      merged.erase(key);
      continue;
    }
    auto read = reads_.find(key);
    const bool known = read != reads_.end() && read->second;
    merged[key] = {key, *write.value, known ? read->second->version : storage::Version{}};
  }
  result->entries.clear();
  for (auto& [key, entry] : merged) result->entries.push_back(std::move(entry));
  return result;
}

void Txn::SetWrite(const std::string& key, Write write) {
  auto [at, fresh] = write_at_.try_emplace(key, writes_.size());
  if (fresh) {
    writes_.emplace_back(key, std::move(write));
  } else {
    writes_[at->second].second = std::move(write);
  }
}

std::string Txn::PutResource(const std::string& key, google::protobuf::Message* message,
                             uint8_t flags) {
  stamps_.Mark(message);
  SplitBytes split = Split(*message);
  PutRecord(key, split, flags);
  return std::move(split.public_bytes) + split.staff_bytes;
}

void Txn::PutRecord(const std::string& key, const SplitBytes& parts, uint8_t flags) {
  // Without the read, what is replaced would be lost from the history and a racing writer's change
  // with it.
  auto read = reads_.find(key);
  FACTCHECK_CHECK(read != reads_.end());
  if (read->second) {
    SetWrite(keys::History(key, read->second->version), {read->second->value, false});
  }
  SetWrite(
      key,
      {MakeRecord(flags, meta_.SerializeAsString(), parts.public_bytes, parts.staff_bytes), true});
}

void Txn::Put(const std::string& key, std::string value) {
  SetWrite(key, {std::move(value), true});
}

void Txn::Delete(const std::string& key) { SetWrite(key, {std::nullopt, false}); }

void Txn::Log(storage::v1::Change change) { *log_.add_changes() = std::move(change); }

storage::Batch Txn::Take() {
  storage::Batch batch;
  batch.preconditions.reserve(reads_.size());
  for (auto& [key, entry] : reads_) {
    if (known_absent_.contains(key)) continue;
    batch.preconditions.push_back(
        {key, entry ? std::optional<storage::Version>(entry->version) : std::nullopt});
  }
  batch.mutations.reserve(writes_.size());
  for (auto& [key, write] : writes_) {
    storage::Mutation mutation{.key = std::move(key), .value = {}, .version_at = {}, .stamp = {}};
    if (write.value) {
      if (write.stamped) mutation.stamp = stamps_.StampFor(*write.value);
      mutation.value = std::move(*write.value);
    }
    batch.mutations.push_back(std::move(mutation));
  }
  AddOtherClaims(batch.mutations, log_);
  if (log_.changes_size() > 0 || log_.other_claims_size() > 0) {
    *log_.mutable_meta() = std::move(meta_);
    batch.log_record = log_.SerializeAsString();
  }
  if (!entered_.empty()) {
    batch.in_order = [drafts = std::move(entered_)](storage::Version version,
                                                    storage::Snapshot& newest,
                                                    std::vector<storage::Mutation>& mutations) {
      return AppendToLedger(drafts, version, newest, mutations);
    };
  }
  return batch;
}

SplitBytes Split(const google::protobuf::Message& message) {
  using google::protobuf::internal::WireFormatLite;
  const std::string all = message.SerializeAsString();
  SplitBytes split;
  split.public_bytes.reserve(all.size());
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const uint8_t*>(all.data()),
                                            static_cast<int>(all.size()));
  // By the numbers in the bytes, so that a field of a later release goes where it belongs.
  for (int begin = 0; const uint32_t tag = in.ReadTag();) {
    FACTCHECK_CHECK(WireFormatLite::SkipField(&in, tag));
    const int end = in.CurrentPosition();
    const int number = WireFormatLite::GetTagFieldNumber(tag);
    const bool staff = number >= kFirstStaffField && number <= kLastStaffField;
    (staff ? split.staff_bytes : split.public_bytes)
        .append(all, static_cast<size_t>(begin), static_cast<size_t>(end - begin));
    begin = end;
  }
  return split;
}

}  // namespace factcheck::domain
