// An opened RocksDB directory: its column families, what they say of the store,
// and what RocksDB's errors mean in the engine's terms.
//
// Keys of the meta family:
//   format    decimal number of the stored form, kFormat; a greater one is refused
//   store_id  16 random bytes
//   latest    be64 version of the newest commit, be64 version of the one before
//   trimmed   be64 version up to which the log was forgotten; absent: none was
//   loading   empty; present from the first Load until FinishLoad
#ifndef FACTCHECK_SERVER_STORAGE_ROCKSDB_STORE_H_
#define FACTCHECK_SERVER_STORAGE_ROCKSDB_STORE_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/status.h"
#include "rocksdb/write_batch.h"
#include "server/storage/engine.h"
#include "server/storage/rocksdb/store_options.h"
#include "server/storage/rocksdb/wal_chain.h"

namespace factcheck::storage::rocks {

inline constexpr uint64_t kFormat = 1;
inline constexpr char kLatestKey[] = "latest";
inline constexpr char kTrimmedKey[] = "trimmed";
inline constexpr char kLoadingKey[] = "loading";

// `doing` says what failed: "reading a key".
absl::Status FromRocks(const rocksdb::Status& status, std::string_view doing);

inline rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
inline std::string_view FromSlice(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

// Thread-safe. Closes the database when destroyed.
class Store {
 public:
  enum class Mode { kWritable, kReadOnly };

  // `env` must outlive the store. A writable one is made where the directory has none.
  static absl::StatusOr<std::shared_ptr<Store>> Open(const RocksOptions& options, rocksdb::Env* env,
                                                     Mode mode);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  rocksdb::DB& db() const { return *db_; }
  rocksdb::ColumnFamilyHandle* family(Family family) const {
    return families_[static_cast<size_t>(family)];
  }
  // As it was opened.
  const std::string& store_id() const { return store_id_; }
  Version latest() const { return latest_; }
  Version trimmed() const { return trimmed_; }
  // A load was cut off; the store must be emptied before it is used.
  bool loading() const { return loading_; }
  // Removes every entry and log record, and the mark of a load.
  absl::Status RemoveEverything();

  size_t block_cache_bytes() const { return cache_->GetUsage(); }
  // Notified when the store has been closed.
  std::shared_ptr<absl::Notification> closed() const { return closed_; }

 private:
  Store() = default;
  absl::Status OpenDatabase(const RocksOptions& options, rocksdb::Env* env, Mode mode);
  absl::Status ReadMeta();
  absl::Status InitialiseMeta();
  absl::StatusOr<std::string> GetMeta(std::string_view key);  // Empty where absent.

  std::shared_ptr<rocksdb::Cache> cache_;
  WalChain wal_chain_;
  std::unique_ptr<rocksdb::DB> db_;
  std::array<rocksdb::ColumnFamilyHandle*, kFamilies> families_{};
  std::string store_id_;
  Version latest_;
  Version trimmed_;
  bool loading_ = false;
  const std::shared_ptr<absl::Notification> closed_ = std::make_shared<absl::Notification>();
};

}  // namespace factcheck::storage::rocks

#endif  // FACTCHECK_SERVER_STORAGE_ROCKSDB_STORE_H_
