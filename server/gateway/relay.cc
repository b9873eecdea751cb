#include "server/gateway/relay.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "google/protobuf/descriptor.pb.h"
#include "server/api/adapter.h"
#include "server/base/absl_strings.h"
#include "server/gateway/connect_error.h"
#include "server/gateway/wire_format.h"

namespace factcheck::gateway {
namespace {

using google::protobuf::MethodDescriptor;
using google::protobuf::MethodOptions;

// What a client that is not a browser's should try.
constexpr std::string_view kAcceptPost =
    "application/json, application/proto, application/connect+json, application/connect+proto, "
    "application/grpc-web, application/grpc-web+proto, application/grpc-web-text";

bool HasNoSideEffects(const MethodDescriptor& method) {
  return method.options().idempotency_level() == MethodOptions::NO_SIDE_EFFECTS;
}

Response NotAllowed(std::string_view allow) {
  Response response = PlainError(405, StrCat("use ", allow));
  response.headers.Add("Allow", std::string(allow));
  return response;
}

// One call. Its events come on gRPC's thread and go to the strand first.
class RelayHandler final : public Handler, public std::enable_shared_from_this<RelayHandler> {
 public:
  RelayHandler(RpcClient* client, WireFormat format, RpcRequest rpc, bool cacheable,
               std::function<void(grpc::StatusCode)> ended)
      : client_(*client),
        format_(std::move(format)),
        rpc_(std::move(rpc)),
        cacheable_(cacheable),
        ended_(std::move(ended)) {}

  void Start(std::shared_ptr<Exchange> exchange) override {
    exchange_ = std::move(exchange);
    // At once: a stream may have nothing to say for long, and browsers wait for this.
    if (!format_.whole()) exchange_->Begin(Head());
    auto self = shared_from_this();
    auto post = [exchange = exchange_](std::function<void()> task) {
      exchange->Post(std::move(task));
    };
    call_ = client_.Start(
        std::move(rpc_),
        {.message =
             [self, post](std::string message) {
               post([self, message = std::move(message)] { self->Message(message); });
             },
         .end =
             [self, post](grpc::Status status, Metadata initial, Metadata trailing) {
               post([self, status, initial = std::move(initial), trailing = std::move(trailing)] {
                 self->Ended(status, initial, trailing);
               });
             }});
  }

  void Drained() override {
    if (call_ != nullptr) call_->Next();
  }

  void Gone() override {
    if (call_ != nullptr) call_->Cancel();
  }

 private:
  Response Head() const {
    Response head;
    head.headers.Add("Content-Type", std::string(format_.content_type()));
    head.headers.Add("Cache-Control", "no-store");
    // Proxies must not collect what is sent piece by piece.
    head.headers.Add("X-Accel-Buffering", "no");
    return head;
  }

  void Message(const std::string& message) {
    absl::StatusOr<std::string> body = format_.WriteMessage(message);
    if (!body.ok()) {
      failed_ = ToGrpc(body.status());
      call_->Cancel();
    } else if (format_.whole()) {
      body_ = *std::move(body);
    } else {
      exchange_->Write(*std::move(body));
    }
  }

  void Ended(const grpc::Status& status, const Metadata& initial, const Metadata& trailing) {
    call_ = nullptr;
    const grpc::Status& end = failed_.ok() ? status : failed_;
    if (format_.whole()) {
      exchange_->Answer(Whole(end, initial, trailing));
    } else {
      Metadata trailers = initial;
      trailers.insert(trailers.end(), trailing.begin(), trailing.end());
      last_ = true;
      exchange_->Write(format_.WriteEnd(end, trailers));
      exchange_->End();
    }
    if (ended_) ended_(end.error_code());
    exchange_ = nullptr;
  }

  Response Whole(const grpc::Status& status, const Metadata& initial, const Metadata& trailing) {
    Response response;
    if (!status.ok()) {
      response = ConnectErrorResponse(status);
    } else {
      response.headers.Add("Content-Type", std::string(format_.content_type()));
      response.headers.Add("Cache-Control", cacheable_ ? "private, no-cache" : "no-store");
      response.body = std::move(body_);
    }
    for (const auto& [name, value] : initial) response.headers.Add(name, value);
    for (const auto& [name, value] : trailing)
      response.headers.Add(StrCat("trailer-", name), value);
    return response;
  }

