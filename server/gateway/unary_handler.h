// Answers a request by what one unary call of this process says.
#ifndef FACTCHECK_SERVER_GATEWAY_UNARY_HANDLER_H_
#define FACTCHECK_SERVER_GATEWAY_UNARY_HANDLER_H_

#include <functional>
#include <memory>
#include <string>

#include "grpcpp/support/status.h"
#include "server/gateway/http.h"
#include "server/gateway/rpc_client.h"

namespace factcheck::gateway {

// `answer` is called on the connection's strand, and not at all where the client has gone.
std::shared_ptr<Handler> AnswerWith(
    RpcClient* client, RpcRequest request,
    std::function<Response(const grpc::Status& status, const std::string& message)> answer);

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_UNARY_HANDLER_H_
