// Claims as the index takes them in: what everybody may read of a claim that is not deleted,
// and of its published verdicts.
#ifndef FACTCHECK_SERVER_SEARCH_SERVICE_CLAIM_DOCUMENTS_H_
#define FACTCHECK_SERVER_SEARCH_SERVICE_CLAIM_DOCUMENTS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "server/search/document.h"
#include "server/search/index.h"
#include "server/storage/engine.h"

namespace factcheck::search {

// Labels of documents. A merged claim's words lead to the claim that it was merged into; by
// itself it is not searched for.
inline constexpr uint32_t kLiveClaim = 1;
inline constexpr uint32_t kMergedClaim = 2;

// The document of a claim with those of its verdicts that are published. Its key is the id.
Document DocumentOf(std::string_view id, const v1::Claim& claim,
                    std::span<const v1::VerdictRevision> verdicts);

// Told of each record that is damaged: DATA_LOSS with its key.
using OnDamaged = absl::FunctionRef<void(const absl::Status&)>;

// What the claims with these ids are to the index, as of the snapshot; a removal of those that
// are not there, deleted or damaged; damaged verdicts are left out. On the caller's thread alone.
absl::StatusOr<std::vector<Change>> ReadChanges(storage::Snapshot& snapshot,
                                                std::span<const std::string> ids,
                                                OnDamaged damaged);

// Every claim of the snapshot that is not deleted or damaged, some thousand at a time, analysed on
// several threads. Ends early with the status of `take`.
absl::Status ReadEveryClaim(storage::Snapshot& snapshot,
                            absl::FunctionRef<absl::Status(std::span<const Change> changes)> take,
                            OnDamaged damaged);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_SERVICE_CLAIM_DOCUMENTS_H_
