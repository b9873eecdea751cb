// Dates as people and content systems write them.
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_LOOSE_DATE_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_LOOSE_DATE_H_

#include <optional>
#include <string_view>

#include "factcheck/v1/common.pb.h"

namespace factcheck::domain {

// Reads ISO 8601 and RFC 3339 with what is often left out or amiss ("2020",
// "2020-01", "2020-1-3", "2020/01/03", "20200103", a space for the T, zones with and
// without colon), RFC 2822 with and without week day and time, "January 3, 2020", "3
// January 2020", "03.01.2020", "25/12/2020" where only one order is possible, and
// numbers of seconds or milliseconds since 1970. The time is set where its zone is
// known. nullopt: none of these, or not a real date.
std::optional<v1::PartialDate> ParseLooseDate(std::string_view text);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_LOOSE_DATE_H_
