#include <unicode/bytestream.h>
#include <unicode/locid.h>
#include <unicode/uloc.h>

#include <algorithm>
#include <cstring>

#include "server/base/absl_strings.h"
#include "server/domain/values/check.h"

namespace factcheck::domain {
namespace {

constexpr size_t kMaxLanguageBytes = 35;

bool IsTagCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

bool IsIso6391(const char* language) {
  for (const char* const* known = uloc_getISOLanguages(); *known != nullptr; ++known) {
    if (std::strcmp(*known, language) == 0) return true;
  }
  return false;
}

// The canonical form; "" where `tag` is none. ICU accepts any subtag of the right
// shape; but all languages have two letters (all of which it knows) or three.
std::string Canonical(const std::string& tag) {
  if (!std::all_of(tag.begin(), tag.end(), IsTagCharacter)) return "";
  UErrorCode error = U_ZERO_ERROR;
  const icu::Locale locale = icu::Locale::forLanguageTag(tag, error);
  if (U_FAILURE(error) || locale.isBogus()) return "";
  const char* language = locale.getLanguage();
  const size_t letters = std::strlen(language);
  const bool undetermined = letters == 0 && (tag.size() == 3 || tag[3] == '-') &&
                            std::equal(tag.begin(), tag.begin() + 3, "und",
                                       [](char a, char b) { return (a | 0x20) == b; });
  const bool known = letters == 3 || (letters == 2 && IsIso6391(language));
  if (!known && !undetermined) return "";
  auto canonical = locale.toLanguageTag<std::string>(error);
  return U_FAILURE(error) ? "" : canonical;
}

}  // namespace

void CheckLanguage(std::string_view field, bool required, std::string* tag,
                   Violations& violations) {
  if (tag->empty()) {
    if (required) violations.Add(field, "is required: a BCP 47 tag (`und` where it isn't known)");
    return;
  }
  std::string canonical;
  if (tag->size() <= kMaxLanguageBytes) canonical = Canonical(*tag);
  if (canonical.empty() || canonical.size() > kMaxLanguageBytes) {
    violations.Add(field, StrCat("must be a BCP 47 language tag such as `en-US`, at most ",
                                 kMaxLanguageBytes, " bytes"));
    return;
  }
  *tag = std::move(canonical);
}

}  // namespace factcheck::domain
