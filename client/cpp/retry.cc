#include "client/cpp/retry.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "absl/strings/escaping.h"
#include "client/cpp/error_details.h"
#include "client/cpp/text.h"
#include "openssl/rand.h"

namespace factcheck::client {
namespace {

using google::protobuf::FieldDescriptor;

// How the names of methods that only read begin.
constexpr std::string_view kReads[] = {"Audit", "BatchGet", "Export",       "Get",
                                       "List",  "Match",    "SearchClaims", "WhoAmI"};

const FieldDescriptor* RequestIdOf(const google::protobuf::Descriptor& request) {
  const FieldDescriptor* field = request.FindFieldByName("request_id");
  return field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
                 !field->is_repeated()
             ? field
             : nullptr;
}

}  // namespace

bool IsIdempotent(const google::protobuf::MethodDescriptor& method) {
  if (RequestIdOf(*method.input_type()) != nullptr) return true;
  return std::any_of(std::begin(kReads), std::end(kReads), [&](std::string_view read) {
    return std::string_view(method.name()).starts_with(read);
  });
}

std::optional<absl::Duration> WaitBeforeRetry(const absl::Status& status) {
  const ErrorDetails details = DetailsOf(status);
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
      return details.retry_after.value_or(absl::ZeroDuration());
    case absl::StatusCode::kUnknown:
      if (details.reason != v1::ERROR_REASON_OUTCOME_UNKNOWN) return std::nullopt;
      return details.retry_after.value_or(absl::ZeroDuration());
    case absl::StatusCode::kResourceExhausted:
      return details.retry_after;
    default:
      return std::nullopt;
  }
}

std::optional<absl::Duration> Backoff::Next(absl::Duration at_least) {
  if (attempts_ >= options_.max_attempts) return std::nullopt;
  ++attempts_;
  std::uniform_real_distribution<double> part(0.5, 1.0);
  const absl::Duration wait = next_ * part(random_);
  next_ = std::min(next_ * options_.multiplier, options_.max_backoff);
  return std::max(wait, at_least);
}

void Backoff::Reset() {
  attempts_ = 1;
  next_ = options_.initial_backoff;
}

std::string NewRequestId() {
  std::array<unsigned char, 16> bytes;
  // The id need not be a secret: where OpenSSL has no randomness, any other will do.
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) {
    std::random_device device;
    for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(device());
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const std::string hex = absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  const std::string_view all = hex;
  return Concat({all.substr(0, 8), "-", all.substr(8, 4), "-", all.substr(12, 4), "-",
                 all.substr(16, 4), "-", all.substr(20)});
}

void EnsureRequestId(google::protobuf::Message& request) {
  const FieldDescriptor* field = RequestIdOf(*request.GetDescriptor());
  if (field == nullptr) return;
  const google::protobuf::Reflection& reflection = *request.GetReflection();
  if (reflection.GetString(request, field).empty()) {
    reflection.SetString(&request, field, NewRequestId());
  }
}

}  // namespace factcheck::client
