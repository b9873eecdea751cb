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

bool IsUndetermined(std::string_view tag) {
  return tag.size() >= 3 && (tag[0] | 0x20) == 'u' && (tag[1] | 0x20) == 'n' &&
         (tag[2] | 0x20) == 'd' && (tag.size() == 3 || tag[3] == '-');
}

// ICU accepts any subtag of the right shape; but all languages have two letters,
// and of those it knows every one, or three.
bool IsLanguage(const char* language) {
  const size_t letters = std::strlen(language);
  return letters == 3 || (letters == 2 && IsIso6391(language));
}

// The canonical form; "" where `tag` is none.
std::string Canonical(const std::string& tag) {
  if (!std::all_of(tag.begin(), tag.end(), IsTagCharacter)) return "";
  UErrorCode error = U_ZERO_ERROR;
  icu::Locale locale = icu::Locale::forLanguageTag(tag, error);
  if (U_FAILURE(error) || locale.isBogus()) return "";
  if (!IsLanguage(locale.getLanguage()) && !IsUndetermined(tag)) {
    // Codes that were replaced long ago (`iw` by `he`) are still sent. Others keep
    // what was said, even where it is not what CLDR prefers.
    locale.canonicalize(error);
    if (U_FAILURE(error) || !IsLanguage(locale.getLanguage())) return "";
  }
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
