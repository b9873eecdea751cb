// What lists know of every verdict, compactly: what they filter, order, count and page
// by, as members of its publisher and as the public see it. No texts.
#ifndef FACTCHECK_SERVER_DOMAIN_TABLES_VERDICT_ROWS_H_
#define FACTCHECK_SERVER_DOMAIN_TABLES_VERDICT_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "server/base/chunk_file.h"
#include "server/domain/tables/shared_array.h"
#include "server/domain/tables/text_pool.h"
#include "server/storage/engine.h"

namespace factcheck::domain {

// One verdict. Texts and lists of texts are numbers in the pools beside it. Times are
// microseconds since the Unix epoch; kNoTime: not set.
struct VerdictRow {
  static constexpr uint32_t kNone = 0xffffffff;
  static constexpr int64_t kNoTime = INT64_MIN;

  uint32_t claim = kNone;      // Id.
  uint32_t publisher = kNone;  // Id.
  uint32_t editors = kNone;    // List of actor names: editors of the working revision.
  uint8_t state = 0;           // v1::Verdict::State.
  uint8_t rating = 0;          // v1::NormalRating in force.
  uint8_t working_state = 0;   // v1::VerdictRevision::State.
  uint8_t working_kind = 0;    // v1::VerdictRevision::Kind.
  bool stale = false;
  bool is_public = false;  // Something was published.
  int64_t publish_micros = kNoTime;
  int64_t embargo_micros = kNoTime;
  int64_t public_update_micros = kNoTime;
  int64_t work_update_micros = kNoTime;  // kNoTime: there is no record for members.
};

// An immutable state of all rows, in no order.
class VerdictRowsView {
 public:
  storage::Version version() const { return version_; }
  size_t size() const { return rows_.size(); }
  const VerdictRow& row(size_t slot) const { return rows_[slot]; }
  std::string_view claim(const VerdictRow& row) const { return claims_[row.claim]; }
  std::string_view publisher(const VerdictRow& row) const { return publishers_[row.publisher]; }
  // Numbers of publishers are below this.
  size_t publishers() const { return publishers_.size(); }
  std::span<const uint32_t> editors(const VerdictRow& row) const {
    return row.editors == VerdictRow::kNone ? std::span<const uint32_t>()
                                            : lists_.List(row.editors);
  }
  std::string_view actor(uint32_t number) const { return actors_[number]; }

 private:
  friend class VerdictRows;
  storage::Version version_;
  SharedArray<VerdictRow, 256>::View rows_;
  TextPool::View claims_;
  TextPool::View publishers_;
  TextPool::View actors_;
  TextPool::View lists_;
};

// All rows. Not thread-safe.
class VerdictRows {
 public:
  // Whether a commit that writes `key` concerns rows.
  static bool Watches(std::string_view key);
  // What the record `value` at such a key says. Of a damaged record nothing: whoever reads
  // it is told.
  void Apply(std::string_view key, std::string_view value);
  VerdictRowsView Freeze(storage::Version version);

  // As a file has them (table_file.h).
  static absl::Status Write(const VerdictRowsView& view, ChunkWriter& writer);
  absl::Status Read(ChunkReader& reader);  // None are there before.

  size_t size() const { return rows_.size(); }
  size_t memory_bytes() const;

 private:
  static uint64_t KeyOf(uint32_t claim, uint32_t publisher) {
    return uint64_t{claim} << 32 | publisher;
  }
  VerdictRow& RowOf(std::string_view claim, std::string_view publisher);

  SharedArray<VerdictRow, 256> rows_;
  absl::flat_hash_map<uint64_t, uint32_t> slots_;  // Numbers of claim and publisher -> slot.
  TextPool claims_;
  TextPool publishers_;
  TextPool actors_;
  TextPool lists_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TABLES_VERDICT_ROWS_H_
