#include "client/cli/stored_ledger_tree.h"

#include <initializer_list>

#include "client/cpp/ledger_verifier.h"
#include "client/cpp/text.h"
#include "factcheck/storage/v1/records.pb.h"

namespace factcheck::cli {
namespace {

using client::Concat;

constexpr size_t kHashBytes = 32;
constexpr size_t kMaxLevels = 64;
constexpr std::string_view kNodes = "Y/n";
constexpr std::string_view kIndexes = "Y/r/";
constexpr std::string_view kHead = "Y/head";

absl::Status Wrong(std::initializer_list<std::string_view> parts) {
  return absl::DataLossError(Concat(parts));
}

uint64_t BigEndian(std::string_view bytes) {
  uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

std::string NameOf(size_t level, uint64_t index) {
  return Concat({"the node ", std::to_string(index), " of level ", std::to_string(level)});
}

}  // namespace

absl::Status StoredLedgerTree::Take(std::string_view key, std::string_view value) {
  if (key.starts_with(kNodes)) return TakeNode(key.substr(kNodes.size()), value);
  if (key.starts_with(kIndexes)) return TakeIndex(key.substr(kIndexes.size()), value);
  if (key != kHead) return Wrong({"the dump has something of the ledger that nobody knows"});
  head_ = std::string(value);
  return absl::OkStatus();
}

absl::Status StoredLedgerTree::TakeNode(std::string_view key, std::string_view value) {
  if (key.size() != 1 + sizeof(uint64_t) || value.size() != kHashBytes) {
    return Wrong({"a node of the ledger's tree can't be read"});
  }
  const auto level = static_cast<unsigned char>(key.front());
  if (level >= kMaxLevels) return Wrong({"a node of the ledger's tree has a level beyond all"});
  if (level >= levels_.size()) levels_.resize(level + size_t{1});
  const uint64_t next = levels_[level].size() / kHashBytes;
  if (BigEndian(key.substr(1)) != next) return Wrong({NameOf(level, next), " is missing"});
  levels_[level] += value;
  return absl::OkStatus();
}

absl::Status StoredLedgerTree::TakeIndex(std::string_view key, std::string_view value) {
  // <claim>/<publisher>/<be32 number>
  const size_t slash = key.find('/');
  if (slash == std::string_view::npos || key.size() < slash + 2 + 1 + sizeof(uint32_t) ||
      key[key.size() - sizeof(uint32_t) - 1] != '/' || value.size() != sizeof(uint64_t)) {
    return Wrong({"the place of a revision in the ledger can't be read"});
  }
  const std::string_view publisher =
      key.substr(slash + 1, key.size() - sizeof(uint32_t) - 1 - slash - 1);
  const uint64_t number = BigEndian(key.substr(key.size() - sizeof(uint32_t)));
  indexes_[Concat({"claims/", key.substr(0, slash), "/verdicts/", publisher, "/revisions/",
                   std::to_string(number)})] = BigEndian(value);
  return absl::OkStatus();
}

std::string_view StoredLedgerTree::Node(size_t level, uint64_t index) const {
  if (level >= levels_.size() || index >= levels_[level].size() / kHashBytes) return {};
  return std::string_view(levels_[level]).substr(index * kHashBytes, kHashBytes);
}

absl::Status StoredLedgerTree::Hold(std::string_view entry, const std::string& revision) {
  const auto found = indexes_.find(revision);
  if (found == indexes_.end() || found->second != size_) {
    return Wrong({"entry ", std::to_string(size_), " is not found by the name of ", revision});
  }
  indexes_.erase(found);
  // The leaf, and each subtree that it completes; those to the left were held before.
  std::string hash = client::LedgerLeafHash(entry);
  uint64_t index = size_++;
  for (size_t level = 0;; ++level, index >>= 1) {
    if (Node(level, index) != hash) {
      return Wrong({NameOf(level, index), " is not that of the entries"});
    }
    if (index % 2 == 0) return absl::OkStatus();
    hash = client::LedgerNodeHash(Node(level, index - 1), hash);
  }
}

absl::Status StoredLedgerTree::Finish() const {
  for (size_t level = 0; level < levels_.size(); ++level) {
    const uint64_t nodes = levels_[level].size() / kHashBytes;
    if (nodes != size_ >> level) {
      return Wrong({NameOf(level, size_ >> level), " is of entries that the dump doesn't have"});
    }
  }
  if (!indexes_.empty()) {
    return Wrong({indexes_.begin()->first, " has a place in the ledger and no entry"});
  }
  storage::v1::LedgerHead head;
  if (!head.ParseFromString(head_)) return Wrong({"the ledger's head can't be read"});
  std::string edge;
  uint64_t before = 0;
  for (size_t level = kMaxLevels; level-- > 0;) {
    if ((size_ >> level & 1) == 0) continue;
    edge += Node(level, before >> level);
    before += uint64_t{1} << level;
  }
  if (head.size() != size_ || head.frontier() != edge) {
    return Wrong({"the ledger's head is not that of the entries"});
  }
  return absl::OkStatus();
}

}  // namespace factcheck::cli
