#include "server/domain/ledger/catch_up.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "google/protobuf/empty.pb.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/ledger_append.h"
#include "server/domain/core/record.h"
#include "server/domain/ledger/entry.h"

namespace factcheck::domain {
namespace {

constexpr std::string_view kCause = "start-up/ledger";
constexpr storage::ScanOptions kPage{.max_entries = 500};
// Entered in one commit.
constexpr size_t kMaxEntries = 500;
constexpr size_t kMaxBytes = size_t{8} << 20;

struct Published {
  absl::Time time;
  std::string key;  // Of the revision.
  bool operator<(const Published& other) const {
    return time != other.time ? time < other.time : key < other.key;
  }
};

// A stored revision as the public reads it; nullopt where it was not published.
absl::StatusOr<std::optional<v1::VerdictRevision>> PublicRevision(const storage::Entry& entry) {
  absl::StatusOr<Record> record = ParseRecord(entry.value);
  if (!record.ok()) return record.status();
  if (record->restricted() || record->public_bytes.empty()) {
    return std::optional<v1::VerdictRevision>();
  }
  v1::VerdictRevision revision;
  if (!revision.ParseFromArray(record->public_bytes.data(),
                               static_cast<int>(record->public_bytes.size()))) {
    return absl::DataLossError("a stored revision can't be parsed");
  }
  return std::optional<v1::VerdictRevision>(std::move(revision));
}

absl::StatusOr<std::vector<Published>> FindPublished(View& view) {
  std::vector<Published> all;
  storage::KeyRange range = storage::PrefixRange(keys::kRevisions);
  for (bool more = true; more;) {
    absl::StatusOr<storage::ScanResult> page = view.Scan(range, kPage);
    if (!page.ok()) return page.status();
    for (storage::Entry& entry : page->entries) {
      absl::StatusOr<std::optional<v1::VerdictRevision>> revision = PublicRevision(entry);
      if (!revision.ok()) return revision.status();
      if (*revision) {
        all.push_back({FromTimestamp((*revision)->publish_time()), std::move(entry.key)});
      }
    }
    more = page->more && !page->entries.empty();
    if (more) range.start = page->entries.back().key + '\0';
  }
  return all;
}

// One commit's worth from `next` on; moves `next` behind it.
absl::Status EnterSome(Txn& txn, const std::vector<Published>& all, size_t& next) {
  const std::string head_key = keys::LedgerHead();
  absl::StatusOr<std::optional<storage::Entry>> head = txn.Get(head_key);
  if (!head.ok()) return head.status();
  absl::StatusOr<LedgerAppender> appender = LedgerAppender::Open(*head);
  if (!appender.ok()) return appender.status();
  next = static_cast<size_t>(appender->size());
  size_t bytes = 0;
  const auto sink = [&](std::string key, std::string value) {
    bytes += key.size() + value.size();
    txn.Put(key, std::move(value));
  };
  for (size_t in_commit = 0; next < all.size() && in_commit < kMaxEntries && bytes < kMaxBytes;
       ++next, ++in_commit) {
    absl::StatusOr<std::optional<storage::Entry>> entry = txn.Get(all[next].key);
    if (!entry.ok()) return entry.status();
    absl::StatusOr<std::optional<v1::VerdictRevision>> revision = PublicRevision(**entry);
    if (!revision.ok()) return revision.status();
    const std::vector<std::string_view> ids = keys::Ids(all[next].key);
    LedgerDraft draft = LedgerDraftOf(ids[0], ids[1], **std::move(revision));
    *draft.entry.mutable_entry_time() = ToTimestamp(txn.now());
    appender->Append(draft, all[next].time, sink);
  }
  appender->set_catching_up(next < all.size());
  appender->Finish(sink);
  return absl::OkStatus();
}

}  // namespace

absl::Status EnterEarlierPublications(ClaimBook& book) {
  absl::StatusOr<View> view = book.ReadNewest();
  if (!view.ok()) return view.status();
  absl::StatusOr<std::optional<storage::Entry>> head = view->Get(keys::LedgerHead());
  if (!head.ok()) return head.status();
  absl::StatusOr<LedgerAppender> tree = LedgerAppender::Open(*head);
  if (!tree.ok()) return tree.status();
  if (*head && !tree->catching_up()) return absl::OkStatus();
  absl::StatusOr<std::vector<Published>> all = FindPublished(*view);
  if (!all.ok()) return all.status();
  if (all->empty() && !*head) return absl::OkStatus();
  std::sort(all->begin(), all->end());
  const Call call{ServerPrincipal(), kCause};
  size_t next = 0;
  do {
    absl::Status entered = book.WriteAndWait(call, google::protobuf::Empty(),
                                             [&](Txn& txn) -> absl::StatusOr<std::string> {
                                               absl::Status some = EnterSome(txn, *all, next);
                                               if (!some.ok()) return some;
                                               return std::string();
                                             })
                               .status();
    if (!entered.ok()) return entered;
  } while (next < all->size());
  return absl::OkStatus();
}

std::string LedgerHeadToCatchUp() {
  storage::v1::LedgerHead head;
  head.set_catching_up(true);
  return head.SerializeAsString();
}

}  // namespace factcheck::domain
