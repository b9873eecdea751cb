#include "server/domain/core/record.h"

#include "absl/status/status.h"

namespace factcheck::domain {
namespace {

constexpr char kFormat = 1;

void AppendVarint(uint64_t n, std::string& out) {
  while (n >= 0x80) {
    out.push_back(static_cast<char>(n | 0x80));
    n >>= 7;
  }
  out.push_back(static_cast<char>(n));
}

bool TakeVarint(std::string_view& in, uint64_t& n) {
  n = 0;
  for (int shift = 0; shift < 63 && !in.empty(); shift += 7) {
    const auto byte = static_cast<uint8_t>(in.front());
    in.remove_prefix(1);
    n |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool TakeSized(std::string_view& in, std::string_view& out) {
  uint64_t size;
  if (!TakeVarint(in, size) || size > in.size()) return false;
  out = in.substr(0, size);
  in.remove_prefix(size);
  return true;
}

}  // namespace

absl::StatusOr<Record> ParseRecord(std::string_view stored) {
  if (stored.size() < 4 || stored[0] != kFormat) {
    return absl::DataLossError("a stored record has an unknown format");
  }
  Record record;
  record.flags = static_cast<uint8_t>(stored[1]);
  std::string_view rest = stored.substr(2);
  uint64_t public_size;
  if (!TakeSized(rest, record.meta) || !TakeVarint(rest, public_size) ||
      public_size > rest.size()) {
    return absl::DataLossError("a stored record is cut short");
  }
  record.public_bytes = rest.substr(0, public_size);
  record.all_bytes = record.flags & kRecordStaffAlone ? rest.substr(public_size) : rest;
  return record;
}

std::string MakeRecord(uint8_t flags, std::string_view meta, std::string_view public_bytes,
                       std::string_view staff_bytes) {
  std::string out;
  out.reserve(2 + 10 + meta.size() + 10 + public_bytes.size() + staff_bytes.size());
  out.push_back(kFormat);
  out.push_back(static_cast<char>(flags));
  AppendVarint(meta.size(), out);
  out.append(meta);
  AppendVarint(public_bytes.size(), out);
  out.append(public_bytes);
  out.append(staff_bytes);
  return out;
}

}  // namespace factcheck::domain
