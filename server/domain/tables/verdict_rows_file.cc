// Rows of verdicts in a file:
//
// rows := meta text^claims text^publishers text^actors list^lists row^rows
// meta := claims:u32 publishers:u32 actors:u32 lists:u32 rows:u32
// text := bytes, with their size before
// list := the same, of u32s
// row  := claim:u32 publisher:u32 editors:u32 state:u8 rating:u8 working_state:u8 working_kind:u8
//         flags:u8 publish_micros:u64 embargo_micros:u64 public_update_micros:u64
//         work_update_micros:u64
#include <vector>

#include "server/domain/tables/verdict_rows.h"

namespace factcheck::domain {
namespace {

enum : uint8_t { kStale = 1, kPublic = 2 };

void AppendRow(const VerdictRow& row, std::vector<uint8_t>& to) {
  for (const uint32_t number : {row.claim, row.publisher, row.editors}) AppendFixed32(number, to);
  const int flags = (row.stale ? kStale : 0) | (row.is_public ? kPublic : 0);
  for (const int octet :
       {int{row.state}, int{row.rating}, int{row.working_state}, int{row.working_kind}, flags}) {
    AppendFixed8(static_cast<uint8_t>(octet), to);
  }
  for (const int64_t time :
       {row.publish_micros, row.embargo_micros, row.public_update_micros, row.work_update_micros}) {
    AppendFixed64(static_cast<uint64_t>(time), to);
  }
}

absl::Status ReadRow(ChunkReader& reader, VerdictRow& row) {
  uint8_t flags = 0;
  absl::Status read = reader.NextRecord();
  for (uint32_t* number : {&row.claim, &row.publisher, &row.editors}) {
    if (read.ok()) read = reader.Fixed32(*number);
  }
  for (uint8_t* octet : {&row.state, &row.rating, &row.working_state, &row.working_kind, &flags}) {
    if (read.ok()) read = reader.Fixed8(*octet);
  }
  for (int64_t* time : {&row.publish_micros, &row.embargo_micros, &row.public_update_micros,
                        &row.work_update_micros}) {
    uint64_t micros = 0;
    if (read.ok()) read = reader.Fixed64(micros);
    *time = static_cast<int64_t>(micros);
  }
  row.stale = (flags & kStale) != 0;
  row.is_public = (flags & kPublic) != 0;
  return read;
}

}  // namespace

absl::Status VerdictRows::Write(const VerdictRowsView& view, ChunkWriter& writer) {
  std::vector<uint8_t>& buffer = writer.buffer();
  for (const size_t count : {view.claims_.size(), view.publishers_.size(), view.actors_.size(),
                             view.lists_.size(), view.rows_.size()}) {
    AppendFixed32(static_cast<uint32_t>(count), buffer);
  }
  absl::Status wrote = writer.EndRecord();
  for (const TextPool::View* pool :
       {&view.claims_, &view.publishers_, &view.actors_, &view.lists_}) {
    if (wrote.ok()) wrote = TextPool::Write(*pool, writer);
  }
  for (size_t slot = 0; slot < view.rows_.size() && wrote.ok(); ++slot) {
    AppendRow(view.rows_[slot], buffer);
    wrote = writer.EndRecord();
  }
  return wrote;
}

absl::Status VerdictRows::Read(ChunkReader& reader) {
  uint32_t claims = 0, publishers = 0, actors = 0, lists = 0, rows = 0;
  absl::Status read = reader.NextRecord();
  for (uint32_t* count : {&claims, &publishers, &actors, &lists, &rows}) {
    if (read.ok()) read = reader.Fixed32(*count);
  }
  if (read.ok()) read = claims_.Read(reader, claims);
  if (read.ok()) read = publishers_.Read(reader, publishers);
  if (read.ok()) read = actors_.Read(reader, actors);
  if (read.ok()) read = lists_.Read(reader, lists);
  slots_.reserve(rows);
  for (uint32_t slot = 0; slot < rows && read.ok(); ++slot) {
    VerdictRow row;
    read = ReadRow(reader, row);
    if (!read.ok()) break;
    if (row.claim >= claims || row.publisher >= publishers ||
        (row.editors != VerdictRow::kNone && row.editors >= lists)) {
      return reader.Damaged("a row has a text that isn't there");
    }
    if (!slots_.try_emplace(KeyOf(row.claim, row.publisher), slot).second) {
      return reader.Damaged("a verdict is there twice");
    }
    rows_.Append(row);
  }
  return read;
}

}  // namespace factcheck::domain
