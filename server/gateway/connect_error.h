// A gRPC status as the Connect protocol writes it (connectrpc.com/docs/protocol, "Error codes"
// and "Error end-stream").
#ifndef FACTCHECK_SERVER_GATEWAY_CONNECT_ERROR_H_
#define FACTCHECK_SERVER_GATEWAY_CONNECT_ERROR_H_

#include <string>
#include <string_view>

#include "grpcpp/support/status.h"
#include "server/gateway/http.h"
#include "server/gateway/metadata.h"

namespace factcheck::gateway {

// "invalid_argument".
std::string_view ConnectCode(grpc::StatusCode code);
int HttpStatus(grpc::StatusCode code);

// {"code":...,"message":...,"details":[{"type":...,"value":base64,"debug":{...}}]}. The details
// are those of google.rpc.Status in `status`; `debug` is there where this server knows the type.
std::string ConnectErrorJson(const grpc::Status& status);
// The last message of a stream: the error, if any, and the trailers.
std::string ConnectEndJson(const grpc::Status& status, const Metadata& trailers);

// A unary answer.
Response ConnectErrorResponse(const grpc::Status& status);

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_CONNECT_ERROR_H_
