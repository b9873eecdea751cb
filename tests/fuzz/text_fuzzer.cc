// What CheckText lets through is within its bound, and checking it again changes
// nothing. Exact forms are their own exact forms.
#include <cstdint>

#include "server/base/check.h"
#include "server/domain/values/check.h"

namespace factcheck::domain {
namespace {

constexpr size_t kMaxBytes = 1000;

void CheckRule(std::string_view given, bool lines) {
  const TextRule rule = {.max_bytes = kMaxBytes, .required = true, .lines = lines};
  std::string text(given);
  Violations violations;
  CheckText("text", rule, &text, violations);
  if (!violations.empty()) return;
  FACTCHECK_CHECK(!text.empty() && text.size() <= kMaxBytes);
  std::string again = text;
  CheckText("text", rule, &again, violations);
  FACTCHECK_CHECK(violations.empty() && again == text);
}

void CheckTag(std::string_view given) {
  std::string tag(given);
  Violations violations;
  CheckLanguage("language", false, &tag, violations);
  if (!violations.empty()) return;
  std::string again = tag;
  CheckLanguage("language", false, &again, violations);
  FACTCHECK_CHECK(violations.empty() && again == tag);
}

void Check(std::string_view given) {
  CheckRule(given, false);
  CheckRule(given, true);
  CheckTag(given);
  const std::string form = ExactForm(given);
  FACTCHECK_CHECK(ExactForm(form) == form);
}

}  // namespace
}  // namespace factcheck::domain

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  factcheck::domain::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
