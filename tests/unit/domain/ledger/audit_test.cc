// A bit that was flipped anywhere in what is stored of the ledger is found.
#include "tests/unit/domain/ledger/ledger_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using AuditTest = LedgerTest;

TEST_F(AuditTest, FindsNothingWhereNothingIsWrong) {
  PublishMany(21);
  for (int page_size : {0, 1, 4, 8, 100}) EXPECT_THAT(Faults(page_size), IsEmpty());
}

TEST_F(AuditTest, FindsABitThatWasFlippedInAnyByteOfAnyEntryOrNode) {
  PublishMany(7);
  int flipped = 0;
  for (const auto& [key, value] : Stored()) {
    for (size_t at = 0; at < value.size(); ++at) {
      std::string changed = value;
      changed[at] = static_cast<char>(changed[at] ^ (1 << (flipped++ % 8)));
      Write(key, changed);
      EXPECT_THAT(Faults(), Not(IsEmpty()))
          << "byte " << at << " of " << ::testing::PrintToString(key);
    }
    Write(key, value);
  }
  EXPECT_GT(flipped, 1000);
  EXPECT_THAT(Faults(), IsEmpty());
}

TEST_F(AuditTest, FindsWhatIsMissingOrTooMuch) {
  PublishMany(6);
  for (const auto& [key, value] : Stored()) {
    Write(key, std::nullopt);
    EXPECT_THAT(Faults(), Not(IsEmpty())) << ::testing::PrintToString(key);
    Write(key, value);
  }
  const std::string last = Stored()[domain::keys::LedgerEntry(5)];
  Write(domain::keys::LedgerEntry(6), last);
  EXPECT_THAT(Faults(), ElementsAre(HasSubstr("beyond")));
}

TEST_F(AuditTest, AnEntryWhoseTextWasRedactedIsWhole) {
  PublishMany(3);
  v1::LedgerRecord record;
  ASSERT_TRUE(record.ParseFromString(Stored()[domain::keys::LedgerEntry(1)]));
  record.clear_salt();
  record.clear_content();
  Write(domain::keys::LedgerEntry(1), record.SerializeAsString());
  EXPECT_THAT(Faults(), IsEmpty());
  EXPECT_TRUE(InclusionAt(1).ok());
}

}  // namespace
}  // namespace factcheck::testing
