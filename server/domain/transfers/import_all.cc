#include <cstring>
#include <memory>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "factcheck/storage/v1/records.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/ledger/catch_up.h"
#include "server/domain/transfers/portable.h"
#include "server/domain/transfers/portable_hash.h"
#include "server/domain/values/consistency_token.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {
namespace {

// What a store has that counts as empty: its first admin, and what was done to that.
constexpr size_t kMaxKept = 1000;
constexpr std::string_view kKeptKinds = "akxqh";

absl::Status NotEmpty() {
  return Error(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_STORE_NOT_EMPTY,
               "the store is not empty: a whole database can only be imported into a new server, "
               "which has nothing but actors and keys");
}

absl::Status BadExport(std::string_view what) { return InvalidField("chunk", what); }

// Errors of the engine, told of what was asked of it.
absl::Status FromEngine(const absl::Status& status) {
  if (absl::IsInvalidArgument(status)) return BadExport(ToStd(status.message()));
  if (absl::IsResourceExhausted(status)) {
    return Error(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_STORAGE_FULL,
                 "the disk is full; the store is as it was");
  }
  return status;
}

bool IsOfLedger(std::string_view key) {
  return key.starts_with(keys::kLedgerEntries) || key.starts_with(keys::kLedgerTree);
}

// Consistency tokens of one store, found in stored bytes and made anew for another.
class TokenChanger {
 public:
  TokenChanger(std::string from, std::string to)
      : from_(std::move(from)), to_(std::move(to)), size_(EncodeConsistencyToken(from_, 0).size()) {
    // Format and store come first: 40 bits, of which six characters hold 36.
    beginning_ = EncodeConsistencyToken(from_, 0).substr(0, 6);
  }

  void Change(std::string& bytes) const {
    for (size_t at = 0; at + size_ <= bytes.size();) {
      const void* hit =
          memmem(bytes.data() + at, bytes.size() - at, beginning_.data(), beginning_.size());
      if (hit == nullptr) return;
      at = static_cast<size_t>(static_cast<const char*>(hit) - bytes.data());
      if (at + size_ > bytes.size()) return;
      const absl::StatusOr<uint64_t> version =
          DecodeConsistencyToken(from_, std::string_view(bytes).substr(at, size_));
      if (version.ok()) {
        bytes.replace(at, size_, EncodeConsistencyToken(to_, *version));
        at += size_;
      } else {
        ++at;
      }
    }
  }

 private:
  const std::string from_;
  const std::string to_;
  const size_t size_;
  std::string beginning_;
};

// One import, from the look at the store to the last chunk.
class AllImport {
 public:
  explicit AllImport(storage::Engine& engine) : engine_(engine) {}

  // What the store has, which is to stay.
  absl::Status Begin() {
    absl::StatusOr<std::unique_ptr<storage::Snapshot>> snapshot = engine_.NewSnapshot();
    if (!snapshot.ok()) return snapshot.status();
    absl::StatusOr<storage::ScanResult> all =
        (*snapshot)->Scan({}, {.max_entries = kMaxKept, .max_bytes = size_t{64} << 20});
    if (!all.ok()) return all.status();
    if (all->more) return NotEmpty();
    for (const storage::Entry& entry : all->entries) {
      if (kKeptKinds.find(entry.key.front()) == std::string_view::npos) return NotEmpty();
    }
    kept_ = std::move(all->entries);
    for (const storage::Entry& entry : kept_) kept_keys_.insert(entry.key);
    latest_ = (*snapshot)->version();
    absl::StatusOr<storage::Version> trimmed = engine_.OldestLogPosition();
    if (!trimmed.ok()) return trimmed.status();
    trimmed_ = *trimmed;
    absl::StatusOr<std::vector<storage::LogEntry>> log = engine_.ReadLog(trimmed_, {});
    if (!log.ok()) return log.status();
    kept_log_ = *std::move(log);
    for (const storage::LogEntry& entry : kept_log_) kept_versions_.insert(entry.version.value);
    return absl::OkStatus();
  }

  absl::Status Take(const std::string& bytes) {
    storage::v1::PortableChunk chunk;
    if (!chunk.ParseFromString(bytes)) return BadExport("is no part of an export");
    if (ended_) return BadExport("comes after the end of the export");
    if (chunk.has_header() != (tokens_ == nullptr)) {
      return BadExport(chunk.has_header() ? "begins another export"
                                          : "is not where an export begins");
    }
    if (chunk.has_header()) {
      absl::Status begun = TakeHeader(chunk.header());
      if (!begun.ok()) return begun;
    }
    absl::Status loaded = LoadParts(chunk);
    if (!loaded.ok()) return loaded;
    return chunk.has_trailer() ? CheckTrailer(chunk.trailer()) : absl::OkStatus();
  }

  absl::Status Finish() {
    if (!ended_) return BadExport("the export is cut short: its end is missing");
    if (has_verdicts_ && !has_ledger_) {
      // Of a release without a ledger. Nothing may be published before it has been caught up.
      const storage::Entry head{keys::LedgerHead(), LedgerHeadToCatchUp(), exported_};
      absl::Status loaded = engine_.Load(std::span(&head, 1), {});
      if (!loaded.ok()) return FromEngine(loaded);
    }
    return LoadKept(greatest_, exported_trimmed_);
  }

  // Puts the store back as it was before Take.
  absl::Status GiveUp() {
    if (!cleared_) return absl::OkStatus();
    absl::Status cleared = engine_.Clear({});
    if (!cleared.ok()) return cleared;
    replaced_.clear();
    taken_log_.clear();
    return LoadKept(latest_, trimmed_);
  }

