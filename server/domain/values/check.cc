#include "server/domain/values/check.h"

#include <set>

#include "server/base/absl_strings.h"
#include "server/domain/values/page_token.h"
#include "server/domain/values/url.h"

namespace factcheck::domain {
namespace {

constexpr size_t kMaxUrlBytes = 2048;
constexpr int64_t kFirstSecond = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr int64_t kLastSecond = 253'402'300'799;   // 9999-12-31T23:59:59Z
constexpr size_t kEtagBytes = 13;
// For time zones, and for clocks that differ.
constexpr absl::Duration kSlack = absl::Hours(24);

bool IsInRange(const google::protobuf::Timestamp& time) {
  return time.seconds() >= kFirstSecond && time.seconds() <= kLastSecond && time.nanos() >= 0 &&
         time.nanos() < 1'000'000'000;
}

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

int DaysIn(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[month - 1];
}

absl::Time StartOf(absl::CivilDay day) { return absl::FromCivil(day, absl::UTCTimeZone()); }

// The first day that the date may mean, and the first that it can't.
struct Span {
  absl::CivilDay first;
  absl::CivilDay end;
};
Span SpanOf(const v1::PartialDate& date) {
  if (date.month() == 0) {
    return {absl::CivilDay(date.year(), 1, 1), absl::CivilDay(date.year() + 1, 1, 1)};
  }
  if (date.day() == 0) {
    const absl::CivilMonth month(date.year(), date.month());
    return {absl::CivilDay(month), absl::CivilDay(month + 1)};
  }
  const absl::CivilDay day(date.year(), date.month(), date.day());
  return {day, day + 1};
}

// Whether there is such a date.
bool CheckProportions(std::string_view field, const v1::PartialDate& date, Violations& violations) {
  const size_t before = violations.count();
  const bool year = date.year() >= 1 && date.year() <= 9999;
  const bool month = date.month() >= 0 && date.month() <= 12;
  if (!year) violations.Add(StrCat(field, ".year"), "is required: 1 to 9999");
  if (!month) violations.Add(StrCat(field, ".month"), "must be 1 to 12, or 0 where it isn't known");
  if (date.month() == 0 && date.day() != 0) {
    violations.Add(StrCat(field, ".day"), "must be 0 where the month isn't known");
  } else if (year && month && date.month() != 0) {
    const int days = DaysIn(date.year(), date.month());
    if (date.day() < 0 || date.day() > days) {
      violations.Add(StrCat(field, ".day"), StrCat("must be 1 to ", days, " in this month, or 0"));
    }
  }
  return violations.count() == before;
}

}  // namespace

bool CheckCount(std::string_view field, int count, int max, Violations& violations) {
  if (count <= max) return true;
  violations.Add(field, StrCat("must have at most ", max, " entries, not ", count));
  return false;
}

void CheckTexts(std::string_view field, int max_count, const TextRule& rule,
                google::protobuf::RepeatedPtrField<std::string>* texts, Violations& violations) {
  if (!CheckCount(field, texts->size(), max_count, violations)) return;
  TextRule each = rule;
  each.required = true;
  std::set<std::string_view> seen;
  for (int i = 0; i < texts->size(); ++i) {
    const std::string path = StrCat(field, "[", i, "]");
    const size_t before = violations.count();
    CheckText(path, each, texts->Mutable(i), violations);
    if (violations.count() == before && !seen.insert(texts->Get(i)).second) {
      violations.Add(path, "is there already");
    }
  }
}

void CheckUrl(std::string_view field, bool required, std::string* url, Violations& violations) {
  if (url->empty() && !required) return;
  const size_t before = violations.count();
  CheckText(field, {.max_bytes = kMaxUrlBytes, .required = required}, url, violations);
  if (violations.count() != before || url->empty()) return;
  if (absl::StatusOr<Url> parsed = ParseUrl(*url); !parsed.ok()) {
    violations.Add(field, ToStd(parsed.status().message()));
  }
}

void CheckPartialDate(std::string_view field, bool past, absl::Time now,
                      const v1::PartialDate& date, Violations& violations) {
  const bool real = CheckProportions(field, date, violations);
  const std::string time_field = StrCat(field, ".time");
  if (date.has_time()) CheckTimestamp(time_field, date.time(), violations);
  if (!real) return;
  const Span span = SpanOf(date);
  if (past && StartOf(span.first) > now + kSlack) {
    violations.Add(field, "must not be in the future");
  }
  if (!date.has_time() || !IsInRange(date.time())) return;
  const absl::Time time = TimeOf(date.time());
  if (time < StartOf(span.first) - kSlack || time >= StartOf(span.end) + kSlack) {
    violations.Add(time_field, "must fall on the date, give or take a day for time zones");
  } else if (past && time > now + kSlack) {
    violations.Add(time_field, "must not be in the future");
  }
}

void CheckTimestamp(std::string_view field, const google::protobuf::Timestamp& time,
                    Violations& violations) {
  if (!IsInRange(time)) {
    violations.Add(field, "must be within years 1 to 9999, its nanos 0 to 999999999");
  }
}

void CheckPastTimestamp(std::string_view field, absl::Time now,
                        const google::protobuf::Timestamp& time, Violations& violations) {
  CheckTimestamp(field, time, violations);
  if (IsInRange(time) && TimeOf(time) > now + kSlack) {
    violations.Add(field, "must not be in the future");
  }
}

void CheckRange(std::string_view field, int64_t value, int64_t min, int64_t max,
                Violations& violations) {
  if (value < min || value > max) {
    violations.Add(field, StrCat("must be ", min, " to ", max, ", not ", value));
  }
}

void CheckSet(std::string_view field, int enum_value, Violations& violations) {
  if (enum_value == 0) violations.Add(field, "is required");
}

void CheckPage(int page_size, std::string_view page_token, Violations& violations) {
  if (page_size < 0) violations.Add("page_size", "must not be negative");
  if (page_token.size() > kMaxPageTokenBytes) {
    violations.Add("page_token", StrCat("must have at most ", kMaxPageTokenBytes, " bytes"));
  }
}

void CheckEtag(std::string_view field, std::string_view etag, Violations& violations) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'v'); };
  if (!etag.empty() &&
      (etag.size() != kEtagBytes || !std::all_of(etag.begin(), etag.end(), is_digit))) {
    violations.Add(field, "must be an etag exactly as it was received, or empty");
  }
}

}  // namespace factcheck::domain
