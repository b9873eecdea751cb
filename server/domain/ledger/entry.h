// What the ledger says of a revision. Pure but for the salt.
#ifndef FACTCHECK_SERVER_DOMAIN_LEDGER_ENTRY_H_
#define FACTCHECK_SERVER_DOMAIN_LEDGER_ENTRY_H_

#include <string>
#include <string_view>

#include "factcheck/v1/verdict.pb.h"
#include "server/domain/core/ledger_append.h"

namespace factcheck::domain {

inline constexpr size_t kLedgerSaltBytes = 32;

// `open`: a published revision as the public reads it.
LedgerDraft LedgerDraftOf(std::string_view claim, std::string_view publisher,
                          v1::VerdictRevision open);
// The hash by which an entry commits to a text.
std::string LedgerContentHash(std::string_view salt, std::string_view content);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_LEDGER_ENTRY_H_
