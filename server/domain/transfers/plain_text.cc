#include "server/domain/transfers/plain_text.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/transfers/html_entities.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {
namespace {

constexpr std::string_view kEllipsis = "\xe2\x80\xa6";

// Printable ASCII needs no look at each character.
bool IsPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

struct Replaced {
  std::string text;
  bool any = false;
};

Replaced ReplaceControls(std::string_view text, bool lines) {
  Replaced result;
  result.text.reserve(text.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < size;) {
    const int32_t start = at;
    UChar32 c;
    U8_NEXT(bytes, at, size, c);
    if (c == '\r') {
      // CR LF and CR alone are line ends.
      if (at < size && bytes[at] == '\n') continue;
      c = '\n';
    }
    if (c == 0x2028 || c == 0x2029) c = '\n';  // Line and paragraph separator.
    if (c == '\n' || c == '\t') {
      result.text.push_back(lines ? static_cast<char>(c) : ' ');
    } else if (c >= 0x80 && c < 0xa0) {
      result.any = true;
      const char32_t meant = FromWindows1252(static_cast<char32_t>(c));
      AppendUtf8(meant == 0 ? U' ' : meant, result.text);
    } else if (c < 0x20 || c == 0x7f || c == 0x202d || c == 0x202e || U_IS_UNICODE_NONCHAR(c)) {
      result.any = true;
      result.text.push_back(' ');
    } else {
      result.text.append(text.substr(static_cast<size_t>(start), static_cast<size_t>(at - start)));
    }
  }
  return result;
}

std::string_view Strip(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n\f\v";
  const size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

}  // namespace

std::string CutText(std::string text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  auto end = static_cast<int32_t>(max_bytes - std::min(max_bytes, kEllipsis.size()));
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  U8_SET_CP_START(bytes, 0, end);
  text.resize(static_cast<size_t>(end));
  while (!text.empty() && text.back() == ' ') text.pop_back();
  text += kEllipsis;
  return text;
}

std::string OneLine(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  bool space = false;
  for (int32_t at = 0; at < size;) {
    const int32_t start = at;
    UChar32 c;
    U8_NEXT(bytes, at, size, c);
    if (c >= 0 && u_isUWhiteSpace(c)) {
      space = !out.empty();
      continue;
    }
    if (std::exchange(space, false)) out.push_back(' ');
    out.append(text.substr(static_cast<size_t>(start), static_cast<size_t>(at - start)));
  }
  return out;
}

std::string TextTaker::Take(std::string_view property, std::string_view given,
                            const TextRule& rule) {
  std::string text = decode_ && given.find('&') != std::string_view::npos ? DecodeEntities(given)
                                                                          : std::string(given);
  if (!IsPlain(text)) {
    Replaced replaced = ReplaceControls(text, rule.lines);
    if (replaced.any) Warn(StrCat(property, " had control characters; they were replaced"));
    text = std::move(replaced.text);
  }
  text = std::string(Strip(text));
  if (text.size() > rule.max_bytes) {
    Warn(StrCat(property, " is longer than ", rule.max_bytes,
                " bytes and was cut; the original is kept"));
    text = CutText(std::move(text), rule.max_bytes);
  }
  TextRule optional = rule;
  optional.required = false;
  std::string checked = text;
  Violations violations;
  CheckText(property, optional, &checked, violations);
  if (violations.empty()) return checked;
  // Normalisation can make text longer, at most three times.
  checked = CutText(std::move(text), rule.max_bytes / 3);
  Violations again;
  CheckText(property, optional, &checked, again);
  if (again.empty()) {
    Warn(StrCat(property, " was cut; the original is kept"));
    return checked;
  }
  Warn(StrCat(property, " can't be kept as text and was left out; the original is kept"));
  return {};
}

void TextTaker::Warn(std::string warning) {
  if (warnings_->size() < kMaxWarnings &&
      std::find(warnings_->begin(), warnings_->end(), warning) == warnings_->end()) {
    warnings_->push_back(std::move(warning));
  }
}

std::string TextTaker::TakeAddress(std::string_view text) const {
  text = Strip(text);
  if (decode_ && text.find('&') != std::string_view::npos) return DecodeEntities(text);
  return std::string(text);
}

}  // namespace factcheck::domain
