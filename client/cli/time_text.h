// Times and dates as people write and read them.
#ifndef FACTCHECK_CLIENT_CLI_TIME_TEXT_H_
#define FACTCHECK_CLIENT_CLI_TIME_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "factcheck/v1/common.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace factcheck::cli {

// "2023-02-19T14:05:00Z" (RFC 3339, any offset), "2023-02-19 14:05", "2023-02-19" (both UTC),
// "now", or from now: "+90m", "-2h", "+30d", "+6w". The error says what would be right.
absl::StatusOr<absl::Time> ParseTime(std::string_view text, absl::Time now);
// "2023", "2023-02", "2023-02-18", or an exact time as RFC 3339.
absl::StatusOr<v1::PartialDate> ParsePartialDate(std::string_view text);

google::protobuf::Timestamp ToTimestamp(absl::Time time);
absl::Time FromTimestamp(const google::protobuf::Timestamp& time);

// To the second, in UTC: "2023-02-19 14:05:00Z".
std::string TimeText(const google::protobuf::Timestamp& time);
// As precise as it is known: "2023-02".
std::string DateText(const v1::PartialDate& date);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_TIME_TEXT_H_
