#include "server/storage/rocksdb/store_options.h"

#include <algorithm>

#include "rocksdb/file_checksum.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/listener.h"
#include "rocksdb/table.h"

namespace factcheck::storage::rocks {
namespace {

// After a failed write to the WAL, RocksDB's own recovery may complete the
// failed record in the old file; we reopen the store instead and read what is there.
class NoRecoveryAfterFailedWrite final : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason reason, rocksdb::Status /*error*/,
                            bool* auto_recovery) override {
    if (reason == rocksdb::BackgroundErrorReason::kWriteCallback ||
        reason == rocksdb::BackgroundErrorReason::kMemTable) {
      *auto_recovery = false;
    }
  }
};

// Of the whole write buffer.
size_t WriteBufferOf(Family family, size_t all) {
  constexpr size_t kLeast = size_t{64} << 10;
  switch (family) {
    case Family::kData:
      return std::max(all / 2, kLeast);
    case Family::kHistory:
    case Family::kLog:
      return std::max(all / 4, kLeast);
    case Family::kMeta:
      return std::max(all / 64, kLeast);
  }
  return all;
}

}  // namespace

rocksdb::DBOptions DatabaseOptions(const RocksOptions& options) {
  rocksdb::DBOptions db;
  db.paranoid_checks = true;
  // A record torn by a crash at the very end was never acknowledged; damage
  // anywhere before it must be seen, never skipped.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // A manifest that lost its tail still names the log files that the tail replaced.
  db.track_and_verify_wals_in_manifest = true;
  db.db_write_buffer_size = options.write_buffer_bytes;
  db.max_total_wal_size = 2 * options.write_buffer_bytes;
  db.max_background_jobs = 2;
  db.max_bgerror_resume_count = 0;
  db.listeners.push_back(std::make_shared<NoRecoveryAfterFailedWrite>());
  db.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  db.bytes_per_sync = size_t{1} << 20;
  // Below the usual limit of 1,024 descriptors, and connections need some too.
  db.max_open_files = 512;
  db.avoid_unnecessary_blocking_io = true;
  db.keep_log_file_num = 5;
  db.max_log_file_size = size_t{4} << 20;
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;
  return db;
}

rocksdb::ColumnFamilyOptions FamilyOptions(Family family, const RocksOptions& options,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.format_version = 5;
  table.checksum = rocksdb::kXXH3;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  if (family == Family::kData || family == Family::kHistory) {
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  }
  table.block_size = family == Family::kData ? 8 << 10 : 16 << 10;

  rocksdb::ColumnFamilyOptions out;
  out.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  out.write_buffer_size = WriteBufferOf(family, options.write_buffer_bytes);
  out.max_write_buffer_number = 3;
  out.level_compaction_dynamic_level_bytes = true;
  out.compression = rocksdb::kLZ4Compression;
  if (family == Family::kData) {
    // Most keys that a new record is checked against are not there.
    out.memtable_prefix_bloom_size_ratio = 0.02;
    out.memtable_whole_key_filtering = true;
  }
  if (family == Family::kHistory || family == Family::kLog) {
    out.bottommost_compression = rocksdb::kZSTD;
  }
  // What is flushed is soon written again, by the first compaction.
  out.compression_per_level = {rocksdb::kNoCompression, out.compression};
  if (family == Family::kMeta) {
    out.compression = rocksdb::kNoCompression;
    out.compression_per_level.clear();
  }
  return out;
}

}  // namespace factcheck::storage::rocks
