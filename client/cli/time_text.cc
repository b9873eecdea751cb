#include "client/cli/time_text.h"

#include <cstdio>
#include <optional>

#include "absl/strings/numbers.h"
#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

using client::ToAbsl;

std::optional<absl::Duration> ParseOffset(std::string_view text) {
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  int64_t count = 0;
  if (!absl::SimpleAtoi(ToAbsl(text.substr(1, text.size() - 2)), &count) || count < 0) {
    return std::nullopt;
  }
  absl::Duration unit;
  switch (text.back()) {
    case 's':
      unit = absl::Seconds(1);
      break;
    case 'm':
      unit = absl::Minutes(1);
      break;
    case 'h':
      unit = absl::Hours(1);
      break;
    case 'd':
      unit = absl::Hours(24);
      break;
    case 'w':
      unit = absl::Hours(24 * 7);
      break;
    default:
      return std::nullopt;
  }
  return (text[0] == '-' ? -1 : 1) * count * unit;
}

std::optional<absl::Time> ParseAs(absl::string_view format, std::string_view text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(format, ToAbsl(text), absl::UTCTimeZone(), &time, &error)) {
    return std::nullopt;
  }
  return time;
}

// Digits alone, no sign.
std::optional<int> ParseNumber(std::string_view text, size_t digits) {
  int value = 0;
  if (text.size() != digits || text.find_first_not_of("0123456789") != text.npos ||
      !absl::SimpleAtoi(ToAbsl(text), &value)) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

absl::StatusOr<absl::Time> ParseTime(std::string_view text, absl::Time now) {
  if (text == "now") return now;
  if (const auto offset = ParseOffset(text)) return now + *offset;
  for (absl::string_view format :
       {absl::string_view(absl::RFC3339_full), absl::string_view("%Y-%m-%d%ET%H:%M:%E*S"),
        absl::string_view("%Y-%m-%d %H:%M:%E*S%Ez"), absl::string_view("%Y-%m-%d %H:%M:%E*S"),
        absl::string_view("%Y-%m-%d %H:%M"), absl::string_view("%Y-%m-%d")}) {
    if (const auto time = ParseAs(format, text)) return *time;
  }
  return client::InvalidArgument(
      {"'", text,
       "' is no time: write 2023-02-19T14:05:00Z, 2023-02-19 14:05 (UTC), 2023-02-19, now, or "
       "from now +90m, -2h, +30d, +6w"});
}

absl::StatusOr<v1::PartialDate> ParsePartialDate(std::string_view text) {
  v1::PartialDate date;
  if (text.size() > 10) {
    if (const auto time = ParseAs(absl::RFC3339_full, text)) {
      *date.mutable_time() = ToTimestamp(*time);
      // The date is the one that was written: it may be another in UTC.
      text = text.substr(0, 10);
    }
  }
  const auto year = ParseNumber(text.substr(0, 4), 4);
  const auto month = text.size() >= 7 ? ParseNumber(text.substr(5, 2), 2) : std::optional<int>(0);
  const auto day = text.size() == 10 ? ParseNumber(text.substr(8, 2), 2) : std::optional<int>(0);
  const bool shaped = text.size() == 4 || (text.size() == 7 && text[4] == '-') ||
                      (text.size() == 10 && text[4] == '-' && text[7] == '-');
  if (!shaped || !year || !month || !day) {
    return client::InvalidArgument(
        {"'", text,
         "' is no date: write 2023, 2023-02, 2023-02-18, or 2023-02-18T21:30:00Z for an exact "
         "time"});
  }
  date.set_year(*year);
  date.set_month(*month);
  date.set_day(*day);
  return date;
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp out;
  const int64_t seconds = absl::ToUnixSeconds(time);
  out.set_seconds(seconds);
  out.set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return out;
}

absl::Time FromTimestamp(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

std::string TimeText(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%SZ", FromTimestamp(time), absl::UTCTimeZone());
}

std::string DateText(const v1::PartialDate& date) {
  if (date.has_time()) return TimeText(date.time());
  char text[48];
  if (date.day() != 0) {
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", date.year(), date.month(), date.day());
  } else if (date.month() != 0) {
    std::snprintf(text, sizeof text, "%04d-%02d", date.year(), date.month());
  } else {
    std::snprintf(text, sizeof text, "%04d", date.year());
  }
  return text;
}

}  // namespace factcheck::cli
