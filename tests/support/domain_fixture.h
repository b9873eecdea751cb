// A claim book over the memory engine with a clock that the test moves, callers
// with roles, and short ways to call a domain service and look at what it says.
#ifndef FACTCHECK_TESTS_SUPPORT_DOMAIN_FIXTURE_H_
#define FACTCHECK_TESTS_SUPPORT_DOMAIN_FIXTURE_H_

#include <atomic>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "server/domain/core/book.h"
#include "server/domain/core/call.h"
#include "server/domain/core/principal.h"
#include "server/domain/values/page_token.h"
#include "server/storage/engine.h"

namespace factcheck::testing {

// Thread-safe. Starts at 2023-02-19T12:00:00Z and stands still.
class ManualClock {
 public:
  absl::Time Now() const { return absl::FromUnixMicros(micros_.load()); }
  void Advance(absl::Duration by) { micros_ += absl::ToInt64Microseconds(by); }
  void Set(absl::Time t) { micros_ = absl::ToUnixMicros(t); }
  domain::Clock AsFunction() const {
    return [this] { return Now(); };
  }

 private:
  std::atomic<int64_t> micros_{1'676'808'000'000'000};
};

// Somebody whose roles count everywhere.
domain::Principal Somebody(std::string_view actor, domain::RoleSet roles,
                           v1::ActorKind kind = v1::ACTOR_KIND_HUMAN);
// A member of one publisher, with the consumer's role elsewhere.
domain::Principal MemberOf(std::string_view publisher, std::string_view actor,
                           domain::RoleSet roles, v1::ActorKind kind = v1::ACTOR_KIND_HUMAN);

// What a method answered, parsed.
template <typename Response>
absl::StatusOr<Response> Parsed(absl::StatusOr<std::string> bytes) {
  if (!bytes.ok()) return bytes.status();
  Response response;
  if (!response.ParseFromString(*bytes)) return absl::DataLossError("unparsable response");
  return response;
}

// Reason of the error, without `ERROR_REASON_`; "OK", or "NO_DETAILS".
std::string ReasonName(const absl::Status& status);
// Fields of its BadRequest, in order.
std::vector<std::string> ViolatedFields(const absl::Status& status);
// Types of its PreconditionFailure, in order.
std::vector<std::string> UnmetTypes(const absl::Status& status);

class DomainTest : public ::testing::Test {
 protected:
  DomainTest();
  ~DomainTest() override;

  storage::Engine& engine() { return *engine_; }
  domain::ClaimBook& book() { return *book_; }
  const domain::PageTokens& tokens() const { return tokens_; }
  ManualClock& clock() { return clock_; }

  // A write: Await<v1::Claim>(claims, &Claims::AcceptClaim, who, request).
  template <typename Response, typename Service, typename Request>
  absl::StatusOr<Response> Await(Service& service,
                                 void (Service::*method)(const domain::Call&, const Request&,
                                                         domain::Done),
                                 const domain::Principal& who, const Request& request,
                                 std::string_view method_name = "factcheck.v1.Test/Write") {
    absl::Notification ready;
    absl::StatusOr<std::string> answer;
    const domain::Call call{who, method_name};
    (service.*method)(call, request, [&](absl::StatusOr<std::string> bytes) {
      answer = std::move(bytes);
      ready.Notify();
    });
    ready.WaitForNotification();
    return Parsed<Response>(std::move(answer));
  }
  // A read: Read<v1::Claim>(claims, &Claims::GetClaim, who, request).
  template <typename Response, typename Service, typename Request>
  absl::StatusOr<Response> Read(Service& service,
                                absl::StatusOr<std::string> (Service::*method)(const domain::Call&,
                                                                               const Request&),
                                const domain::Principal& who, const Request& request,
                                std::string_view method_name = "factcheck.v1.Test/Read") {
    const domain::Call call{who, method_name};
    return Parsed<Response>((service.*method)(call, request));
  }
  // Puts a resource as it is, as actors/admin, and returns it as stored (stamped).
  template <typename M>
  M Put(const std::string& key, M message, uint8_t flags = 0) {
    std::string bytes = PutMessage(key, &message, flags);
    M stored;
    EXPECT_TRUE(stored.ParseFromString(bytes));
    return stored;
  }
  // Every log record, oldest first.
  std::vector<storage::v1::LogRecord> Log();

  const domain::Principal admin_ = Somebody("admin", {v1::ROLE_ADMIN});
  const domain::Principal consumer_ = Somebody("consumer", {v1::ROLE_CONSUMER});
  const domain::Principal auditor_ = Somebody("auditor", {v1::ROLE_AUDITOR});

 private:
  std::string PutMessage(const std::string& key, google::protobuf::Message* message, uint8_t flags);

  ManualClock clock_;
  std::unique_ptr<storage::Engine> engine_;
  std::unique_ptr<domain::ClaimBook> book_;
  const domain::PageTokens tokens_;
};

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_SUPPORT_DOMAIN_FIXTURE_H_