  RpcClient& client_;
  const WireFormat format_;
  RpcRequest rpc_;
  const bool cacheable_;
  const std::function<void(grpc::StatusCode)> ended_;
  std::shared_ptr<Exchange> exchange_;
  std::shared_ptr<RpcClient::Call> call_;
  std::string body_;
  grpc::Status failed_;
  bool last_ = false;
};

// A refusal in the words of the protocol that was spoken.
class RefusalHandler final : public Handler {
 public:
  RefusalHandler(WireFormat format, grpc::Status status)
      : format_(std::move(format)), status_(std::move(status)) {}

  void Start(std::shared_ptr<Exchange> exchange) override {
    if (format_.whole()) {
      exchange->Answer(ConnectErrorResponse(status_));
      return;
    }
    Response head;
    head.headers.Add("Content-Type", std::string(format_.content_type()));
    head.headers.Add("Cache-Control", "no-store");
    exchange->Begin(std::move(head));
    exchange->Write(format_.WriteEnd(status_, {}));
    exchange->End();
  }

 private:
  const WireFormat format_;
  const grpc::Status status_;
};

Response Unsupported(const MethodDescriptor& method) {
  Response response = PlainError(
      415, method.client_streaming() ? "this method takes a stream, which needs gRPC"
                                     : "no such Content-Type for this method; see Accept-Post");
  response.headers.Add("Accept-Post", std::string(kAcceptPost));
  return response;
}

absl::StatusOr<RpcRequest> MakeRpc(const MethodDescriptor& method, const WireFormat& format,
                                   const Request& request, std::string authorization) {
  RpcRequest rpc;
  rpc.path = StrCat("/", method.service()->full_name(), "/", method.name());
  rpc.streaming = method.server_streaming();
  absl::StatusOr<std::string> message = format.ReadRequest(request);
  if (!message.ok()) return message.status();
  rpc.message = *std::move(message);
  absl::StatusOr<Metadata> metadata = MetadataOf(request.headers);
  if (!metadata.ok()) return metadata.status();
  rpc.metadata = *std::move(metadata);
  if (!authorization.empty()) rpc.metadata.emplace_back("authorization", std::move(authorization));
  rpc.metadata.emplace_back(api::kPeerMetadata, api::PeerMetadata(request.peer));
  absl::StatusOr<std::optional<absl::Duration>> timeout = TimeoutOf(request.headers);
  if (!timeout.ok()) return timeout.status();
  if (*timeout && **timeout <= absl::ZeroDuration()) {
    return absl::DeadlineExceededError("there was no time to begin");
  }
  if (*timeout) rpc.deadline = absl::Now() + **timeout;
  return rpc;
}

}  // namespace

const MethodDescriptor* FindMethod(std::string_view path) {
  if (!path.starts_with("/factcheck.v1.") && !path.starts_with("/grpc.health.v1.")) return nullptr;
  const size_t slash = path.find('/', 1);
  if (slash == std::string_view::npos) return nullptr;
  const std::string name = StrCat(path.substr(1, slash - 1), ".", path.substr(slash + 1));
  return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
}

std::shared_ptr<Handler> Relay(RpcClient* client, const MethodDescriptor* method, Request request,
                               std::string authorization,
                               std::function<void(grpc::StatusCode)> ended) {
  const bool get = request.method == "GET";
  if (method == nullptr) {
    Response response = ConnectErrorResponse({grpc::StatusCode::UNIMPLEMENTED, "no such method"});
    response.status = 404;
    return Ready(std::move(response));
  }
  if (get && !HasNoSideEffects(*method)) return Ready(NotAllowed("POST"));
  if (!get && request.method != "POST") {
    return Ready(NotAllowed(HasNoSideEffects(*method) ? "GET, POST" : "POST"));
  }
  std::optional<WireFormat> format = WireFormat::Of(request, *method);
  if (!format) return Ready(get ? NotAllowed("POST") : Unsupported(*method));
  absl::StatusOr<RpcRequest> rpc = MakeRpc(*method, *format, request, std::move(authorization));
  if (!rpc.ok()) return std::make_shared<RefusalHandler>(*format, ToGrpc(rpc.status()));
  return std::make_shared<RelayHandler>(client, *format, *std::move(rpc), get, std::move(ended));
}

}  // namespace factcheck::gateway
