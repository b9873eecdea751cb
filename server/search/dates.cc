#include "server/search/dates.h"

#include <charconv>
#include <system_error>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "server/base/absl_strings.h"

namespace factcheck::search {
namespace {

constexpr int kFirstYear = 1800;
constexpr int kLastYear = 2099;

// The names of each month, whatever the language: no name means two months.
constexpr std::string_view kMonthNames[] = {
    "january jan enero janvier januar janeiro gennaio",
    "february feb febrero février februar fevereiro febbraio",
    "march mar marzo mars märz março",
    "april apr abril avril aprile",
    "may mayo mai maio maggio",
    "june jun junio juin juni junho giugno",
    "july jul julio juillet juli julho luglio",
    "august aug agosto août",
    "september sep sept septiembre septembre setembro settembre",
    "october oct octubre octobre oktober outubro ottobre",
    "november nov noviembre novembre novembro",
    "december dec diciembre décembre dezember dezembro dicembre"};

int MonthOf(std::string_view word) {
  static const auto& months = *[] {
    auto* made = new absl::flat_hash_map<absl::string_view, int>;
    int month = 1;
    for (const std::string_view names : kMonthNames) {
      for (const absl::string_view name : absl::StrSplit(ToAbsl(names), ' ')) {
        made->emplace(name, month);
      }
      ++month;
    }
    return made;
  }();
  const auto found = months.find(ToAbsl(word));
  return found == months.end() ? 0 : found->second;
}

// "may" and "march" and "mar" are other words too, unless they have a capital.
bool MayBeMonth(const Word& word) {
  const bool ambiguous = word.text == "may" || word.text == "march" || word.text == "mar" ||
                         word.text == "mai" || word.text == "mars" || word.text == "jan";
  return !ambiguous || word.letters == Word::Case::kCapital;
}

int Whole(std::string_view digits, size_t min_size, size_t max_size) {
  int value = 0;
  if (digits.size() < min_size || digits.size() > max_size) return 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && end == digits.data() + digits.size() ? value : 0;
}

int YearOf(const Word& word) {
  const int year = Whole(word.text, 4, 4);
  return year >= kFirstYear && year <= kLastYear ? year : 0;
}

int DayOf(const Word& word) {
  std::string_view digits = word.text;
  for (const std::string_view ending : {"st", "nd", "rd", "th", "º", "er"}) {
    if (digits.size() > ending.size() && digits.ends_with(ending)) {
      digits.remove_suffix(ending.size());
      break;
    }
  }
  const int day = Whole(digits, 1, 2);
  return day >= 1 && day <= 31 ? day : 0;
}

class Finder {
 public:
  Finder(std::string_view text, std::span<const Word> words) : text_(text), words_(words) {}

  std::vector<TextDate> Find() {
    for (size_t i = 0; i < words_.size();) {
      TextDate date;
      if (At(i, date)) {
        date.first_word = i;
        dates_.push_back(date);
        i += date.words;
      } else {
        ++i;
      }
    }
    return std::move(dates_);
  }

 private:
  bool At(size_t i, TextDate& date) const {
    if (words_[i].is_number()) {
      return Iso(i, date) || DayFirst(i, date) || YearAlone(i, date);
    }
    return MonthFirst(i, date);
  }

  bool Iso(size_t i, TextDate& date) const {
    if (i + 2 >= words_.size() || !words_[i + 1].joined || !words_[i + 2].joined) return false;
    date.year = YearOf(words_[i]);
    date.month = Whole(words_[i + 1].text, 2, 2);
    date.day = Whole(words_[i + 2].text, 2, 2);
    date.words = 3;
    return date.year && date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31;
  }

  bool IsLink(size_t i) const {
    return i < words_.size() && (words_[i].text == "de" || words_[i].text == "of");
  }

  bool DayFirst(size_t i, TextDate& date) const {
    const int day = DayOf(words_[i]);
    size_t at = i + 1;
    if (IsLink(at)) ++at;
    if (day == 0 || at >= words_.size() || !MayBeMonth(words_[at])) return false;
    const int month = MonthOf(words_[at].text);
    if (month == 0) return false;
    date = {.year = 0, .month = month, .day = day, .words = at + 1 - i};
    TakeYear(i, date);
    return true;
  }

  bool MonthFirst(size_t i, TextDate& date) const {
    const int month = MayBeMonth(words_[i]) ? MonthOf(words_[i].text) : 0;
    if (month == 0) return false;
    date = {.month = month, .words = 1};
    if (i + 1 < words_.size()) {
      date.day = DayOf(words_[i + 1]);
      if (date.day != 0) ++date.words;
    }
    TakeYear(i, date);
    return date.day != 0 || date.year != 0;  // A month alone is a word.
  }

  void TakeYear(size_t i, TextDate& date) const {
    size_t at = i + date.words;
    if (IsLink(at)) ++at;
    if (at >= words_.size()) return;
    date.year = YearOf(words_[at]);
    if (date.year != 0) date.words = at + 1 - i;
  }

  bool YearAlone(size_t i, TextDate& date) const {
    date = {.year = YearOf(words_[i]), .words = 1};
    if (date.year == 0) return false;
    const Word& word = words_[i];
    const char before = word.begin > 0 ? text_[word.begin - 1] : ' ';
    const char after = word.end < text_.size() ? text_[word.end] : ' ';
    return before != '$' && before != ',' && after != '%' && after != '+';
  }

  std::string_view text_;
  std::span<const Word> words_;
  std::vector<TextDate> dates_;
};

}  // namespace

bool TextDate::Agrees(const TextDate& other) const {
  const auto agree = [](int a, int b) { return a == 0 || b == 0 || a == b; };
  return agree(year, other.year) && agree(month, other.month) && agree(day, other.day);
}

std::vector<TextDate> FindDates(std::string_view text, std::span<const Word> words) {
  return Finder(text, words).Find();
}

}  // namespace factcheck::search
