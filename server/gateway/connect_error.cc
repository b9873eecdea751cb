#include "server/gateway/connect_error.h"

#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/gateway/encoding.h"

namespace factcheck::gateway {
namespace {

using nlohmann::ordered_json;

struct Code {
  std::string_view name;
  int http;
};
// By gRPC's numbers.
constexpr std::array<Code, 17> kCodes = {{{"ok", 200},
                                          {"canceled", 499},
                                          {"unknown", 500},
                                          {"invalid_argument", 400},
                                          {"deadline_exceeded", 504},
                                          {"not_found", 404},
                                          {"already_exists", 409},
                                          {"permission_denied", 403},
                                          {"resource_exhausted", 429},
                                          {"failed_precondition", 400},
                                          {"aborted", 409},
                                          {"out_of_range", 400},
                                          {"unimplemented", 501},
                                          {"internal", 500},
                                          {"unavailable", 503},
                                          {"data_loss", 500},
                                          {"unauthenticated", 401}}};

const Code& Of(grpc::StatusCode code) {
  const auto number = static_cast<size_t>(code);
  return kCodes[number < kCodes.size() ? number : static_cast<size_t>(grpc::StatusCode::UNKNOWN)];
}

// What people read in place of the bytes.
ordered_json Debug(const google::protobuf::Any& detail, const std::string& type) {
  // The types of google.rpc are in the pool once their file was used.
  google::rpc::ErrorInfo::descriptor();
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  if (descriptor == nullptr) return nullptr;
  const auto* prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor);
  if (prototype == nullptr) return nullptr;
  const std::unique_ptr<google::protobuf::Message> message(prototype->New());
  std::string json;
  if (!message->ParseFromString(detail.value()) ||
      !google::protobuf::util::MessageToJsonString(*message, &json).ok()) {
    return nullptr;
  }
  return ordered_json::parse(json, nullptr, false);
}

ordered_json ErrorOf(const grpc::Status& status) {
  ordered_json error = {{"code", ConnectCode(status.error_code())}};
  if (!status.error_message().empty()) error["message"] = status.error_message();
  google::rpc::Status parsed;
  if (!parsed.ParseFromString(status.error_details())) return error;
  for (const google::protobuf::Any& detail : parsed.details()) {
    const std::string& url = detail.type_url();
    const std::string type = url.substr(url.rfind('/') + 1);
    ordered_json one = {{"type", type}, {"value", Base64(detail.value(), false)}};
    ordered_json debug = Debug(detail, type);
    if (debug.is_object()) one["debug"] = std::move(debug);
    error["details"].push_back(std::move(one));
  }
  return error;
}

std::string Dump(const ordered_json& json) {
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace

std::string_view ConnectCode(grpc::StatusCode code) { return Of(code).name; }

int HttpStatus(grpc::StatusCode code) { return Of(code).http; }

std::string ConnectErrorJson(const grpc::Status& status) { return Dump(ErrorOf(status)); }

std::string ConnectEndJson(const grpc::Status& status, const Metadata& trailers) {
  ordered_json end = ordered_json::object();
  if (!status.ok()) end["error"] = ErrorOf(status);
  for (const auto& [name, value] : trailers) end["metadata"][name].push_back(value);
  return Dump(end);
}

Response ConnectErrorResponse(const grpc::Status& status) {
  Response response;
  response.status = HttpStatus(status.error_code());
  response.headers.Add("Content-Type", "application/json");
  response.headers.Add("Cache-Control", "no-store");
  response.body = ConnectErrorJson(status);
  return response;
}

}  // namespace factcheck::gateway
