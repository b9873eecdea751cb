#include "server/search/language.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "server/base/absl_strings.h"
#include "server/search/language_words.h"
#include "server/search/words.h"

namespace factcheck::search {
namespace {

// A guess looks no further: a language shows in its first sentences.
constexpr size_t kGuessedBytes = 2000;
constexpr int kLetterWeight = 2;

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

bool HasLetterOf(std::string_view letters, std::string_view word) {
  for (size_t at = 0; at < letters.size();) {
    size_t end = at + 1;
    while (end < letters.size() && (static_cast<unsigned char>(letters[end]) & 0xC0) == 0x80) ++end;
    if (word.find(letters.substr(at, end - at)) != std::string_view::npos) return true;
    at = end;
  }
  return false;
}

// The language with most frequent words and special letters, of those in one script. The
// first of equals: so English, which is first in its script, where nothing speaks for any.
std::string_view ByWords(std::string_view text, bool cyrillic) {
  const std::vector<Word> words = SplitWords(text);
  std::string_view best = cyrillic ? "ru" : "en";
  int best_score = 0;
  const std::vector<LanguageRules>& all = AllRules();
  for (size_t i = 0; i < AllLanguageWords().size(); ++i) {
    const LanguageWords& data = AllLanguageWords()[i];
    if ((data.code == "ru" || data.code == "uk") != cyrillic) continue;
    int score = 0;
    for (const Word& word : words) {
      if (all[i].stop_words.contains(word.text)) score += 2;
      if (HasLetterOf(data.letters, word.text)) score += kLetterWeight;
    }
    if (score > best_score) {
      best_score = score;
      best = data.code;
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
  if (code == "en" || code == "ru") return ByWords(text, code == "ru");
  return code;
}

}  // namespace factcheck::search
