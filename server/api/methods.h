// The methods of the API: for each its name, request, roles and what runs it. The
// adapter knows nothing else of them, and there is no code per method but the
// line in api_methods.cc.
#ifndef FACTCHECK_SERVER_API_METHODS_H_
#define FACTCHECK_SERVER_API_METHODS_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/api/message_stream.h"
#include "server/auth/permissions.h"
#include "server/domain/core/call.h"
#include "server/feed/hub.h"

namespace factcheck::api {

using Message = google::protobuf::Message;

// Runs a call; `call` and the request live until the Done was called.
using Handler = std::function<void(const domain::Call&, const Message&, domain::Done)>;
// Answers without waiting, or nullopt: then the Handler must. May run on a thread that polls.
using AtOnce =
    std::function<std::optional<absl::StatusOr<std::string>>(const domain::Call&, const Message&)>;

// Answers a serialised request of the method's plainest form without waiting: true, with the
// answer appended to the string, which was empty. False: nothing is said of the request, which
// must be parsed and handled. May run on a thread that polls.
using FromWire = std::function<bool(const domain::Call&, std::string_view, std::string&)>;

// A stream that the feed pushes: begins it, or says why not. Must not wait for long.
struct PushHandler {
  feed::Hub* hub = nullptr;
  std::function<absl::StatusOr<std::shared_ptr<feed::Hub::Subscription>>(
      const domain::Call&, const Message&, std::shared_ptr<feed::Sink>)>
      subscribe;
};

struct Method {
  std::string name;  // "factcheck.v1.Claims/GetClaim"
  std::string path;  // "/factcheck.v1.Claims/GetClaim", as HTTP/2 has it.
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  const Message* request = nullptr;              // Prototype.
  const auth::Permission* permission = nullptr;  // Null: open to everybody, without a key.
  // One of these: of a unary, of a streaming, of a pushed method.
  Handler handler;
  StreamHandler stream_handler;
  PushHandler push;
  AtOnce at_once;      // May be empty,
  FromWire from_wire;  // as may this, which is tried first.

  bool answers_at_once() const { return at_once != nullptr || from_wire != nullptr; }
};

// Thread-safe once it is filled.
class MethodTable {
 public:
  // `name` is the method's, as in factcheck.v1: "Claims/AcceptClaim". A name that
  // is not in the protos, takes another request or has no permission is a bug: dies.
  template <typename Service, typename Request>
  void Add(std::string_view name, Service* service,
           void (Service::*method)(const domain::Call&, const Request&, domain::Done)) {
    Add(name, Request::default_instance(),
        [service, method](const domain::Call& call, const Message& request, domain::Done done) {
          (service->*method)(call, static_cast<const Request&>(request), std::move(done));
        });
  }
  template <typename Service, typename Request>
  void Add(std::string_view name, Service* service,
           absl::StatusOr<std::string> (Service::*method)(const domain::Call&, const Request&)) {
    Add(name, Request::default_instance(),
        [service, method](const domain::Call& call, const Message& request, domain::Done done) {
          done((service->*method)(call, static_cast<const Request&>(request)));
        });
  }
  // Of a method that was added.
  template <typename Request, typename Function>
  void AddAtOnce(std::string_view name, Function at_once) {
    SetAtOnce(name, Request::default_instance(),
              [at_once](const domain::Call& call, const Message& request) {
                return at_once(call, static_cast<const Request&>(request));
              });
  }

  void AddFromWire(std::string_view name, FromWire from_wire);

  // Methods of other packages that anybody may call: "grpc.health.v1.Health/Check".
  void AddOpen(std::string_view full_name, const Message& request, AtOnce at_once);
  void AddOpenStream(std::string_view full_name, const Message& request, StreamHandler handler);
  // Of a streaming method; `request` is the message that clients send.
  void AddStream(std::string_view name, const Message& request, StreamHandler handler);
  // Of a method that answers one request with a stream.
  void AddPushed(std::string_view name, const Message& request, PushHandler handler);

  const std::vector<std::unique_ptr<Method>>& methods() const { return methods_; }
  // Full names of the services, each once.
  std::vector<std::string> services() const;
  // Every method that the permissions name must be here, once: FAILED_PRECONDITION naming the
  // first that is not.
  absl::Status CheckComplete() const;

 private:
  void Add(std::string_view name, const Message& request, Handler handler);
  Method& AddMethod(std::string full_name, const Message& request);
  Method& AddOurs(std::string_view name, const Message& request);
  // A method of ours that was added; none is a bug: dies.
  Method& Find(std::string_view name);
  void SetAtOnce(std::string_view name, const Message& request, AtOnce at_once);

  std::vector<std::unique_ptr<Method>> methods_;
};

// The descriptor of "factcheck.v1.Claims/GetClaim"; nullptr where there is none.
const google::protobuf::MethodDescriptor* FindMethodDescriptor(std::string_view name);

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_METHODS_H_
