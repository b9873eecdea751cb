#include "server/domain/transfers/loose_date.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace factcheck::domain {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 12> kLongMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> kWeekDays = {"mon", "tue", "wed", "thu",
                                                       "fri", "sat", "sun"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

struct Number {
  int64_t value = 0;
  size_t digits = 0;
};

// Takes text from its front.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool AtEnd() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  void SkipSpace() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == ',')) rest_.remove_prefix(1);
  }
  bool Take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  char TakeAnyOf(std::string_view chars) {
    if (rest_.empty() || chars.find(rest_.front()) == std::string_view::npos) return 0;
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  Number TakeNumber() {
    Number n;
    while (n.digits < rest_.size() && n.digits < 18 && IsDigit(rest_[n.digits])) {
      n.value = n.value * 10 + (rest_[n.digits] - '0');
      ++n.digits;
    }
    rest_.remove_prefix(n.digits);
    return n;
  }
  // In lower case.
  std::string TakeWord() {
    std::string word;
    while (word.size() < rest_.size() && IsLetter(rest_[word.size()])) {
      word.push_back(static_cast<char>(rest_[word.size()] | 0x20));
    }
    rest_.remove_prefix(word.size());
    return word;
  }

 private:
  std::string_view rest_;
};

// 1 to 12; 0: none.
int MonthOf(std::string_view word) {
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (word == kMonths[i] || word == kLongMonths[i]) return static_cast<int>(i) + 1;
  }
  return word == "sept" ? 9 : 0;
}

bool IsWeekDay(std::string_view word) {
  return word.size() >= 3 && word.ends_with(word.size() == 3 ? "" : "day") &&
         std::find(kWeekDays.begin(), kWeekDays.end(), word.substr(0, 3)) != kWeekDays.end();
}

std::optional<v1::PartialDate> MakeDate(int64_t year, int64_t month, int64_t day) {
  if (year < 1 || year > 9999 || month < 0 || month > 12 || day < 0 || day > 31) return {};
  if (month == 0 && day != 0) return {};
  if (day != 0 && absl::CivilDay(year, month, day).day() != day) return {};
  v1::PartialDate date;
  date.set_year(static_cast<int32_t>(year));
  date.set_month(static_cast<int32_t>(month));
  date.set_day(static_cast<int32_t>(day));
  return date;
}

void SetTime(absl::Time time, v1::PartialDate& date) {
  const int64_t micros = absl::ToUnixMicros(time);
  const int64_t seconds = absl::ToUnixSeconds(time);
  date.mutable_time()->set_seconds(seconds);
  date.mutable_time()->set_nanos(static_cast<int32_t>((micros - seconds * 1'000'000) * 1000));
}

std::optional<v1::PartialDate> FromEpoch(absl::Time time) {
  const absl::CivilDay day = absl::ToCivilDay(time, absl::UTCTimeZone());
  std::optional<v1::PartialDate> date = MakeDate(day.year(), day.month(), day.day());
  if (date) SetTime(time, *date);
  return date;
}

// "+01:00", "+0100", "+01", "Z", "UTC", "GMT"; nullopt: none, or one that names no offset.
std::optional<absl::Duration> TakeZone(Scanner& in) {
  const char sign = in.TakeAnyOf("+-");
  if (sign == 0) {
    const std::string name = in.TakeWord();
    if (name == "z" || name == "utc" || name == "gmt") return absl::ZeroDuration();
    return std::nullopt;
  }
  Number hours = in.TakeNumber();
  int64_t minutes = 0;
  if (hours.digits == 4) {
    minutes = hours.value % 100;
    hours.value /= 100;
  } else if (hours.digits == 0 || hours.digits > 2) {
    return std::nullopt;
  } else if (in.Take(':')) {
    minutes = in.TakeNumber().value;
  }
  if (hours.value > 14 || minutes > 59) return std::nullopt;
  const absl::Duration offset = absl::Hours(hours.value) + absl::Minutes(minutes);
  return sign == '-' ? -offset : offset;
}

struct Clock {
  int64_t hours = 0, minutes = 0, seconds = 0, micros = 0;
};

std::optional<Clock> TakeClock(Scanner& in) {
  const Number hours = in.TakeNumber();
  if (hours.digits == 0 || hours.digits > 2 || !in.Take(':')) return std::nullopt;
  const Number minutes = in.TakeNumber();
  if (minutes.digits != 2) return std::nullopt;
  Clock clock{.hours = hours.value, .minutes = minutes.value};
  if (in.Take(':')) {
    clock.seconds = in.TakeNumber().value;
    if (in.TakeAnyOf(".,") != 0) {
      Number fraction = in.TakeNumber();
      for (; fraction.digits > 6; --fraction.digits) fraction.value /= 10;
      for (; fraction.digits < 6; ++fraction.digits) fraction.value *= 10;
      clock.micros = fraction.value;
    }
  }
  Scanner after = in;
  after.SkipSpace();
  const std::string half = after.TakeWord();
  if (half == "am" || half == "pm") {
    if (clock.hours < 1 || clock.hours > 12) return std::nullopt;
    clock.hours = clock.hours % 12 + (half == "pm" ? 12 : 0);
    in = after;
  }
  if (clock.hours > 24 || clock.minutes > 59 || clock.seconds > 60) return std::nullopt;
  return clock;
}

