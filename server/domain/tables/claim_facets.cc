#include "server/domain/tables/claim_facets.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/common.pb.h"
#include "factcheck/v1/status.pb.h"

namespace factcheck::domain {

struct ClaimFacet::Field {
  std::string_view name;
  Kind kind;
  uint8_t ClaimRow::*small = nullptr;    // kEnum, kBits.
  uint32_t ClaimRow::*number = nullptr;  // kText, kList.
  const google::protobuf::EnumDescriptor* values = nullptr;
};

std::span<const ClaimFacet::Field> ClaimFacet::Fields() {
  static const std::array<Field, 8> fields = {{
      {"state", Kind::kEnum, &ClaimRow::state, nullptr, v1::Claim::State_descriptor()},
      {"decline_reason", Kind::kEnum, &ClaimRow::decline_reason, nullptr,
       v1::Claim::DeclineReason_descriptor()},
      {"status", Kind::kEnum, &ClaimRow::status, nullptr, v1::ClaimStatus::State_descriptor()},
      {"rating", Kind::kBits, &ClaimRow::ratings, nullptr, v1::NormalRating_descriptor()},
      {"language", Kind::kText, nullptr, &ClaimRow::language},
      {"topics", Kind::kList, nullptr, &ClaimRow::topics},
      {"claimants", Kind::kList, nullptr, &ClaimRow::claimants},
      {"publisher", Kind::kList, nullptr, &ClaimRow::publishers},
  }};
  return fields;
}

const ClaimFacet::Field* ClaimFacet::Find(std::string_view field) {
  for (const Field& known : Fields()) {
    if (known.name == field) return &known;
  }
  return nullptr;
}

bool ClaimFacet::Exists(std::string_view field) { return Find(field) != nullptr; }

ClaimFacet::ClaimFacet(const ClaimRowsView* rows, std::string_view field)
    : rows_(rows), field_(Find(field)) {
  counts_.resize(field_->kind == Kind::kList ? rows->lists() : 256);
}

void ClaimFacet::Count(const ClaimRow& row) {
  switch (field_->kind) {
    case Kind::kEnum:
      ++counts_[row.*field_->small];
      return;
    case Kind::kBits:
      for (unsigned bit = 0; bit < 8; ++bit) {
        if (row.*field_->small >> bit & 1u) ++counts_[bit];
      }
      return;
    case Kind::kText:
      if (row.*field_->number != ClaimRow::kNone) ++texts_[row.*field_->number];
      return;
    case Kind::kList:
      if (row.*field_->number != ClaimRow::kNone) ++counts_[row.*field_->number];
      return;
  }
}

v1::Facet ClaimFacet::Result(size_t most) const {
  std::vector<std::pair<std::string_view, int64_t>> counts;
  if (field_->values != nullptr) {
    // Number 0 says that there is no value.
    for (size_t i = 1; i < counts_.size(); ++i) {
      if (counts_[i] > 0) {
        counts.emplace_back(ShortEnumName(*field_->values, static_cast<int>(i)), counts_[i]);
      }
    }
  } else {
    absl::flat_hash_map<uint32_t, int64_t> texts = texts_;
    for (size_t list = 0; list < counts_.size(); ++list) {
      if (field_->kind != Kind::kList || counts_[list] == 0) continue;
      for (uint32_t text : rows_->list(static_cast<uint32_t>(list))) texts[text] += counts_[list];
    }
    for (const auto& [text, count] : texts) counts.emplace_back(rows_->text(text), count);
  }
  const auto before = [](const auto& a, const auto& b) {
    return std::tuple(-a.second, a.first) < std::tuple(-b.second, b.first);
  };
  const size_t kept = std::min(most, counts.size());
  std::partial_sort(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(kept),
                    counts.end(), before);
  v1::Facet facet;
  facet.set_field(std::string(field_->name));
  for (size_t i = 0; i < kept; ++i) {
    v1::FacetCount& count = *facet.add_counts();
    count.set_value(std::string(counts[i].first));
    count.set_count(counts[i].second);
  }
  return facet;
}

std::string_view ShortEnumName(const google::protobuf::EnumDescriptor& type, int number) {
  const auto* value = type.FindValueByNumber(number);
  if (value == nullptr) return {};
  // Value 0 is "<PREFIX>UNSPECIFIED".
  constexpr size_t kZeroSuffix = std::string_view("UNSPECIFIED").size();
  const std::string_view name = value->name();
  return name.substr(type.FindValueByNumber(0)->name().size() - kZeroSuffix);
}

}  // namespace factcheck::domain
