#include "client/cli/ledger_export.h"

#include <openssl/evp.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "client/cli/stored_ledger_tree.h"
#include "client/cpp/text.h"
#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/ledger_service.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace factcheck::cli {
namespace {

using client::Concat;

absl::Status Wrong(std::initializer_list<std::string_view> parts) {
  return absl::DataLossError(Concat(parts));
}

class Digest {
 public:
  Digest() { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
  void Add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  std::string Finish() {
    std::string digest(EVP_MAX_MD_SIZE, '\0');
    unsigned int size = 0;
    EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()), &size);
    digest.resize(size);
    return digest;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  const std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
};

// Of what a revision says, but for what changes after it was published. Equal for equal ones.
std::string HashOf(v1::VerdictRevision revision) {
  revision.clear_state();
  revision.clear_publish_time();
  revision.clear_supersede_time();
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    revision.SerializeToCodedStream(&out);
  }
  Digest digest;
  digest.Add(bytes);
  return digest.Finish();
}

// Entries as they come, held against checkpoints.
class Entries {
 public:
  explicit Entries(std::span<const client::LedgerCheckpoint> checkpoints)
      : checkpoints_(checkpoints.begin(), checkpoints.end()) {}

  void AddCheckpoint(client::LedgerCheckpoint checkpoint) {
    checkpoints_.push_back(std::move(checkpoint));
  }
  absl::StatusOr<client::VerifiedEntry> Add(const v1::LedgerRecord& record) {
    if (absl::Status held = HoldAgainstCheckpoints(); !held.ok()) return held;
    absl::StatusOr<client::VerifiedEntry> entry = client::CheckRecord(record, tree_.size());
    if (!entry.ok()) return entry;
    if (!entry->content) ++verified_.redacted;
    tree_.Add(record.entry());
    return entry;
  }
  absl::StatusOr<VerifiedExport> Finish() {
    if (absl::Status held = HoldAgainstCheckpoints(); !held.ok()) return held;
    verified_.entries = tree_.size();
    for (const client::LedgerCheckpoint& checkpoint : checkpoints_) {
      if (checkpoint.size > tree_.size()) {
        return Wrong({"the export has ", std::to_string(tree_.size()),
                      " entries, and a checkpoint of ", checkpoint.origin, " covers ",
                      std::to_string(checkpoint.size)});
      }
      verified_.covered = std::max(verified_.covered, checkpoint.size);
    }
    return verified_;
  }
  uint64_t size() const { return tree_.size(); }

 private:
  absl::Status HoldAgainstCheckpoints() const {
    for (const client::LedgerCheckpoint& checkpoint : checkpoints_) {
      if (checkpoint.size == tree_.size() && checkpoint.root != tree_.Root()) {
        return Wrong({"the first ", std::to_string(checkpoint.size),
                      " entries are not those that the checkpoint of ", checkpoint.origin,
                      " was signed for"});
      }
    }
    return absl::OkStatus();
  }

  std::vector<client::LedgerCheckpoint> checkpoints_;
  client::LedgerTreeHasher tree_;
  VerifiedExport verified_;
};

absl::StatusOr<VerifiedExport> VerifyLedger(DumpReader& reader,
                                            const client::LedgerVerifier& verifier,
                                            Entries& entries,
                                            const std::function<void(uint64_t)>& on_progress) {
  absl::StatusOr<std::optional<std::string>> part = reader.Next();
  if (!part.ok()) return part.status();
  v1::Checkpoint checkpoint;
  if (!*part || !checkpoint.ParseFromString(**part)) return Wrong({"the export has no checkpoint"});
  absl::StatusOr<client::LedgerCheckpoint> opened = verifier.Open(checkpoint.note());
  if (!opened.ok()) return opened.status();
  const uint64_t size = opened->size;
  entries.AddCheckpoint(*std::move(opened));
  while (true) {
    part = reader.Next();
    if (!part.ok()) return part.status();
    if (!*part) break;
    v1::GetEntriesResponse page;
    if (!page.ParseFromString(**part)) return Wrong({"a part of the export can't be read"});
    for (const v1::LedgerRecord& record : page.records()) {
      const absl::StatusOr<client::VerifiedEntry> entry = entries.Add(record);
      if (!entry.ok()) return entry.status();
    }
    on_progress(entries.size());
  }
  absl::StatusOr<VerifiedExport> verified = entries.Finish();
  if (verified.ok() && verified->entries != size) {
    return Wrong({"the export has more entries than its checkpoint"});
  }
  return verified;
}

// A database in the form of storage.v1.PortableChunk.
class Database {
 public:
  explicit Database(Entries& entries) : entries_(entries) {}

