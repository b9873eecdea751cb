// Lower case by the root locale's rules: the same whoever writes it.
#ifndef FACTCHECK_SERVER_DOMAIN_VALUES_LOWER_CASE_H_
#define FACTCHECK_SERVER_DOMAIN_VALUES_LOWER_CASE_H_

#include <string>
#include <string_view>

namespace factcheck::domain {

std::string LowerCase(std::string_view text);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VALUES_LOWER_CASE_H_
