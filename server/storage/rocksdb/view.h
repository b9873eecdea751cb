// Reads of one version of the store.
#ifndef FACTCHECK_SERVER_STORAGE_ROCKSDB_VIEW_H_
#define FACTCHECK_SERVER_STORAGE_ROCKSDB_VIEW_H_

#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "rocksdb/iterator.h"
#include "rocksdb/options.h"
#include "rocksdb/snapshot.h"
#include "server/storage/engine.h"
#include "server/storage/rocksdb/store.h"

namespace factcheck::storage::rocks {

// What the store holds at one version. Thread-safe and immutable; keeps the store open.
class View {
 public:
  // Of the newest state of `store`, which is at `version`.
  View(std::shared_ptr<Store> store, Version version, Version trimmed)
      : store_(std::move(store)),
        snapshot_(store_->db().GetSnapshot()),
        version_(version),
        trimmed_(trimmed) {}
  ~View() { store_->db().ReleaseSnapshot(snapshot_); }
  View(const View&) = delete;
  View& operator=(const View&) = delete;

  Version version() const { return version_; }
  Version trimmed() const { return trimmed_; }
  const std::shared_ptr<Store>& store() const { return store_; }
  rocksdb::ReadOptions ReadOptions() const {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    return options;
  }

  absl::StatusOr<std::optional<Entry>> Get(std::string_view key) const;
  // The version that last wrote `key`; nullopt: absent.
  absl::StatusOr<std::optional<Version>> VersionOf(std::string_view key) const;
  absl::StatusOr<std::vector<std::optional<Entry>>> MultiGet(
      std::span<const std::string> keys) const;
  absl::StatusOr<std::vector<LogEntry>> ReadLog(Version after, const LogReadOptions& options) const;

 private:
  const std::shared_ptr<Store> store_;
  const rocksdb::Snapshot* const snapshot_;
  const Version version_;
  const Version trimmed_;
};

// Steps through the entries of a valid range in order, whatever family they are
// in. Not thread-safe; `view` must outlive it.
class Cursor {
 public:
  Cursor(const View& view, const KeyRange& range, bool reverse);

  bool valid() const { return iterator_ != nullptr; }
  // Only where valid.
  std::string_view key() const { return FromSlice(iterator_->key()); }
  std::string_view value() const { return FromSlice(iterator_->value()).substr(8); }
  Version version() const;
  void Next();
  // Why it ended, if not because the range did.
  const absl::Status& status() const { return status_; }

 private:
  struct Part {
    Family family;
    std::string start;
    std::string limit;
  };
  void Settle();

  const View& view_;
  const bool reverse_;
  std::deque<Part> parts_;  // Those to come.
  Part part_;               // The one that iterator_ is in.
  rocksdb::Slice start_;    // The iterator keeps pointers to its bounds.
  rocksdb::Slice limit_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
  absl::Status status_;
};

// The Snapshot of an engine's caller.
class ViewSnapshot final : public Snapshot {
 public:
  explicit ViewSnapshot(std::shared_ptr<const View> view) : view_(std::move(view)) {}
  Version version() const override { return view_->version(); }
  absl::StatusOr<std::optional<Entry>> Get(std::string_view key) override {
    return view_->Get(key);
  }
  absl::StatusOr<std::vector<std::optional<Entry>>> MultiGet(
      std::span<const std::string> keys) override {
    return view_->MultiGet(keys);
  }
  absl::StatusOr<ScanResult> Scan(const KeyRange& range, const ScanOptions& options) override;

 private:
  const std::shared_ptr<const View> view_;
};

}  // namespace factcheck::storage::rocks

#endif  // FACTCHECK_SERVER_STORAGE_ROCKSDB_VIEW_H_
