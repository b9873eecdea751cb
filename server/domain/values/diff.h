// What changed between two states of a resource, field by field.
#ifndef FACTCHECK_SERVER_DOMAIN_VALUES_DIFF_H_
#define FACTCHECK_SERVER_DOMAIN_VALUES_DIFF_H_

#include <vector>

#include "factcheck/v1/common.pb.h"
#include "google/protobuf/message.h"

namespace factcheck::domain {

inline constexpr size_t kMaxDiffTextBytes = 16 << 10;
inline constexpr size_t kMaxFieldChanges = 500;

// Of two messages of one type, in order of field numbers. Sub-messages and
// repeated fields are gone into (`claimants[0].name`). The stamped fields (90 to
// 93), which change with every commit, are left out. At most kMaxFieldChanges.
std::vector<v1::FieldChange> Diff(const google::protobuf::Message& before,
                                  const google::protobuf::Message& after);

// Whether two messages of one type hold the same, at a tenth of what MessageDifferencer takes: by
// their bytes. Not for messages with maps, which have no order.
bool SameMessage(const google::protobuf::MessageLite& a, const google::protobuf::MessageLite& b);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VALUES_DIFF_H_
