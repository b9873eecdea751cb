// Handlers that make their answer from calls of this process, one after the other.
#ifndef FACTCHECK_SERVER_GATEWAY_CALLING_HANDLER_H_
#define FACTCHECK_SERVER_GATEWAY_CALLING_HANDLER_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "google/protobuf/message.h"
#include "grpcpp/support/status.h"
#include "server/gateway/http.h"
#include "server/gateway/rpc_client.h"

namespace factcheck::gateway {

// Whose rights the calls of a handler have.
struct OnBehalf {
  RpcClient* client;          // Must outlive the handler.
  std::string authorization;  // "Bearer ..."; "" for nobody.
  std::string peer;
};

// All on the strand. After the client has gone, nothing that was asked is answered.
class CallingHandler : public Handler, public std::enable_shared_from_this<CallingHandler> {
 public:
  explicit CallingHandler(OnBehalf behalf) : behalf_(std::move(behalf)) {}

  void Start(std::shared_ptr<Exchange> exchange) final;
  void Drained() override {}
  void Gone() final;

 protected:
  using Took = std::function<void(const grpc::Status& status, const std::string& message)>;

  virtual void Begin() = 0;
  // Calls a unary method, "factcheck.v1.Claims/GetClaim".
  void Ask(std::string_view method, const google::protobuf::Message& request, Took took);
  // Calls one whose server streams: `message` for each, asked for by NextMessage but for the
  // first, then `ended`.
  void AskStream(std::string_view method, const google::protobuf::Message& request,
                 std::function<void(const std::string& message)> message,
                 std::function<void(const grpc::Status& status)> ended);
  void NextMessage();
  // Ends the stream early; `ended` follows.
  void CancelStream();
  Exchange& exchange() { return *exchange_; }
  // The answer, where it is whole.
  void Finish(Response response);

 private:
  RpcRequest Make(std::string_view method, const google::protobuf::Message& request) const;

  const OnBehalf behalf_;
  std::shared_ptr<Exchange> exchange_;
  std::shared_ptr<RpcClient::Call> call_;
  bool gone_ = false;
};

// Answers by what one unary call says.
std::shared_ptr<Handler> AnswerWith(
    OnBehalf behalf, std::string_view method, const google::protobuf::Message& request,
    std::function<Response(const grpc::Status& status, const std::string& message)> answer);

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_CALLING_HANDLER_H_
