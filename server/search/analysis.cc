#include "server/search/analysis.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/search/language.h"
#include "server/search/stem.h"
#include "server/search/word_forms.h"
#include "server/search/words.h"

namespace factcheck::search {
namespace {

// In a sentence with a larger share of capitals, capitals say nothing: a headline.
constexpr double kHeadlineShare = 0.85;
constexpr size_t kHeadlineWords = 3;

// A cut at a character, at or before `size`.
std::string_view Cut(std::string_view text, size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

// "l'eau" without its article, "u.s" without its stops.
std::string_view WithoutElision(std::string_view word) {
  const size_t mark = word.find('\'');
  if (mark > 4 || mark + 1 == word.size()) return word;
  return word.substr(mark + 1);
}

// What the word is counted as, before stemming; false: it has its own fixed term.
bool Prepare(const Word& word, const LanguageRules& rules, std::string& text) {
  text = word.text;
  if (text.find('.') != std::string::npos && !word.is_number()) {
    std::erase(text, '.');
    // The country and the pronoun, told apart by how they are written.
    if (text == "us") text = "usa";
    return false;
  }
  if (word.letters == Word::Case::kUpper && text == "us") {
    text = "usa";
    return false;
  }
  if (text == "usa") return false;
  // The World Health Organization is no pronoun.
  if (word.letters == Word::Case::kUpper && text == "who") return false;
  if (rules.code == "tr") text.resize(std::min(text.find('\''), text.size()));
  if (rules.elides) text = std::string(WithoutElision(text));
  return true;
}

class Analyzer {
 public:
  Analyzer(std::string_view text, std::string_view language)
      : text_(text), words_(SplitWords(text)) {
    rules_ = &RulesFor(LanguageOf(language, text, words_));
    analysis_.language = std::string(rules_->code);
  }

  Analysis Run() {
    MarkHeadlines();
    dates_ = FindDates(text_, words_);
    quantities_ = FindQuantities(text_, words_, rules_->code);
    std::erase_if(quantities_, [&](const Quantity& quantity) {
      return std::any_of(dates_.begin(), dates_.end(), [&](const TextDate& date) {
        return quantity.first_word < date.first_word + date.words &&
               date.first_word < quantity.first_word + quantity.words;
      });
    });
    MakeTokens();
    FindNames();
    return std::move(analysis_);
  }

 private:
  // Sets `plain_` for the words of sentences whose capitals say nothing.
  void MarkHeadlines() {
    plain_.assign(words_.size(), !rules_->capitals_are_names);
    if (!rules_->capitals_are_names) return;
    for (size_t begin = 0; begin < words_.size();) {
      size_t end = begin + 1;
      while (end < words_.size() && !words_[end].starts_sentence) ++end;
      size_t letters = 0, capitals = 0;
      for (size_t i = begin; i < end; ++i) {
        if (words_[i].letters == Word::Case::kNone) continue;
        // Headlines leave small words small.
        if (words_[i].letters == Word::Case::kLower &&
            rules_->stop_words.contains(words_[i].text)) {
          continue;
        }
        ++letters;
        if (words_[i].letters != Word::Case::kLower) ++capitals;
      }
      const bool headline =
          letters > kHeadlineWords &&
          static_cast<double>(capitals) > kHeadlineShare * static_cast<double>(letters);
      if (headline)
        std::fill(plain_.begin() + static_cast<ptrdiff_t>(begin),
                  plain_.begin() + static_cast<ptrdiff_t>(end), true);
      begin = end;
    }
  }

  void MakeTokens() {
    analysis_.tokens.reserve(words_.size());
    auto date = dates_.begin();
    auto quantity = quantities_.begin();
    for (size_t i = 0; i < words_.size();) {
      if (date != dates_.end() && i == date->first_word) {
        TextDate found = *date++;
        const size_t first = analysis_.tokens.size();
        for (size_t n = 0; n < found.words; ++n) AddWord(i++, /*date=*/true);
        found.first_word = first;
        found.words = analysis_.tokens.size() - first;
        analysis_.dates.push_back(found);
      } else if (quantity != quantities_.end() && i == quantity->first_word) {
        Quantity found = *quantity++;
        const size_t first = analysis_.tokens.size();
        AddNumber(found);
        i += found.words;
        found.first_word = first;
        found.words = 1;
        analysis_.quantities.push_back(found);
      } else if (const size_t words = WordsOfCovid(i); words > 0) {
        AddWord(i, /*date=*/false);
        analysis_.tokens.back().term = "covid";
        analysis_.tokens.back().end = words_[i + words - 1].end;
        i += words;
      } else {
        AddWord(i++, /*date=*/false);
      }
    }
  }

  // How many words from this one on are a spelling of "COVID-19"; 0: it is another word. One term
  // for all of them: the number in it says nothing.
  size_t WordsOfCovid(size_t i) const {
    if (words_[i].text == "covid19") return 1;
    if (words_[i].text != "covid") return 0;
    const bool numbered = i + 1 < words_.size() && words_[i + 1].text == "19" &&
                          (words_[i + 1].joined || words_[i + 1].begin == words_[i].end + 1);
    return numbered ? 2 : 1;
  }

  // The number, and after it "percent" where it has the sign: the sign and the word are one term.
  void AddNumber(const Quantity& quantity) {
    Token token;
    token.term = quantity.Term();
    token.begin = words_[quantity.first_word].begin;
    token.end = words_[quantity.first_word + quantity.words - 1].end;
    token.number = true;
    const bool percent = text_.substr(token.end).starts_with("%");
    analysis_.tokens.push_back(std::move(token));
    if (percent) {
      const uint32_t sign = analysis_.tokens.back().end;
      analysis_.tokens.push_back({.term = "percent", .begin = sign, .end = sign + 1});
    }
  }

  void AddWord(size_t i, bool date) {
    const Word& word = words_[i];
    Token token;
    token.begin = word.begin;
    token.end = word.end;
    token.date = date;
    if (word.is_number() && word.text.find_first_not_of("0123456789") == std::string::npos) {
      const std::string_view digits = word.text;
      const size_t zeros = std::min(digits.find_first_not_of('0'), digits.size() - 1);
      token.term = StrCat("#", Cut(digits.substr(zeros), kMaxTermBytes));
      token.number = true;
    } else {
      std::string text;
      const bool stems = Prepare(word, *rules_, text);
      token.negation = rules_->negations.contains(text) || rules_->negations.contains(word.text);
      token.stop = stems && (rules_->stop_words.contains(text) || IsLetterAlone(text));
      token.name = !plain_[i] && IsName(i) && !token.stop;
      const std::string_view cut = Cut(text, kMaxTermBytes);
      // Stop words keep their form: "does" and "do" are told apart by phrases.
      token.term = WithoutAccents(stems && !token.stop ? StemOf(cut) : std::string(cut));
      if (token.term.empty()) token.term = std::string(cut);
    }
    analysis_.tokens.push_back(std::move(token));
  }

  std::string StemOf(std::string_view word) const {
    return rules_->code == "en" ? EnglishStem(word) : Stem(rules_->stemmer, word);
  }

  static bool IsLetterAlone(std::string_view text) { return text.size() == 1; }

  // At the start of a sentence a capital says nothing, unless another follows.
  bool IsName(size_t i) const {
    const Word& word = words_[i];
    if (word.letters == Word::Case::kUpper) return true;
    if (word.letters != Word::Case::kCapital) return false;
    if (!word.starts_sentence) return true;
    return i + 1 < words_.size() && !words_[i + 1].starts_sentence &&
           (words_[i + 1].letters == Word::Case::kCapital ||
            words_[i + 1].letters == Word::Case::kUpper) &&
           !rules_->stop_words.contains(words_[i + 1].text);
  }

  void FindNames() {
    const std::vector<Token>& tokens = analysis_.tokens;
    for (size_t i = 0; i < tokens.size();) {
      if (!tokens[i].name) {
        ++i;
        continue;
      }
      size_t end = i + 1;
      while (end < tokens.size() && tokens[end].name &&
             text_.substr(tokens[end - 1].end, tokens[end].begin - tokens[end - 1].end)
                     .find_first_not_of(" .-'") == std::string_view::npos) {
        ++end;
      }
      analysis_.names.push_back({i, end - i});
      i = end;
    }
  }

  std::string_view text_;
  std::vector<Word> words_;
  const LanguageRules* rules_;
  std::vector<bool> plain_;  // The capitals of this word say nothing.
  std::vector<TextDate> dates_;
  std::vector<Quantity> quantities_;
  Analysis analysis_;
};

}  // namespace

Analysis Analyze(std::string_view text, std::string_view language) {
  return Analyzer(Cut(text, kMaxAnalyzedBytes), language).Run();
}

}  // namespace factcheck::search
