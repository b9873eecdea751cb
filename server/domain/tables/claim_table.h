// Every claim as lists see it, in memory.
#ifndef FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_TABLE_H_
#define FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_TABLE_H_

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "server/domain/core/keys.h"
#include "server/domain/tables/claim_rows.h"
#include "server/domain/tables/followed_table.h"

namespace factcheck::domain {

// Adds what the record `value` under `key`, a claim's or a status's, says to the change of
// its claim. A damaged record is left out: whoever reads it is told. The change has views
// into `key`.
void AddClaimChange(std::string_view key, std::string_view value,
                    std::vector<ClaimChange>& changes);

struct ClaimKind {
  using Rows = ClaimRows;
  using View = ClaimRowsView;
  using Changes = std::vector<ClaimChange>;
  static constexpr std::string_view kWhat = "claims";
  // Claims first: a status without its claim is passed over.
  static constexpr std::array kPrefixes = {keys::kClaims, keys::kStatuses};
  static bool Watches(std::string_view key) {
    return key.starts_with(keys::kClaims) || key.starts_with(keys::kStatuses);
  }
  static void Add(std::string_view key, std::string_view value, Changes& changes) {
    AddClaimChange(key, value, changes);
  }
  static void Apply(Changes changes, const std::unique_ptr<Rows>& rows);
  static void Settle(std::unique_ptr<Rows>& rows);
  static void Loaded(std::unique_ptr<Rows>& rows) { rows = rows->Rebuilt(); }
  static constexpr TableFormat kFormat = {"FCCLAIMS", 1};
  static absl::Status Write(const View& view, ChunkWriter& to) { return Rows::Write(view, to); }
  static absl::Status Read(ChunkReader& from, Rows& rows) { return rows.Read(from); }
  static std::vector<storage::KeyRange> RangesOf(std::string_view claim) {
    return {storage::OneKey(keys::Claim(claim)), storage::OneKey(keys::Status(claim))};
  }
};

class ClaimTable final : public FollowedTable<ClaimKind> {
 public:
  ClaimTable() = default;
  // As long as it is whole: commits are reported through a virtual call.
  ~ClaimTable() override { Detach(); }

  // The slots in `rows`, a view of this table, of the claims with these ids; kNoSlot of those
  // that it doesn't have. Commits wait a moment.
  static constexpr uint32_t kNoSlot = 0xffffffff;
  std::vector<uint32_t> SlotsOf(const ClaimRowsView& rows,
                                std::span<const std::string_view> ids) const;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_TABLE_H_
