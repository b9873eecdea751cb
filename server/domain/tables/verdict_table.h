// Every verdict as lists see it, in memory.
#ifndef FACTCHECK_SERVER_DOMAIN_TABLES_VERDICT_TABLE_H_
#define FACTCHECK_SERVER_DOMAIN_TABLES_VERDICT_TABLE_H_

#include <array>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "server/domain/core/keys.h"
#include "server/domain/tables/followed_table.h"
#include "server/domain/tables/verdict_rows.h"

namespace factcheck::domain {

struct VerdictKind {
  using Rows = VerdictRows;
  using View = VerdictRowsView;
  using Changes = std::vector<std::pair<std::string_view, std::string_view>>;  // Key, value.
  static constexpr std::string_view kWhat = "verdicts";
  static constexpr std::array kPrefixes = {keys::kPublicVerdicts, keys::kWorkVerdicts};
  static bool Watches(std::string_view key) { return VerdictRows::Watches(key); }
  static void Add(std::string_view key, std::string_view value, Changes& changes) {
    changes.emplace_back(key, value);
  }
  static void Apply(const Changes& changes, const std::unique_ptr<Rows>& rows) {
    for (const auto& [key, value] : changes) rows->Apply(key, value);
  }
  static void Settle(const std::unique_ptr<Rows>& /*rows*/) {}
  static void Loaded(const std::unique_ptr<Rows>& /*rows*/) {}
  static constexpr TableFormat kFormat = {"FCVERDIC", 1};
  static absl::Status Write(const View& view, ChunkWriter& to) { return Rows::Write(view, to); }
  static absl::Status Read(ChunkReader& from, Rows& rows) { return rows.Read(from); }
  static std::vector<storage::KeyRange> RangesOf(std::string_view claim) {
    return {storage::PrefixRange(keys::PublicVerdictPrefix(claim)),
            storage::PrefixRange(keys::WorkVerdictPrefix(claim))};
  }
};

using VerdictTable = FollowedTable<VerdictKind>;

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TABLES_VERDICT_TABLE_H_
