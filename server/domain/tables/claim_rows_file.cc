// Rows of claims in a file:
//
// rows    := meta text^texts list^lists id^claims row^claims update^updates
// meta    := texts:u32 lists:u32 claims:u32 updates:u32
// text, id := bytes, with their size before
// list    := the same, of u32s
// row     := create_micros:u64 update_micros:u64 topics:u32 claimants:u32 publishers:u32
//            language:u32 assignee:u32 year:u32 state:u8 decline_reason:u8 status:u8 ratings:u8
//            flags:u8
// update  := micros:u64 slot:u32
#include <utility>

#include "server/domain/tables/claim_rows.h"

namespace factcheck::domain {
namespace {

enum : uint8_t { kDisputed = 1, kStale = 2, kDeleted = 4 };

void AppendRow(const ClaimRow& row, std::vector<uint8_t>& to) {
  AppendFixed64(static_cast<uint64_t>(row.create_micros), to);
  AppendFixed64(static_cast<uint64_t>(row.update_micros), to);
  for (const uint32_t number :
       {row.topics, row.claimants, row.publishers, row.language, row.assignee}) {
    AppendFixed32(number, to);
  }
  AppendFixed32(static_cast<uint32_t>(row.year), to);
  const int flags =
      (row.disputed ? kDisputed : 0) | (row.stale ? kStale : 0) | (row.deleted ? kDeleted : 0);
  for (const int octet :
       {int{row.state}, int{row.decline_reason}, int{row.status}, int{row.ratings}, flags}) {
    AppendFixed8(static_cast<uint8_t>(octet), to);
  }
}

absl::Status ReadRow(ChunkReader& reader, ClaimRow& row) {
  uint64_t created = 0, updated = 0;
  uint32_t year = 0;
  uint8_t flags = 0;
  absl::Status read = reader.NextRecord();
  for (uint64_t* time : {&created, &updated}) {
    if (read.ok()) read = reader.Fixed64(*time);
  }
  for (uint32_t* number :
       {&row.topics, &row.claimants, &row.publishers, &row.language, &row.assignee, &year}) {
    if (read.ok()) read = reader.Fixed32(*number);
  }
  for (uint8_t* octet : {&row.state, &row.decline_reason, &row.status, &row.ratings, &flags}) {
    if (read.ok()) read = reader.Fixed8(*octet);
  }
  row.create_micros = static_cast<int64_t>(created);
  row.update_micros = static_cast<int64_t>(updated);
  row.year = static_cast<int16_t>(year);
  row.disputed = (flags & kDisputed) != 0;
  row.stale = (flags & kStale) != 0;
  row.deleted = (flags & kDeleted) != 0;
  return read;
}

bool IsNumberOf(uint32_t number, const TextPool& pool) {
  return number == ClaimRow::kNone || number < pool.size();
}

}  // namespace

bool ClaimRows::HasTexts(const ClaimRow& row) const {
  return IsNumberOf(row.topics, lists_) && IsNumberOf(row.claimants, lists_) &&
         IsNumberOf(row.publishers, lists_) && IsNumberOf(row.language, texts_) &&
         IsNumberOf(row.assignee, texts_);
}

absl::Status ClaimRows::Write(const ClaimRowsView& view, ChunkWriter& writer) {
  std::vector<uint8_t>& buffer = writer.buffer();
  for (const size_t count :
       {view.texts_.size(), view.lists_.size(), view.rows_.size(), view.updates_.size()}) {
    AppendFixed32(static_cast<uint32_t>(count), buffer);
  }
  absl::Status wrote = writer.EndRecord();
  for (const TextPool::View* pool : {&view.texts_, &view.lists_, &view.ids_}) {
    if (wrote.ok()) wrote = TextPool::Write(*pool, writer);
  }
  for (size_t slot = 0; slot < view.rows_.size() && wrote.ok(); ++slot) {
    AppendRow(view.rows_[slot], buffer);
    wrote = writer.EndRecord();
  }
  for (size_t i = 0; i < view.updates_.size() && wrote.ok(); ++i) {
    AppendFixed64(static_cast<uint64_t>(view.updates_[i].micros), buffer);
    AppendFixed32(view.updates_[i].slot, buffer);
    wrote = writer.EndRecord();
  }
  return wrote;
}

absl::Status ClaimRows::Read(ChunkReader& reader) {
  uint32_t texts = 0, lists = 0, claims = 0, updates = 0;
  absl::Status read = reader.NextRecord();
  for (uint32_t* count : {&texts, &lists, &claims, &updates}) {
    if (read.ok()) read = reader.Fixed32(*count);
  }
  for (const auto& [pool, count] :
       {std::pair(&texts_, texts), std::pair(&lists_, lists), std::pair(&ids_, claims)}) {
    if (read.ok()) read = pool->Read(reader, count);
  }
  for (uint32_t slot = 0; slot < claims && read.ok(); ++slot) {
    ClaimRow row;
    read = ReadRow(reader, row);
    if (read.ok() && !HasTexts(row)) read = reader.Damaged("a row has a text that isn't there");
    rows_.Append(row);
    deleted_ += row.deleted ? 1 : 0;
  }
  for (uint32_t i = 0; i < updates && read.ok(); ++i) {
    uint64_t micros = 0;
    uint32_t slot = 0;
    read = reader.NextRecord();
    if (read.ok()) read = reader.Fixed64(micros);
    if (read.ok()) read = reader.Fixed32(slot);
    if (read.ok() && slot >= claims) read = reader.Damaged("an update is of no claim");
    updates_.Append({static_cast<int64_t>(micros), slot});
  }
  rebuild_at_ = 2 * this->texts() + kRebuildSlack;
  return read;
}

}  // namespace factcheck::domain
