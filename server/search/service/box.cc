#include "server/search/service/box.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "server/base/absl_strings.h"

namespace factcheck::search {
namespace {

struct Condition {
  std::string_view name;
  std::string_view before_value;  // Of the filter: field and operator.
  bool capitals;                  // The value is an enum's name.
};
constexpr Condition kConditions[] = {
    {"status", "status = ", true},        {"state", "state = ", true},
    {"publisher", "publisher : ", false}, {"rating", "rating : ", true},
    {"claimant", "claimants : ", false},  {"topic", "topics : ", false},
    {"language", "language = ", false},   {"year", "claim_year = ", false},
    {"disputed", "disputed = ", false},   {"stale", "stale = ", false},
    {"after", "create_time >= ", false},  {"before", "create_time < ", false},
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

std::string Capitals(std::string_view value) {
  std::string capitals(value);
  for (char& c : capitals) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (c == '-') c = '_';
  }
  return capitals;
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
      const std::string_view value = TakeValue();
      if (value.empty()) {
        violations_.Add(field_, StrCat("has \"", condition->name, ":\" without a value"));
        return;
      }
      const std::string written =
          condition->capitals ? Capitals(value) : std::string(Quoted(value));
      if (excluded) {
        AppendFilter(StrCat("NOT ", condition->before_value, written));
      } else {
        wanted_[condition->before_value].push_back(written);
      }
      return;
    }
    Phrase phrase = MakePhrase(TakeValue());
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

  std::string_view TakeValue() {
    if (at_ < text_.size() && text_[at_] == '"') {
      const size_t begin = at_ + 1;
      const size_t end = std::min(text_.find('"', begin), text_.size());
      at_ = std::min(end + 1, text_.size());
      return text_.substr(begin, end - begin);
    }
    const size_t begin = at_;
    while (at_ < text_.size() && !IsSpace(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
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

// Stop words alone are looked for only where there is nothing else.
void DropStopWords(std::vector<Phrase>& phrases) {
  std::vector<Phrase> kept;
  for (const Phrase& phrase : phrases) {
    for (const AnyTerm& word : phrase) {
      if (word.stop) continue;
      kept.push_back(phrase);
      break;
    }
  }
  if (!kept.empty()) phrases = std::move(kept);
}

}  // namespace

Box ParseBox(std::string_view field, std::string_view text, domain::Violations& violations) {
  Box box = Parser(field, text, violations).Parse();
  DropStopWords(box.selection.all);
  return box;
}

}  // namespace factcheck::search
