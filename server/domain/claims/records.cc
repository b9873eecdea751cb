#include "server/domain/claims/records.h"

#include <utility>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"

namespace factcheck::domain {

absl::StatusOr<std::string_view> VisibleClaim(std::string_view stored, bool staff) {
  absl::StatusOr<Record> record = ParseRecord(stored);
  if (!record.ok()) return record.status();
  if (record->deleted() && !staff) return std::string_view();
  return record->For(staff);
}

absl::StatusOr<std::vector<std::string>> ReadClaims(View& view,
                                                    std::span<const std::string_view> ids,
                                                    bool staff) {
  std::vector<std::string> keys;
  keys.reserve(ids.size());
  for (std::string_view id : ids) keys.push_back(keys::Claim(id));
  absl::StatusOr<std::vector<std::optional<storage::Entry>>> entries =
      view.snapshot().MultiGet(keys);
  if (!entries.ok()) return entries.status();
  std::vector<std::string> claims(ids.size());
  for (size_t i = 0; i < ids.size(); ++i) {
    std::optional<storage::Entry>& entry = (*entries)[i];
    if (!entry) continue;
    absl::StatusOr<std::string_view> visible = VisibleClaim(entry->value, staff);
    if (!visible.ok()) return visible.status();
    if (visible->empty()) continue;
    if (view.as_of() && entry->version > *view.as_of()) {
      absl::StatusOr<std::optional<storage::Entry>> earlier = view.Get(keys[i]);
      if (!earlier.ok()) return earlier.status();
      if (!*earlier) continue;
      entry = *std::move(earlier);
      visible = VisibleClaim(entry->value, staff);
      if (!visible.ok()) return visible.status();
    }
    claims[i].assign(*visible);
  }
  return claims;
}

std::string_view TextField(std::string_view message, int number) {
  using google::protobuf::internal::WireFormatLite;
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const uint8_t*>(message.data()),
                                            static_cast<int>(message.size()));
  while (const uint32_t tag = in.ReadTag()) {
    uint32_t size = 0;
    if (WireFormatLite::GetTagFieldNumber(tag) != number) {
      if (!WireFormatLite::SkipField(&in, tag)) return {};
    } else if (in.ReadVarint32(&size)) {
      return message.substr(static_cast<size_t>(in.CurrentPosition()), size);
    }
  }
  return {};
}

}  // namespace factcheck::domain
