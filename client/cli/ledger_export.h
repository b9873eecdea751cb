// Whole exports, held against the ledger that they carry.
#ifndef FACTCHECK_CLIENT_CLI_LEDGER_EXPORT_H_
#define FACTCHECK_CLIENT_CLI_LEDGER_EXPORT_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/dump_file.h"
#include "client/cpp/ledger_verifier.h"

namespace factcheck::cli {

struct VerifiedExport {
  uint64_t entries = 0;
  uint64_t redacted = 0;
  // Of these, entries that the newest checkpoint covers.
  uint64_t covered = 0;
};

// Verifies what `reader` has, of either kind, against checkpoints that were verified before;
// DATA_LOSS names the first thing that is wrong.
//
//   Of both kinds: the entries come in order without a hole, each commits to the text
//   that is beside it, and the tree that they make has the root of each checkpoint at its size.
//   Of a ledger: the checkpoint that it carries is signed, and covers all of it.
//   Of a database: it adds up to its own checksum; each revision that it shows as
//   published is the text of an entry, and each entry's text is a revision; nodes, head and places
//   of revisions, which a server that takes the dump goes on with, are those of the entries.
absl::StatusOr<VerifiedExport> VerifyExport(DumpReader& reader,
                                            const client::LedgerVerifier& verifier,
                                            std::span<const client::LedgerCheckpoint> checkpoints,
                                            const std::function<void(uint64_t)>& on_progress);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_LEDGER_EXPORT_H_
