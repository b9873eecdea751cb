#include "server/search/quantities.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "server/base/absl_strings.h"
#include "server/search/number_words.h"

namespace factcheck::search {
namespace {

// How far "about 40" reaches.
constexpr double kAboutShare = 0.15;
constexpr size_t kBoundWords = 3;

struct Suffix {
  std::string_view text;
  double factor;
};
constexpr Suffix kSuffixes[] = {{"k", 1e3},  {"m", 1e6},  {"mn", 1e6},  {"mil", 1e6}, {"b", 1e9},
                                {"bn", 1e9}, {"t", 1e12}, {"tn", 1e12}, {"st", 1},    {"nd", 1},
                                {"rd", 1},   {"th", 1},   {"s", 1},     {"º", 1},     {"", 1}};

// "4,300" and "3.5" as written in English; "4.300" is 4300 too: three digits after each mark.
std::optional<double> Plain(std::string_view digits) {
  const size_t mark = digits.find_first_of(".,");
  bool groups = mark != std::string_view::npos;
  for (size_t at = mark; groups && at < digits.size(); at += 4) {
    groups = (digits[at] == '.' || digits[at] == ',') && digits.size() >= at + 4 &&
             digits.find_first_of(".,", at + 1) >= at + 4;
  }
  std::string text;
  for (size_t at = 0; at < digits.size(); ++at) {
    const char c = digits[at];
    if (c == ',' || c == '.') {
      const bool last = digits.find_first_of(".,", at + 1) == std::string_view::npos;
      // "0.125" is a fraction, "12.125" a group.
      const bool group = groups && !(at == 1 && digits[0] == '0');
      if (!group && last) text += '.';
    } else {
      text += c;
    }
  }
  double value = 0;
  if (!absl::SimpleAtod(text, &value)) return std::nullopt;
  return value;
}

class Finder {
 public:
  Finder(std::string_view text, std::span<const Word> words, std::string_view code)
      : text_(text), words_(words), code_(code), numbers_(code) {}

  std::vector<Quantity> Find() {
    for (size_t i = 0; i < words_.size();) {
      Quantity quantity;
      if (At(i, quantity)) {
        quantity.first_word = i;
        Describe(quantity);
        found_.push_back(quantity);
        i += quantity.words;
      } else {
        ++i;
      }
    }
    return std::move(found_);
  }

 private:
  std::optional<NumberWord> WordAt(size_t i) const {
    if (i >= words_.size()) return std::nullopt;
    return numbers_.Find(words_[i].text);
  }

  bool At(size_t i, Quantity& quantity) const {
    size_t at = i;
    double current = 0;
    double factor_before = 1;
    if (words_[i].is_number()) {
      const std::optional<double> value = Digits(words_[i].text);
      if (!value) return false;
      current = *value;
      ++at;
      return Rest(i, at, current, /*digits=*/true, 1, quantity);
    }
    // "half a million", "a dozen".
    if (code_ == "en" && words_[at].text == "half" && at + 1 < words_.size()) {
      factor_before = 0.5;
      ++at;
    }
    if (code_ == "en" && at < words_.size() &&
        (words_[at].text == "a" || words_[at].text == "an")) {
      const std::optional<NumberWord> next = WordAt(at + 1);
      if (!next || !next->multiplies) return false;
      return Rest(i, at + 1, 1, /*digits=*/true, factor_before, quantity);
    }
    if (at != i) return false;
    const std::optional<NumberWord> first = WordAt(i);
    if (!first) return false;
    if (first->multiplies) {
      // "mil", "mille" and "hundert" need nothing before them; "millions" says no number.
      if (code_ == "en" || first->value > 1000 || first->value == 12) return false;
      return Rest(i, i, 1, /*digits=*/true, 1, quantity);
    }
    return Rest(i, i + 1, first->value, /*digits=*/false, 1, quantity);
  }

  // Goes on after the first part of a number, which ends before word `at`.
  bool Rest(size_t i, size_t at, double current, bool digits, double factor,
            Quantity& quantity) const {
    double total = 0;
    double smallest = 1e18;  // A multiplier is never followed by a larger one.
    bool any_multiplier = false;
    while (at < words_.size()) {
      size_t next = at;
      // "and" joins only after a hundred or more, or between tens and ones of its language.
      if (numbers_.Joins(words_[at].text) && (any_multiplier || code_ != "en")) ++next;
      const std::optional<NumberWord> word = WordAt(next);
      if (!word || (words_[next].starts_sentence)) break;
      if (word->multiplies) {
        if (next != at || word->value >= smallest) break;
        if (word->value <= 100) {
          if (current == 0 && any_multiplier) break;
          current *= word->value;
        } else {
          total += (current == 0 ? 1 : current) * word->value;
          smallest = word->value;
          current = 0;
        }
        any_multiplier = true;
        digits = false;
      } else {
        if (digits || !Fits(current, word->value)) break;
        current += word->value;
      }
      at = next + 1;
    }
    // One by itself is a pronoun more often than a number.
    if (!any_multiplier && !words_[i].is_number() && total + current == 1) return false;
    quantity.value = (total + current) * factor;
    quantity.words = at - i;
    return true;
  }

