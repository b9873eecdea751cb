#include "server/api/methods.h"

#include <algorithm>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/base/check.h"

namespace factcheck::api {
namespace {

constexpr std::string_view kPackage = "factcheck.v1.";

bool IsUnary(const google::protobuf::MethodDescriptor& method) {
  return !method.client_streaming() && !method.server_streaming();
}

}  // namespace

const google::protobuf::MethodDescriptor* FindMethodDescriptor(std::string_view name) {
  std::string dotted(name);
  std::replace(dotted.begin(), dotted.end(), '/', '.');
  return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(dotted);
}

Method& MethodTable::AddMethod(std::string full_name, const Message& request) {
  auto method = std::make_unique<Method>();
  method->name = std::move(full_name);
  method->path = "/" + method->name;
  method->descriptor = FindMethodDescriptor(method->name);
  FACTCHECK_CHECK(method->descriptor != nullptr);
  FACTCHECK_CHECK(method->descriptor->input_type() == request.GetDescriptor());
  method->request = &request;
  return *methods_.emplace_back(std::move(method));
}

Method& MethodTable::AddOurs(std::string_view name, const Message& request) {
  Method& method = AddMethod(StrCat(kPackage, name), request);
  method.permission = auth::FindPermission(method.name);
  FACTCHECK_CHECK(method.permission != nullptr);
  return method;
}

void MethodTable::Add(std::string_view name, const Message& request, Handler handler) {
  Method& method = AddOurs(name, request);
  FACTCHECK_CHECK(IsUnary(*method.descriptor));
  method.handler = std::move(handler);
}

void MethodTable::AddStream(std::string_view name, const Message& request, StreamHandler handler) {
  Method& method = AddOurs(name, request);
  FACTCHECK_CHECK(!IsUnary(*method.descriptor));
  method.stream_handler = std::move(handler);
}

void MethodTable::AddPushed(std::string_view name, const Message& request, PushHandler handler) {
  Method& method = AddOurs(name, request);
  FACTCHECK_CHECK(method.descriptor->server_streaming() && !method.descriptor->client_streaming());
  method.push = std::move(handler);
}

void MethodTable::AddOpen(std::string_view full_name, const Message& request, AtOnce at_once) {
  Method& method = AddMethod(std::string(full_name), request);
  FACTCHECK_CHECK(IsUnary(*method.descriptor));
  method.at_once = std::move(at_once);
}

void MethodTable::AddOpenStream(std::string_view full_name, const Message& request,
                                StreamHandler handler) {
  Method& method = AddMethod(std::string(full_name), request);
  FACTCHECK_CHECK(!IsUnary(*method.descriptor));
  method.stream_handler = std::move(handler);
}

Method& MethodTable::Find(std::string_view name) {
  const std::string full = StrCat(kPackage, name);
  const auto at = std::find_if(methods_.begin(), methods_.end(),
                               [&](const auto& method) { return method->name == full; });
  FACTCHECK_CHECK(at != methods_.end());
  return **at;
}

void MethodTable::SetAtOnce(std::string_view name, const Message& request, AtOnce at_once) {
  Method& method = Find(name);
  FACTCHECK_CHECK(method.request == &request);
  method.at_once = std::move(at_once);
}

void MethodTable::AddFromWire(std::string_view name, FromWire from_wire) {
  Find(name).from_wire = std::move(from_wire);
}

std::vector<std::string> MethodTable::services() const {
  std::vector<std::string> names;
  for (const auto& method : methods_) {
    const std::string& name = method->descriptor->service()->full_name();
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

absl::Status MethodTable::CheckComplete() const {
  for (const auth::Permission& permission : auth::Permissions()) {
    const auto* descriptor = FindMethodDescriptor(permission.method);
    if (descriptor == nullptr) {
      return absl::FailedPreconditionError(
          StrCat("the permissions name ", permission.method, ", which is no method"));
    }
    const auto count = std::count_if(methods_.begin(), methods_.end(), [&](const auto& method) {
      return method->descriptor == descriptor;
    });
    if (count != 1) {
      return absl::FailedPreconditionError(
          StrCat(permission.method, " has ", count, " handlers in the method table"));
    }
  }
  return absl::OkStatus();
}

}  // namespace factcheck::api
