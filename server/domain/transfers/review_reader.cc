#include "server/domain/transfers/review_reader.h"

#include <array>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/transfers/loose_date.h"
#include "server/domain/transfers/loose_json.h"
#include "server/domain/values/check.h"
#include "server/domain/values/crypto.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kIdDigits = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr size_t kIdSize = 26;
constexpr size_t kShownBytes = 80;

// Languages as their English and own names, where a tag is wanted.
constexpr std::array<std::pair<std::string_view, std::string_view>, 33> kLanguageNames = {{
    {"arabic", "ar"},     {"bengali", "bn"},    {"chinese", "zh"}, {"deutsch", "de"},
    {"dutch", "nl"},      {"english", "en"},    {"español", "es"}, {"français", "fr"},
    {"french", "fr"},     {"german", "de"},     {"greek", "el"},   {"hebrew", "he"},
    {"hindi", "hi"},      {"indonesian", "id"}, {"italian", "it"}, {"italiano", "it"},
    {"japanese", "ja"},   {"korean", "ko"},     {"malay", "ms"},   {"nederlands", "nl"},
    {"norwegian", "no"},  {"persian", "fa"},    {"polish", "pl"},  {"polski", "pl"},
    {"portuguese", "pt"}, {"português", "pt"},  {"russian", "ru"}, {"spanish", "es"},
    {"swedish", "sv"},    {"tamil", "ta"},      {"turkish", "tr"}, {"türkçe", "tr"},
    {"ukrainian", "uk"},
}};

// For a message: the beginning, in quotes.
std::string Shown(std::string_view text) {
  return StrCat("'", CutText(OneLine(text), kShownBytes), "'");
}

std::string TagOf(std::string_view given) {
  std::string name = ExactForm(given);
  for (const auto& [known, tag] : kLanguageNames) {
    if (name == known) return std::string(tag);
  }
  std::string tag(given);
  for (char& c : tag) {
    if (c == '_') c = '-';
  }
  return tag;
}

}  // namespace

std::string IdentifierOf(const Json& object, std::string_view property_id) {
  for (const Json* item : ItemsOf(object, "identifier")) {
    if (item->is_object() && TextIn(*item, "propertyID") == property_id) {
      return TextIn(*item, "value");
    }
  }
  return {};
}

std::string OurIdOf(const Json& object, std::string_view pattern) {
  const std::string name = IdentifierOf(object, kOurProperty);
  if (name.empty()) return {};
  const auto ids = MatchName(pattern, name);
  return ids ? std::string(ids->back()) : std::string();
}

std::string DerivedId(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (std::string_view part : parts) StrAppend(&all, part.size(), ":", part);
  const std::string hash = Sha256(all);
  std::string id;
  unsigned bits = 0;
  unsigned held = 0;
  for (size_t at = 0; id.size() < kIdSize; ++at) {
    bits = bits << 8 | static_cast<uint8_t>(hash[at]);
    for (held += 8; held >= 5 && id.size() < kIdSize; held -= 5) {
      id.push_back(kIdDigits[bits >> (held - 5) & 31]);
    }
    bits &= (1u << held) - 1;
  }
  return id;
}

std::string SlugOf(std::string_view text, size_t max) {
  std::string slug;
  for (char c : text) {
    if (slug.size() >= max) break;
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    if ((lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9')) {
      slug.push_back(lower);
    } else if (!slug.empty() && slug.back() != '-') {
      slug.push_back('-');
    }
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

std::optional<ReadUrl> ReviewReader::Address(std::string_view property, std::string_view value) {
  ReadUrl read;
  read.url = texts.TakeAddress(value);
  if (read.url.empty()) return std::nullopt;
  if (read.url.starts_with("//")) read.url = "https:" + read.url;
  if (read.url.starts_with("www.")) read.url = "https://" + read.url;
  for (size_t at = read.url.find(' '); at != std::string::npos; at = read.url.find(' ', at)) {
    read.url.replace(at, 1, "%20");
  }
  Violations violations;
  if (read.url.size() > kMaxAddressBytes) {
    texts.Warn(StrCat(property, " is longer than ", kMaxAddressBytes, " bytes"));
    return std::nullopt;
  }
  CheckText(property, {.max_bytes = kMaxAddressBytes}, &read.url, violations);
  absl::StatusOr<Url> parsed =
      violations.empty() ? ParseUrl(read.url) : absl::InvalidArgumentError("has odd characters");
  if (!parsed.ok()) {
    texts.Warn(StrCat(property, " ", ToStd(parsed.status().message()), ": ", Shown(value)));
    return std::nullopt;
  }
  read.parsed = *std::move(parsed);
  return read;
}

std::optional<v1::PartialDate> ReviewReader::Date(
    const Json& object, std::initializer_list<std::string_view> properties) {
  for (std::string_view property : properties) {
    const std::string text = TextIn(object, property);
    if (text.empty()) continue;
    std::optional<v1::PartialDate> date = ParseLooseDate(text);
    if (!date) {
      texts.Warn(StrCat(property, " is no date: ", Shown(text)));
      continue;
    }
    Violations violations;
    CheckPartialDate(property, /*past=*/true, options.now, *date, violations);
    if (violations.empty()) return date;
    if (date->has_time()) {
      date->clear_time();
      Violations without_time;
      CheckPartialDate(property, /*past=*/true, options.now, *date, without_time);
      if (without_time.empty()) return date;
    }
    texts.Warn(StrCat(property, " is in the future or no date: ", Shown(text)));
  }
  return std::nullopt;
}

std::string ReviewReader::Language(const Json& object) {
  for (const Json* item : ItemsOf(object, "inLanguage")) {
    std::string given = item->is_object() ? TextIn(*item, "alternateName") : std::string();
    if (given.empty()) given = TextOf(*item);
    if (given.empty()) continue;
    std::string tag = TagOf(given);
    Violations violations;
    CheckLanguage("inLanguage", /*required=*/true, &tag, violations);
    if (violations.empty()) return tag;
    texts.Warn(StrCat("inLanguage is no language: ", Shown(given)));
  }
  return {};
}

}  // namespace factcheck::domain
