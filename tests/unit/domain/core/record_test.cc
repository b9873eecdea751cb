#include "server/domain/core/record.h"

#include <string>

#include "gtest/gtest.h"

namespace factcheck::domain {
namespace {

TEST(RecordTest, GivesBackItsParts) {
  const std::string long_part(300, 'p');
  const std::string stored = MakeRecord(kRecordRestricted, "meta", long_part, "staff");
  const absl::StatusOr<Record> record = ParseRecord(stored);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->meta, "meta");
  EXPECT_EQ(record->For(false), long_part);
  EXPECT_EQ(record->For(true), long_part + "staff");
  EXPECT_TRUE(record->restricted());
  EXPECT_FALSE(record->deleted());
}

TEST(RecordTest, AStaffPartThatStandsAloneIsTheWholeMessageForColleagues) {
  const std::string stored = MakeRecord(kRecordStaffAlone, "", "public", "everything");
  const absl::StatusOr<Record> record = ParseRecord(stored);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->For(false), "public");
  EXPECT_EQ(record->For(true), "everything");
}

TEST(RecordTest, EveryCutIsDataLossOrShorterStaffText) {
  const std::string stored = MakeRecord(0, "meta", "public", "");
  for (size_t n = 0; n < stored.size(); ++n) {
    EXPECT_EQ(ParseRecord(stored.substr(0, n)).status().code(), absl::StatusCode::kDataLoss) << n;
  }
}

TEST(RecordTest, AnUnknownFormatIsDataLoss) {
  std::string stored = MakeRecord(0, "meta", "public", "staff");
  stored[0] = 2;
  EXPECT_EQ(ParseRecord(stored).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace factcheck::domain