// What follows a whole date. The day stands, even where the rest can't be read.
void AddTime(Scanner in, v1::PartialDate& date) {
  in.SkipSpace();
  if (in.TakeAnyOf("Tt") != 0) in.SkipSpace();
  const std::optional<Clock> clock = TakeClock(in);
  if (!clock) return;
  in.SkipSpace();
  const std::optional<absl::Duration> offset = TakeZone(in);
  if (!offset) return;
  const absl::CivilSecond local(date.year(), date.month(), date.day(), clock->hours, clock->minutes,
                                clock->seconds);
  SetTime(absl::FromCivil(local, absl::UTCTimeZone()) + absl::Microseconds(clock->micros) - *offset,
          date);
}

std::optional<v1::PartialDate> YearFirst(int64_t year, Scanner in) {
  const char separator = in.TakeAnyOf("-/.");
  if (separator == 0) return in.AtEnd() ? MakeDate(year, 0, 0) : std::nullopt;
  const Number month = in.TakeNumber();
  if (month.digits == 0 || month.digits > 2 || month.value == 0) {
    // "2020-00-00": the year alone is known.
    return month.digits == 2 ? MakeDate(year, 0, 0) : std::nullopt;
  }
  if (!in.Take(separator)) return in.AtEnd() ? MakeDate(year, month.value, 0) : std::nullopt;
  const Number day = in.TakeNumber();
  if (day.digits == 0 || day.digits > 2) return std::nullopt;
  std::optional<v1::PartialDate> date = MakeDate(year, month.value, day.value);
  if (date && day.value != 0) AddTime(in, *date);
  return date;
}

// "03.01.2020", "25/12/2020". Where both orders are possible, the day is not known.
std::optional<v1::PartialDate> YearLast(int64_t first, char separator, Scanner in) {
  const Number second = in.TakeNumber();
  if (second.digits == 0 || second.digits > 2 || !in.Take(separator)) return std::nullopt;
  const Number year = in.TakeNumber();
  if (year.digits != 4) return std::nullopt;
  std::optional<v1::PartialDate> date;
  if (separator == '.' || first > 12 || first == second.value) {
    date = MakeDate(year.value, second.value, first);
  } else if (second.value > 12) {
    date = MakeDate(year.value, first, second.value);
  }
  if (date && date->day() != 0) AddTime(in, *date);
  return date;
}

// "3 January 2020", "January 3, 2020", "January 2020", each perhaps behind a week day.
std::optional<v1::PartialDate> WithMonthName(Scanner in) {
  int64_t day = 0;
  int month = 0;
  for (int part = 0; part < 5; ++part) {
    in.SkipSpace();
    in.Take('.');
    in.Take('-');
    in.SkipSpace();
    const Number number = in.TakeNumber();
    if (number.digits == 4 && month != 0) {
      std::optional<v1::PartialDate> date = MakeDate(number.value, month, day);
      if (date && day != 0) AddTime(in, *date);
      return date;
    }
    if (number.digits == 1 || number.digits == 2) {
      if (day != 0) return std::nullopt;
      day = number.value;
      if (day == 0) return std::nullopt;
      Scanner after = in;
      const std::string suffix = after.TakeWord();
      if (suffix == "st" || suffix == "nd" || suffix == "rd" || suffix == "th") in = after;
      continue;
    }
    if (number.digits != 0) return std::nullopt;
    const std::string word = in.TakeWord();
    if (const int named = MonthOf(word); named != 0 && month == 0) {
      month = named;
    } else if (!IsWeekDay(word)) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

std::string_view Strip(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

std::optional<v1::PartialDate> ParseLooseDate(std::string_view text) {
  text = Strip(text);
  if (text.empty() || text.size() > 100) return std::nullopt;
  Scanner in(text);
  if (!IsDigit(text.front())) return WithMonthName(in);
  const Number first = in.TakeNumber();
  if (in.AtEnd()) {
    if (first.digits == 8) {
      return MakeDate(first.value / 10'000, first.value / 100 % 100, first.value % 100);
    }
    if (first.digits == 10) return FromEpoch(absl::FromUnixSeconds(first.value));
    if (first.digits == 13) return FromEpoch(absl::FromUnixMillis(first.value));
  }
  if (first.digits == 4) return YearFirst(first.value, in);
  if (first.digits > 2) return std::nullopt;
  Scanner after = in;
  if (const char separator = after.TakeAnyOf("./-");
      separator != 0 && !after.AtEnd() && IsDigit(after.rest()[0])) {
    return YearLast(first.value, separator, after);
  }
  return WithMonthName(Scanner(text));
}

}  // namespace factcheck::domain
