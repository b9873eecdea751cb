// Real data to test on, outside the repository: the folder that FACTCHECK_DATA
// names, or else ../shared/data.
#ifndef FACTCHECK_TESTS_DATA_REAL_DATA_H_
#define FACTCHECK_TESTS_DATA_REAL_DATA_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace factcheck::testing {

// The lines of a gzipped file of that folder; nullopt where it is not there.
std::optional<std::vector<std::string>> RealLines(std::string_view file);

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_DATA_REAL_DATA_H_
