#include "server/storage/rocksdb/overlay.h"

#include <iterator>

#include "server/storage/contract.h"

namespace factcheck::storage::rocks {
namespace {

std::optional<Entry> ToEntry(std::string_view key, const Overlay::Written& written) {
  if (!*written.value) return std::nullopt;
  return Entry{std::string(key), **written.value, written.version};
}

// Steps through what is written in a range, in either direction.
class WrittenCursor {
 public:
  WrittenCursor(const Overlay::Map& map, const KeyRange& range, bool reverse)
      : reverse_(reverse),
        begin_(map.lower_bound(range.start)),
        end_(range.limit.empty() ? map.end() : map.lower_bound(range.limit)) {}
  bool valid() const { return begin_ != end_; }
  std::string_view key() const { return at()->first; }
  const Overlay::Written& written() const { return at()->second; }
  void Next() {
    if (reverse_) {
      --end_;
    } else {
      ++begin_;
    }
  }

 private:
  Overlay::Map::const_iterator at() const { return reverse_ ? std::prev(end_) : begin_; }

  const bool reverse_;
  Overlay::Map::const_iterator begin_;
  Overlay::Map::const_iterator end_;
};

}  // namespace

absl::StatusOr<std::optional<Entry>> OverlaySnapshot::Get(std::string_view key) {
  if (const Overlay::Written* written = overlay_.Find(key)) return ToEntry(key, *written);
  return base_.Get(key);
}

absl::StatusOr<std::vector<std::optional<Entry>>> OverlaySnapshot::MultiGet(
    std::span<const std::string> keys) {
  absl::StatusOr<std::vector<std::optional<Entry>>> entries = base_.MultiGet(keys);
  if (!entries.ok()) return entries;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (const Overlay::Written* written = overlay_.Find(keys[i])) {
      (*entries)[i] = ToEntry(keys[i], *written);
    }
  }
  return entries;
}

absl::StatusOr<ScanResult> OverlaySnapshot::Scan(const KeyRange& range,
                                                 const ScanOptions& options) {
  if (absl::Status valid = CheckRange(range, options); !valid.ok()) return valid;
  ScanPage page(options);
  Cursor base(base_, range, options.reverse);
  WrittenCursor over(overlay_.written(), range, options.reverse);
  while (base.valid() || over.valid()) {
    const bool base_first =
        !over.valid() ||
        (base.valid() && (options.reverse ? base.key() > over.key() : base.key() < over.key()));
    if (base_first) {
      if (!page.Take(base.key(), base.value(), base.version())) break;
      base.Next();
      continue;
    }
    if (base.valid() && base.key() == over.key()) base.Next();
    const Overlay::Written& written = over.written();
    if (*written.value && !page.Take(over.key(), **written.value, written.version)) break;
    over.Next();
  }
  if (!base.status().ok()) return base.status();
  return page.Finish();
}

}  // namespace factcheck::storage::rocks
