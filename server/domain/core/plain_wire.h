// Serialised requests of the plainest form, read without making messages of them: what
// the hot reads are nearly always asked with. Whatever is written in another way is for
// protobuf's parser; it is no error here.
#ifndef FACTCHECK_SERVER_DOMAIN_CORE_PLAIN_WIRE_H_
#define FACTCHECK_SERVER_DOMAIN_CORE_PLAIN_WIRE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace factcheck::domain {

// Takes the string or message in field `number` (1 to 15) off the front of `wire`; nullopt, and
// `wire` in no certain state, where something else comes first.
inline std::optional<std::string_view> TakePlainField(int number, std::string_view& wire) {
  if (wire.size() < 2 || wire[0] != static_cast<char>(number << 3 | 2)) return std::nullopt;
  size_t at = 1;
  size_t size = 0;
  // Three bytes of a varint: 2 MiB, more than anything plain has.
  for (int shift = 0;; shift += 7) {
    if (shift > 14 || at == wire.size()) return std::nullopt;
    const auto byte = static_cast<uint8_t>(wire[at++]);
    size |= static_cast<size_t>(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  if (size > wire.size() - at) return std::nullopt;
  const std::string_view field = wire.substr(at, size);
  wire.remove_prefix(at + size);
  return field;
}

// What follows `claims/` in a message whose one field, `number`, is the name of a claim, and
// which says nothing else; nullopt for any other. It may not be an id.
inline std::optional<std::string_view> PlainClaimId(int number, std::string_view message) {
  constexpr std::string_view kPrefix = "claims/";
  const std::optional<std::string_view> name = TakePlainField(number, message);
  if (!name || !message.empty() || !name->starts_with(kPrefix)) return std::nullopt;
  return name->substr(kPrefix.size());
}

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_CORE_PLAIN_WIRE_H_
