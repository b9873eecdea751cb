#include "client/cli/text_width.h"

#include <algorithm>
#include <memory>

#include "client/cpp/text.h"
#include "unicode/brkiter.h"
#include "unicode/uchar.h"
#include "unicode/unistr.h"
#include "unicode/utf8.h"

namespace factcheck::cli {
namespace {

bool TakesNoRoom(UChar32 c) {
  switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
      return true;
    default:
      break;
  }
  // The vowels and finals of a Korean syllable stand within its first letter.
  const int syllable = u_getIntPropertyValue(c, UCHAR_HANGUL_SYLLABLE_TYPE);
  return syllable == U_HST_VOWEL_JAMO || syllable == U_HST_TRAILING_JAMO;
}

int WidthOf(UChar32 c) {
  if (TakesNoRoom(c)) return 0;
  switch (u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH)) {
    case U_EA_FULLWIDTH:
    case U_EA_WIDE:
      return 2;
    default:
      return 1;
  }
}

// What a reader sees as one character.
struct Cluster {
  size_t begin = 0;
  size_t end = 0;
  int width = 0;
};

// As wide as its parts together; but an emoji is one picture, however many parts it has.
int WidthOfCluster(std::string_view text, size_t begin, size_t end) {
  constexpr UChar32 kEmojiSelector = 0xfe0f;
  int width = 0;
  int32_t at = static_cast<int32_t>(begin);
  while (at < static_cast<int32_t>(end)) {
    UChar32 c;
    U8_NEXT_OR_FFFD(text.data(), at, static_cast<int32_t>(end), c);
    if (c == kEmojiSelector || u_hasBinaryProperty(c, UCHAR_EMOJI_PRESENTATION)) return 2;
    width += WidthOf(c);
  }
  return width;
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

template <typename Visit>  // bool(Cluster): whether to go on.
void ForEachCluster(std::string_view text, Visit visit) {
  if (IsAscii(text)) {
    for (size_t i = 0; i < text.size(); ++i) {
      if (!visit(Cluster{i, i + 1, 1})) return;
    }
    return;
  }
  UErrorCode error = U_ZERO_ERROR;
  static thread_local const std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), error));
  UText* utext = utext_openUTF8(nullptr, text.data(), static_cast<int64_t>(text.size()), &error);
  if (breaks != nullptr && U_SUCCESS(error)) {
    breaks->setText(utext, error);
    int32_t begin = breaks->first();
    for (int32_t end = breaks->next(); end != icu::BreakIterator::DONE; end = breaks->next()) {
      const auto from = static_cast<size_t>(begin);
      const auto to = static_cast<size_t>(end);
      if (!visit(Cluster{from, to, WidthOfCluster(text, from, to)})) break;
      begin = end;
    }
  }
  utext_close(utext);
}

// Bytes of the longest beginning of `text` that fits.
size_t Fitting(std::string_view text, int width) {
  size_t bytes = 0;
  int used = 0;
  ForEachCluster(text, [&](const Cluster& cluster) {
    if (used + cluster.width > width) return false;
    used += cluster.width;
    bytes = cluster.end;
    return true;
  });
  return bytes;
}

std::string Clean(std::string_view text, bool keep_lines) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string clean;
  clean.reserve(text.size());
  int32_t at = 0;
  const auto size = static_cast<int32_t>(text.size());
  while (at < size) {
    const int32_t begin = at;
    UChar32 c;
    U8_NEXT_OR_FFFD(text.data(), at, size, c);
    if (c == '\n' || c == '\t') {
      if (keep_lines) {
        clean += static_cast<char>(c);
      } else if (!clean.empty() && clean.back() != ' ') {
        clean += ' ';
      }
    } else if (c == 0xfffd) {
      clean += "\xef\xbf\xbd";
    } else if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
      clean += "\\x";
      clean += kHex[static_cast<size_t>(c) >> 4];
      clean += kHex[static_cast<size_t>(c) & 15];
    } else if (!keep_lines && c == ' ' && (clean.empty() || clean.back() == ' ')) {
      continue;
    } else {
      clean += text.substr(static_cast<size_t>(begin), static_cast<size_t>(at - begin));
    }
  }
  return clean;
}

void WrapLine(std::string_view line, int width, std::vector<std::string>& lines) {
  while (DisplayWidth(line) > width) {
    size_t cut = std::max<size_t>(Fitting(line, width), 1);
    // At least one character goes on each line, however narrow it is.
    while (cut < line.size() && (line[cut] & 0xc0) == 0x80) ++cut;
    size_t end = cut;
    if (cut < line.size() && line[cut] != ' ') {
      const size_t space = line.rfind(' ', cut);
      if (space != std::string_view::npos && space > 0) end = cut = space;
    }
    lines.emplace_back(line.substr(0, end));
    while (cut < line.size() && line[cut] == ' ') ++cut;
    line.remove_prefix(cut);
    if (line.empty()) return;
  }
  lines.emplace_back(line);
}

}  // namespace

int DisplayWidth(std::string_view text) {
  int width = 0;
  ForEachCluster(text, [&](const Cluster& cluster) {
    width += cluster.width;
    return true;
  });
  return width;
}

std::string CutToWidth(std::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width <= 0) return {};
  std::string_view kept = text.substr(0, Fitting(text, width - 1));
  while (kept.ends_with(' ')) kept.remove_suffix(1);
  return client::Concat({kept, "…"});
}

std::string PadRight(std::string_view text, int width) {
  const int room = std::max(width - DisplayWidth(text), 0);
  return client::Concat({text, std::string(static_cast<size_t>(room), ' ')});
}

std::string PadLeft(std::string_view text, int width) {
  const int room = std::max(width - DisplayWidth(text), 0);
  return client::Concat({std::string(static_cast<size_t>(room), ' '), text});
}

std::vector<std::string> Wrap(std::string_view text, int width) {
  std::vector<std::string> lines;
  while (true) {
    const size_t end = std::min(text.find('\n'), text.size());
    WrapLine(text.substr(0, end), std::max(width, 1), lines);
    if (end == text.size()) return lines;
    text.remove_prefix(end + 1);
  }
}

std::string OneLine(std::string_view text) {
  std::string line = Clean(text, /*keep_lines=*/false);
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

std::string Printable(std::string_view text) { return Clean(text, /*keep_lines=*/true); }

}  // namespace factcheck::cli
