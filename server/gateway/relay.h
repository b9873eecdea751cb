// Calls that come as the Connect protocol or gRPC-Web, given to the gRPC server of this
// process. No method has code of its own here: paths are looked up in the descriptors.
//
//   Connect unary      POST application/proto or application/json; GET with
//                      ?connect=v1&encoding=&message=[&base64=1] where the method has
//                      idempotency_level NO_SIDE_EFFECTS
//   Connect streaming  POST application/connect+proto or application/connect+json
//   gRPC-Web           POST application/grpc-web[-text][+proto|+json]
//
// Methods whose clients stream are gRPC's alone. Compressed requests are refused.
#ifndef FACTCHECK_SERVER_GATEWAY_RELAY_H_
#define FACTCHECK_SERVER_GATEWAY_RELAY_H_

#include <memory>
#include <string>
#include <string_view>

#include "google/protobuf/descriptor.h"
#include "server/gateway/http.h"
#include "server/gateway/rpc_client.h"

namespace factcheck::gateway {

// The method behind a path such as "/factcheck.v1.Claims/GetClaim": of factcheck.v1 and
// grpc.health.v1. Null where there is none.
const google::protobuf::MethodDescriptor* FindMethod(std::string_view path);

// Answers a request for `method`, which may be null: 404. `authorization` stands in for the
// header where it is not empty. `client` must outlive the handler.
std::shared_ptr<Handler> Relay(RpcClient* client, const google::protobuf::MethodDescriptor* method,
                               Request request, std::string authorization,
                               std::function<void(grpc::StatusCode)> ended);

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_RELAY_H_
