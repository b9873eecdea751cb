#include "server/gateway/wire_format.h"

#include <map>
#include <utility>

#include "absl/status/status.h"
#include "server/base/absl_strings.h"
#include "server/gateway/connect_error.h"
#include "server/gateway/encoding.h"
#include "server/gateway/transcoder.h"

namespace factcheck::gateway {
namespace {

using google::protobuf::MethodDescriptor;

absl::Status NoCompression(std::string_view name) {
  return absl::UnimplementedError(
      StrCat("this server takes no compressed requests: send ", name, " identity, or none"));
}

bool IsIdentity(std::string_view encoding) { return encoding.empty() || encoding == "identity"; }

absl::Status CheckVersion(std::string_view version) {
  if (version.empty() || version == "1") return absl::OkStatus();
  return absl::InvalidArgumentError("connect-protocol-version must be 1");
}

}  // namespace

std::optional<WireFormat> WireFormat::Of(const Request& request, const MethodDescriptor& method) {
  if (method.client_streaming()) return std::nullopt;
  const bool streaming = method.server_streaming();
  if (request.method == "GET") {
    if (streaming) return std::nullopt;
    const auto query = ParseQuery(request.query);
    const auto encoding = query ? query->find("encoding") : decltype(query->end()){};
    const bool json = query && encoding != query->end() && encoding->second == "json";
    return WireFormat(Protocol::kConnectUnary, json,
                      json ? "application/json" : "application/proto", method);
  }
  const std::string type = MediaType(request.headers.Get("content-type"));
  const auto format = [&](Protocol protocol, bool json) {
    return WireFormat(protocol, json, type, method);
  };
  if (!streaming && type == "application/proto") return format(Protocol::kConnectUnary, false);
  if (!streaming && type == "application/json") return format(Protocol::kConnectUnary, true);
  if (streaming && type == "application/connect+proto") {
    return format(Protocol::kConnectStream, false);
  }
  if (streaming && type == "application/connect+json")
    return format(Protocol::kConnectStream, true);
  for (const auto& [prefix, protocol] :
       {std::pair{std::string_view("application/grpc-web-text"), Protocol::kGrpcWebText},
        std::pair{std::string_view("application/grpc-web"), Protocol::kGrpcWeb}}) {
    if (!type.starts_with(prefix)) continue;
    const std::string_view codec = std::string_view(type).substr(prefix.size());
    if (codec.empty() || codec == "+proto") return format(protocol, false);
    if (codec == "+json") return format(protocol, true);
  }
  return std::nullopt;
}

absl::StatusOr<std::string> WireFormat::ReadRequest(const Request& request) const {
  if (request.method == "GET") return ReadQuery(request);
  if (!IsIdentity(request.headers.Get("content-encoding")))
    return NoCompression("content-encoding");
  if (protocol_ == Protocol::kConnectUnary || protocol_ == Protocol::kConnectStream) {
    absl::Status version = CheckVersion(request.headers.Get("connect-protocol-version"));
    if (!version.ok()) return version;
  }
  if (protocol_ == Protocol::kConnectUnary) return Decode(request.body);
  if (!IsIdentity(request.headers.Get("connect-content-encoding"))) {
    return NoCompression("connect-content-encoding");
  }
  if (!IsIdentity(request.headers.Get("grpc-encoding"))) return NoCompression("grpc-encoding");
  std::optional<std::string> text;
  if (protocol_ == Protocol::kGrpcWebText) {
    text = FromBase64(request.body);
    if (!text) return absl::InvalidArgumentError("the body is not base64");
  }
  const Unframed unframed = Unframe(text ? *text : request.body);
  if (unframed.compressed) return absl::UnimplementedError(ToAbsl(unframed.error));
  if (!unframed.error.empty()) return absl::InvalidArgumentError(ToAbsl(unframed.error));
  return Decode(unframed.message);
}

absl::StatusOr<std::string> WireFormat::ReadQuery(const Request& request) const {
  auto query = ParseQuery(request.query);
  if (!query) return absl::InvalidArgumentError("the query is malformed");
  const auto version = query->find("connect");
  if (version != query->end() && version->second != "v1") {
    return absl::InvalidArgumentError("the parameter connect must be v1");
  }
  const std::string& encoding = (*query)["encoding"];
  if (encoding != "json" && encoding != "proto") {
    return absl::InvalidArgumentError("the parameter encoding must be json or proto");
  }
  if (!IsIdentity((*query)["compression"])) return NoCompression("compression");
  const auto message = query->find("message");
  if (message == query->end()) {
    return absl::InvalidArgumentError("the parameter message is missing");
  }
  if ((*query)["base64"] != "1") return Decode(message->second);
  std::optional<std::string> bytes = FromBase64(message->second);
  if (!bytes) return absl::InvalidArgumentError("the parameter message is not base64");
  return Decode(*bytes);
}

absl::StatusOr<std::string> WireFormat::Decode(std::string_view message) const {
  if (!json_) return std::string(message);
  // As Connect has it, an empty body is an empty message.
  return FromJson(*method_.input_type(), message.empty() ? "{}" : message);
}

absl::StatusOr<std::string> WireFormat::WriteMessage(std::string_view message) const {
  std::string body(message);
  if (json_) {
    absl::StatusOr<std::string> json = ToJson(*method_.output_type(), message);
    if (!json.ok()) return json;
    body = *std::move(json);
  }
  if (whole()) return body;
  return InText(Frame(0, body));
}

std::string WireFormat::WriteEnd(const grpc::Status& status, const Metadata& trailers) const {
  if (protocol_ == Protocol::kConnectStream) {
    return Frame(kConnectEndFlag, ConnectEndJson(status, trailers));
  }
  std::string lines = StrCat("grpc-status: ", static_cast<int>(status.error_code()), "\r\n");
  if (!status.error_message().empty()) {
    StrAppend(&lines, "grpc-message: ", PercentEncode(status.error_message()), "\r\n");
  }
  if (!status.error_details().empty()) {
    StrAppend(&lines, "grpc-status-details-bin: ", Base64(status.error_details(), false), "\r\n");
  }
  for (const auto& [name, value] : trailers) StrAppend(&lines, name, ": ", value, "\r\n");
  return InText(Frame(kWebTrailersFlag, lines));
}

std::string WireFormat::InText(std::string frame) const {
  return protocol_ == Protocol::kGrpcWebText ? Base64(frame) : frame;
}

grpc::Status ToGrpc(const absl::Status& status) {
  return {static_cast<grpc::StatusCode>(status.code()), std::string(ToStd(status.message()))};
}

}  // namespace factcheck::gateway
