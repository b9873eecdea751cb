// Ledger.AuditLedger: what is stored of the ledger, held against itself.
//
// Each node is held against its two children, the lowest against the entries, the head
// against the nodes; so where every range is without fault, the root is that of the entries.
#include <algorithm>
#include <bit>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/ledger/entry.h"
#include "server/domain/ledger/ledger.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

constexpr int kDefaultAudit = 1000;
constexpr int kMaxAudit = 10'000;
constexpr int kMaxFaults = 100;
// Entries that are looked at together.
constexpr uint64_t kStep = 200;

class Audit {
 public:
  Audit(storage::Snapshot& snapshot, const StoredTree& tree, v1::AuditLedgerResponse& response)
      : snapshot_(snapshot), tree_(tree), response_(response) {}

  absl::Status LookAtEntries(uint64_t begin, uint64_t end) {
    absl::StatusOr<storage::ScanResult> found =
        snapshot_.Scan({keys::LedgerEntry(begin), keys::LedgerEntry(end)},
                       {.max_entries = kStep, .max_bytes = size_t{1} << 30});
    if (!found.ok()) return found.status();
    std::map<uint64_t, std::string> records;
    for (storage::Entry& entry : found->entries) {
      records[keys::LedgerEntryIndex(entry.key)] = std::move(entry.value);
    }
    absl::Status loaded = LoadNodes(begin, end);
    for (uint64_t index = begin; loaded.ok() && index < end; ++index) {
      const auto record = records.find(index);
      if (record == records.end()) {
        Fault(index, "is missing");
      } else {
        LookAtRecord(index, record->second);
      }
      LookAtNodesAbove(index);
    }
    return loaded.ok() ? LookAtIndexes() : loaded;
  }

  // Of the whole tree.
  absl::Status LookAtHead() {
    const std::vector<NodeId> edge = tree_.frontier().Nodes();
    for (size_t i = 0; i < edge.size(); ++i) {
      absl::StatusOr<std::optional<storage::Entry>> node =
          snapshot_.Get(keys::LedgerNode(edge[i].level, edge[i].index));
      if (!node.ok()) return node.status();
      if (!*node || (*node)->value != ledger::BytesOf(tree_.frontier().hashes()[i])) {
        Fault(StrCat("the head does not agree with the node ", edge[i].index, " of level ",
                     edge[i].level));
      }
    }
    const storage::KeyRange beyond{keys::LedgerEntry(tree_.size()),
                                   storage::PrefixRange(keys::kLedgerEntries).limit};
    absl::StatusOr<storage::ScanResult> more = snapshot_.Scan(beyond, {.max_entries = 1});
    if (!more.ok()) return more.status();
    if (!more->entries.empty()) Fault("there are entries beyond the size of the tree");
    return absl::OkStatus();
  }

 private:
  using NodeId = ledger::NodeId;
  using NodeKey = std::pair<int, uint64_t>;

  void Fault(std::string what) {
    if (response_.faults_size() < kMaxFaults) response_.add_faults(std::move(what));
  }
  void Fault(uint64_t index, std::string_view what) { Fault(StrCat("entry ", index, " ", what)); }

  // Every node that an entry of the range completes, and their children.
  absl::Status LoadNodes(uint64_t begin, uint64_t end) {
    std::set<NodeKey> wanted;
    for (uint64_t index = begin; index < end; ++index) {
      wanted.insert({0, index});
      ForEachCompleted(index, [&](NodeId node) {
        wanted.insert({node.level, node.index});
        wanted.insert({node.level - 1, 2 * node.index});
        wanted.insert({node.level - 1, 2 * node.index + 1});
      });
    }
    std::vector<std::string> keys;
    for (const auto& [level, index] : wanted) keys.push_back(keys::LedgerNode(level, index));
    absl::StatusOr<std::vector<std::optional<storage::Entry>>> found = snapshot_.MultiGet(keys);
    if (!found.ok()) return found.status();
    nodes_.clear();
    size_t i = 0;
    for (const NodeKey& node : wanted) {
      const std::optional<storage::Entry>& entry = (*found)[i++];
      if (entry) nodes_[node] = ledger::HashFrom(entry->value);
    }
    return absl::OkStatus();
  }

  // Subtrees of more than one leaf that end with the leaf `index`.
  template <typename Visit>
  static void ForEachCompleted(uint64_t index, Visit visit) {
    const int levels = std::countr_one(index);
    for (int level = 1; level <= levels; ++level) visit(NodeId{level, index >> level});
  }

  std::optional<ledger::Hash> Stored(int level, uint64_t index) const {
    const auto node = nodes_.find({level, index});
    return node == nodes_.end() ? std::nullopt : node->second;
  }

