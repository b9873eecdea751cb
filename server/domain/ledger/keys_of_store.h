// The keys of a server's ledger, in a file that only its owner can read.
#ifndef FACTCHECK_SERVER_DOMAIN_LEDGER_KEYS_OF_STORE_H_
#define FACTCHECK_SERVER_DOMAIN_LEDGER_KEYS_OF_STORE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/ledger/key_ring.h"

namespace factcheck::domain {

// `factcheckd/` and the store's identity in hexadecimal.
std::string DefaultLedgerOrigin(std::string_view store_id);

// The keys in `file`, which is made with a new one where it is not there; without a name, a key
// that is gone with the process. `origin` names the ledger; empty: what the file has, or
// `default_origin`. FAILED_PRECONDITION, with a message for the operator, where the file is not
// to be trusted, or of another origin; INVALID_ARGUMENT where `origin` is none.
absl::StatusOr<ledger::KeyRing> OpenLedgerKeys(const std::string& file, std::string_view origin,
                                               std::string_view default_origin);

// Adds a key to the file and answers with its public half; with `retire`, the ones before
// keep only theirs. A server takes notice when it starts.
absl::StatusOr<std::string> RotateLedgerKey(const std::string& file, bool retire);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_LEDGER_KEYS_OF_STORE_H_
