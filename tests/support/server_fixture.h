// The whole server within the test's process, over the memory engine and a clock that the
// test moves, and callers of it over a real connection.
#ifndef FACTCHECK_TESTS_SUPPORT_SERVER_FIXTURE_H_
#define FACTCHECK_TESTS_SUPPORT_SERVER_FIXTURE_H_

#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "factcheck/v1/common.pb.h"
#include "factcheck/v1/publisher.pb.h"
#include "google/protobuf/message.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "server/api/server.h"
#include "server/observability/log.h"
#include "server/storage/engine.h"
#include "tests/support/domain_fixture.h"
#include "tests/support/server_process.h"

namespace factcheck::testing {

// What a call came to, as it was on the wire.
struct WireAnswer {
  grpc::Status status;
  std::string bytes;
};
// The status with its details as payloads: what ReasonName, ViolatedFields and so on read.
absl::Status ToAbslStatus(const grpc::Status& status);

// Somebody with a key, or without one where it is empty. Thread-safe.
class Caller {
 public:
  Caller(std::shared_ptr<grpc::Channel> channel, std::string key)
      : channel_(std::move(channel)), key_(std::move(key)) {}

  const std::string& key() const { return key_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  // Presents the key, sets the deadline.
  void Prepare(grpc::ClientContext& context, absl::Duration timeout = absl::Seconds(30)) const;

  // `method`: "Claims/GetClaim", or with a package: "grpc.health.v1.Health/Check".
  WireAnswer CallRaw(std::string_view method, const std::string& request,
                     absl::Duration timeout = absl::Seconds(30)) const;
  template <typename Response>
  absl::StatusOr<Response> Call(std::string_view method,
                                const google::protobuf::Message& request) const {
    const WireAnswer answer = CallRaw(method, request.SerializeAsString());
    if (!answer.status.ok()) return ToAbslStatus(answer.status);
    return Parsed<Response>(answer.bytes);
  }
  // Where the answer does not matter.
  absl::Status Try(std::string_view method, const google::protobuf::Message& request) const {
    return ToAbslStatus(CallRaw(method, request.SerializeAsString()).status);
  }

 private:
  std::shared_ptr<grpc::Channel> channel_;
  std::string key_;
};

class TestServer {
 public:
  // `adjust` may change the options; what it leaves is port 0 on the loopback interface.
  explicit TestServer(const std::function<void(api::ServerOptions&)>& adjust = {});
  ~TestServer();

  api::Server& server() { return *server_; }
  storage::Engine& engine() { return *engine_; }
  ManualClock& clock() { return clock_; }
  std::string address() const { return address_; }
  // Every line so far. Only once the server was stopped.
  std::string log_text() const { return log_text_.str(); }
  bool Stop(absl::Duration drain = absl::Seconds(5)) { return server_->Shutdown(drain); }

  // A connection of its own.
  std::shared_ptr<grpc::Channel> NewChannel() const;
  Caller WithKey(std::string key) const { return Caller(NewChannel(), std::move(key)); }
  const Caller& admin() const { return *admin_; }
  // A new actor with a key; also a member of `publisher` (an id) where one is given.
  Caller NewActor(std::string_view id, const std::vector<v1::Role>& roles,
                  v1::ActorKind kind = v1::ACTOR_KIND_HUMAN);
  Caller NewMember(std::string_view id, std::string_view publisher,
                   const std::vector<v1::Role>& roles);
  // A token of a state that will not come.
  std::string TokenToCome();

 private:
  TemporaryDirectory directory_;
  ManualClock clock_;
  std::ostringstream log_text_;
  observability::Log log_{observability::Level::kDebug, log_text_};
  std::unique_ptr<storage::Engine> engine_;
  std::unique_ptr<api::Server> server_;
  std::string address_;
  std::unique_ptr<Caller> admin_;
};

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_SUPPORT_SERVER_FIXTURE_H_
