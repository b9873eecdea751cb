// Numbers in the byte order of tokens.
#ifndef FACTCHECK_SERVER_DOMAIN_VALUES_BIG_ENDIAN_H_
#define FACTCHECK_SERVER_DOMAIN_VALUES_BIG_ENDIAN_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace factcheck::domain {

inline void AppendBigEndian64(uint64_t value, std::string& out) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

// Of the first eight bytes, which must be there.
inline uint64_t ReadBigEndian64(std::string_view bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VALUES_BIG_ENDIAN_H_
