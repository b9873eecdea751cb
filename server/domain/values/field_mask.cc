#include "server/domain/values/field_mask.h"

#include <algorithm>
#include <memory>

#include "google/protobuf/descriptor.h"
#include "server/base/absl_strings.h"
#include "server/base/check.h"

namespace factcheck::domain {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kMaxPaths = 100;

const FieldDescriptor* FieldOf(const Message& resource, const std::string& name) {
  const FieldDescriptor* field = resource.GetDescriptor()->FindFieldByName(name);
  FACTCHECK_CHECK(field != nullptr);
  return field;
}

bool IsSet(const Message& resource, std::string_view name) {
  const FieldDescriptor* field = FieldOf(resource, std::string(name));
  return field->is_repeated() ? resource.GetReflection()->FieldSize(resource, field) > 0
                              : resource.GetReflection()->HasField(resource, field);
}

std::string Listed(std::span<const std::string_view> names) {
  std::string list;
  for (std::string_view name : names) StrAppend(&list, list.empty() ? "" : ", ", name);
  return list;
}

}  // namespace

std::vector<std::string> FieldsToUpdate(std::string_view field,
                                        const google::protobuf::FieldMask& mask,
                                        const Message& resource,
                                        std::span<const std::string_view> updatable,
                                        Violations& violations) {
  std::vector<std::string> fields;
  if (mask.paths_size() > kMaxPaths) {
    violations.Add(field, StrCat("must have at most ", kMaxPaths, " paths"));
    return fields;
  }
  const auto named = [&](std::string_view name) {
    return std::find(mask.paths().begin(), mask.paths().end(), name) != mask.paths().end();
  };
  const bool all = named("*");
  if (all && mask.paths_size() > 1) violations.Add(field, "must have no other path beside *");
  for (int i = 0; i < mask.paths_size(); ++i) {
    const std::string& path = mask.paths(i);
    if (path != "*" && std::find(updatable.begin(), updatable.end(), path) == updatable.end()) {
      violations.Add(StrCat(field, ".paths[", i, "]"),
                     StrCat("must be * or one of ", Listed(updatable)));
    }
  }
  for (std::string_view name : updatable) {
    if (all || (mask.paths().empty() ? IsSet(resource, name) : named(name))) {
      fields.emplace_back(name);
    }
  }
  return fields;
}

void CopyFields(std::span<const std::string> fields, const Message& from, Message* to) {
  std::vector<const FieldDescriptor*> descriptors;
  descriptors.reserve(fields.size());
  for (const std::string& name : fields) descriptors.push_back(FieldOf(from, name));
  CopyFields(descriptors, from, to);
}

void CopyFields(const std::vector<const FieldDescriptor*>& fields, const Message& from,
                Message* to) {
  FACTCHECK_CHECK(from.GetDescriptor() == to->GetDescriptor());
  std::unique_ptr<Message> copy(from.New());
  // Not CopyFrom: Debian's protobuf looks first whether one is part of the other, for longer than
  // the copy takes.
  copy->MergeFrom(from);
  to->GetReflection()->SwapFields(copy.get(), to, fields);
}

}  // namespace factcheck::domain
