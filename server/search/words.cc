#include "server/search/words.h"

#include <unicode/brkiter.h>
#include <unicode/bytestream.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstddef>
#include <memory>

#include "server/base/check.h"

namespace factcheck::search {
namespace {

constexpr UChar32 kApostrophe = 0x2019;
constexpr UChar32 kModifierApostrophe = 0x02BC;
constexpr UChar32 kNonBreakingHyphen = 0x2011;
constexpr UChar32 kHyphen = 0x2010;

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

UChar32 CodePointAt(std::string_view text, size_t at, size_t& next) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) {
    next = at + 1;
    return byte;
  }
  auto i = static_cast<int32_t>(at);
  UChar32 c = 0;
  U8_NEXT(text.data(), i, static_cast<int32_t>(text.size()), c);
  next = static_cast<size_t>(i);
  return c;
}

bool IsAsciiLetter(UChar32 c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
bool IsAsciiDigit(UChar32 c) { return c >= '0' && c <= '9'; }

bool IsLetter(UChar32 c) {
  if (c < 0x80) return IsAsciiLetter(c);
  return u_isalpha(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
}
bool IsDigit(UChar32 c) { return c < 0x80 ? IsAsciiDigit(c) : u_isdigit(c); }
bool IsApostrophe(UChar32 c) {
  return c == '\'' || c == kApostrophe || c == kModifierApostrophe || c == 0x2018;
}

// Written without spaces between words.
bool IsUnspaced(UChar32 c) {
  if (c < 0x0E00) return false;
  if (u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC)) return true;
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(c, &error)) {
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return true;
    default:
      return c == 0x30FC;  // The long vowel mark is of no script.
  }
}

bool EndsSentence(UChar32 c) {
  return c == '.' || c == '!' || c == '?' || c == '\n' || c == 0x2026 || c == 0x3002 ||
         c == 0xFF01 || c == 0xFF1F || c == 0x061F || c == 0x0964;
}

// One boundary iterator of each kind a thread: they are dear to make and not shared.
struct Boundaries {
  std::unique_ptr<icu::BreakIterator> iterator;
  UText text = UTEXT_INITIALIZER;

