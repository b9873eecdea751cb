#include "server/api/version.h"

namespace factcheck::api {

std::string_view Version() { return FACTCHECK_VERSION; }

}  // namespace factcheck::api
