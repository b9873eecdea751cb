// Field masks (AIP-134, AIP-161).
#ifndef FACTCHECK_SERVER_DOMAIN_VALUES_FIELD_MASK_H_
#define FACTCHECK_SERVER_DOMAIN_VALUES_FIELD_MASK_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {

// The top-level fields of `resource` that an update is to change: those that
// `mask` names; for an empty mask those of `updatable` that `resource` sets; for
// `*` all of `updatable`. Adds a violation for each path that is not in
// `updatable` (also nested ones: fields change whole) and for `*` beside others.
std::vector<std::string> FieldsToUpdate(std::string_view field,
                                        const google::protobuf::FieldMask& mask,
                                        const google::protobuf::Message& resource,
                                        std::span<const std::string_view> updatable,
                                        Violations& violations);
// Copies these fields from `from` to `to` (the same type); fields not set in `from` are cleared.
void CopyFields(std::span<const std::string> fields, const google::protobuf::Message& from,
                google::protobuf::Message* to);
// The same by descriptors, for who copies the same fields again and again.
void CopyFields(const std::vector<const google::protobuf::FieldDescriptor*>& fields,
                const google::protobuf::Message& from, google::protobuf::Message* to);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VALUES_FIELD_MASK_H_
