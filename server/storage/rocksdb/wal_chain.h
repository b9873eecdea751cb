// Sees to it that the write-ahead log, when it is replayed, has no hole: each
// write carries the version of the one before it (meta key `latest`, see store.h).
//
// RocksDB finds a damaged record by its checksum, but takes a torn tail for a
// crash in every file, not only in the last, and does not miss a file that is gone.
#ifndef FACTCHECK_SERVER_STORAGE_ROCKSDB_WAL_CHAIN_H_
#define FACTCHECK_SERVER_STORAGE_ROCKSDB_WAL_CHAIN_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "rocksdb/wal_filter.h"
#include "rocksdb/write_batch.h"
#include "server/storage/engine.h"

namespace factcheck::storage::rocks {

// Value of the meta key `latest`.
std::string EncodeLatest(Version latest, Version before);

// For one replay. Not thread-safe.
class WalChain final : public rocksdb::WalFilter {
 public:
  const char* Name() const override { return "factcheck.WalChain"; }
  void ColumnFamilyLogNumberMap(const std::map<uint32_t, uint64_t>& log_numbers,
                                const std::map<std::string, uint32_t>& ids) override;
  WalProcessingOption LogRecordFound(unsigned long long log_number, const std::string& file,
                                     const rocksdb::WriteBatch& batch,
                                     rocksdb::WriteBatch* new_batch, bool* batch_changed) override;

 private:
  std::optional<uint32_t> meta_id_;
  std::optional<Version> last_;
};

}  // namespace factcheck::storage::rocks

#endif  // FACTCHECK_SERVER_STORAGE_ROCKSDB_WAL_CHAIN_H_
