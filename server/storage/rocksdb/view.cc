#include "server/storage/rocksdb/view.h"

#include <algorithm>

#include "server/base/absl_strings.h"
#include "server/storage/contract.h"

namespace factcheck::storage::rocks {
namespace {

constexpr size_t kVersionBytes = 8;

absl::Status TooShort() {
  return absl::DataLossError("a stored value is too short to carry its version");
}

absl::StatusOr<std::optional<Entry>> ToEntry(std::string_view key, std::string_view stored) {
  if (stored.size() < kVersionBytes) return TooShort();
  return Entry{std::string(key), std::string(stored.substr(kVersionBytes)), DecodeVersion(stored)};
}

// The lesser of two limits, where an empty one is unbounded.
std::string Lesser(const std::string& a, const std::string& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return std::min(a, b);
}

}  // namespace

absl::StatusOr<std::optional<Entry>> View::Get(std::string_view key) const {
  rocksdb::PinnableSlice value;
  const rocksdb::Status status =
      store_->db().Get(ReadOptions(), store_->family(FamilyOf(key)), ToSlice(key), &value);
  if (status.IsNotFound()) return std::optional<Entry>();
  if (!status.ok()) return FromRocks(status, "reading a key");
  return ToEntry(key, FromSlice(value));
}

absl::StatusOr<std::optional<Version>> View::VersionOf(std::string_view key) const {
  rocksdb::PinnableSlice value;
  const rocksdb::Status status =
      store_->db().Get(ReadOptions(), store_->family(FamilyOf(key)), ToSlice(key), &value);
  if (status.IsNotFound()) return std::optional<Version>();
  if (!status.ok()) return FromRocks(status, "reading a key");
  if (value.size() < kVersionBytes) return TooShort();
  return std::optional<Version>(DecodeVersion(FromSlice(value)));
}

absl::StatusOr<std::vector<std::optional<Entry>>> View::MultiGet(
    std::span<const std::string> keys) const {
  std::vector<std::optional<Entry>> entries(keys.size());
  if (keys.empty()) return entries;
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  std::vector<rocksdb::Slice> slices;
  families.reserve(keys.size());
  slices.reserve(keys.size());
  for (const std::string& key : keys) {
    families.push_back(store_->family(FamilyOf(key)));
    slices.emplace_back(key);
  }
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  const bool one_family = std::all_of(families.begin(), families.end(),
                                      [&](const auto* each) { return each == families.front(); });
  if (one_family) {
    store_->db().MultiGet(ReadOptions(), families.front(), keys.size(), slices.data(),
                          values.data(), statuses.data());
  } else {
    store_->db().MultiGet(ReadOptions(), keys.size(), families.data(), slices.data(), values.data(),
                          statuses.data());
  }
  for (size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound()) continue;
    if (!statuses[i].ok()) return FromRocks(statuses[i], "reading keys");
    absl::StatusOr<std::optional<Entry>> entry = ToEntry(keys[i], FromSlice(values[i]));
    if (!entry.ok()) return entry.status();
    entries[i] = *std::move(entry);
  }
  return entries;
}

absl::StatusOr<std::vector<LogEntry>> View::ReadLog(Version after,
                                                    const LogReadOptions& options) const {
  if (after < trimmed_) {
    return absl::OutOfRangeError(StrCat("the log is kept from version ", trimmed_.value,
                                        " on; what came after ", after.value, " is forgotten"));
  }
  std::vector<LogEntry> entries;
  if (after >= version_) return entries;
  const std::unique_ptr<rocksdb::Iterator> it(
      store_->db().NewIterator(ReadOptions(), store_->family(Family::kLog)));
  size_t bytes = 0;
  for (it->Seek(EncodeVersion({after.value + 1})); it->Valid(); it->Next()) {
    if (it->key().size() != kVersionBytes) {
      return absl::DataLossError("a key of the log is not a version");
    }
    entries.push_back({DecodeVersion(FromSlice(it->key())), it->value().ToString()});
    bytes += it->value().size();
    if (entries.size() >= options.max_entries || bytes >= options.max_bytes) break;
  }
  if (!it->status().ok()) return FromRocks(it->status(), "reading the log");
  return entries;
}

Cursor::Cursor(const View& view, const KeyRange& range, bool reverse)
    : view_(view), reverse_(reverse) {
  // The keys of history lie in the midst of the others.
  const std::string history(1, kHistoryPrefix);
  const std::string after_history(1, kHistoryPrefix + 1);
  const Part all[] = {
      {Family::kData, range.start, Lesser(range.limit, history)},
      {Family::kHistory, std::max(range.start, history), Lesser(range.limit, after_history)},
      {Family::kData, std::max(range.start, after_history), range.limit}};
  for (const Part& part : all) {
    if (!part.limit.empty() && part.start >= part.limit) continue;
    if (reverse_) {
      parts_.push_front(part);
    } else {
      parts_.push_back(part);
    }
  }
  Settle();
}

Version Cursor::version() const { return DecodeVersion(FromSlice(iterator_->value())); }

void Cursor::Next() {
  if (reverse_) {
    iterator_->Prev();
  } else {
    iterator_->Next();
  }
  Settle();
}

// Goes on to the next part while there is nothing left in this one.
void Cursor::Settle() {
  while (iterator_ == nullptr || !iterator_->Valid()) {
    if (iterator_ != nullptr && !iterator_->status().ok()) {
      status_ = FromRocks(iterator_->status(), "scanning");
      iterator_.reset();
      return;
    }
    iterator_.reset();
    if (parts_.empty()) return;
    part_ = std::move(parts_.front());
    parts_.pop_front();
    rocksdb::ReadOptions options = view_.ReadOptions();
    start_ = part_.start;
    options.iterate_lower_bound = &start_;
    if (!part_.limit.empty()) {
      limit_ = part_.limit;
      options.iterate_upper_bound = &limit_;
    }
    iterator_.reset(view_.store()->db().NewIterator(options, view_.store()->family(part_.family)));
    if (reverse_) {
      iterator_->SeekToLast();
    } else {
      iterator_->SeekToFirst();
    }
  }
  if (iterator_->value().size() >= kVersionBytes) return;
  status_ = TooShort();
  iterator_.reset();
}

absl::StatusOr<ScanResult> ViewSnapshot::Scan(const KeyRange& range, const ScanOptions& options) {
  if (absl::Status valid = CheckRange(range, options); !valid.ok()) return valid;
  ScanPage page(options);
  Cursor cursor(*view_, range, options.reverse);
  while (cursor.valid() && page.Take(cursor.key(), cursor.value(), cursor.version())) {
    cursor.Next();
  }
  if (!cursor.status().ok()) return cursor.status();
  return page.Finish();
}

}  // namespace factcheck::storage::rocks
