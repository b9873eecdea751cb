// Counts of the values that claims have in a field.
#ifndef FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_FACETS_H_
#define FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_FACETS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "factcheck/v1/claims_service.pb.h"
#include "google/protobuf/descriptor.h"
#include "server/domain/tables/claim_rows.h"

namespace factcheck::domain {

// The name of an enum's value without its prefix (`RECEIVED`); "" for numbers without one.
std::string_view ShortEnumName(const google::protobuf::EnumDescriptor& type, int number);

class ClaimFacet {
 public:
  static bool Exists(std::string_view field);

  // `rows` must outlive this.
  ClaimFacet(const ClaimRowsView* rows, std::string_view field);
  void Count(const ClaimRow& row);
  // The `most` most frequent values; among equals in order of the value.
  v1::Facet Result(size_t most) const;

 private:
  enum class Kind { kEnum, kBits, kText, kList };
  struct Field;
  static std::span<const Field> Fields();
  static const Field* Find(std::string_view field);

  const ClaimRowsView* rows_;
  const Field* field_;
  // By enum number, bit or number of the list; lists are taken apart at the end.
  std::vector<int64_t> counts_;
  absl::flat_hash_map<uint32_t, int64_t> texts_;  // By number of the text.
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_FACETS_H_
