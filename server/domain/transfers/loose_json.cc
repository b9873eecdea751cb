#include "server/domain/transfers/loose_json.h"

#include <charconv>
#include <cmath>
#include <utility>

namespace factcheck::domain {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kPrefixes[] = {"schema:", "https://schema.org/", "http://schema.org/"};

std::string_view WithoutPrefix(std::string_view name) {
  for (std::string_view prefix : kPrefixes) {
    if (name.starts_with(prefix)) return name.substr(prefix.size());
  }
  return name;
}

void AddItems(const Json& value, JsonItems& items) {
  if (value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty())) return;
  if (!value.is_array()) {
    items.push_back(&value);
    return;
  }
  for (const Json& item : value) AddItems(item, items);
}

const Json* Find(const Json& object, std::string_view property) {
  if (!object.is_object()) return nullptr;
  auto at = object.find(property);
  return at == object.end() ? nullptr : &*at;
}

std::string FirstText(const Json& object, std::initializer_list<std::string_view> properties) {
  for (std::string_view property : properties) {
    const Json* value = Find(object, property);
    if (value == nullptr) continue;
    if (value->is_string()) return value->get<std::string>();
    if (value->is_array()) {
      for (const Json& item : *value) {
        if (item.is_string()) return item.get<std::string>();
      }
    }
  }
  return {};
}

std::optional<double> ToNumber(std::string text) {
  for (char& c : text) {
    if (c == ',') c = '.';
  }
  std::string_view rest = text;
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  while (!rest.empty() && rest.back() == ' ') rest.remove_suffix(1);
  if (rest.starts_with('+')) rest.remove_prefix(1);
  double number;
  auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc() || end != rest.data() + rest.size()) return std::nullopt;
  return number;
}

}  // namespace

JsonItems ItemsOf(const Json& object, std::string_view property) {
  JsonItems items;
  if (const Json* value = Find(object, property)) AddItems(*value, items);
  return items;
}

const Json* FirstOf(const Json& object, std::string_view property) {
  const Json* value = Find(object, property);
  if (value == nullptr || value->is_null()) return nullptr;
  if (!value->is_array() && !value->is_string()) return value;
  JsonItems items;
  AddItems(*value, items);
  return items.empty() ? nullptr : items.front();
}

std::string TextOf(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number()) return value.dump();
  if (value.is_object()) return FirstText(value, {"@value", "name", "text"});
  return {};
}

std::string TextIn(const Json& object, std::string_view property) {
  const Json* value = Find(object, property);
  if (value == nullptr) return {};
  if (value->is_string()) return value->get<std::string>();
  for (const Json* item : ItemsOf(object, property)) {
    std::string text = TextOf(*item);
    if (text.find_first_not_of(" \t\r\n") != std::string::npos) return text;
  }
  return {};
}

std::string AddressOf(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_object()) return FirstText(value, {"url", "contentUrl", "@id"});
  return {};
}

std::string AddressIn(const Json& object, std::string_view property) {
  for (const Json* item : ItemsOf(object, property)) {
    std::string address = AddressOf(*item);
    if (!address.empty()) return address;
  }
  return {};
}

std::optional<double> NumberIn(const Json& object, std::string_view property) {
  const Json* value = FirstOf(object, property);
  if (value == nullptr) return std::nullopt;
  std::optional<double> number;
  if (value->is_number()) {
    number = value->get<double>();
  } else {
    number = ToNumber(TextOf(*value));
  }
  if (number && !std::isfinite(*number)) return std::nullopt;
  return number;
}

bool IsOfType(const Json& object, std::string_view type) {
  for (const Json* item : ItemsOf(object, "@type")) {
    if (item->is_string() && WithoutPrefix(item->get_ref<const std::string&>()) == type)
      return true;
  }
  return false;
}

bool HasType(const Json& object) { return FirstOf(object, "@type") != nullptr; }

void ShortenKeys(Json& value) {
  if (value.is_array()) {
    for (Json& item : value) ShortenKeys(item);
  }
  if (!value.is_object()) return;
  std::vector<std::string> long_keys;
  for (auto& [key, item] : value.items()) {
    ShortenKeys(item);
    if (WithoutPrefix(key).size() != key.size()) long_keys.push_back(key);
  }
  for (const std::string& key : long_keys) {
    const std::string short_key(WithoutPrefix(key));
    Json item = std::move(value[key]);
    value.erase(key);
    if (!value.contains(short_key)) value[short_key] = std::move(item);
  }
}

}  // namespace factcheck::domain
