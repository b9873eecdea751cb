#include "server/search/forward.h"

#include <algorithm>

#include "server/base/check.h"

namespace factcheck::search {
namespace {

constexpr size_t kLeastWidth = 2, kMostWidth = 4;

}  // namespace

std::string MakeForward(const std::array<uint32_t, kFields>& counts,
                        std::span<const uint32_t> terms) {
  const uint32_t largest = terms.empty() ? 0 : *std::max_element(terms.begin(), terms.end());
  const size_t bytes = (static_cast<size_t>(std::bit_width(largest)) + 7) / 8;
  const size_t width = std::max(kLeastWidth, bytes);
  std::string forward;
  forward.reserve(1 + 2 * kFields + width * terms.size());
  forward.push_back(static_cast<char>(width));
  uint64_t all = 0;
  for (const uint32_t count : counts) {
    AppendVarint(count, forward);
    all += count;
  }
  FACTCHECK_CHECK(all == terms.size());
  for (const uint32_t term : terms) {
    for (size_t i = 0; i < width; ++i) forward.push_back(static_cast<char>(term >> (8 * i)));
  }
  return forward;
}

bool IsForward(std::string_view forward, size_t terms) {
  const auto* at = reinterpret_cast<const uint8_t*>(forward.data());
  const uint8_t* const end = at + forward.size();
  if (forward.empty()) return false;
  const size_t width = *at++;
  if (width < kLeastWidth || width > kMostWidth) return false;
  uint64_t all = 0;
  for (size_t f = 0; f < kFields; ++f) {
    uint32_t count = 0;
    if (!ReadVarint(at, end, count)) return false;
    all += count;
  }
  if (all * width != static_cast<uint64_t>(end - at)) return false;
  uint32_t largest = 0;
  Forward(forward).ForEach(
      0, all, [&largest](size_t, uint32_t term) { largest = std::max(largest, term); });
  return all == 0 || (largest >> 1) < terms;
}

}  // namespace factcheck::search
