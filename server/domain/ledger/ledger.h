// The Ledger service: what was published, signed and proven.
#ifndef FACTCHECK_SERVER_DOMAIN_LEDGER_LEDGER_H_
#define FACTCHECK_SERVER_DOMAIN_LEDGER_LEDGER_H_

#include <cstdint>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "factcheck/v1/ledger_service.pb.h"
#include "server/domain/core/book.h"
#include "server/domain/core/call.h"
#include "server/domain/ledger/stored_tree.h"
#include "server/ledger/key_ring.h"

namespace factcheck::domain {

// Thread-safe. What is entered is public, so all of it is shown to everybody who may call.
class Ledger {
 public:
  // `book` must outlive this.
  Ledger(ClaimBook* book, ledger::KeyRing keys) : book_(book), keys_(std::move(keys)) {}

  absl::StatusOr<std::string> GetCheckpoint(const Call& call,
                                            const v1::GetCheckpointRequest& request);
  absl::StatusOr<std::string> GetEntries(const Call& call, const v1::GetEntriesRequest& request);
  absl::StatusOr<std::string> GetInclusionProof(const Call& call,
                                                const v1::GetInclusionProofRequest& request);
  absl::StatusOr<std::string> GetConsistencyProof(const Call& call,
                                                  const v1::GetConsistencyProofRequest& request);
  absl::StatusOr<std::string> GetLedgerKeys(const Call& call,
                                            const v1::GetLedgerKeysRequest& request);
  absl::StatusOr<std::string> AuditLedger(const Call& call, const v1::AuditLedgerRequest& request);

 private:
  // The newest state, as fresh as is wanted.
  absl::StatusOr<View> Read(const Call& call, const v1::ReadOptions& options);
  // The signed note of the tree of `size`.
  absl::StatusOr<std::string> NoteOf(StoredTree& tree, uint64_t size);

  ClaimBook* const book_;
  const ledger::KeyRing keys_;

  // The note that was signed last: most callers ask for the same, and signing takes longer
  // than all else.
  absl::Mutex mutex_;
  std::string signed_text_ ABSL_GUARDED_BY(mutex_);
  std::string signed_note_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_LEDGER_LEDGER_H_
