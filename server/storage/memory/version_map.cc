#include "server/storage/memory/version_map.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "server/storage/contract.h"

namespace factcheck::storage {
namespace {

size_t SizeOf(const std::optional<std::string>& value) { return value ? value->size() : 0; }

}  // namespace

const VersionMap::Value* VersionMap::At(const Cell& cell, Version version) {
  auto after =
      std::upper_bound(cell.begin(), cell.end(), version,
                       [](Version wanted, const Value& value) { return wanted < value.version; });
  return after == cell.begin() ? nullptr : &*std::prev(after);
}

void VersionMap::Put(std::string_view key, std::optional<std::string> value, Version version) {
  auto found = cells_.find(key);
  if (found == cells_.end()) {
    if (!value) return;
    found = cells_.emplace(std::string(key), Cell()).first;
    bytes_ += key.size();
  }
  bytes_ += SizeOf(value);
  found->second.push_back({version, std::move(value)});
  if (found->second.size() > 1) prunable_.emplace(key);
}

std::optional<Entry> VersionMap::Get(std::string_view key, Version version) const {
  auto found = cells_.find(key);
  if (found == cells_.end()) return std::nullopt;
  const Value* value = At(found->second, version);
  if (value == nullptr || !value->bytes) return std::nullopt;
  return Entry{found->first, *value->bytes, value->version};
}

ScanResult VersionMap::Scan(const KeyRange& range, const ScanOptions& options,
                            Version version) const {
  ScanPage page(options);
  const auto take = [&](const std::string& key, const Cell& cell) {
    const Value* value = At(cell, version);
    if (value == nullptr || !value->bytes) return true;
    return page.Take(key, *value->bytes, value->version);
  };
  const auto begin = cells_.lower_bound(range.start);
  const auto end = range.limit.empty() ? cells_.end() : cells_.lower_bound(range.limit);
  if (options.reverse) {
    for (auto it = end; it != begin;) {
      --it;
      if (!take(it->first, it->second)) break;
    }
  } else {
    for (auto it = begin; it != end; ++it) {
      if (!take(it->first, it->second)) break;
    }
  }
  return page.Finish();
}

void VersionMap::Prune(Version oldest) {
  for (auto key = prunable_.begin(); key != prunable_.end();) {
    auto found = cells_.find(*key);
    Cell& cell = found->second;
    // The value that `oldest` sees stays, and all after it.
    if (const Value* kept = At(cell, oldest); kept != nullptr) {
      const auto first_kept = cell.begin() + (kept - cell.data());
      for (auto old = cell.begin(); old != first_kept; ++old) bytes_ -= SizeOf(old->bytes);
      cell.erase(cell.begin(), first_kept);
    }
    if (cell.size() > 1) {
      ++key;
      continue;
    }
    if (!cell.front().bytes) {
      bytes_ -= found->first.size();
      cells_.erase(found);
    }
    key = prunable_.erase(key);
  }
}

void VersionMap::Clear() {
  cells_.clear();
  prunable_.clear();
  bytes_ = 0;
}

}  // namespace factcheck::storage
