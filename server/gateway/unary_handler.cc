#include "server/gateway/unary_handler.h"

#include <utility>

namespace factcheck::gateway {
namespace {

using Answer = std::function<Response(const grpc::Status&, const std::string&)>;

class UnaryHandler final : public Handler, public std::enable_shared_from_this<UnaryHandler> {
 public:
  UnaryHandler(RpcClient* client, RpcRequest request, Answer answer)
      : client_(*client), request_(std::move(request)), answer_(std::move(answer)) {}

  void Start(std::shared_ptr<Exchange> exchange) override {
    exchange_ = std::move(exchange);
    call_ = client_.Start(
        std::move(request_),
        {.message = [self = shared_from_this()](
                        std::string message) { self->message_ = std::move(message); },
         .end =
             [self = shared_from_this()](grpc::Status status, const Metadata&, const Metadata&) {
               self->exchange_->Post([self, status = std::move(status)] { self->Ended(status); });
             }});
  }

  void Gone() override {
    gone_ = true;
    if (call_ != nullptr) call_->Cancel();
  }

 private:
  void Ended(const grpc::Status& status) {
    call_ = nullptr;
    if (!gone_) exchange_->Answer(answer_(status, message_));
    exchange_ = nullptr;
  }

  RpcClient& client_;
  RpcRequest request_;
  const Answer answer_;
  std::shared_ptr<Exchange> exchange_;
  std::shared_ptr<RpcClient::Call> call_;
  std::string message_;  // Of gRPC's thread until the end.
  bool gone_ = false;
};

}  // namespace

std::shared_ptr<Handler> AnswerWith(RpcClient* client, RpcRequest request, Answer answer) {
  return std::make_shared<UnaryHandler>(client, std::move(request), std::move(answer));
}

}  // namespace factcheck::gateway
