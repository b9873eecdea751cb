#include "server/domain/values/error.h"

#include <mutex>
#include <optional>
#include <shared_mutex>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/cord.h"
#include "google/protobuf/descriptor.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/absl_strings.h"

namespace factcheck::domain {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr std::string_view kReasonPrefix = "ERROR_REASON_";
constexpr std::string_view kTypePrefix = "type.googleapis.com/";
// Violations that the message itself names; the details name more.
constexpr size_t kViolationsInMessage = 3;

template <typename Detail>
std::string TypeUrlOf() {
  return StrCat(kTypePrefix, Detail::descriptor()->full_name());
}

void Attach(const Message& detail, absl::Status& status) {
  status.SetPayload(StrCat(kTypePrefix, detail.GetDescriptor()->full_name()),
                    absl::Cord(detail.SerializeAsString()));
}

std::optional<google::rpc::ErrorInfo> ErrorInfoOf(const absl::Status& status) {
  static const std::string* const url = new std::string(TypeUrlOf<google::rpc::ErrorInfo>());
  const absl::optional<absl::Cord> payload = status.GetPayload(*url);
  google::rpc::ErrorInfo info;
  if (!payload || !info.ParseFromString(std::string(*payload))) return std::nullopt;
  return info;
}

absl::Status WithResource(absl::Status status, std::string_view name) {
  google::rpc::ResourceInfo resource;
  resource.set_resource_name(std::string(name));
  Attach(resource, status);
  return status;
}

bool MayHoldEnum(const Descriptor& type, absl::flat_hash_map<const Descriptor*, bool>& known) {
  auto [at, fresh] = known.try_emplace(&type, true);
  if (!fresh) return at->second;
  bool found = false;
  for (int i = 0; i < type.field_count() && !found; ++i) {
    const FieldDescriptor& field = *type.field(i);
    found = field.enum_type() != nullptr ||
            (field.message_type() != nullptr && MayHoldEnum(*field.message_type(), known));
  }
  known[&type] = found;
  return found;
}

// Most requests hold no enum at all, so what a type can hold is worked out once.
// (A type that holds itself counts as holding one.)
bool MayHoldEnum(const Descriptor& type) {
  static auto* const mutex = new std::shared_mutex;
  static auto* const known = new absl::flat_hash_map<const Descriptor*, bool>;
  {
    std::shared_lock lock(*mutex);
    if (auto at = known->find(&type); at != known->end()) return at->second;
  }
  std::unique_lock lock(*mutex);
  return MayHoldEnum(type, *known);
}

// Where the walk is; paths are only built for what is described.
struct Place {
  const Place* parent = nullptr;
  const FieldDescriptor* field = nullptr;
  int index = -1;  // -1: not repeated.
};

void AppendPath(const Place& place, std::string& path) {
  if (place.parent != nullptr && place.parent->field != nullptr) {
    AppendPath(*place.parent, path);
    path += '.';
  }
  path += place.field->name();
  if (place.index >= 0) StrAppend(&path, "[", place.index, "]");
}

// Calls `found` with the place of every enum number that its type does not name.
template <typename Found>
void VisitUnknownEnums(const Message& message, const Place& parent, const Found& found) {
  if (!MayHoldEnum(*message.GetDescriptor())) return;
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool repeated = field->is_repeated();
    const int count = repeated ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const Place place{&parent, field, repeated ? i : -1};
      if (field->message_type() != nullptr) {
        VisitUnknownEnums(repeated ? reflection.GetRepeatedMessage(message, field, i)
                                   : reflection.GetMessage(message, field),
                          place, found);
      } else if (field->enum_type() != nullptr) {
        const int number = repeated ? reflection.GetRepeatedEnumValue(message, field, i)
                                    : reflection.GetEnumValue(message, field);
        if (field->enum_type()->FindValueByNumber(number) == nullptr) found(place, number);
      }
    }
  }
}

}  // namespace

absl::Status Error(absl::StatusCode code, v1::ErrorReason reason, std::string_view message,
                   ErrorMetadata metadata, absl::Duration retry_after) {
  absl::Status status(code, ToAbsl(message));
  google::rpc::ErrorInfo info;
  info.set_reason(v1::ErrorReason_Name(reason).substr(kReasonPrefix.size()));
  info.set_domain(std::string(kErrorDomain));
  for (const auto& [key, value] : metadata) {
    (*info.mutable_metadata())[std::string(key)] = std::string(value);
  }
  Attach(info, status);
  if (reason == v1::ERROR_REASON_UNAVAILABLE || reason == v1::ERROR_REASON_RATE_LIMITED) {
    google::rpc::RetryInfo retry;
    const timespec delay = absl::ToTimespec(retry_after);
    retry.mutable_retry_delay()->set_seconds(delay.tv_sec);
    retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(delay.tv_nsec));
    Attach(retry, status);
  }
  return status;
}