  explicit Boundaries(bool words) {
    UErrorCode error = U_ZERO_ERROR;
    iterator.reset(words
                       ? icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), error)
                       : icu::BreakIterator::createSentenceInstance(icu::Locale::getRoot(), error));
    FACTCHECK_CHECK(U_SUCCESS(error));
  }
  Boundaries(const Boundaries&) = delete;
  Boundaries& operator=(const Boundaries&) = delete;
  ~Boundaries() { utext_close(&text); }

  void Over(std::string_view of) {
    UErrorCode error = U_ZERO_ERROR;
    utext_openUTF8(&text, of.data(), static_cast<int64_t>(of.size()), &error);
    iterator->setText(&text, error);
    FACTCHECK_CHECK(U_SUCCESS(error));
  }
};

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<Word> Split() {
    words_.reserve(text_.size() / 6 + 1);
    for (size_t at = 0; at < text_.size();) {
      size_t next = at;
      const UChar32 c = CodePointAt(text_, at, next);
      if (c >= 0x0E00 && IsUnspaced(c)) {
        at = TakeUnspaced(at);
      } else if (IsLetter(c) || IsDigit(c)) {
        at = TakeSpaced(at);
      } else {
        Separate(c);
        at = next;
      }
    }
    return std::move(words_);
  }

 private:
  void Separate(UChar32 c) {
    if (EndsSentence(c)) ends_sentence_ = true;
    const bool hyphen = c == '-' || c == kHyphen || c == kNonBreakingHyphen;
    hyphens_ = hyphen && separators_ == 0 ? 1 : 2;
    ++separators_;
  }

  // Whether `c`, which is no letter or digit, belongs to the word that runs from `begin` to `at`.
  bool Joins(UChar32 c, UChar32 last, size_t begin, size_t at, size_t next) const {
    if (next >= text_.size()) return false;
    size_t after = next;
    const UChar32 following = CodePointAt(text_, next, after);
    if (IsApostrophe(c)) return IsLetter(last) && IsLetter(following) && !IsUnspaced(following);
    if (IsAsciiDigit(last) && IsAsciiDigit(following)) return c == '.' || c == ',';
    if (c != '.' || !IsLetter(following)) return false;
    // One letter before the stop, or before the stop before: an abbreviation.
    const size_t letter = at - 1;
    return letter == begin || text_[letter - 1] == '.';
  }

  size_t TakeSpaced(size_t begin) {
    size_t at = begin;
    UChar32 last = 0;
    while (at < text_.size()) {
      size_t next = at;
      const UChar32 c = CodePointAt(text_, at, next);
      if (c >= 0x0E00 && IsUnspaced(c)) break;
      const bool inside = IsLetter(c) || IsDigit(c) || c == 0x200C || c == 0x200D;
      if (!inside && !Joins(c, last, begin, at, next)) break;
      last = c;
      at = next;
    }
    Add(begin, at);
    return at;
  }

  size_t TakeUnspaced(size_t begin) {
    size_t end = begin;
    while (end < text_.size()) {
      size_t next = end;
      const UChar32 c = CodePointAt(text_, end, next);
      if (!IsUnspaced(c) && (U_GET_GC_MASK(c) & U_GC_M_MASK) == 0) break;
      end = next;
    }
    thread_local Boundaries boundaries(/*words=*/true);
    boundaries.Over(text_.substr(begin, end - begin));
    int32_t from = boundaries.iterator->first();
    for (int32_t to = boundaries.iterator->next(); to != icu::BreakIterator::DONE;
         from = to, to = boundaries.iterator->next()) {
      Add(begin + static_cast<size_t>(from), begin + static_cast<size_t>(to));
    }
    return end;
  }

  void Add(size_t begin, size_t end) {
    Word word;
    word.begin = static_cast<uint32_t>(begin);
    word.end = static_cast<uint32_t>(end);
    word.starts_sentence = ends_sentence_ || words_.empty();
    word.joined = separators_ == 1 && hyphens_ == 1 && !words_.empty();
    Normalize(text_.substr(begin, end - begin), word);
    ends_sentence_ = false;
    separators_ = 0;
    hyphens_ = 0;
    if (!word.text.empty()) words_.push_back(std::move(word));
  }

  static void Normalize(std::string_view raw, Word& word) {
    size_t upper = 0, lower = 0;
    bool capital = false;
    for (size_t at = 0; at < raw.size();) {
      size_t next = at;
      const UChar32 c = CodePointAt(raw, at, next);
      const bool is_upper = c < 0x80 ? (c >= 'A' && c <= 'Z') : u_isupper(c);
      const bool is_lower = c < 0x80 ? (c >= 'a' && c <= 'z') : u_islower(c);
      if (at == 0) capital = is_upper;
      upper += is_upper ? 1 : 0;
      lower += is_lower ? 1 : 0;
      at = next;
    }
    if (upper >= 2 && lower == 0) {
      word.letters = Word::Case::kUpper;
    } else if (capital) {
      word.letters = Word::Case::kCapital;
    } else if (lower > 0) {
      word.letters = Word::Case::kLower;
    }
    if (IsAscii(raw)) {
      word.text.resize(raw.size());
      std::transform(raw.begin(), raw.end(), word.text.begin(),
                     [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
      return;
    }
    const std::string folded = Folded(raw);
    word.text.reserve(folded.size());
    for (size_t at = 0; at < folded.size();) {
      size_t next = at;
      const UChar32 c = CodePointAt(folded, at, next);
      if (IsApostrophe(c)) {
        word.text += '\'';
      } else if (c >= 0x80 && u_isdigit(c)) {
        word.text += static_cast<char>('0' + u_charDigitValue(c));
      } else {
        word.text.append(folded, at, next - at);
      }
      at = next;
    }
  }

  std::string_view text_;
  std::vector<Word> words_;
  bool ends_sentence_ = false;
  int separators_ = 0;
  int hyphens_ = 0;  // 1: the only separator is a hyphen.
};

std::string_view Trimmed(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

std::vector<Word> SplitWords(std::string_view text) { return Splitter(text).Split(); }

std::vector<std::string_view> SplitSentences(std::string_view text) {
  std::vector<std::string_view> sentences;
  thread_local Boundaries boundaries(/*words=*/false);
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    boundaries.Over(line);
    int32_t from = boundaries.iterator->first();
    for (int32_t to = boundaries.iterator->next(); to != icu::BreakIterator::DONE;
         from = to, to = boundaries.iterator->next()) {
      const std::string_view sentence =
          Trimmed(line.substr(static_cast<size_t>(from), static_cast<size_t>(to - from)));
      if (!sentence.empty()) sentences.push_back(sentence);
    }
    begin = end + 1;
  }
  return sentences;
}

std::string Folded(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFKCCasefoldInstance(error);
  FACTCHECK_CHECK(U_SUCCESS(error));
  std::string folded;
  icu::StringByteSink<std::string> sink(&folded, static_cast<int32_t>(text.size()));
  form->normalizeUTF8(0, {text.data(), static_cast<int32_t>(text.size())}, sink, nullptr, error);
  FACTCHECK_CHECK(U_SUCCESS(error));
  return folded;
}

std::string WithoutAccents(std::string_view word) {
  if (IsAscii(word)) return std::string(word);
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFDInstance(error);
  FACTCHECK_CHECK(U_SUCCESS(error));
  std::string divided;
  icu::StringByteSink<std::string> sink(&divided);
  form->normalizeUTF8(0, {word.data(), static_cast<int32_t>(word.size())}, sink, nullptr, error);
  FACTCHECK_CHECK(U_SUCCESS(error));
  std::string plain;
  for (size_t at = 0; at < divided.size();) {
    size_t next = at;
    const UChar32 c = CodePointAt(divided, at, next);
    // The combining diacritical marks, which are those of European scripts.
    if (c < 0x0300 || c > 0x036F) plain.append(divided, at, next - at);
    at = next;
  }
  return plain;
}

}  // namespace factcheck::search
