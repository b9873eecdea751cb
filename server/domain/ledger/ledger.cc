#include "server/domain/ledger/ledger.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/statuses/answer.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"
#include "server/domain/values/page_token.h"

namespace factcheck::domain {
namespace {

constexpr int64_t kMaxSize = std::numeric_limits<int64_t>::max();
// Clients refuse messages over 4 MiB by default.
constexpr size_t kMaxPageBytes = size_t{3} << 20;

absl::Status TooSmall(const StoredTree& tree, std::string_view asked) {
  return Error(absl::StatusCode::kOutOfRange, v1::ERROR_REASON_LEDGER_TOO_SMALL,
               StrCat("the ledger has ", tree.size(), " entries, which is too few for ", asked),
               {{"tree_size", std::to_string(tree.size())}});
}

// The size that was asked for, where 0 is the newest.
absl::StatusOr<uint64_t> SizeOf(const StoredTree& tree, std::string_view field, int64_t asked) {
  const auto size = static_cast<uint64_t>(asked);
  if (size > tree.size()) return TooSmall(tree, StrCat(field, " ", asked));
  return size == 0 ? tree.size() : size;
}

template <typename Proof>
void AddHashes(const std::vector<ledger::Hash>& hashes, Proof& proof) {
  for (const ledger::Hash& hash : hashes) {
    proof.add_hashes(std::string(ledger::BytesOf(hash)));
  }
}

// Where the ids of a revision's name go.
struct RevisionId {
  std::string claim;
  std::string publisher;
  uint32_t number = 0;
};
RevisionId ReadRevision(const std::string& name, Violations& violations) {
  std::vector<std::string> ids = ReadName("revision", kRevisionPattern, name, violations);
  RevisionId revision{std::move(ids[0]), std::move(ids[1])};
  // The pattern has seen to the digits.
  if (!absl::SimpleAtoi(ids[2], &revision.number)) revision.number = 0;
  return revision;
}

}  // namespace

absl::StatusOr<View> Ledger::Read(const Call& call, const v1::ReadOptions& options) {
  v1::ReadOptions fresh;
  fresh.set_at_least_as_fresh(options.at_least_as_fresh());
  return book_->Read(fresh, call.deadline);
}

absl::StatusOr<std::string> Ledger::NoteOf(StoredTree& tree, uint64_t size) {
  absl::StatusOr<ledger::Hash> root = tree.Root(size);
  if (!root.ok()) return root.status();
  std::string text = ledger::CheckpointText(keys_.origin(), size, ledger::BytesOf(*root));
  {
    absl::MutexLock lock(&mutex_);
    if (text == signed_text_) return signed_note_;
  }
  std::string note = keys_.Sign(text);
  absl::MutexLock lock(&mutex_);
  signed_text_ = std::move(text);
  signed_note_ = note;
  return note;
}

absl::StatusOr<std::string> Ledger::GetCheckpoint(const Call& call,
                                                  const v1::GetCheckpointRequest& request) {
  Violations violations(request);
  CheckRange("tree_size", request.tree_size(), 0, kMaxSize, violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<View> view = Read(call, request.read_options());
  if (!view.ok()) return view.status();
  absl::StatusOr<StoredTree> tree = StoredTree::Open(view->snapshot());
  if (!tree.ok()) return tree.status();
  absl::StatusOr<uint64_t> size = SizeOf(*tree, "tree_size", request.tree_size());
  if (!size.ok()) return size.status();
  absl::StatusOr<std::string> note = NoteOf(*tree, *size);
  if (!note.ok()) return note.status();
  absl::StatusOr<ledger::Hash> root = tree->Root(*size);
  if (!root.ok()) return root.status();
  v1::Checkpoint checkpoint;
  checkpoint.set_note(*std::move(note));
  checkpoint.set_origin(keys_.origin());
  checkpoint.set_tree_size(static_cast<int64_t>(*size));
  checkpoint.set_root_sha256(std::string(ledger::BytesOf(*root)));
  return checkpoint.SerializeAsString();
}

absl::StatusOr<std::string> Ledger::GetEntries(const Call& call,
                                               const v1::GetEntriesRequest& request) {
  Violations violations(request);
  CheckRange("start_index", request.start_index(), 0, kMaxSize, violations);
  CheckPage(request.page_size(), "", violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<View> view = Read(call, request.read_options());
  if (!view.ok()) return view.status();
  absl::StatusOr<StoredTree> tree = StoredTree::Open(view->snapshot());
  if (!tree.ok()) return tree.status();
  const auto start = static_cast<uint64_t>(request.start_index());
  if (start > tree->size()) return TooSmall(*tree, StrCat("start_index ", start));
  const uint64_t end =
      std::min(tree->size(), start + static_cast<uint64_t>(EffectivePageSize(request.page_size())));
  absl::StatusOr<storage::ScanResult> found =
      view->Scan({keys::LedgerEntry(start), keys::LedgerEntry(end)},
                 {.max_entries = static_cast<size_t>(std::max<uint64_t>(end - start, 1)),
                  .max_bytes = kMaxPageBytes});
  if (!found.ok()) return found.status();
  std::string out;
  uint64_t next = start;
  for (const storage::Entry& entry : found->entries) {
    if (keys::LedgerEntryIndex(entry.key) != next) break;
    if (next > start && out.size() + entry.value.size() > kMaxPageBytes) break;
    AppendField(v1::GetEntriesResponse::kRecordsFieldNumber, entry.value, out);
    ++next;
  }
  if (next == start && end > start) {
    return absl::DataLossError(StrCat("the ledger's entry ", start, " is missing"));
  }
  v1::GetEntriesResponse rest;
  rest.set_tree_size(static_cast<int64_t>(tree->size()));
  return out + rest.SerializeAsString();
}

absl::StatusOr<std::string> Ledger::GetInclusionProof(const Call& call,
                                                      const v1::GetInclusionProofRequest& request) {
  Violations violations(request);
  const bool by_name = request.entry_case() == v1::GetInclusionProofRequest::kRevision;
  RevisionId revision;
  if (by_name) {
    revision = ReadRevision(request.revision(), violations);
  } else if (request.entry_case() == v1::GetInclusionProofRequest::kIndex) {
    CheckRange("index", request.index(), 0, kMaxSize, violations);
  } else {
    violations.Add("revision", "either this or index must be set");
  }
  CheckRange("tree_size", request.tree_size(), 0, kMaxSize, violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<View> view = Read(call, request.read_options());
  if (!view.ok()) return view.status();
  absl::StatusOr<StoredTree> tree = StoredTree::Open(view->snapshot());
  if (!tree.ok()) return tree.status();
  auto index = static_cast<uint64_t>(request.index());
  if (by_name) {
    absl::StatusOr<std::optional<uint64_t>> found =
        tree->IndexOf(revision.claim, revision.publisher, revision.number);
    if (!found.ok()) return found.status();
    if (!*found) return NotFound(request.revision());
    index = **found;
  }
  absl::StatusOr<uint64_t> size = SizeOf(*tree, "tree_size", request.tree_size());
  if (!size.ok()) return size.status();
  if (index >= *size) return TooSmall(*tree, StrCat("index ", index, " in a tree of ", *size));

  absl::StatusOr<std::vector<ledger::Hash>> hashes = tree->Inclusion(index, *size);
  if (!hashes.ok()) return hashes.status();
  absl::StatusOr<std::string> record = tree->Record(index);
  if (!record.ok()) return record.status();
  absl::StatusOr<std::string> note = NoteOf(*tree, *size);
  if (!note.ok()) return note.status();
  v1::InclusionProof proof;
  proof.set_index(static_cast<int64_t>(index));
  AddHashes(*hashes, proof);
  proof.set_checkpoint(*std::move(note));
  std::string out;
  AppendField(v1::InclusionProof::kRecordFieldNumber, *record, out);
  return out + proof.SerializeAsString();
}

absl::StatusOr<std::string> Ledger::GetConsistencyProof(
    const Call& call, const v1::GetConsistencyProofRequest& request) {
  Violations violations(request);
  CheckRange("old_size", request.old_size(), 0, kMaxSize, violations);
  CheckRange("new_size", request.new_size(), 0, kMaxSize, violations);
  if (violations.empty() && request.new_size() != 0 && request.new_size() < request.old_size()) {
    violations.Add("new_size", "must not be less than old_size");
  }
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<View> view = Read(call, request.read_options());
  if (!view.ok()) return view.status();
  absl::StatusOr<StoredTree> tree = StoredTree::Open(view->snapshot());
  if (!tree.ok()) return tree.status();
  absl::StatusOr<uint64_t> size = SizeOf(*tree, "new_size", request.new_size());
  if (!size.ok()) return size.status();
  const auto old_size = static_cast<uint64_t>(request.old_size());
  if (old_size > *size) return TooSmall(*tree, StrCat("old_size ", old_size));
  absl::StatusOr<std::vector<ledger::Hash>> hashes = tree->Consistency(old_size, *size);
  if (!hashes.ok()) return hashes.status();
  absl::StatusOr<std::string> note = NoteOf(*tree, *size);
  if (!note.ok()) return note.status();
  v1::ConsistencyProof proof;
  proof.set_old_size(request.old_size());
  AddHashes(*hashes, proof);
  proof.set_checkpoint(*std::move(note));
  return proof.SerializeAsString();
}

absl::StatusOr<std::string> Ledger::GetLedgerKeys(const Call&, const v1::GetLedgerKeysRequest&) {
  v1::GetLedgerKeysResponse response;
  response.set_origin(keys_.origin());
  for (const ledger::KeyRing::PublicKey& key : keys_.public_keys()) {
    v1::LedgerKey& added = *response.add_keys();
    added.set_verifier_key(key.verifier.ToString());
    added.set_signs(key.signs);
  }
  return response.SerializeAsString();
}

}  // namespace factcheck::domain
