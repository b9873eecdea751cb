// Page tokens: sealed, so that clients can neither read nor make them, and bound
// to the method, the caller and the request they continue. AIP-158.
#ifndef FACTCHECK_SERVER_DOMAIN_VALUES_PAGE_TOKEN_H_
#define FACTCHECK_SERVER_DOMAIN_VALUES_PAGE_TOKEN_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"

namespace factcheck::domain {

inline constexpr int kDefaultPageSize = 50;
inline constexpr int kMaxPageSize = 1000;
inline constexpr size_t kMaxPageTokenBytes = 2048;
inline constexpr size_t kMaxPagePositionBytes = 1200;
inline constexpr absl::Duration kPageTokenLife = absl::Hours(24);

// page_size as asked: 0 is the default, more than the most is the most. Negative
// ones must have been refused: see CheckPage in check.h.
int EffectivePageSize(int asked);

// Thread-safe.
class PageTokens {
 public:
  explicit PageTokens(std::string key) : key_(std::move(key)) {}  // kSealKeyBytes.

  // `request` is the list request; its page_token, page_size and read_options
  // don't count. `position` is what the list needs to go on, at most kMaxPagePositionBytes.
  std::string Make(std::string_view method, std::string_view actor,
                   const google::protobuf::Message& request, std::string_view position,
                   absl::Time now) const;
  // The position in the request's page_token field; "" where that is empty.
  // INVALID_ARGUMENT INVALID_PAGE_TOKEN: not of this server, of another request
  // or caller, or older than kPageTokenLife.
  absl::StatusOr<std::string> Read(std::string_view method, std::string_view actor,
                                   const google::protobuf::Message& request, absl::Time now) const;

 private:
  const std::string key_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VALUES_PAGE_TOKEN_H_
