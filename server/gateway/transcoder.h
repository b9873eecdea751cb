// Messages between JSON (protobuf's mapping) and bytes, by their descriptors.
#ifndef FACTCHECK_SERVER_GATEWAY_TRANSCODER_H_
#define FACTCHECK_SERVER_GATEWAY_TRANSCODER_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"

namespace factcheck::gateway {

// INVALID_ARGUMENT with what is wrong where `json` is no such message; a field that the message
// does not have is, so that nobody's typing error goes unnoticed.
absl::StatusOr<std::string> FromJson(const google::protobuf::Descriptor& type,
                                     std::string_view json);
// INTERNAL where `bytes` are no such message.
absl::StatusOr<std::string> ToJson(const google::protobuf::Descriptor& type,
                                   std::string_view bytes);

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_TRANSCODER_H_
