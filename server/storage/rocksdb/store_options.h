// How RocksDB is set up: which column families there are, and the options that fit each.
#ifndef FACTCHECK_SERVER_STORAGE_ROCKSDB_STORE_OPTIONS_H_
#define FACTCHECK_SERVER_STORAGE_ROCKSDB_STORE_OPTIONS_H_

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rocksdb/cache.h"
#include "rocksdb/options.h"
#include "server/storage/rocksdb/rocks_engine.h"

namespace factcheck::storage::rocks {

// data     every key but those of history; its value is the version, then the bytes
// history  keys that begin with kHistoryPrefix, in the same form: written once, seldom read
// log      log records by big-endian version
// meta     see store.h
enum class Family : size_t { kData, kHistory, kLog, kMeta };
inline constexpr size_t kFamilies = 4;
inline constexpr std::array<std::string_view, kFamilies> kFamilyNames = {"default", "history",
                                                                         "log", "meta"};
inline constexpr char kHistoryPrefix = 'h';

inline Family FamilyOf(std::string_view key) {
  return !key.empty() && key.front() == kHistoryPrefix ? Family::kHistory : Family::kData;
}

rocksdb::DBOptions DatabaseOptions(const RocksOptions& options);
rocksdb::ColumnFamilyOptions FamilyOptions(Family family, const RocksOptions& options,
                                           const std::shared_ptr<rocksdb::Cache>& cache);

}  // namespace factcheck::storage::rocks

#endif  // FACTCHECK_SERVER_STORAGE_ROCKSDB_STORE_OPTIONS_H_
