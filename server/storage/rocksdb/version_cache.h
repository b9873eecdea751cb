// Versions of keys that were lately written or looked up, so that most
// preconditions are checked without a read.
#ifndef FACTCHECK_SERVER_STORAGE_ROCKSDB_VERSION_CACHE_H_
#define FACTCHECK_SERVER_STORAGE_ROCKSDB_VERSION_CACHE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/hash/hash.h"
#include "server/base/absl_strings.h"
#include "server/storage/engine.h"

namespace factcheck::storage::rocks {

// Of fixed size: a key takes the place of another with the same slot. Not thread-safe.
class VersionCache {
 public:
  // Null where nothing is known of `key`; nullopt inside: the key is absent.
  const std::optional<Version>* Find(std::string_view key) const {
    const Slot& slot = slots_[SlotOf(key)];
    return slot.used && slot.key == key ? &slot.version : nullptr;
  }
  void Put(std::string_view key, std::optional<Version> version) {
    Slot& slot = slots_[SlotOf(key)];
    slot.used = true;
    slot.key.assign(key);
    slot.version = version;
  }
  void Clear() { slots_.assign(kSlots, Slot()); }

 private:
  static constexpr size_t kSlots = size_t{1} << 15;
  struct Slot {
    bool used = false;
    std::string key;
    std::optional<Version> version;
  };
  static size_t SlotOf(std::string_view key) {
    return absl::Hash<absl::string_view>()(ToAbsl(key)) % kSlots;
  }

  std::vector<Slot> slots_ = std::vector<Slot>(kSlots);
};

}  // namespace factcheck::storage::rocks

#endif  // FACTCHECK_SERVER_STORAGE_ROCKSDB_VERSION_CACHE_H_
