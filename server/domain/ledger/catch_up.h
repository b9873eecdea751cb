// Stores of releases without a ledger.
#ifndef FACTCHECK_SERVER_DOMAIN_LEDGER_CATCH_UP_H_
#define FACTCHECK_SERVER_DOMAIN_LEDGER_CATCH_UP_H_

#include "absl/status/status.h"
#include "server/domain/core/book.h"

namespace factcheck::domain {

// Where the store has published verdicts and no ledger: enters every revision that was
// published, in the order of publication (by name, where one commit published several), with
// the time of its publication and that of its entry. Nothing can be published meanwhile; what
// was cut off goes on when it is called again. Does nothing where there is a ledger. Blocks;
// for start-up and after a whole database came in.
absl::Status EnterEarlierPublications(ClaimBook& book);

// The head of a ledger that is to be caught up with: for a database that came in without one.
std::string LedgerHeadToCatchUp();

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_LEDGER_CATCH_UP_H_
