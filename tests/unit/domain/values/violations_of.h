// What a check found, in a form that tables can compare with.
#ifndef FACTCHECK_TESTS_UNIT_DOMAIN_VALUES_VIOLATIONS_OF_H_
#define FACTCHECK_TESTS_UNIT_DOMAIN_VALUES_VIOLATIONS_OF_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "server/domain/values/error.h"

namespace factcheck::testing {

// A detail of an error; empty where there is none.
template <typename Detail>
Detail DetailOf(const absl::Status& status) {
  Detail detail;
  const auto payload =
      status.GetPayload("type.googleapis.com/" + Detail::descriptor()->full_name());
  if (payload) detail.ParseFromString(std::string(*payload));
  return detail;
}

// "field: description" of each.
inline std::vector<std::string> Described(const domain::Violations& violations) {
  const auto bad = DetailOf<google::rpc::BadRequest>(violations.ToStatus());
  std::vector<std::string> all;
  for (const auto& one : bad.field_violations()) {
    all.push_back(one.field() + ": " + one.description());
  }
  return all;
}

inline std::vector<std::string> FieldsOf(const domain::Violations& violations) {
  const auto bad = DetailOf<google::rpc::BadRequest>(violations.ToStatus());
  std::vector<std::string> fields;
  for (const auto& one : bad.field_violations()) {
    fields.push_back(one.field());
  }
  return fields;
}

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_UNIT_DOMAIN_VALUES_VIOLATIONS_OF_H_
