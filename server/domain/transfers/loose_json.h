// Properties of schema.org as real feeds write them: one value or many, null,
// text for numbers, an object for text. Nothing here fails; what can't be read is absent.
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_LOOSE_JSON_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_LOOSE_JSON_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nlohmann/json.hpp"

namespace factcheck::domain {

// The values of a property: a list's items (lists within it, too), or the one
// value. null and "" count as none. Views into `object`.
using JsonItems = std::vector<const nlohmann::json*>;
JsonItems ItemsOf(const nlohmann::json& object, std::string_view property);
// The first of them; nullptr where there is none.
const nlohmann::json* FirstOf(const nlohmann::json& object, std::string_view property);

// A value as text: a string, a number, an object's @value, name or text. "": none.
std::string TextOf(const nlohmann::json& value);
// The first value of `property` that has a text.
std::string TextIn(const nlohmann::json& object, std::string_view property);
// A value as an address: a string, an object's url, contentUrl or @id. Not checked. "": none.
std::string AddressOf(const nlohmann::json& value);
std::string AddressIn(const nlohmann::json& object, std::string_view property);
// A number, also written as text ("4", " 4.0", "4,5"). Finite.
std::optional<double> NumberIn(const nlohmann::json& object, std::string_view property);

// Whether its @type (one or several, with or without schema.org before it) is `type`.
bool IsOfType(const nlohmann::json& object, std::string_view type);
bool HasType(const nlohmann::json& object);

// Takes `schema:`, `http://schema.org/` and `https://schema.org/` off all keys.
void ShortenKeys(nlohmann::json& value);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_LOOSE_JSON_H_