  // Whether "current" can go on with "value": forty two, two hundred five.
  static bool Fits(double current, double value) {
    if (current == 0) return true;
    const double below = std::fmod(current, 100);
    if (below == 0) return value < 100;
    return below >= 20 && std::fmod(below, 10) == 0 && value < 10;
  }

  static std::optional<double> Digits(std::string_view word) {
    const size_t end = std::min(word.find_first_not_of("0123456789.,"), word.size());
    const std::string_view suffix = word.substr(end);
    for (const Suffix& known : kSuffixes) {
      if (known.text != suffix) continue;
      const std::optional<double> value = Plain(word.substr(0, end));
      if (!value) return std::nullopt;
      return *value * known.factor;
    }
    return std::nullopt;
  }

  // Bound and unit, from what stands around it.
  void Describe(Quantity& quantity) const {
    const size_t end_word = quantity.first_word + quantity.words;
    const uint32_t begin = words_[quantity.first_word].begin;
    const uint32_t end = words_[end_word - 1].end;
    std::string before;
    const size_t from = quantity.first_word - std::min(quantity.first_word, kBoundWords);
    for (size_t i = from; i < quantity.first_word; ++i) {
      if (!before.empty()) before += ' ';
      before += words_[i].text;
    }
    quantity.bound = BoundBefore(code_, before);
    const std::string_view after = text_.substr(end, 4);
    const std::string_view sign =
        text_.substr(begin - std::min<uint32_t>(begin, 3), std::min<uint32_t>(begin, 3));
    if (after.starts_with('+') || NextIs(end_word, "plus") ||
        (NextIs(end_word, "or") && NextIs(end_word + 1, "more")) || sign.ends_with('>')) {
      quantity.bound = Quantity::Bound::kOver;
    }
    if (sign.ends_with('<')) quantity.bound = Quantity::Bound::kUnder;
    if (sign.ends_with('~')) quantity.bound = Quantity::Bound::kAbout;
    if (after.starts_with('%') || after.starts_with(" %") || IsPercent(end_word)) {
      quantity.unit = Quantity::Unit::kPercent;
    } else if (sign.ends_with('$') || sign.ends_with("€") || sign.ends_with("£") ||
               IsMoney(end_word)) {
      quantity.unit = Quantity::Unit::kMoney;
    }
  }

  bool NextIs(size_t i, std::string_view text) const {
    return i < words_.size() && words_[i].text == text;
  }
  bool IsPercent(size_t i) const {
    return NextIs(i, "percent") || NextIs(i, "pct") || NextIs(i, "prozent") ||
           ((NextIs(i, "per") || NextIs(i, "por") || NextIs(i, "pour")) &&
            (NextIs(i + 1, "cent") || NextIs(i + 1, "ciento") || NextIs(i + 1, "cento")));
  }
  bool IsMoney(size_t i) const {
    return NextIs(i, "dollars") || NextIs(i, "dollar") || NextIs(i, "euros") || NextIs(i, "euro") ||
           NextIs(i, "pounds") || NextIs(i, "dólares");
  }

  std::string_view text_;
  std::span<const Word> words_;
  std::string_view code_;
  NumberWords numbers_;
  std::vector<Quantity> found_;
};

bool Near(double a, double b, double share) {
  return std::abs(a - b) <= share * std::max(std::abs(a), std::abs(b));
}

// Whether what `bound` says of its value allows `value`.
bool Allows(const Quantity& bound, double value) {
  switch (bound.bound) {
    case Quantity::Bound::kExact:
      return value == bound.value;
    case Quantity::Bound::kAbout:
      return Near(bound.value, value, kAboutShare);
    // "More than 40" speaks of 43, not of 4,000.
    case Quantity::Bound::kOver:
      return value >= bound.value && value <= bound.value * 1.25;
    case Quantity::Bound::kUnder:
      return value <= bound.value && value >= bound.value * 0.75;
  }
  return false;
}

}  // namespace

std::string Quantity::Term() const {
  if (value == std::floor(value) && std::abs(value) < 1e18) {
    return absl::StrFormat("#%.0f", value);
  }
  return absl::StrFormat("#%.6g", value);
}

std::vector<Quantity> FindQuantities(std::string_view text, std::span<const Word> words,
                                     std::string_view code) {
  return Finder(text, words, code).Find();
}

bool Compatible(const Quantity& a, const Quantity& b) {
  if (a.unit != b.unit && a.unit != Quantity::Unit::kNone && b.unit != Quantity::Unit::kNone) {
    return false;
  }
  const auto opposed = [](const Quantity& over, const Quantity& under) {
    return over.bound == Quantity::Bound::kOver && under.bound == Quantity::Bound::kUnder &&
           over.value >= under.value;
  };
  if (opposed(a, b) || opposed(b, a)) return false;
  return a.value == b.value || Allows(a, b.value) || Allows(b, a.value);
}

}  // namespace factcheck::search
