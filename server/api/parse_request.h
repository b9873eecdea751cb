// Requests as they arrive.
#ifndef FACTCHECK_SERVER_API_PARSE_REQUEST_H_
#define FACTCHECK_SERVER_API_PARSE_REQUEST_H_

#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"

namespace factcheck::api {

// INVALID_ARGUMENT INVALID_FIELDS where `wire` is no serialised message of the type of
// `request`; where that is for text that is not UTF-8, every such field is named.
absl::Status ParseRequest(std::string_view wire, google::protobuf::Message* request);
// INVALID_ARGUMENT INVALID_FIELDS: the client sent no message of the type of `request` at all.
absl::Status NoMessage(const google::protobuf::Message& request);
// The same as the first without a copy where the bytes came in one piece. Empties `wire`.
absl::Status ParseRequest(grpc::ByteBuffer& wire, google::protobuf::Message* request);

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_PARSE_REQUEST_H_
