// How one call is spoken over HTTP: which protocol, which codec, what its request holds, and
// how answers are written.
#ifndef FACTCHECK_SERVER_GATEWAY_WIRE_FORMAT_H_
#define FACTCHECK_SERVER_GATEWAY_WIRE_FORMAT_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/support/status.h"
#include "server/gateway/http.h"
#include "server/gateway/metadata.h"

namespace factcheck::gateway {

class WireFormat {
 public:
  enum class Protocol { kConnectUnary, kConnectStream, kGrpcWeb, kGrpcWebText };

  // How `request` speaks, be it right or not; nullopt where in no way that this knows, or not in
  // one for such a method (415).
  static std::optional<WireFormat> Of(const Request& request,
                                      const google::protobuf::MethodDescriptor& method);

  // Whether the answer is one Response with a Content-Length, rather than a stream of frames.
  bool whole() const { return protocol_ == Protocol::kConnectUnary; }
  std::string_view content_type() const { return content_type_; }

  // The message of the request in protobuf's bytes. Errors are for the caller.
  absl::StatusOr<std::string> ReadRequest(const Request& request) const;

  // `message` as it goes into the body.
  absl::StatusOr<std::string> WriteMessage(std::string_view message) const;
  // The end of a stream.
  std::string WriteEnd(const grpc::Status& status, const Metadata& trailers) const;

 private:
  WireFormat(Protocol protocol, bool json, std::string content_type,
             const google::protobuf::MethodDescriptor& method)
      : protocol_(protocol), json_(json), content_type_(std::move(content_type)), method_(method) {}

  absl::StatusOr<std::string> ReadQuery(const Request& request) const;
  absl::StatusOr<std::string> Decode(std::string_view message) const;
  std::string InText(std::string frame) const;

  Protocol protocol_;
  bool json_;
  std::string content_type_;
  const google::protobuf::MethodDescriptor& method_;
};

// Of this process, without details: `status` in the words of gRPC.
grpc::Status ToGrpc(const absl::Status& status);

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_WIRE_FORMAT_H_
