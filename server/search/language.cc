#include "server/search/language.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_split.h"
#include "server/base/absl_strings.h"
#include "server/base/check.h"
#include "server/search/language_words.h"
#include "server/search/words.h"

namespace factcheck::search {
namespace {

// A guess looks no further: a language shows in its first sentences.
constexpr size_t kGuessedBytes = 2000;
constexpr int kWordWeight = 2, kLetterWeight = 2;

absl::flat_hash_set<absl::string_view> SetOf(std::string_view words) {
  return absl::StrSplit(ToAbsl(words), ' ', absl::SkipEmpty());
}

std::vector<LanguageRules> MakeAllRules() {
  std::vector<LanguageRules> all;
  for (const LanguageWords& words : AllLanguageWords()) {
    all.push_back({words.code, words.stemmer, words.elides, words.capitals_are_names,
                   SetOf(words.stop_words), SetOf(words.negations)});
  }
  all.push_back({"und", nullptr, false, true, {}, {}});
  return all;
}

const std::vector<LanguageRules>& AllRules() {
  static const auto& all = *new std::vector<LanguageRules>(MakeAllRules());
  return all;
}

// Letters of each script in the text.
struct Scripts {
  size_t latin = 0, cyrillic = 0, han = 0, kana = 0;
  std::array<size_t, USCRIPT_CODE_LIMIT> other = {};
};

Scripts CountScripts(std::string_view text) {
  Scripts scripts;
  for (int32_t at = 0; at < static_cast<int32_t>(text.size());) {
    const auto byte = static_cast<unsigned char>(text[static_cast<size_t>(at)]);
    if (byte < 0x80) {
      scripts.latin += (byte | 0x20U) - 'a' < 26U ? 1 : 0;
      ++at;
      continue;
    }
    UChar32 c = 0;
    U8_NEXT(text.data(), at, static_cast<int32_t>(text.size()), c);
    if (c < 0 || !u_isalpha(c)) continue;
    UErrorCode error = U_ZERO_ERROR;
    switch (const UScriptCode script = uscript_getScript(c, &error); script) {
      case USCRIPT_LATIN:
        ++scripts.latin;
        break;
      case USCRIPT_CYRILLIC:
        ++scripts.cyrillic;
        break;
      case USCRIPT_HAN:
        ++scripts.han;
        break;
      case USCRIPT_HIRAGANA:
      case USCRIPT_KATAKANA:
        ++scripts.kana;
        break;
      default:
        if (script >= 0 && static_cast<size_t>(script) < scripts.other.size()) {
          ++scripts.other[static_cast<size_t>(script)];
        }
    }
  }
  return scripts;
}

struct ScriptLanguage {
  UScriptCode script;
  std::string_view code;
};
// Scripts that one language, of those we have rules for, is written in.
constexpr ScriptLanguage kByScript[] = {
    {USCRIPT_GREEK, "el"},      {USCRIPT_ARABIC, "ar"}, {USCRIPT_HEBREW, "he"},
    {USCRIPT_DEVANAGARI, "hi"}, {USCRIPT_TAMIL, "ta"},  {USCRIPT_BENGALI, "bn"},
    {USCRIPT_HANGUL, "ko"},     {USCRIPT_THAI, "th"},
};

// What speaks for a language: bit i for the i-th of AllLanguageWords().
struct Signs {
  absl::flat_hash_map<absl::string_view, uint32_t> stop_words;
  absl::flat_hash_map<UChar32, uint32_t> letters;
  uint32_t cyrillic = 0;  // Those that are written in it.
};

const Signs& AllSigns() {
  static const auto& all = *[] {
    auto* made = new Signs;
    FACTCHECK_CHECK(AllLanguageWords().size() <= 32);
    uint32_t bit = 1;
    for (const LanguageWords& language : AllLanguageWords()) {
      for (const absl::string_view word :
           absl::StrSplit(ToAbsl(language.stop_words), ' ', absl::SkipEmpty())) {
        made->stop_words[word] |= bit;
      }
      const auto size = static_cast<int32_t>(language.letters.size());
      for (int32_t at = 0; at < size;) {
        UChar32 c = 0;
        U8_NEXT(language.letters.data(), at, size, c);
        made->letters[c] |= bit;
      }
      if (language.code == "ru" || language.code == "uk") made->cyrillic |= bit;
      bit <<= 1;
    }
    return made;
  }();
  return all;
}

// The languages that one of the word's letters speaks for.
uint32_t ByLetters(const Signs& signs, std::string_view word) {
  uint32_t languages = 0;
  const auto size = static_cast<int32_t>(word.size());
  for (int32_t at = 0; at < size;) {
    if (static_cast<unsigned char>(word[static_cast<size_t>(at)]) < 0x80) {
      ++at;
      continue;
    }
    UChar32 c = 0;
    U8_NEXT(word.data(), at, size, c);
    const auto found = signs.letters.find(c);
    if (found != signs.letters.end()) languages |= found->second;
  }
  return languages;
}

// The language with most frequent words and special letters, of those in one script. The
// first of equals: so English, which is first in its script, where nothing speaks for any.
std::string_view ByWords(std::span<const Word> words, bool cyrillic) {
  const Signs& signs = AllSigns();
  std::array<int, 32> scores = {};
  const auto count = [&](uint32_t languages, int weight) {
    for (; languages != 0; languages &= languages - 1) {
      scores[static_cast<size_t>(std::countr_zero(languages))] += weight;
    }
  };
  for (const Word& word : words) {
    const auto found = signs.stop_words.find(ToAbsl(word.text));
    if (found != signs.stop_words.end()) count(found->second, kWordWeight);
    count(ByLetters(signs, word.text), kLetterWeight);
  }
  std::string_view best = cyrillic ? "ru" : "en";
  int best_score = 0;
  for (size_t i = 0; i < AllLanguageWords().size(); ++i) {
    if (((signs.cyrillic >> i & 1) != 0) != cyrillic) continue;
    if (scores[i] > best_score) {
      best_score = scores[i];
      best = AllLanguageWords()[i].code;
    }
  }
  return best;
}

}  // namespace

const LanguageRules& RulesFor(std::string_view tag) {
  const std::string_view code = tag.substr(0, tag.find('-'));
  for (const LanguageRules& rules : AllRules()) {
    if (rules.code == code) return rules;
  }
  return AllRules().back();
}

std::string_view GuessLanguage(std::string_view text) {
  text = text.substr(0, kGuessedBytes);
  return GuessLanguage(text, SplitWords(text));
}

std::string_view GuessLanguage(std::string_view text, std::span<const Word> words) {
  if (text.size() > kGuessedBytes) return GuessLanguage(text);
  const Scripts scripts = CountScripts(text);
  std::string_view code = "en";
  size_t most = scripts.latin;
  if (scripts.cyrillic > most) {
    most = scripts.cyrillic;
    code = "ru";
  }
  // A Han character says as much as a word of letters; Japanese never goes long without kana.
  if (3 * (scripts.han + scripts.kana) > most) {
    most = 3 * (scripts.han + scripts.kana);
    code = scripts.kana * 10 > scripts.han ? "ja" : "zh";
  }
  for (const ScriptLanguage& by : kByScript) {
    const size_t count = scripts.other[static_cast<size_t>(by.script)];
    if (count > most) {
      most = count;
      code = by.code;
    }
  }
  if (code == "en" || code == "ru") return ByWords(words, code == "ru");
  return code;
}

}  // namespace factcheck::search
