// What lists know of every claim, compactly: what they filter, order, count and
// page by. No statements.
#ifndef FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_ROWS_H_
#define FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/status.pb.h"
#include "server/base/chunk_file.h"
#include "server/domain/tables/shared_array.h"
#include "server/domain/tables/text_pool.h"
#include "server/storage/engine.h"

namespace factcheck::domain {

// One claim. Texts and lists of texts are numbers in the pools beside it.
struct ClaimRow {
  static constexpr uint32_t kNone = 0xffffffff;

  int64_t create_micros = 0;
  int64_t update_micros = 0;
  uint32_t topics = kNone;      // List.
  uint32_t claimants = kNone;   // List of names.
  uint32_t publishers = kNone;  // List of publisher names whose verdict is in force.
  uint32_t language = kNone;
  uint32_t assignee = kNone;
  int16_t year = 0;            // 0: not known.
  uint8_t state = 0;           // v1::Claim::State.
  uint8_t decline_reason = 0;  // v1::Claim::DeclineReason.
  uint8_t status = 0;          // v1::ClaimStatus::State; 0 for merged claims.
  uint8_t ratings = 0;         // Bit n: a verdict in force has the v1::NormalRating n.
  bool disputed = false;
  bool stale = false;
  bool deleted = false;
};

// Where a claim once was in the order of updates; it still is if its row says so.
struct ClaimUpdate {
  int64_t micros;
  uint32_t slot;
};

// An immutable state of all rows. Slots are in order of creation, and of id where one
// commit created several.
class ClaimRowsView {
 public:
  storage::Version version() const { return version_; }
  size_t size() const { return rows_.size(); }
  size_t deleted() const { return deleted_; }
  const ClaimRow& row(uint32_t slot) const { return rows_[slot]; }
  std::string_view id(uint32_t slot) const { return ids_[slot]; }
  std::string_view text(uint32_t number) const { return texts_[number]; }
  std::span<const uint32_t> list(uint32_t number) const { return lists_.List(number); }
  size_t lists() const { return lists_.size(); }
  // In order of time, then id.
  size_t updates() const { return updates_.size(); }
  const ClaimUpdate& update(size_t i) const { return updates_[i]; }

 private:
  friend class ClaimRows;
  storage::Version version_;
  size_t deleted_ = 0;
  SharedArray<ClaimRow, 256>::View rows_;
  SharedArray<ClaimUpdate, 4096>::View updates_;
  TextPool::View ids_;
  TextPool::View texts_;
  TextPool::View lists_;
};

// What a commit made of one claim, parsed. `status` is the stored one, a redirect for a
// merged claim.
struct ClaimChange {
  std::string_view id;
  std::unique_ptr<v1::Claim> claim;         // Null: not changed.
  std::unique_ptr<v1::ClaimStatus> status;  // Null: not changed.
  bool deleted = false;                     // With `claim`.
};

// All rows. Not thread-safe.
class ClaimRows {
 public:
  ClaimRows() = default;

  // Changes of one commit. Each claim at most once.
  void Apply(std::vector<ClaimChange> changes);
  ClaimRowsView Freeze(storage::Version version);

  // The slot of a claim.
  std::optional<uint32_t> Find(std::string_view id) const { return ids_.Find(id); }

  // The same rows in order, without the texts that are no longer used. Takes time: about a
  // second for a million claims. Wanted after a load, and once unused texts may outweigh the
  // others.
  std::unique_ptr<ClaimRows> Rebuilt() const;
  bool WantsRebuild() const;

  // As a file has them (table_file.h).
  static absl::Status Write(const ClaimRowsView& view, ChunkWriter& writer);
  absl::Status Read(ChunkReader& reader);  // None are there before.

  size_t size() const { return rows_.size(); }
  size_t memory_bytes() const;

 private:
  void Set(const ClaimChange& change);
  void SetClaim(uint32_t slot, const v1::Claim& claim, bool deleted);
  void SetStatus(uint32_t slot, const v1::ClaimStatus& status);
  // Live updates in order.
  std::vector<ClaimUpdate> LiveUpdates() const;
  bool HasTexts(const ClaimRow& row) const;
  void DropDeadUpdates();
  size_t texts() const { return texts_.size() + lists_.size(); }

  SharedArray<ClaimRow, 256> rows_;
  SharedArray<ClaimUpdate, 4096> updates_;
  TextPool ids_;    // The number of an id is the claim's slot.
  TextPool texts_;  // Languages, topics, claimants, publishers, assignees.
  TextPool lists_;
  size_t deleted_ = 0;
  bool unordered_ = false;  // A row came whose creation precedes an earlier row's.
  size_t rebuild_at_ = kRebuildSlack;
  static constexpr size_t kRebuildSlack = 1 << 16;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_ROWS_H_
