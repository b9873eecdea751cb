// An ordered map that remembers the values a key had before, for as long as a
// snapshot may ask for them.
#ifndef FACTCHECK_SERVER_STORAGE_MEMORY_VERSION_MAP_H_
#define FACTCHECK_SERVER_STORAGE_MEMORY_VERSION_MAP_H_

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "server/storage/engine.h"

namespace factcheck::storage {

// Not thread-safe.
class VersionMap {
 public:
  // Sets the value that `key` has from `version` on; nullopt: none. Versions of
  // one key must ascend.
  void Put(std::string_view key, std::optional<std::string> value, Version version);
  // What `key` held at `version`.
  std::optional<Entry> Get(std::string_view key, Version version) const;
  // `options` and `range` must be valid.
  ScanResult Scan(const KeyRange& range, const ScanOptions& options, Version version) const;
  // Forgets what nobody can ask for who asks for `oldest` or later.
  void Prune(Version oldest);
  void Clear();

  size_t keys() const { return cells_.size(); }
  size_t bytes() const { return bytes_; }

 private:
  struct Value {
    Version version;
    std::optional<std::string> bytes;
  };
  using Cell = std::vector<Value>;  // Ascending by version, never empty.
  using Cells = std::map<std::string, Cell, std::less<>>;

  static const Value* At(const Cell& cell, Version version);

  Cells cells_;
  // Keys with more than one value, or with none left to show.
  std::set<std::string, std::less<>> prunable_;
  size_t bytes_ = 0;
};

}  // namespace factcheck::storage

#endif  // FACTCHECK_SERVER_STORAGE_MEMORY_VERSION_MAP_H_
