// Entering publications in the ledger: within the commit that makes them, at the place that
// the commit has among all others.
#ifndef FACTCHECK_SERVER_DOMAIN_CORE_LEDGER_APPEND_H_
#define FACTCHECK_SERVER_DOMAIN_CORE_LEDGER_APPEND_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "factcheck/v1/ledger.pb.h"
#include "server/ledger/frontier.h"
#include "server/storage/engine.h"

namespace factcheck::domain {

// An entry but for what only its place tells: index and publish_time.
struct LedgerDraft {
  std::string claim;  // Ids.
  std::string publisher;
  uint32_t number = 0;  // Of the revision.
  v1::LedgerEntry entry;
  std::string salt;
  std::string content;
};

// The tree as it grows. Not thread-safe.
class LedgerAppender {
 public:
  // Told of every key that is to be written, each once but for the head's.
  using Sink = std::function<void(std::string key, std::string value)>;

  // From what is stored under keys::LedgerHead(). DATA_LOSS where that is damaged.
  static absl::StatusOr<LedgerAppender> Open(const std::optional<storage::Entry>& head);

  uint64_t size() const { return frontier_.size(); }
  const ledger::Frontier& frontier() const { return frontier_; }
  // Whether what was published before the store had a ledger is still being entered.
  bool catching_up() const { return catching_up_; }
  void set_catching_up(bool catching_up) { catching_up_ = catching_up; }

  void Append(const LedgerDraft& draft, absl::Time publish_time, const Sink& sink);
  // Once, after the last Append.
  void Finish(const Sink& sink) const;

 private:
  ledger::Frontier frontier_;
  bool catching_up_ = false;
};

// For storage::Batch::in_order. UNAVAILABLE while the store is catching up.
absl::Status AppendToLedger(std::span<const LedgerDraft> drafts, storage::Version version,
                            storage::Snapshot& newest, std::vector<storage::Mutation>& mutations);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_CORE_LEDGER_APPEND_H_
