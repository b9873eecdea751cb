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

Method& MethodTable::AddMethod(std::string_view name, const Message& request) {
  auto method = std::make_unique<Method>();
  method->name = StrCat(kPackage, name);
  method->path = "/" + method->name;
  method->descriptor = FindMethodDescriptor(method->name);
  FACTCHECK_CHECK(method->descriptor != nullptr);
  FACTCHECK_CHECK(method->descriptor->input_type() == request.GetDescriptor());
  method->request = &request;
  method->permission = auth::FindPermission(method->name);
  FACTCHECK_CHECK(method->permission != nullptr);
  return *methods_.emplace_back(std::move(method));
}

void MethodTable::Add(std::string_view name, const Message& request, Handler handler) {
  Method& method = AddMethod(name, request);
  FACTCHECK_CHECK(IsUnary(*method.descriptor));
  method.handler = std::move(handler);
}

void MethodTable::AddStream(std::string_view name, const Message& request, StreamHandler handler) {
  Method& method = AddMethod(name, request);
  FACTCHECK_CHECK(!IsUnary(*method.descriptor));
  method.stream_handler = std::move(handler);
}

void MethodTable::SetAtOnce(std::string_view name, const Message& request, AtOnce at_once) {
  const std::string full = StrCat(kPackage, name);
  const auto at = std::find_if(methods_.begin(), methods_.end(),
                               [&](const auto& method) { return method->name == full; });
  FACTCHECK_CHECK(at != methods_.end() && (*at)->request == &request);
  (*at)->at_once = std::move(at_once);
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
