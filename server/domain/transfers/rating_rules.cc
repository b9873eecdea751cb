#include "server/domain/transfers/rating_rules.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/base/check.h"
#include "server/domain/values/check.h"

namespace factcheck::domain {
namespace {

// Words of a label that are looked at: a verdict comes early, or ends a paragraph.
constexpr size_t kMaxLabelWords = 400;
constexpr size_t kMaxPatternParts = 50;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view Strip(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

v1::NormalRating FormOf(std::string_view name) {
  if (name == "TRUE") return v1::NORMAL_RATING_TRUE;
  if (name == "MIXED") return v1::NORMAL_RATING_MIXED;
  if (name == "FALSE") return v1::NORMAL_RATING_FALSE;
  if (name == "OTHER") return v1::NORMAL_RATING_OTHER;
  return v1::NORMAL_RATING_UNSPECIFIED;
}

std::string_view PrimaryLanguage(std::string_view tag) { return tag.substr(0, tag.find('-')); }

}  // namespace

v1::NormalRating NormalOfNumber(const RatingNumber& number) {
  const double share = (number.value - number.worst) / (number.best - number.worst);
  if (share <= 1.0 / 3) return v1::NORMAL_RATING_FALSE;
  return share >= 2.0 / 3 ? v1::NORMAL_RATING_TRUE : v1::NORMAL_RATING_MIXED;
}

// Reads one line into the rules.
class RatingRules::LineReader {
 public:
  LineReader(std::string_view line, RatingRules* rules)
      : rest_(Strip(line.substr(0, line.find('#')))), rules_(rules) {}

  // What is wrong with the line; "" where nothing is.
  std::string Read() {
    if (rest_.empty()) return {};
    Rule rule;
    if (std::string error = TakeLanguages(rule); !error.empty()) return error;
    if (rest_.starts_with("lead ") && rest_.find("->") == std::string_view::npos) {
      rest_.remove_prefix(5);
      if (std::string error = TakePattern(rest_, rule); !error.empty()) return error;
      if (std::any_of(rule.pattern.begin(), rule.pattern.end(),
                      [](const Part& part) { return part.any; })) {
        return "a lead must not hold *";
      }
      rules_->leads_.push_back(std::move(rule));
      return {};
    }
    const size_t arrow = rest_.find("->");
    if (arrow == std::string_view::npos) return "must be PATTERN -> FORM, or lead PATTERN";
    rule.form = FormOf(Strip(rest_.substr(arrow + 2)));
    if (rule.form == v1::NORMAL_RATING_UNSPECIFIED) {
      return "the form must be TRUE, MIXED, FALSE or OTHER";
    }
    if (std::string error = TakePattern(rest_.substr(0, arrow), rule); !error.empty()) return error;
    rules_->rules_.push_back(std::move(rule));
    return {};
  }

 private:
  std::string TakeLanguages(Rule& rule) {
    if (!rest_.starts_with('[')) return {};
    const size_t end = rest_.find(']');
    if (end == std::string_view::npos) return "[ has no ]";
    std::string_view list = rest_.substr(1, end - 1);
    rest_ = Strip(rest_.substr(end + 1));
    while (true) {
      const size_t comma = std::min(list.find(','), list.size());
      const std::string_view language = Strip(list.substr(0, comma));
      if (language.empty()) return "a language is missing";
      rule.languages.emplace_back(PrimaryLanguage(language));
      if (comma == list.size()) return {};
      list.remove_prefix(comma + 1);
    }
  }

  static std::string TakePattern(std::string_view text, Rule& rule) {
    bool has_word = false;
    for (text = Strip(text); !text.empty(); text = Strip(text)) {
      if (rule.pattern.size() == kMaxPatternParts) return "has too many parts";
      Part& part = rule.pattern.emplace_back();
      if (text.front() == '*') {
        part.any = true;
        text.remove_prefix(1);
        continue;
      }
      const bool group = text.front() == '(';
      const size_t end = group ? text.find(')') : std::min(text.find_first_of(" *("), text.size());
      if (end == std::string_view::npos) return "( has no )";
      std::string_view choices = text.substr(group ? 1 : 0, end - (group ? 1 : 0));
      text.remove_prefix(end + (group ? 1 : 0));
      while (true) {
        const size_t bar = group ? std::min(choices.find('|'), choices.size()) : choices.size();
        part.alternatives.push_back(WordsOf(choices.substr(0, bar)));
        has_word = has_word || !part.alternatives.back().empty();
        if (bar == choices.size()) break;
        choices.remove_prefix(bar + 1);
      }
    }
    return has_word ? "" : "has no word";
  }

