// Nothing but what the server made is a token: a consistency token that decodes
// is the one that encodes to it, and no page token can be made without the key.
#include <cstdint>

#include "factcheck/v1/claims_service.pb.h"
#include "server/base/check.h"
#include "server/domain/values/consistency_token.h"
#include "server/domain/values/crypto.h"
#include "server/domain/values/error.h"
#include "server/domain/values/page_token.h"

namespace factcheck::domain {
namespace {

constexpr std::string_view kStore = "0123456789abcdef";

void CheckConsistency(std::string_view text) {
  const absl::StatusOr<uint64_t> version = DecodeConsistencyToken(kStore, text);
  if (version.ok()) {
    FACTCHECK_CHECK(EncodeConsistencyToken(kStore, *version) == text);
  } else {
    FACTCHECK_CHECK(ReasonOf(version.status()) == v1::ERROR_REASON_INVALID_CONSISTENCY_TOKEN);
  }
}

void CheckPage(std::string_view text) {
  static const auto* const tokens = new PageTokens(RandomBytes(kSealKeyBytes));
  v1::ListEvidenceRequest request;
  request.set_page_token(std::string(text));
  const absl::StatusOr<std::string> position =
      tokens->Read("method", "actor", request, absl::UnixEpoch());
  FACTCHECK_CHECK(text.empty()
                      ? position.ok()
                      : ReasonOf(position.status()) == v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

void Check(std::string_view text) {
  CheckConsistency(text);
  CheckPage(text);
  if (const std::optional<std::string> bytes = Base64UrlDecode(text)) {
    FACTCHECK_CHECK(Base64UrlEncode(*bytes) == text);
  }
  FACTCHECK_CHECK(Base64UrlDecode(Base64UrlEncode(text)) == text);
}

}  // namespace
}  // namespace factcheck::domain

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  factcheck::domain::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