absl::Status NotFound(std::string_view name) {
  return WithResource(
      Error(absl::StatusCode::kNotFound, v1::ERROR_REASON_RESOURCE_NOT_FOUND,
            StrCat(name, " does not exist, or is not visible to you"), {{"name", name}}),
      name);
}

absl::Status AlreadyExists(std::string_view name) {
  return WithResource(
      Error(absl::StatusCode::kAlreadyExists, v1::ERROR_REASON_ALREADY_EXISTS,
            StrCat(name, " exists, or did once; ids are never reused"), {{"name", name}}),
      name);
}

absl::Status EtagMismatch(std::string_view name, std::string_view current_etag) {
  return Error(absl::StatusCode::kAborted, v1::ERROR_REASON_ETAG_MISMATCH,
               StrCat(name, " was changed by somebody else (its etag is now ", current_etag,
                      "); read it and try again"),
               {{"name", name}, {"etag", current_etag}});
}

absl::Status MissingRole(std::string_view needs) {
  return Error(absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_MISSING_ROLE,
               StrCat("this needs the role ", needs), {{"needs", needs}});
}

absl::Status IllegalTransition(std::string_view name, std::string_view description) {
  const UnmetPrecondition unmet[] = {{"STATE", std::string(name), std::string(description)}};
  return PreconditionFailed(v1::ERROR_REASON_ILLEGAL_TRANSITION, description, unmet,
                            {{"name", name}});
}

absl::Status PreconditionFailed(v1::ErrorReason reason, std::string_view message,
                                std::span<const UnmetPrecondition> unmet, ErrorMetadata metadata) {
  absl::Status status = Error(absl::StatusCode::kFailedPrecondition, reason, message, metadata);
  google::rpc::PreconditionFailure failure;
  for (const UnmetPrecondition& one : unmet) {
    auto* violation = failure.add_violations();
    violation->set_type(one.type);
    violation->set_subject(one.subject);
    violation->set_description(one.description);
  }
  Attach(failure, status);
  return status;
}

bool HasErrorDetails(const absl::Status& status) { return ErrorInfoOf(status).has_value(); }

v1::ErrorReason ReasonOf(const absl::Status& status) {
  const std::optional<google::rpc::ErrorInfo> info = ErrorInfoOf(status);
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;
  if (!info || !v1::ErrorReason_Parse(StrCat(kReasonPrefix, info->reason()), &reason)) {
    return v1::ERROR_REASON_UNSPECIFIED;
  }
  return reason;
}

Violations::Violations(const Message& request) {
  VisitUnknownEnums(request, Place{}, [this](const Place& place, int number) {
    if (++count_ > kMaxDescribedViolations) return;
    std::string path;
    AppendPath(place, path);
    described_.emplace_back(std::move(path), StrCat(number, " is not a value of ",
                                                    place.field->enum_type()->full_name()));
  });
}

void Violations::Add(std::string_view field, std::string_view description) {
  if (++count_ > kMaxDescribedViolations) return;
  described_.emplace_back(field, description);
}

absl::Status Violations::ToStatus() const {
  if (empty()) return absl::OkStatus();
  std::string message;
  for (size_t i = 0; i < std::min(described_.size(), kViolationsInMessage); ++i) {
    StrAppend(&message, i == 0 ? "" : "; ", described_[i].first, ": ", described_[i].second);
  }
  if (count_ > kViolationsInMessage) {
    StrAppend(&message, "; and ", count_ - kViolationsInMessage, " more");
  }
  absl::Status status = Error(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_FIELDS,
                              message, {{"violations", std::to_string(count_)}});
  google::rpc::BadRequest bad;
  for (const auto& [field, description] : described_) {
    auto* violation = bad.add_field_violations();
    violation->set_field(field);
    violation->set_description(description);
  }
  Attach(bad, status);
  return status;
}

absl::Status InvalidField(std::string_view field, std::string_view description) {
  Violations violations;
  violations.Add(field, description);
  return violations.ToStatus();
}

}  // namespace factcheck::domain
