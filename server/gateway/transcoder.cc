#include "server/gateway/transcoder.h"

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"
#include "server/base/absl_strings.h"

namespace factcheck::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

std::unique_ptr<Message> New(const Descriptor& type) {
  const Message* prototype = MessageFactory::generated_factory()->GetPrototype(&type);
  return std::unique_ptr<Message>(prototype == nullptr ? nullptr : prototype->New());
}

}  // namespace

absl::StatusOr<std::string> FromJson(const Descriptor& type, std::string_view json) {
  const std::unique_ptr<Message> message = New(type);
  if (message == nullptr) return absl::InternalError("a message without code");
  const auto parsed = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), message.get());
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(
        StrCat("the body is no ", type.full_name(), " in JSON: ", parsed.message().ToString()));
  }
  return message->SerializeAsString();
}

absl::StatusOr<std::string> ToJson(const Descriptor& type, std::string_view bytes) {
  const std::unique_ptr<Message> message = New(type);
  if (message == nullptr ||
      !message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::InternalError("an answer that can't be read");
  }
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(*message, &json).ok()) {
    return absl::InternalError("an answer that JSON can't hold");
  }
  return json;
}

}  // namespace factcheck::gateway
