#include "server/domain/values/lower_case.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <cstdint>

namespace factcheck::domain {

std::string LowerCase(std::string_view text) {
  std::string lower;
  icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())))
      .toLower(icu::Locale::getRoot())
      .toUTF8String(lower);
  return lower;
}

}  // namespace factcheck::domain
