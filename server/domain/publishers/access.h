// What the methods of the Publishers service share: finding a publisher, and who
// may change it.
#ifndef FACTCHECK_SERVER_DOMAIN_PUBLISHERS_ACCESS_H_
#define FACTCHECK_SERVER_DOMAIN_PUBLISHERS_ACCESS_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/publisher.pb.h"
#include "server/domain/core/book.h"
#include "server/domain/core/txn.h"

namespace factcheck::domain {

// OK where the publisher with this id exists; else NOT_FOUND.
absl::Status FindPublisher(View& view, std::string_view id);
// The publisher, where the caller may change it and what belongs to it. Existence first.
absl::StatusOr<Loaded<v1::Publisher>> PublisherToChange(Txn& txn, std::string_view id);

storage::v1::Change PublisherChange(std::string_view name, std::string_view publisher);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_PUBLISHERS_ACCESS_H_
