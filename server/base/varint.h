// Unsigned integers of seven bits a byte, low bits first.
#ifndef FACTCHECK_SERVER_BASE_VARINT_H_
#define FACTCHECK_SERVER_BASE_VARINT_H_

#include <cstdint>

namespace factcheck {

template <typename Bytes>
void AppendVarint(uint32_t value, Bytes& bytes) {
  while (value >= 0x80) {
    bytes.push_back(static_cast<typename Bytes::value_type>(value | 0x80));
    value >>= 7;
  }
  bytes.push_back(static_cast<typename Bytes::value_type>(value));
}

// Of bytes that AppendVarint wrote.
inline uint32_t ReadVarint(const uint8_t*& at) {
  uint32_t value = *at++;
  if (value < 0x80) return value;
  value &= 0x7F;
  for (int shift = 7;; shift += 7) {
    const uint32_t byte = *at++;
    value |= (byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
}

// Of bytes that may be anything and stop before `end`; false: no varint of 32 bits.
inline bool ReadVarint(const uint8_t*& at, const uint8_t* end, uint32_t& value) {
  value = 0;
  for (int shift = 0; shift < 35 && at < end; shift += 7) {
    const uint32_t byte = *at++;
    if (shift == 28 && byte > 0x0F) return false;
    value |= (byte & 0x7F) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

}  // namespace factcheck

#endif  // FACTCHECK_SERVER_BASE_VARINT_H_
