// Where in the log what follows it stands.
#ifndef FACTCHECK_SERVER_STORAGE_LOG_POSITION_H_
#define FACTCHECK_SERVER_STORAGE_LOG_POSITION_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/storage/engine.h"

namespace factcheck::storage {

// The last commit at or before `version` that has a record in the log; Version{0} where none is
// kept.
absl::StatusOr<Version> LastLogged(Engine& engine, Version version);

// OK where the log has the record of a commit of this version. Only this store can: no other has a
// commit of that microsecond, nor has this one, once it went back to a backup of before.
// FAILED_PRECONDITION: it has none; OUT_OF_RANGE: the log is no longer kept so far back.
absl::Status ExpectLogged(Engine& engine, Version version);

}  // namespace factcheck::storage

#endif  // FACTCHECK_SERVER_STORAGE_LOG_POSITION_H_
