#include "server/domain/transfers/loose_date.h"

#include <string>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace factcheck::domain {
namespace {

// "2020-01-03", with the exact time in UTC behind it where it is known; "" for no date.
std::string Shown(std::string_view text) {
  const std::optional<v1::PartialDate> date = ParseLooseDate(text);
  if (!date) return "";
  std::string shown = absl::StrFormat("%04d", date->year());
  if (date->month() != 0) shown += absl::StrFormat("-%02d", date->month());
  if (date->day() != 0) shown += absl::StrFormat("-%02d", date->day());
  if (date->has_time()) {
    shown += " " + absl::FormatTime(absl::RFC3339_full,
                                    absl::FromUnixSeconds(date->time().seconds()) +
                                        absl::Nanoseconds(date->time().nanos()),
                                    absl::UTCTimeZone());
  }
  return shown;
}

void Check(std::string_view text, std::string_view expected) {
  EXPECT_EQ(Shown(text), expected) << text;
}

TEST(LooseDate, ReadsIsoWithWhatIsLeftOut) {
  Check("2020-01-03", "2020-01-03");
  Check(" 2020-1-3 ", "2020-01-03");
  Check("2020/01/03", "2020-01-03");
  Check("2020.01.03", "2020-01-03");
  Check("20200103", "2020-01-03");
  Check("2020-01", "2020-01");
  Check("2020", "2020");
  Check("2020-00-00", "2020");
}

TEST(LooseDate, KeepsTheTimeWhereItsZoneIsKnown) {
  Check("2020-01-03T10:20:30Z", "2020-01-03 2020-01-03T10:20:30+00:00");
  Check("2020-01-03T10:20:30.5+02:00", "2020-01-03 2020-01-03T08:20:30.5+00:00");
  Check("2020-01-03T01:20+0530", "2020-01-03 2020-01-02T19:50:00+00:00");
  Check("2020-01-03 10:20:30 UTC", "2020-01-03 2020-01-03T10:20:30+00:00");
  Check("2020-01-03T10:20:30", "2020-01-03");
  Check("2020-01-03T10:20:30 EST", "2020-01-03");
  Check("2020-01-03T25:99", "2020-01-03");
}

TEST(LooseDate, ReadsWhatPeopleWrite) {
  Check("Fri, 03 Jan 2020 10:20:30 +0000", "2020-01-03 2020-01-03T10:20:30+00:00");
  Check("3 Jan 2020", "2020-01-03");
  Check("January 3, 2020", "2020-01-03");
  Check("Jan. 3rd, 2020", "2020-01-03");
  Check("Sept 3 2020", "2020-09-03");
  Check("January 2020", "2020-01");
  Check("Friday, 3 January 2020", "2020-01-03");
  Check("03.01.2020", "2020-01-03");
  Check("25/12/2020", "2020-12-25");
  Check("12/25/2020", "2020-12-25");
  Check("1578046830", "2020-01-03 2020-01-03T10:20:30+00:00");
  Check("1578046830500", "2020-01-03 2020-01-03T10:20:30.5+00:00");
}

TEST(LooseDate, RefusesWhatIsNoDate) {
  for (std::string_view text : {"",
                                " ",
                                "yesterday",
                                "2020-02-30",
                                "2020-13-01",
                                "0000-01-01",
                                "99999-01-01",
                                "01/02/2020",
                                "2020-01-",
                                "2020--01",
                                "3 Jan",
                                "Jan",
                                "Janvember 3, 2020",
                                "12:30",
                                "-1",
                                "2020-01-32",
                                "3 4 Jan 2020",
                                "Jan Feb 3 2020",
                                "5.",
                                "5/",
                                "20201399"}) {
    Check(text, "");
  }
}

}  // namespace
}  // namespace factcheck::domain