  absl::Status Take(const storage::v1::PortableChunk& chunk) {
    for (const storage::v1::PortableEntry& entry : chunk.entries()) {
      AddToChecksum(entry.SerializeAsString());
      absl::Status taken;
      if (entry.key().starts_with("r/")) taken = TakeRevision(entry);
      if (entry.key().starts_with("Y/")) taken = tree_.Take(entry.key(), entry.value());
      if (entry.key().starts_with("y/")) taken = TakeEntry(entry);
      if (!taken.ok()) return taken;
    }
    for (const storage::v1::PortableLogEntry& entry : chunk.log()) {
      AddToChecksum(entry.SerializeAsString());
    }
    if (!chunk.has_trailer()) return absl::OkStatus();
    ended_ = true;
    if (chunk.trailer().sha256() == checksum_.Finish()) return absl::OkStatus();
    return Wrong({"the dump does not add up to its checksum"});
  }

  absl::Status Finish() const {
    if (!ended_) return Wrong({"the dump is cut short"});
    if (revisions_.empty()) return tree_.Finish();
    return Wrong({revisions_.begin()->first, " is shown as published and is not in the ledger"});
  }

 private:
  void AddToChecksum(std::string_view part) {
    std::string size(8, '\0');
    for (size_t i = 0; i < 8; ++i) size[i] = static_cast<char>(part.size() >> (8 * (7 - i)));
    checksum_.Add(size);
    checksum_.Add(part);
  }

  // A stored record: format, flags, and behind two lengths who wrote it, and what the
  // public reads; see server/domain/core/record.h.
  absl::Status TakeRevision(const storage::v1::PortableEntry& stored) {
    google::protobuf::io::CodedInputStream in(
        reinterpret_cast<const uint8_t*>(stored.value().data()),
        static_cast<int>(stored.value().size()));
    std::string head;
    std::string bytes;
    uint32_t size = 0;
    const bool read = in.ReadString(&head, 2) && head[0] == 1 && in.ReadVarint32(&size) &&
                      in.Skip(static_cast<int>(size)) && in.ReadVarint32(&size) &&
                      in.ReadString(&bytes, static_cast<int>(size));
    v1::VerdictRevision revision;
    if (!read || !revision.ParseFromString(bytes)) {
      return Wrong({"a stored revision can't be read"});
    }
    // Nothing of it is public: it was discarded.
    if (bytes.empty()) return absl::OkStatus();
    const std::string name = revision.name();
    revisions_[name] = HashOf(std::move(revision));
    return absl::OkStatus();
  }

  absl::Status TakeEntry(const storage::v1::PortableEntry& stored) {
    v1::LedgerRecord record;
    if (!record.ParseFromString(stored.value())) return Wrong({"a stored entry can't be read"});
    absl::StatusOr<client::VerifiedEntry> entry = entries_.Add(record);
    if (!entry.ok()) return entry.status();
    const auto revision = revisions_.find(entry->entry.revision());
    if (revision == revisions_.end()) {
      return Wrong({"entry ", std::to_string(entries_.size() - 1), " is of ",
                    entry->entry.revision(), ", which the dump does not show as published"});
    }
    if (entry->content && HashOf(*std::move(entry->content)) != revision->second) {
      return Wrong({entry->entry.revision(), " is not the text that was entered in the ledger"});
    }
    revisions_.erase(revision);
    return tree_.Hold(record.entry(), entry->entry.revision());
  }

  Entries& entries_;
  Digest checksum_;
  bool ended_ = false;
  StoredLedgerTree tree_;
  // Published revisions whose entry was not met yet: they come first, in the order of keys.
  std::map<std::string, std::string> revisions_;
};

absl::StatusOr<VerifiedExport> VerifyDatabase(DumpReader& reader, Entries& entries,
                                              const std::function<void(uint64_t)>& on_progress) {
  Database database(entries);
  while (true) {
    absl::StatusOr<std::optional<std::string>> part = reader.Next();
    if (!part.ok()) return part.status();
    if (!*part) break;
    storage::v1::PortableChunk chunk;
    if (!chunk.ParseFromString(**part)) return Wrong({"a part of the dump can't be read"});
    absl::Status taken = database.Take(chunk);
    if (!taken.ok()) return taken;
    on_progress(entries.size());
  }
  absl::Status finished = database.Finish();
  if (!finished.ok()) return finished;
  return entries.Finish();
}

}  // namespace

absl::StatusOr<VerifiedExport> VerifyExport(DumpReader& reader,
                                            const client::LedgerVerifier& verifier,
                                            std::span<const client::LedgerCheckpoint> checkpoints,
                                            const std::function<void(uint64_t)>& on_progress) {
  const absl::StatusOr<DumpKind> kind = reader.Kind();
  if (!kind.ok()) return kind.status();
  Entries entries(checkpoints);
  if (*kind == DumpKind::kLedger) return VerifyLedger(reader, verifier, entries, on_progress);
  return VerifyDatabase(reader, entries, on_progress);
}

}  // namespace factcheck::cli
