// A serialised Commit without the generated code: what a byte-exact follower reads.
#ifndef FACTCHECK_TESTS_UNIT_FEED_RAW_COMMIT_H_
#define FACTCHECK_TESTS_UNIT_FEED_RAW_COMMIT_H_

#include <string>
#include <vector>

#include "factcheck/v1/change.pb.h"
#include "google/protobuf/empty.pb.h"
#include "google/protobuf/unknown_field_set.h"

namespace factcheck::testing {

// The length-delimited values of a field, as they are.
inline std::vector<std::string> RawFields(const std::string& message, int number) {
  google::protobuf::Empty fields;
  std::vector<std::string> values;
  if (!fields.ParseFromString(message)) return values;
  const google::protobuf::UnknownFieldSet& set = fields.GetReflection()->GetUnknownFields(fields);
  for (int i = 0; i < set.field_count(); ++i) {
    const google::protobuf::UnknownField& field = set.field(i);
    if (field.number() == number &&
        field.type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED) {
      values.push_back(field.length_delimited());
    }
  }
  return values;
}

// Takes the statuses of a commit into `table` (claim name to bytes), as followers do.
template <typename Table>
void Follow(const std::string& commit, Table& table) {
  for (const std::string& raw : RawFields(commit, v1::Commit::kChangesFieldNumber)) {
    v1::Change change;
    if (!change.ParseFromString(raw) || change.kind() != v1::Change::KIND_STATUS_CHANGED) continue;
    const std::vector<std::string> status = RawFields(raw, v1::Change::kStatusFieldNumber);
    if (status.empty() || change.status().state() == v1::ClaimStatus::STATE_UNKNOWN) {
      table.erase(change.claim());
    } else {
      table[change.claim()] = status.front();
    }
  }
}

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_UNIT_FEED_RAW_COMMIT_H_
