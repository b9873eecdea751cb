// Stored bytes, damaged in any way, are either refused or read as what makes
// them up again.
#include <cstdint>

#include "server/base/check.h"
#include "server/domain/core/record.h"

namespace factcheck::domain {
namespace {

void Check(std::string_view stored) {
  const absl::StatusOr<Record> record = ParseRecord(stored);
  if (!record.ok()) {
    FACTCHECK_CHECK(record.status().code() == absl::StatusCode::kDataLoss);
    return;
  }
  const bool alone = record->flags & kRecordStaffAlone;
  const size_t shared = alone ? 0 : record->public_bytes.size();
  FACTCHECK_CHECK(record->For(true).substr(0, shared) == record->For(false).substr(0, shared));
  const std::string made = MakeRecord(record->flags, record->meta, record->public_bytes,
                                      record->all_bytes.substr(shared));
  const absl::StatusOr<Record> again = ParseRecord(made);
  FACTCHECK_CHECK(again.ok());
  FACTCHECK_CHECK(again->flags == record->flags && again->meta == record->meta &&
                  again->public_bytes == record->public_bytes &&
                  again->all_bytes == record->all_bytes);
}

}  // namespace
}  // namespace factcheck::domain

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  factcheck::domain::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
