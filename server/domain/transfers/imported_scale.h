// The scale `imported` of a publisher: every rating label that its records bear.
// Scales are immutable by version, so what a batch adds makes one new version.
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_IMPORTED_SCALE_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_IMPORTED_SCALE_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "factcheck/v1/publisher.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "server/domain/core/txn.h"
#include "server/domain/transfers/claim_review_parse.h"

namespace factcheck::domain {

inline constexpr std::string_view kImportedScale = "imported";

// Valid within one decision.
class ImportedScale {
 public:
  // The newest version, or an empty scale where there is none yet.
  static absl::StatusOr<ImportedScale> Load(Txn& txn, std::string_view publisher);

  // Makes sure that the scale has this rating. The same label with another normal
  // form is another rating: what was issued stays as it was issued. False where the
  // scale has no room for one more.
  bool Add(const ParsedRating& rating);
  // Stores a new version where ratings were added.
  absl::Status Store(Txn& txn);

  // As issued, once stored: an added rating, in the newest version. The record's own
  // number and ends where they are whole, in place of the scale's.
  v1::VerdictRating Issue(const ParsedRating& rating) const;

  bool existed() const { return existed_; }
  bool empty() const { return scale_.ratings().empty(); }
  // Resource name of the scale, without a version.
  std::string name() const;

 private:
  using Key = std::pair<std::string, v1::NormalRating>;  // Label, normal form.

  explicit ImportedScale(std::string_view publisher) : publisher_(publisher) {}
  void Remember(int index);
  std::string NewCode(const ParsedRating& rating) const;
  bool FitsOrder(int32_t ordinal, v1::NormalRating normal) const;

  const std::string publisher_;
  v1::RatingScale scale_;
  uint32_t version_ = 0;
  bool existed_ = false;
  bool changed_ = false;
  size_t bytes_ = 0;
  absl::flat_hash_map<Key, int> by_label_;
  absl::flat_hash_map<std::string, int> by_code_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_IMPORTED_SCALE_H_
