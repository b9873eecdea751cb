#ifndef FACTCHECK_SERVER_API_VERSION_H_
#define FACTCHECK_SERVER_API_VERSION_H_

#include <string_view>

namespace factcheck::api {

// Of this software: "0.1.0", as in the project's CMakeLists.txt.
std::string_view Version();

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_VERSION_H_
