#include "client/cpp/read_your_writes.h"

#include <optional>
#include <utility>

#include "factcheck/v1/common.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace factcheck::client {

using google::protobuf::FieldDescriptor;

void ReadYourWrites::Observe(const google::protobuf::Message& response) {
  const google::protobuf::Reflection& reflection = *response.GetReflection();
  const FieldDescriptor* field = response.GetDescriptor()->FindFieldByName("consistency_token");
  if (field == nullptr) return;
  std::string token = reflection.GetString(response, field);
  if (token.empty()) return;
  std::optional<absl::Time> time;
  const FieldDescriptor* updated = response.GetDescriptor()->FindFieldByName("update_time");
  if (updated != nullptr && reflection.HasField(response, updated)) {
    const auto& stamp =
        dynamic_cast<const google::protobuf::Timestamp&>(reflection.GetMessage(response, updated));
    time = absl::FromUnixSeconds(stamp.seconds()) + absl::Nanoseconds(stamp.nanos());
  }
  absl::MutexLock lock(&mutex_);
  if (time && *time < time_) return;
  token_ = std::move(token);
  if (time) time_ = *time;
}

void ReadYourWrites::Apply(google::protobuf::Message& request) const {
  const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName("read_options");
  if (field == nullptr) return;
  auto* options =
      dynamic_cast<v1::ReadOptions*>(request.GetReflection()->MutableMessage(&request, field));
  if (options == nullptr || !options->at_least_as_fresh().empty() ||
      options->as_of_case() != v1::ReadOptions::AS_OF_NOT_SET) {
    return;
  }
  options->set_at_least_as_fresh(token());
}

std::string ReadYourWrites::token() const {
  absl::MutexLock lock(&mutex_);
  return token_;
}

}  // namespace factcheck::client