  void LookAtRecord(uint64_t index, const std::string& bytes) {
    v1::LedgerRecord record;
    v1::LedgerEntry entry;
    if (!record.ParseFromString(bytes) || !entry.ParseFromString(record.entry())) {
      return Fault(index, "can't be parsed");
    }
    // A bit may make of the text a field that nobody knows, and of the record a redacted one.
    record.DiscardUnknownFields();
    if (record.SerializeAsString() != bytes) Fault(index, "is not stored in its form");
    if (Stored(0, index) != ledger::LeafHash(record.entry())) {
      Fault(index, "does not have the hash that the tree has for it");
    }
    if (entry.index() != static_cast<int64_t>(index)) Fault(index, "says that it is another");
    const bool redacted = record.salt().empty() && record.content().empty();
    if (!redacted && LedgerContentHash(record.salt(), record.content()) != entry.content_sha256()) {
      Fault(index, "commits to another text than the one that is stored");
    }
    const std::optional<std::vector<std::string_view>> ids =
        MatchName(kRevisionPattern, entry.revision());
    if (!ids) return Fault(index, "names no revision");
    const auto number = static_cast<uint32_t>(std::stoul(std::string((*ids)[2])));
    indexes_.emplace_back(keys::LedgerIndex((*ids)[0], (*ids)[1], number), index);
  }

  void LookAtNodesAbove(uint64_t last_leaf) {
    ForEachCompleted(last_leaf, [&](NodeId node) {
      const std::optional<ledger::Hash> stored = Stored(node.level, node.index);
      const std::optional<ledger::Hash> left = Stored(node.level - 1, 2 * node.index);
      const std::optional<ledger::Hash> right = Stored(node.level - 1, 2 * node.index + 1);
      if (!stored || !left || !right || *stored != ledger::NodeHash(*left, *right)) {
        Fault(StrCat("the node ", node.index, " of level ", node.level,
                     " does not agree with those below it"));
      }
    });
  }

  absl::Status LookAtIndexes() {
    std::vector<std::string> keys;
    for (const auto& [key, index] : indexes_) keys.push_back(key);
    absl::StatusOr<std::vector<std::optional<storage::Entry>>> found = snapshot_.MultiGet(keys);
    if (!found.ok()) return found.status();
    for (size_t i = 0; i < keys.size(); ++i) {
      if (!(*found)[i] || keys::LedgerIndexOf((*found)[i]->value) != indexes_[i].second) {
        Fault(indexes_[i].second, "is not found by the name of its revision");
      }
    }
    indexes_.clear();
    return absl::OkStatus();
  }

  storage::Snapshot& snapshot_;
  const StoredTree& tree_;
  v1::AuditLedgerResponse& response_;
  std::map<NodeKey, std::optional<ledger::Hash>> nodes_;
  std::vector<std::pair<std::string, uint64_t>> indexes_;
};

}  // namespace

absl::StatusOr<std::string> Ledger::AuditLedger(const Call& call,
                                                const v1::AuditLedgerRequest& request) {
  Violations violations(request);
  CheckRange("start_index", request.start_index(), 0, std::numeric_limits<int64_t>::max(),
             violations);
  CheckPage(request.page_size(), "", violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<View> view = Read(call, {});
  if (!view.ok()) return view.status();
  absl::StatusOr<StoredTree> tree = StoredTree::Open(view->snapshot());
  if (!tree.ok()) return tree.status();
  auto next = static_cast<uint64_t>(request.start_index());
  if (next > tree->size()) {
    return Error(absl::StatusCode::kOutOfRange, v1::ERROR_REASON_LEDGER_TOO_SMALL,
                 StrCat("the ledger has ", tree->size(), " entries"),
                 {{"tree_size", std::to_string(tree->size())}});
  }
  const int asked = request.page_size() == 0 ? kDefaultAudit : request.page_size();
  const uint64_t end =
      std::min(tree->size(), next + static_cast<uint64_t>(std::min(asked, kMaxAudit)));
  v1::AuditLedgerResponse response;
  response.set_tree_size(static_cast<int64_t>(tree->size()));
  Audit audit(view->snapshot(), *tree, response);
  while (next < end) {
    const uint64_t step = std::min(end, next + kStep);
    absl::Status looked = audit.LookAtEntries(next, step);
    if (!looked.ok()) return looked;
    next = step;
  }
  if (next == tree->size()) {
    absl::Status looked = audit.LookAtHead();
    if (!looked.ok()) return looked;
  }
  response.set_next_index(static_cast<int64_t>(next));
  return response.SerializeAsString();
}

}  // namespace factcheck::domain
