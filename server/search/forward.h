// The terms of a document's fields in order, as bytes.
//
// forward := width:u8 count:varint^kFields term^(sum of the counts)   fields by Field
// term    := number of the term << 1 | 1 if it stands in a name       little endian, `width` bytes
//
// The width, 2 to 4, is that of the document's largest: all have the same, so that where one
// begins doesn't depend on those before it.
#ifndef FACTCHECK_SERVER_SEARCH_FORWARD_H_
#define FACTCHECK_SERVER_SEARCH_FORWARD_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "server/base/varint.h"
#include "server/search/document.h"
#include "server/search/vocabulary.h"

namespace factcheck::search {

// Of `terms` the first counts[0] are of the first field, and so on; each is a term's number, below
// 2^31, with the bit of the name.
std::string MakeForward(const std::array<uint32_t, kFields>& counts,
                        std::span<const uint32_t> terms);

// Whether `forward` is of that form, with terms numbered below `terms`.
bool IsForward(std::string_view forward, size_t terms);

template <size_t kWidth>
uint32_t ForwardTermAt(const uint8_t* at) {
  static_assert(std::endian::native == std::endian::little);
  if constexpr (kWidth == 3) {
    return at[0] | uint32_t{at[1]} << 8 | uint32_t{at[2]} << 16;
  } else {
    uint32_t term = 0;
    std::memcpy(&term, at, kWidth);
    return term;
  }
}

// Of bytes that MakeForward made, which stay.
struct Forward {
  explicit Forward(std::string_view forward) {
    const auto* next = reinterpret_cast<const uint8_t*>(forward.data());
    width = *next++;
    for (uint32_t& count : counts) count = ReadVarint(next);
    at = next;
  }

  // Calls `visit(i, term)` for those from number `begin` up to `end`, counted over all fields;
  // each with the bit of the name.
  template <typename Visit>
  void ForEach(size_t begin, size_t end, const Visit& visit) const {
    switch (width) {
      case 2:
        for (size_t i = begin; i < end; ++i) visit(i, ForwardTermAt<2>(at + 2 * i));
        break;
      case 3:
        for (size_t i = begin; i < end; ++i) visit(i, ForwardTermAt<3>(at + 3 * i));
        break;
      default:
        for (size_t i = begin; i < end; ++i) visit(i, ForwardTermAt<4>(at + 4 * i));
    }
  }

  uint8_t width;
  std::array<uint32_t, kFields> counts;
  const uint8_t* at;
};

// Calls `visit(Field, position, TermId, bool name)` for each term of `bytes`, in order.
template <typename Visit>
void ForEachTerm(std::string_view bytes, const Visit& visit) {
  const Forward forward(bytes);
  size_t begin = 0;
  for (const Field field : kAllFields) {
    const size_t end = begin + forward.counts[static_cast<size_t>(field)];
    forward.ForEach(begin, end, [&](size_t i, uint32_t term) {
      visit(field, static_cast<uint32_t>(i - begin), term >> 1, (term & 1) != 0);
    });
    begin = end;
  }
}

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_FORWARD_H_