  v1::ImportAllResponse Response() const {
    v1::ImportAllResponse response;
    response.set_entries(static_cast<int64_t>(entries_));
    response.set_log_entries(static_cast<int64_t>(log_entries_));
    return response;
  }

 private:
  absl::Status TakeHeader(const storage::v1::PortableHeader& header) {
    if (header.format() != kPortableFormat) {
      return BadExport(
          StrCat("has format ", header.format(), "; this server knows format ", kPortableFormat));
    }
    greatest_ = std::max(latest_, storage::Version{header.latest_version()});
    exported_ = storage::Version{header.latest_version()};
    exported_trimmed_ = storage::Version{header.trimmed_version()};
    tokens_ = std::make_unique<TokenChanger>(header.store_id(), engine_.store_id());
    absl::Status cleared = engine_.Clear(latest_);
    if (absl::IsAborted(cleared)) return NotEmpty();
    if (!cleared.ok()) return FromEngine(cleared);
    cleared_ = true;
    return absl::OkStatus();
  }

  absl::Status LoadParts(storage::v1::PortableChunk& chunk) {
    std::vector<storage::Entry> entries;
    for (storage::v1::PortableEntry& part : *chunk.mutable_entries()) {
      hash_.Add(part.SerializeAsString());
      ++entries_;
      const storage::Version version{part.version()};
      if (version > exported_ || part.key().starts_with(keys::kSettings)) {
        return BadExport("holds an entry that no export has");
      }
      has_ledger_ = has_ledger_ || part.key() == keys::LedgerHead();
      has_verdicts_ = has_verdicts_ || part.key().starts_with(keys::kPublicVerdicts);
      // What was hashed stays as it was.
      if (!IsOfLedger(part.key())) tokens_->Change(*part.mutable_value());
      if (kept_keys_.contains(part.key())) replaced_.insert(part.key());
      entries.push_back(
          {std::move(*part.mutable_key()), std::move(*part.mutable_value()), version});
    }
    std::vector<storage::LogEntry> log;
    for (storage::v1::PortableLogEntry& part : *chunk.mutable_log()) {
      hash_.Add(part.SerializeAsString());
      ++log_entries_;
      if (storage::Version{part.version()} > exported_) {
        return BadExport("holds a log record that no export has");
      }
      if (kept_versions_.contains(part.version())) taken_log_.insert(part.version());
      log.push_back({storage::Version{part.version()}, std::move(*part.mutable_record())});
    }
    if (entries.empty() && log.empty()) return absl::OkStatus();
    return FromEngine(engine_.Load(entries, log));
  }

  absl::Status CheckTrailer(const storage::v1::PortableTrailer& trailer) {
    if (trailer.entries() != entries_ || trailer.log_entries() != log_entries_ ||
        trailer.sha256() != hash_.Finish()) {
      return BadExport("the export is damaged: it does not add up to its checksum");
    }
    ended_ = true;
    return absl::OkStatus();
  }

  absl::Status LoadKept(storage::Version latest, storage::Version trimmed) {
    std::vector<storage::Entry> entries;
    for (const storage::Entry& entry : kept_) {
      if (!replaced_.contains(entry.key)) entries.push_back(entry);
    }
    std::vector<storage::LogEntry> log;
    for (const storage::LogEntry& entry : kept_log_) {
      if (!taken_log_.contains(entry.version.value)) log.push_back(entry);
    }
    absl::Status status = engine_.Load(entries, log);
    if (status.ok()) status = engine_.FinishLoad(latest, trimmed);
    return FromEngine(status);
  }

  storage::Engine& engine_;
  std::vector<storage::Entry> kept_;
  std::vector<storage::LogEntry> kept_log_;
  std::set<std::string> kept_keys_;
  std::set<uint64_t> kept_versions_;
  storage::Version latest_;    // Of the store before.
  storage::Version trimmed_;   // Its log.
  storage::Version exported_;  // Of the export.
  storage::Version exported_trimmed_;
  storage::Version greatest_;
  std::unique_ptr<TokenChanger> tokens_;  // Once there was a header.
  bool has_ledger_ = false;
  bool has_verdicts_ = false;
  bool cleared_ = false;
  bool ended_ = false;
  PortableHash hash_;
  uint64_t entries_ = 0;
  uint64_t log_entries_ = 0;
  // Of what is kept, what came in with the export, too.
  std::set<std::string> replaced_;
  std::set<uint64_t> taken_log_;
};

absl::Status TakeAll(AllImport& import, Portable::NextChunk next) {
  while (true) {
    absl::StatusOr<std::optional<std::string>> chunk = next();
    if (!chunk.ok()) return chunk.status();
    if (!*chunk) return import.Finish();
    absl::Status taken = import.Take(**chunk);
    if (!taken.ok()) return taken;
  }
}

}  // namespace

absl::StatusOr<v1::ImportAllResponse> Portable::ImportAll(const Call& call, NextChunk next) {
  if (!call.who.IsAdmin()) return MissingRole("ADMIN");
  storage::Engine& engine = book_->engine();
  AllImport import(engine);
  absl::Status status = import.Begin();
  if (!status.ok()) return status;
  status = TakeAll(import, next);
  if (!status.ok()) {
    absl::Status restored = import.GiveUp();
    return restored.ok() ? status : restored;
  }
  if (status = reload_(); !status.ok()) return status;
  v1::ImportAllResponse response = import.Response();
  response.set_consistency_token(book_->stamps().TokenOf(engine.LatestVersion()));
  return response;
}

}  // namespace factcheck::domain