  std::string_view rest_;
  RatingRules* const rules_;
};

RatingRules RatingRules::Parse(std::string_view field, std::string_view text,
                               Violations& violations) {
  RatingRules rules;
  if (text.size() > kMaxRatingRulesBytes) {
    violations.Add(field, StrCat("must be at most ", kMaxRatingRulesBytes, " bytes"));
    return rules;
  }
  size_t line_number = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    ++line_number;
    const std::string error = LineReader(text.substr(0, end), &rules).Read();
    if (!error.empty()) violations.Add(field, StrCat("line ", line_number, ": ", error));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (rules.rules_.size() + rules.leads_.size() > kMaxRatingRules) {
      violations.Add(field, StrCat("must hold at most ", kMaxRatingRules, " rules"));
      break;
    }
  }
  rules.by_first_word_ = IndexOf(rules.rules_);
  rules.leads_by_first_word_ = IndexOf(rules.leads_);
  return rules;
}

const RatingRules& RatingRules::Builtin() {
  static const RatingRules* const rules = [] {
    Violations violations;
    auto* parsed = new RatingRules(Parse("", BuiltinRatingRules(), violations));
    FACTCHECK_CHECK(violations.empty());
    return parsed;
  }();
  return *rules;
}

RatingRules::WordIndex RatingRules::IndexOf(const std::vector<Rule>& rules) {
  WordIndex index;
  for (size_t i = 0; i < rules.size(); ++i) {
    std::vector<std::string> firsts;
    for (const Part& part : rules[i].pattern) {
      bool may_be_empty = part.any;
      for (const Words& words : part.alternatives) {
        if (words.empty()) {
          may_be_empty = true;
        } else {
          firsts.push_back(words.front());
        }
      }
      if (part.any) firsts = {""};
      if (!may_be_empty || part.any) break;
    }
    for (const std::string& first : firsts) {
      std::vector<size_t>& indices = index[first];
      if (indices.empty() || indices.back() != i) indices.push_back(i);
    }
  }
  return index;
}

RatingRules::Words RatingRules::WordsOf(std::string_view text) {
  const std::string form = ExactForm(text);
  const auto* bytes = reinterpret_cast<const uint8_t*>(form.data());
  const auto size = static_cast<int32_t>(form.size());
  Words words;
  std::string word;
  for (int32_t at = 0; at < size;) {
    const int32_t start = at;
    UChar32 c;
    U8_NEXT(bytes, at, size, c);
    const bool next_is_digit = at < size && IsDigit(static_cast<char>(bytes[at]));
    const bool inside =
        !word.empty() && at < size &&
        ((c == '\'' && bytes[at] != ' ' && bytes[at] != '\'') ||
         ((c == '/' || c == '.' || c == ',') && IsDigit(word.back()) && next_is_digit));
    // Marks are part of words: Devanagari writes its vowels with them.
    if (inside || (c >= 0 && (u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0))) {
      word.append(form, static_cast<size_t>(start), static_cast<size_t>(at - start));
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
      if (words.size() == kMaxLabelWords) return words;
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

bool RatingRules::SpeaksTo(const Rule& rule, std::string_view language) {
  if (rule.languages.empty() || language.empty() || language == "und") return true;
  return std::find(rule.languages.begin(), rule.languages.end(), PrimaryLanguage(language)) !=
         rule.languages.end();
}

std::vector<char> RatingRules::Ends(const std::vector<Part>& pattern, const Words& words,
                                    size_t at) {
  std::vector<char> here(words.size() + 1, 0);
  std::vector<char> next(words.size() + 1, 0);
  here[at] = 1;
  for (const Part& part : pattern) {
    std::fill(next.begin(), next.end(), 0);
    bool any = false;
    for (size_t i = at; i <= words.size(); ++i) {
      if (part.any) {
        any = any || here[i];
        next[i] = any;
        continue;
      }
      if (!here[i]) continue;
      for (const Words& choice : part.alternatives) {
        if (choice.size() <= words.size() - i &&
            std::equal(choice.begin(), choice.end(), words.begin() + static_cast<ptrdiff_t>(i))) {
          next[i + choice.size()] = 1;
          any = true;
        }
      }
    }
    std::swap(here, next);
    if (!any) break;
  }
  return here;
}

size_t RatingRules::SkipLeads(const Words& words, std::string_view language) const {
  for (size_t at = 0;;) {
    size_t longest = at;
    auto candidates = leads_by_first_word_.find(words[at]);
    if (candidates == leads_by_first_word_.end()) return at;
    for (size_t index : candidates->second) {
      const Rule& lead = leads_[index];
      if (!SpeaksTo(lead, language)) continue;
      const std::vector<char> ends = Ends(lead.pattern, words, at);
      for (size_t end = longest + 1; end < words.size(); ++end) {
        if (ends[end]) longest = end;
      }
    }
    if (longest == at) return at;
    at = longest;
  }
}

std::optional<v1::NormalRating> RatingRules::Match(std::string_view label,
                                                   std::string_view language) const {
  if (label.size() > kMaxRememberedLabelBytes) return FindMatch(label, language);
  std::string key = StrCat(language, "\n", label);
  {
    absl::MutexLock lock(&memory_->mutex);
    auto known = memory_->answers.find(key);
    if (known != memory_->answers.end()) return known->second;
  }
  const std::optional<v1::NormalRating> answer = FindMatch(label, language);
  absl::MutexLock lock(&memory_->mutex);
  if (memory_->answers.size() < kMaxRememberedLabels) {
    memory_->answers.emplace(std::move(key), answer);
  }
  return answer;
}

std::optional<v1::NormalRating> RatingRules::FindMatch(std::string_view label,
                                                       std::string_view language) const {
  const Words words = WordsOf(label);
  if (words.empty()) return std::nullopt;
  const size_t at = SkipLeads(words, language);
  std::vector<size_t> candidates;
  for (const std::string& first : {words[at], std::string()}) {
    if (auto found = by_first_word_.find(first); found != by_first_word_.end()) {
      candidates.insert(candidates.end(), found->second.begin(), found->second.end());
    }
  }
  std::sort(candidates.begin(), candidates.end());
  for (size_t index : candidates) {
    const Rule& rule = rules_[index];
    if (SpeaksTo(rule, language) && Ends(rule.pattern, words, at)[words.size()]) return rule.form;
  }
  return std::nullopt;
}

}  // namespace factcheck::domain
