// JSON stays what it is; what was mended is JSON, and nothing that is JSON is refused but for
// its depth.
#include <cstdint>
#include <string>

#include "nlohmann/json.hpp"
#include "server/base/check.h"
#include "server/domain/transfers/json_text.h"

namespace factcheck::domain {
namespace {

void Check(std::string_view text) {
  const absl::StatusOr<ParsedJson> parsed = ParseJsonText(text);
  const bool was_json = nlohmann::json::accept(text);
  if (!parsed.ok()) {
    FACTCHECK_CHECK(parsed.status().code() == absl::StatusCode::kInvalidArgument);
    FACTCHECK_CHECK(!parsed.status().message().empty());
    if (was_json) FACTCHECK_CHECK(text.size() > kMaxJsonDepth);
    return;
  }
  FACTCHECK_CHECK(was_json == parsed->mended.empty());
  // Throws, and so ends the run, where a text in it is not UTF-8.
  const std::string written = parsed->value.dump();
  const absl::StatusOr<ParsedJson> again = ParseJsonText(written);
  FACTCHECK_CHECK(again.ok() && again->mended.empty());
  FACTCHECK_CHECK(again->value == parsed->value);
}

}  // namespace
}  // namespace factcheck::domain

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  factcheck::domain::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
