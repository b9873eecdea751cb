#include "server/domain/core/ledger_append.h"

#include <utility>

#include "factcheck/storage/v1/records.pb.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/stamp.h"
#include "server/ledger/tree_hash.h"

namespace factcheck::domain {

absl::StatusOr<LedgerAppender> LedgerAppender::Open(const std::optional<storage::Entry>& head) {
  LedgerAppender appender;
  if (!head) return appender;
  storage::v1::LedgerHead stored;
  std::optional<ledger::Frontier> frontier;
  if (stored.ParseFromString(head->value)) {
    frontier = ledger::Frontier::Parse(stored.size(), stored.frontier());
  }
  if (!frontier) return absl::DataLossError("the head of the ledger is damaged");
  appender.frontier_ = *std::move(frontier);
  appender.catching_up_ = stored.catching_up();
  return appender;
}

void LedgerAppender::Append(const LedgerDraft& draft, absl::Time publish_time, const Sink& sink) {
  const uint64_t index = frontier_.size();
  v1::LedgerEntry entry = draft.entry;
  entry.set_index(static_cast<int64_t>(index));
  *entry.mutable_publish_time() = ToTimestamp(publish_time);
  v1::LedgerRecord record;
  record.set_entry(entry.SerializeAsString());
  record.set_salt(draft.salt);
  record.set_content(draft.content);
  frontier_.Append(
      ledger::LeafHash(record.entry()), [&](ledger::NodeId node, const ledger::Hash& hash) {
        sink(keys::LedgerNode(node.level, node.index), std::string(ledger::BytesOf(hash)));
      });
  sink(keys::LedgerEntry(index), record.SerializeAsString());
  sink(keys::LedgerIndex(draft.claim, draft.publisher, draft.number),
       keys::LedgerIndexValue(index));
}

void LedgerAppender::Finish(const Sink& sink) const {
  storage::v1::LedgerHead head;
  head.set_size(frontier_.size());
  head.set_frontier(frontier_.Bytes());
  head.set_catching_up(catching_up_);
  sink(keys::LedgerHead(), head.SerializeAsString());
}

absl::Status AppendToLedger(std::span<const LedgerDraft> drafts, storage::Version version,
                            storage::Snapshot& newest, std::vector<storage::Mutation>& mutations) {
  absl::StatusOr<std::optional<storage::Entry>> head = newest.Get(keys::LedgerHead());
  if (!head.ok()) return head.status();
  absl::StatusOr<LedgerAppender> appender = LedgerAppender::Open(*head);
  if (!appender.ok()) return appender.status();
  if (appender->catching_up()) {
    return absl::UnavailableError("earlier publications are being entered in the ledger");
  }
  const auto sink = [&](std::string key, std::string value) {
    mutations.push_back(
        {.key = std::move(key), .value = std::move(value), .version_at = {}, .stamp = {}});
  };
  for (const LedgerDraft& draft : drafts) {
    appender->Append(draft, storage::CommitTime(version), sink);
  }
  appender->Finish(sink);
  return absl::OkStatus();
}

}  // namespace factcheck::domain
