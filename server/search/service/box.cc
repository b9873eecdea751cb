#include "server/search/service/box.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "server/base/absl_strings.h"
#include "server/domain/values/lower_case.h"

namespace factcheck::search {
namespace {

enum class Written { kAsIs, kCapitals, kSmall };

// Each selects exactly the claims that have the value: as many as the facet of the field counts.
struct Condition {
  std::string_view name;
  std::string_view before_value;  // Of the filter: field and operator.
  Written written = Written::kAsIs;
};
constexpr Condition kConditions[] = {
    {"status", "status = ", Written::kCapitals},
    {"state", "state = ", Written::kCapitals},
    {"decline_reason", "decline_reason = ", Written::kCapitals},
    {"publisher", "publisher : "},
    {"rating", "rating : ", Written::kCapitals},
    {"claimant", "claimants : "},
    {"topic", "topics : ", Written::kSmall},  // As topics are stored.
    {"language", "language = "},
    {"year", "claim_year = "},
    {"disputed", "disputed = "},
    {"stale", "stale = "},
    {"after", "create_time >= "},
    {"before", "create_time < "},
};

const Condition* FindCondition(std::string_view name) {
  for (const Condition& condition : kConditions) {
    if (condition.name == name) return &condition;
  }
  return nullptr;
}

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string Quoted(std::string_view value) {
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

// As enums' names are.
std::string Capitals(std::string_view value) {
  std::string capitals(value);
  for (char& c : capitals) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (c == '-') c = '_';
  }
  return capitals;
}

std::string WriteValue(Written how, std::string_view value) {
  switch (how) {
    case Written::kCapitals:
      return Capitals(value);
    case Written::kSmall:
      return Quoted(domain::LowerCase(value));
    case Written::kAsIs:
      return Quoted(value);
  }
  return "";
}

class Parser {
 public:
  Parser(std::string_view field, std::string_view text, domain::Violations& violations)
      : field_(field), text_(text), violations_(violations) {}

  Box Parse() {
    if (text_.size() > kMaxBoxBytes) {
      violations_.Add(field_, StrCat("must be at most ", kMaxBoxBytes, " bytes"));
      return {};
    }
    size_t parts = 0;
    for (SkipSpace(); at_ < text_.size(); SkipSpace()) {
      if (++parts > kMaxBoxParts) {
        violations_.Add(field_, StrCat("must have at most ", kMaxBoxParts, " parts"));
        return {};
      }
      Part();
    }
    for (const auto& [before, values] : wanted_) {
      std::string any;
      for (const std::string& value : values) {
        StrAppend(&any, any.empty() ? "" : " OR ", before, value);
      }
      AppendFilter(values.size() > 1 ? StrCat("(", any, ")") : any);
    }
    return std::move(box_);
  }

 private:
  void SkipSpace() {
    while (at_ < text_.size() && IsSpace(text_[at_])) ++at_;
  }

  void Part() {
    const bool excluded = text_[at_] == '-' && at_ + 1 < text_.size() && !IsSpace(text_[at_ + 1]);
    if (excluded) ++at_;
    if (const Condition* condition = TakeCondition()) {
      const std::string value = TakeConditionValue();
      if (value.empty()) {
        violations_.Add(field_, StrCat("has \"", condition->name, ":\" without a value"));
        return;
      }
      const std::string written = WriteValue(condition->written, value);
      if (excluded) {
        AppendFilter(StrCat("NOT ", condition->before_value, written));
      } else {
        wanted_[condition->before_value].push_back(written);
      }
      return;
    }
    Phrase phrase = MakePhrase(TakeText());
    if (phrase.empty()) return;  // A dash, an ampersand.
    // A word of several parts, such as "well-known", is a phrase as well.
    (excluded ? box_.selection.none : box_.selection.all).push_back(std::move(phrase));
  }

  const Condition* TakeCondition() {
    const size_t colon = text_.find(':', at_);
    if (colon == std::string_view::npos) return nullptr;
    const Condition* condition = FindCondition(text_.substr(at_, colon - at_));
    if (condition != nullptr) at_ = colon + 1;
    return condition;
  }

  // A phrase or a word.
  std::string_view TakeText() {
    if (at_ < text_.size() && text_[at_] == '"') {
      const size_t begin = at_ + 1;
      const size_t end = std::min(text_.find('"', begin), text_.size());
      at_ = std::min(end + 1, text_.size());
      return text_.substr(begin, end - begin);
    }
    return TakeWord();
  }

  std::string_view TakeWord() {
    const size_t begin = at_;
    while (at_ < text_.size() && !IsSpace(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  std::string TakeConditionValue() {
    if (at_ == text_.size() || text_[at_] != '"') return std::string(TakeWord());
    std::string value;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
      if (text_[at_] == '\\' && (next == '"' || next == '\\')) ++at_;
      value += text_[at_];
    }
    at_ = std::min(at_ + 1, text_.size());
    return value;
  }

  void AppendFilter(std::string_view part) {
    if (!box_.filter.empty()) box_.filter += " AND ";
    box_.filter += part;
  }

  const std::string_view field_;
  const std::string_view text_;
  domain::Violations& violations_;
  size_t at_ = 0;
  Box box_;
  std::map<std::string_view, std::vector<std::string>> wanted_;
};

bool IsStopPhrase(const Phrase& phrase) {
  return std::all_of(phrase.begin(), phrase.end(), [](const AnyTerm& word) { return word.stop; });
}

}  // namespace

Box ParseBox(std::string_view field, std::string_view text, domain::Violations& violations) {
  Box box = Parser(field, text, violations).Parse();
  std::erase_if(box.selection.none, IsStopPhrase);
  std::vector<Phrase>& all = box.selection.all;
  const auto stops = std::stable_partition(all.begin(), all.end(), std::not_fn(IsStopPhrase));
  if (stops == all.begin()) box.stop_phrases = all;
  all.erase(stops, all.end());
  return box;
}

}  // namespace factcheck::search
