#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include "server/base/absl_strings.h"
#include "server/base/check.h"
#include "server/domain/values/check.h"

namespace factcheck::domain {
namespace {

constexpr UChar32 kLineSeparator = 0x2028;
constexpr UChar32 kParagraphSeparator = 0x2029;
// Explicit overrides show text in another order than it is stored in. Marks,
// embeddings and isolates stay: right-to-left quotations need them.
constexpr UChar32 kLeftToRightOverride = 0x202D;
constexpr UChar32 kRightToLeftOverride = 0x202E;

icu::StringPiece ToIcu(std::string_view text) {
  return {text.data(), static_cast<int32_t>(text.size())};
}

UChar32 Next(std::string_view text, int32_t& at) {
  UChar32 c = 0;
  U8_NEXT(text.data(), at, static_cast<int32_t>(text.size()), c);
  return c;
}

UChar32 Previous(std::string_view text, int32_t& at) {
  UChar32 c = 0;
  U8_PREV(text.data(), 0, at, c);
  return c;
}

void Append(UChar32 c, std::string& text) {
  char bytes[U8_MAX_LENGTH];
  int32_t n = 0;
  U8_APPEND_UNSAFE(bytes, n, c);
  text.append(bytes, static_cast<size_t>(n));
}

bool IsPlainAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

// What is wrong with `c`, which stands at byte `at`; nullptr: nothing.
const char* FaultOf(UChar32 c, bool lines) {
  if (c < 0) return "is not valid UTF-8";
  if (c == '\n' || c == '\t') return lines ? nullptr : "has a line break or tab";
  if (c == kLineSeparator || c == kParagraphSeparator) return lines ? nullptr : "has a line break";
  if (u_charType(c) == U_CONTROL_CHAR) return "has a control character";
  if (c == kLeftToRightOverride || c == kRightToLeftOverride) {
    return "has a character that overrides the direction of text";
  }
  if (U_IS_UNICODE_NONCHAR(c)) return "has a code point that is no character";
  return nullptr;
}

// Checks every character and gives the text with each line break as one line feed.
bool CheckCharacters(std::string_view field, bool lines, const std::string& text,
                     std::string& unified, Violations& violations) {
  unified.reserve(text.size());
  for (int32_t at = 0; at < static_cast<int32_t>(text.size());) {
    const int32_t begin = at;
    UChar32 c = Next(text, at);
    if (lines && c == '\r' && at < static_cast<int32_t>(text.size()) &&
        text[static_cast<size_t>(at)] == '\n') {
      continue;
    }
    if (const char* fault = FaultOf(c, lines)) {
      violations.Add(field, StrCat(fault, " at byte ", begin));
      return false;
    }
    if (c == kLineSeparator || c == kParagraphSeparator) c = '\n';
    Append(c, unified);
  }
  return true;
}

std::string Normalized(const icu::Normalizer2& form, std::string_view text) {
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<int32_t>(text.size()));
  UErrorCode error = U_ZERO_ERROR;
  form.normalizeUTF8(0, ToIcu(text), sink, nullptr, error);
  FACTCHECK_CHECK(U_SUCCESS(error));
  return out;
}

const icu::Normalizer2& FormC() {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFCInstance(error);
  FACTCHECK_CHECK(U_SUCCESS(error));
  return *form;
}

const icu::Normalizer2& FormKcFolded() {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFKCCasefoldInstance(error);
  FACTCHECK_CHECK(U_SUCCESS(error));
  return *form;
}

// Without white space at both ends.
std::string_view Stripped(std::string_view text) {
  int32_t begin = 0;
  int32_t end = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < end && u_isUWhiteSpace(Next(text, at));) begin = at;
  for (int32_t at = end; at > begin && u_isUWhiteSpace(Previous(text, at));) end = at;
  return text.substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin));
}

bool ShowsSomething(std::string_view text) {
  for (int32_t at = 0; at < static_cast<int32_t>(text.size());) {
    const UChar32 c = Next(text, at);
    if (!u_isUWhiteSpace(c) && !u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) {
      return true;
    }
  }
  return false;
}

// Typographic variants as their plain character.
UChar32 Plain(UChar32 c) {
  switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:  // Single quotation marks.
    case 0x2032:
    case 0x2039:
    case 0x203A:
    case '`':
      return '\'';
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:  // Double quotation marks.
    case 0x00AB:
    case 0x00BB:
      return '"';
    default:
      break;
  }
  if (u_isUWhiteSpace(c) || u_charType(c) == U_CONTROL_CHAR) return ' ';
  if (u_charType(c) == U_DASH_PUNCTUATION || c == 0x2212) return '-';
  return c;
}

std::string Repaired(std::string_view text) {
  std::string valid;
  icu::UnicodeString::fromUTF8(ToIcu(text)).toUTF8String(valid);
  return valid;
}

}  // namespace

void CheckText(std::string_view field, const TextRule& rule, std::string* text,
               Violations& violations) {
  const auto too_long = [&](size_t size) {
    if (size <= rule.max_bytes) return false;
    violations.Add(field, StrCat("must have at most ", rule.max_bytes, " bytes, not ", size));
    return true;
  };
  if (too_long(text->size())) return;
  if (!IsPlainAscii(*text)) {
    std::string unified;
    if (!CheckCharacters(field, rule.lines, *text, unified, violations)) return;
    std::string normal = Normalized(FormC(), unified);
    if (too_long(normal.size())) return;
    *text = std::move(normal);
  }
  if (const std::string_view kept = Stripped(*text); kept.size() != text->size()) {
    *text = std::string(kept);
  }
  if (rule.required && !ShowsSomething(*text)) violations.Add(field, "is required");
}

std::string ExactForm(std::string_view text) {
  const std::string folded = Normalized(FormKcFolded(), Repaired(text));
  std::string plain;
  size_t kept = 0;  // What precedes the final punctuation.
  bool space = false;
  for (int32_t at = 0; at < static_cast<int32_t>(folded.size());) {
    const UChar32 c = Plain(Next(folded, at));
    if (c == ' ') {
      space = !plain.empty();
      continue;
    }
    if (space) plain += ' ';
    space = false;
    Append(c, plain);
    if (!u_hasBinaryProperty(c, UCHAR_TERMINAL_PUNCTUATION)) kept = plain.size();
  }
  // Punctuation alone is all that there is to compare.
  if (kept > 0) plain.resize(kept);
  return plain;
}

}  // namespace factcheck::domain
