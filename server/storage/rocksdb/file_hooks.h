// Shows a test what the store does to its files, and lets it fail.
#ifndef FACTCHECK_SERVER_STORAGE_ROCKSDB_FILE_HOOKS_H_
#define FACTCHECK_SERVER_STORAGE_ROCKSDB_FILE_HOOKS_H_

#include <memory>

#include "rocksdb/env.h"
#include "server/storage/rocksdb/rocks_engine.h"

namespace factcheck::storage::rocks {

// The default environment, with `hooks.before` called first. Null without that hook.
std::unique_ptr<rocksdb::Env> NewHookedEnv(const RocksTestHooks& hooks);

}  // namespace factcheck::storage::rocks

#endif  // FACTCHECK_SERVER_STORAGE_ROCKSDB_FILE_HOOKS_H_
