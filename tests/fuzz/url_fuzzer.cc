// Whatever parses has a canonical form, which parses to itself.
#include <cstdint>

#include "server/base/check.h"
#include "server/domain/values/url.h"

namespace factcheck::domain {
namespace {

void CheckAddress(std::string_view text) {
  const absl::StatusOr<Url> url = ParseUrl(text);
  if (!url.ok()) return;
  FACTCHECK_CHECK(!url->host.empty() && url->path.front() == '/');
  FACTCHECK_CHECK(IsWithinDomain(url->host, url->host));
  const std::string canonical = CanonicalUrl(*url);
  const absl::StatusOr<Url> again = ParseUrl(canonical);
  FACTCHECK_CHECK(again.ok());
  FACTCHECK_CHECK(CanonicalUrl(*again) == canonical);
  PlatformOf(*url);
}

void Check(std::string_view text) {
  CheckAddress(text);
  // Most inputs have no scheme; let them be the rest of an address.
  CheckAddress("https://" + std::string(text));
  CheckAddress("http://youtube.com/" + std::string(text));
  if (const std::optional<std::string> domain = CanonicalDomain(text)) {
    FACTCHECK_CHECK(CanonicalDomain(*domain) == domain);
  }
}

}  // namespace
}  // namespace factcheck::domain

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  factcheck::domain::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
