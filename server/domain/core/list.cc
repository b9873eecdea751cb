#include "server/domain/core/list.h"

#include <algorithm>
#include <utility>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace factcheck::domain {
namespace {

constexpr size_t kChunk = 1000;

void AppendBytes(uint32_t field, std::string_view bytes, std::string& out) {
  google::protobuf::io::StringOutputStream stream(&out);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.WriteTag(field << 3 | 2);
  coded.WriteVarint32(static_cast<uint32_t>(bytes.size()));
  coded.WriteRaw(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

absl::StatusOr<ListedPage> ListEntries(View& view, std::string_view prefix, std::string_view after,
                                       int page_size, ShowEntry show) {
  ListedPage page;
  storage::KeyRange range = storage::PrefixRange(prefix);
  if (!after.empty()) range.start = std::string(prefix) + std::string(after) + '\0';
  size_t looked_at = 0;
  for (int shown = 0;;) {
    // One more than is wanted tells whether there is a next page.
    const size_t wanted = std::min(static_cast<size_t>(page_size - shown) + 1, kChunk);
    absl::StatusOr<storage::ScanResult> found = view.Scan(range, {.max_entries = wanted});
    if (!found.ok()) return found.status();
    for (const storage::Entry& entry : found->entries) {
      absl::StatusOr<std::string_view> resource = show(entry);
      if (!resource.ok()) return resource.status();
      const bool full = shown == page_size || page.response.size() >= kMaxListPageBytes ||
                        looked_at >= kMaxListScan;
      if (full && (looked_at >= kMaxListScan || !resource->empty())) return page;
      ++looked_at;
      page.last = entry.key.substr(prefix.size());
      if (resource->empty()) continue;
      AppendBytes(1, *resource, page.response);
      ++shown;
    }
    if (!found->more || found->entries.empty()) {
      page.last.clear();
      return page;
    }
    range.start = found->entries.back().key + '\0';
  }
}

void AppendNextPageToken(std::string_view token, std::string& response) {
  AppendBytes(2, token, response);
}

}  // namespace factcheck::domain
