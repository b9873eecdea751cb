// One call as the domain sees it.
#ifndef FACTCHECK_SERVER_DOMAIN_CORE_CALL_H_
#define FACTCHECK_SERVER_DOMAIN_CORE_CALL_H_

#include <string>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/domain/core/principal.h"

namespace factcheck::domain {

// Made by the adapter, which has authenticated the caller and checked the
// permission table. Must outlive the call's Done.
struct Call {
  const Principal& who;
  std::string_view method;  // Full name: "factcheck.v1.Claims/CreateClaim".
  absl::Time deadline = absl::InfiniteFuture();
};

// Takes the serialised response, or the error with its ErrorDetails attached.
// Called exactly once, perhaps before the method returns, perhaps on a thread
// of the engine: it must not block. The request must live until then.
using Done = absl::AnyInvocable<void(absl::StatusOr<std::string>)>;

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_CORE_CALL_H_
