#include "server/search/language.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
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
// A text is clearly in another language than is stated by so many letters of another script, or by
// three frequent words of another language, where that is so many times what is against it.
constexpr size_t kClearLetters = 8;
constexpr int kClearScore = 3 * kWordWeight;
constexpr size_t kClearTimes = 3;

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

// By AllLanguageWords(): how much frequent words and special letters speak for a language.
using Scores = std::array<int, 32>;

Scores ScoresOf(std::span<const Word> words) {
  const Signs& signs = AllSigns();
  Scores scores = {};
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
  return scores;
}

// The language for which most speaks, of those in one script. The first of equals: so English,
// which is first in its script, where nothing speaks for any.
std::string_view BestOf(const Scores& scores, bool cyrillic) {
  const Signs& signs = AllSigns();
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

// Of a language that RulesFor knows.
int ScoreOf(const Scores& scores, std::string_view code) {
  for (size_t i = 0; i < AllLanguageWords().size(); ++i) {
    if (AllLanguageWords()[i].code == code) return scores[i];
  }
  return 0;
}

// The script that most letters of a text are in.
struct MainScript {
  std::string_view code;  // A language that is written in it; "ja" and "zh" told apart.
  size_t letters = 0, others = 0;
};

MainScript MainScriptOf(std::string_view text) {
  const Scripts scripts = CountScripts(text);
  MainScript main{"en", scripts.latin};
  if (scripts.cyrillic > main.letters) main = {"ru", scripts.cyrillic};
  // A Han character says as much as a word of letters; Japanese never goes long without kana.
  const size_t han = 3 * (scripts.han + scripts.kana);
  if (han > main.letters) main = {scripts.kana * 10 > scripts.han ? "ja" : "zh", han};
  size_t all = scripts.latin + scripts.cyrillic + han;
  for (const ScriptLanguage& by : kByScript) {
    const size_t count = scripts.other[static_cast<size_t>(by.script)];
    all += count;
    if (count > main.letters) main = {by.code, count};
  }
  main.others = all - main.letters;
  return main;
}

// Whether two languages that RulesFor knows are written in one script.
bool ShareScript(std::string_view a, std::string_view b) {
  const auto script_of = [](std::string_view code) -> std::string_view {
    if (code == "ru" || code == "uk") return "ru";
    if (code == "ja" || code == "zh") return "zh";
    for (const ScriptLanguage& by : kByScript) {
      if (by.code == code) return by.code;
    }
    return "en";
  };
  return script_of(a) == script_of(b);
}

// As much as a guess looks at.
std::string_view BeginningOf(std::string_view text) { return text.substr(0, kGuessedBytes); }

std::span<const Word> BeginningOf(std::span<const Word> words) {
  const auto end = std::partition_point(
      words.begin(), words.end(), [](const Word& word) { return word.begin < kGuessedBytes; });
  return words.first(static_cast<size_t>(end - words.begin()));
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
  text = BeginningOf(text);
  return GuessLanguage(text, SplitWords(text));
}

std::string_view GuessLanguage(std::string_view text, std::span<const Word> words) {
  const std::string_view code = MainScriptOf(BeginningOf(text)).code;
  if (code != "en" && code != "ru") return code;
  return BestOf(ScoresOf(BeginningOf(words)), code == "ru");
}

std::string_view LanguageOf(std::string_view stated, std::string_view text,
                            std::span<const Word> words) {
  if (stated.empty() || stated == "und") return GuessLanguage(text, words);
  const std::string_view known = RulesFor(stated).code;
  if (known == "und") return stated;
  const MainScript main = MainScriptOf(BeginningOf(text));
  const bool by_words = main.code == "en" || main.code == "ru";
  if (!ShareScript(known, main.code)) {
    const bool clear = main.letters >= kClearLetters && main.letters >= kClearTimes * main.others;
    return clear ? GuessLanguage(text, words) : stated;
  }
  if (!by_words) return stated;
  const Scores scores = ScoresOf(BeginningOf(words));
  const std::string_view guess = BestOf(scores, main.code == "ru");
  const int for_guess = ScoreOf(scores, guess);
  const bool clear = for_guess >= kClearScore &&
                     for_guess >= static_cast<int>(kClearTimes) * ScoreOf(scores, known);
  return clear ? guess : stated;
}

}  // namespace factcheck::search
