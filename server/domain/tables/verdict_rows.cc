#include "server/domain/tables/verdict_rows.h"

#include <vector>

#include "factcheck/v1/verdict.pb.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/core/stamp.h"

namespace factcheck::domain {
namespace {

int64_t Micros(const google::protobuf::Timestamp& time) {
  return absl::ToUnixMicros(FromTimestamp(time));
}

void SetPublished(const v1::Verdict& verdict, VerdictRow& row) {
  row.state = static_cast<uint8_t>(verdict.state());
  row.stale = verdict.stale();
  row.rating = 0;
  row.publish_micros = VerdictRow::kNoTime;
  if (!verdict.has_published()) return;
  row.publish_micros = Micros(verdict.published().publish_time());
  if (verdict.state() == v1::Verdict::STATE_PUBLISHED) {
    row.rating = static_cast<uint8_t>(verdict.published().rating().normal());
  }
}

}  // namespace

bool VerdictRows::Watches(std::string_view key) {
  return key.starts_with(keys::kPublicVerdicts) || key.starts_with(keys::kWorkVerdicts);
}

VerdictRow& VerdictRows::RowOf(std::string_view claim, std::string_view publisher) {
  const uint32_t claim_number = claims_.Intern(claim);
  const uint32_t publisher_number = publishers_.Intern(publisher);
  auto [at, fresh] = slots_.try_emplace(KeyOf(claim_number, publisher_number),
                                        static_cast<uint32_t>(rows_.size()));
  if (fresh) {
    VerdictRow row;
    row.claim = claim_number;
    row.publisher = publisher_number;
    rows_.Append(row);
  }
  return rows_.Mutable(at->second);
}

void VerdictRows::Apply(std::string_view key, std::string_view value) {
  const std::vector<std::string_view> ids = keys::Ids(key);
  absl::StatusOr<Record> record = ParseRecord(value);
  v1::Verdict verdict;
  if (ids.size() != 2 || !record.ok() ||
      !verdict.ParseFromArray(record->all_bytes.data(),
                              static_cast<int>(record->all_bytes.size()))) {
    return;
  }
  VerdictRow& row = RowOf(ids[0], ids[1]);
  SetPublished(verdict, row);
  if (key.starts_with(keys::kPublicVerdicts)) {
    row.is_public = true;
    row.public_update_micros = Micros(verdict.update_time());
    return;
  }
  row.work_update_micros = Micros(verdict.update_time());
  const v1::VerdictRevision& working = verdict.working();
  row.working_state = static_cast<uint8_t>(working.state());
  row.working_kind = static_cast<uint8_t>(working.kind());
  row.embargo_micros =
      working.has_embargo_time() ? Micros(working.embargo_time()) : VerdictRow::kNoTime;
  row.editors = VerdictRow::kNone;
  if (working.editors().empty()) return;
  std::vector<uint32_t> editors;
  for (const std::string& editor : working.editors()) editors.push_back(actors_.Intern(editor));
  row.editors = lists_.InternList(editors);
}

VerdictRowsView VerdictRows::Freeze(storage::Version version) {
  VerdictRowsView view;
  view.version_ = version;
  view.rows_ = rows_.Freeze();
  view.claims_ = claims_.Freeze();
  view.publishers_ = publishers_.Freeze();
  view.actors_ = actors_.Freeze();
  view.lists_ = lists_.Freeze();
  return view;
}

size_t VerdictRows::memory_bytes() const {
  return rows_.memory_bytes() + slots_.capacity() * (sizeof(uint64_t) * 2 + 1) +
         claims_.memory_bytes() + publishers_.memory_bytes() + actors_.memory_bytes() +
         lists_.memory_bytes();
}

}  // namespace factcheck::domain
