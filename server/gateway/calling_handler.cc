#include "server/gateway/calling_handler.h"

#include <utility>

#include "absl/time/clock.h"
#include "server/api/adapter.h"
#include "server/base/absl_strings.h"
#include "server/gateway/relay.h"

namespace factcheck::gateway {
namespace {

// Of one unary call.
constexpr absl::Duration kLongest = absl::Seconds(10);

class OneCall final : public CallingHandler {
 public:
  using Answer = std::function<Response(const grpc::Status&, const std::string&)>;

  OneCall(OnBehalf behalf, std::string_view method,
          std::unique_ptr<google::protobuf::Message> request, Answer answer)
      : CallingHandler(std::move(behalf)),
        method_(method),
        request_(std::move(request)),
        answer_(std::move(answer)) {}

 private:
  void Begin() override {
    Ask(method_, *request_, [this](const grpc::Status& status, const std::string& message) {
      Finish(answer_(status, message));
    });
  }

  const std::string method_;
  const std::unique_ptr<google::protobuf::Message> request_;
  const Answer answer_;
};

}  // namespace

void CallingHandler::Start(std::shared_ptr<Exchange> exchange) {
  exchange_ = std::move(exchange);
  Begin();
}

void CallingHandler::Gone() {
  gone_ = true;
  if (call_ != nullptr) call_->Cancel();
}

RpcRequest CallingHandler::Make(std::string_view method,
                                const google::protobuf::Message& request) const {
  RpcRequest rpc;
  rpc.path = StrCat("/", method);
  rpc.message = request.SerializeAsString();
  if (!behalf_.authorization.empty()) {
    rpc.metadata.emplace_back("authorization", behalf_.authorization);
  }
  rpc.metadata.emplace_back(api::kPeerMetadata, api::PeerMetadata(behalf_.peer));
  return rpc;
}

void CallingHandler::Ask(std::string_view method, const google::protobuf::Message& request,
                         Took took) {
  if (gone_) return;
  RpcRequest rpc = Make(method, request);
  rpc.deadline = absl::Now() + kLongest;
  auto answer = std::make_shared<std::string>();
  call_ = behalf_.client->Start(
      std::move(rpc),
      {.message = [answer](std::string message) { *answer = std::move(message); },
       .end =
           [self = shared_from_this(), exchange = exchange_, answer, took = std::move(took)](
               const grpc::Status& status, const Metadata&, const Metadata&) {
             exchange->Post([self, answer, took, status] {
               if (!self->gone_) took(status, *answer);
             });
           }});
}

void CallingHandler::AskStream(std::string_view method, const google::protobuf::Message& request,
                               std::function<void(const std::string&)> message,
                               std::function<void(const grpc::Status&)> ended) {
  if (gone_) return;
  RpcRequest rpc = Make(method, request);
  rpc.streaming = true;
  call_ = behalf_.client->Start(
      std::move(rpc),
      {.message =
           [self = shared_from_this(), exchange = exchange_,
            message = std::move(message)](std::string bytes) {
             exchange->Post([self, message, bytes = std::move(bytes)] {
               if (!self->gone_) message(bytes);
             });
           },
       .end =
           [self = shared_from_this(), exchange = exchange_, ended = std::move(ended)](
               const grpc::Status& status, const Metadata&, const Metadata&) {
             exchange->Post([self, ended, status] {
               if (!self->gone_) ended(status);
             });
           }});
}

void CallingHandler::NextMessage() {
  if (call_ != nullptr) call_->Next();
}

void CallingHandler::CancelStream() {
  if (call_ != nullptr) call_->Cancel();
}

void CallingHandler::Finish(Response response) { exchange_->Answer(std::move(response)); }

std::shared_ptr<Handler> AnswerWith(
    OnBehalf behalf, std::string_view method, const google::protobuf::Message& request,
    std::function<Response(const grpc::Status& status, const std::string& message)> answer) {
  std::unique_ptr<google::protobuf::Message> copy(request.New());
  copy->CopyFrom(request);
  return std::make_shared<OneCall>(std::move(behalf), method, std::move(copy), std::move(answer));
}

}  // namespace factcheck::gateway
