// The publishers of the records of one batch, found or made.
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_IMPORT_PUBLISHERS_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_IMPORT_PUBLISHERS_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "factcheck/v1/publisher.pb.h"
#include "server/domain/core/txn.h"
#include "server/domain/transfers/claim_review_parse.h"
#include "server/domain/transfers/imported_scale.h"

namespace factcheck::domain {

struct PublisherInImport {
  std::string id;
  v1::Publisher message;
  bool is_new = false;
  ImportedScale scale;
};

// Valid within one decision.
class PublishersInImport {
 public:
  explicit PublishersInImport(Txn& txn) : txn_(txn) {}

  // The publisher of a review: the one with the id that it had in our export or that
  // its key makes, where that has its domain (or, without one, its name); a new one
  // under the first id that is free otherwise. `known_id`: the one that an earlier
  // version of the record was given to; "" for none. Valid as long as this.
  absl::StatusOr<PublisherInImport*> Resolve(const ParsedReview& review, std::string_view known_id);
  // Stores what is new: publishers, and scales that got ratings.
  absl::Status Store();

 private:
  absl::StatusOr<PublisherInImport*> Load(const std::string& id);
  absl::StatusOr<PublisherInImport*> Make(const std::string& id, const ParsedReview& review);

  Txn& txn_;
  std::map<std::string, PublisherInImport> by_id_;
  std::map<std::string, PublisherInImport*> by_key_;  // ParsedPublisher's key, our_id, known id.
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_IMPORT_PUBLISHERS_H_
