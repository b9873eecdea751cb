// The whole database out of one server and into another, whatever engines they have.
//
//   export = 1*chunk                       ; storage.v1.PortableChunk, serialised
//   chunk  = header / entries / log / trailer, in this order
//
// Everything comes along with its versions, history and log, so that the past reads
// the same: also actors and keys (hashed). Not the server's own secrets and settings
// (x/), which are this server's alone. The ledger comes along as it is; its keys, which are in
// no store, don't: a server that is to go on under the name of another needs its file of them.
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_PORTABLE_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_PORTABLE_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "factcheck/v1/transfers_service.pb.h"
#include "server/domain/core/book.h"
#include "server/domain/core/call.h"

namespace factcheck::domain {

inline constexpr int kPortableFormat = 1;
// What a chunk holds at most, but for one entry that is larger.
inline constexpr size_t kPortableChunkBytes = 512 << 10;

// Thread-safe. For an actor's ADMIN only.
class Portable {
 public:
  // `book` must outlive this. `reload` is called after the store was replaced, before
  // the answer: what is held in memory must be read afresh, as no observer was told.
  Portable(ClaimBook* book, std::function<absl::Status()> reload)
      : book_(book), reload_(std::move(reload)) {}

  // Whether to go on.
  using ChunkSink = absl::FunctionRef<bool(std::string chunk)>;
  // Of one moment, in constant memory. Blocks; ends with OK where the sink does not
  // want more. POSITION_TRIMMED where the log is trimmed meanwhile.
  absl::Status ExportAll(const Call& call, ChunkSink sink);

  // nullopt: there are no more.
  using NextChunk = absl::FunctionRef<absl::StatusOr<std::optional<std::string>>()>;
  // Into a store that holds nothing but actors and keys (STORE_NOT_EMPTY otherwise):
  // they stay beside what comes in, which counts where both have the same. An export
  // that is incomplete or damaged is INVALID_FIELDS and leaves the store as it was.
  absl::StatusOr<v1::ImportAllResponse> ImportAll(const Call& call, NextChunk next);

 private:
  ClaimBook* const book_;
  const std::function<absl::Status()> reload_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_PORTABLE_H_
