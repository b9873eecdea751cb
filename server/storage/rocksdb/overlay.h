// The newest state as the committer sees it: the newest view, and over it what
// this group has decided to write and not yet written.
#ifndef FACTCHECK_SERVER_STORAGE_ROCKSDB_OVERLAY_H_
#define FACTCHECK_SERVER_STORAGE_ROCKSDB_OVERLAY_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/statusor.h"
#include "server/storage/engine.h"
#include "server/storage/rocksdb/view.h"

namespace factcheck::storage::rocks {

// Not thread-safe. Holds views into the mutations it is given, which must outlive it.
class Overlay {
 public:
  struct Written {
    Version version;
    const std::optional<std::string>* value;
  };
  using Map = absl::btree_map<std::string_view, Written>;

  void Put(const Mutation& mutation, Version version) {
    written_[mutation.key] = {version, &mutation.value};
  }
  // Null where this group does not write `key`.
  const Written* Find(std::string_view key) const {
    const auto found = written_.find(key);
    return found == written_.end() ? nullptr : &found->second;
  }
  const Map& written() const { return written_; }

 private:
  Map written_;
};

class OverlaySnapshot final : public Snapshot {
 public:
  // Both must outlive it. `version`: of the newest commit in either.
  OverlaySnapshot(const View& base, const Overlay& overlay, Version version)
      : base_(base), overlay_(overlay), version_(version) {}

  Version version() const override { return version_; }
  absl::StatusOr<std::optional<Entry>> Get(std::string_view key) override;
  absl::StatusOr<std::vector<std::optional<Entry>>> MultiGet(
      std::span<const std::string> keys) override;
  absl::StatusOr<ScanResult> Scan(const KeyRange& range, const ScanOptions& options) override;

 private:
  const View& base_;
  const Overlay& overlay_;
  const Version version_;
};

}  // namespace factcheck::storage::rocks

#endif  // FACTCHECK_SERVER_STORAGE_ROCKSDB_OVERLAY_H_
