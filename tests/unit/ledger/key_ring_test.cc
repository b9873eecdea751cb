#include "server/ledger/key_ring.h"

#include <algorithm>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace factcheck::ledger {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kOrigin[] = "ledger.example/facts";

long Signatures(const std::string& note) {
  const std::string body = note.substr(note.find("\n\n") + 2);
  return std::count(body.begin(), body.end(), '\n');
}

TEST(KeyRingTest, ACheckpointIsANoteOfOriginSizeAndRoot) {
  EXPECT_EQ(CheckpointText(kOrigin, 12, std::string(32, '\0')),
            "ledger.example/facts\n12\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
  const KeyRing keys = KeyRing::New(kOrigin);
  const std::string note = keys.Sign("a\nb\n");
  EXPECT_THAT(note, testing::StartsWith("a\nb\n\n\xe2\x80\x94 ledger.example/facts "));
  EXPECT_EQ(Signatures(note), 1);
}

TEST(KeyRingTest, ARotatedKeySignsBesideTheOneBeforeUntilThatIsRetired) {
  KeyRing keys = KeyRing::New(kOrigin);
  const std::string old_line = keys.Sign("text\n").substr(6);
  const std::string old_key = keys.public_keys()[0].verifier.ToString();
  ASSERT_TRUE(keys.Rotate(/*retire=*/false).ok());
  const std::string both = keys.Sign("text\n");
  EXPECT_EQ(Signatures(both), 2);
  EXPECT_THAT(both, HasSubstr(old_line));
  ASSERT_TRUE(keys.Rotate(/*retire=*/true).ok());
  const std::string newest = keys.Sign("text\n");
  EXPECT_EQ(Signatures(newest), 1);
  EXPECT_THAT(newest, Not(HasSubstr(old_line)));
  const auto known = keys.public_keys();
  ASSERT_EQ(known.size(), 3u);
  EXPECT_TRUE(known[0].signs);
  EXPECT_FALSE(known[1].signs);
  EXPECT_EQ(known[2].verifier.ToString(), old_key);
  EXPECT_EQ(keys.origin(), kOrigin);
}

TEST(KeyRingTest, ItsFileReadsBack) {
  KeyRing keys = KeyRing::New(kOrigin);
  ASSERT_TRUE(keys.Rotate(/*retire=*/true).ok());
  ASSERT_TRUE(keys.Rotate(/*retire=*/false).ok());
  const absl::StatusOr<KeyRing> again = KeyRing::Parse(keys.ToString());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->ToString(), keys.ToString());
  EXPECT_EQ(again->Sign("text\n"), keys.Sign("text\n"));
}

TEST(KeyRingTest, WhatIsNoKeyFileIsRefusedAndNotShown) {
  KeyRing keys = KeyRing::New(kOrigin);
  const std::string one = keys.ToString();
  ASSERT_TRUE(keys.Rotate(/*retire=*/true).ok());
  const std::string two = keys.ToString();
  const std::string retired_alone = two.substr(0, two.find('\n') + 1);
  for (const std::string& text :
       {std::string(), one.substr(0, one.size() - 1), "\n" + one, one + "x\n", retired_alone,
        one + KeyRing::New("other.example").ToString(), one.substr(1)}) {
    const absl::Status status = KeyRing::Parse(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("PRIVATE")));
  }
}

TEST(KeyRingTest, ThereIsAMostToTheKeys) {
  KeyRing keys = KeyRing::New(kOrigin);
  for (size_t i = 1; i < kMaxKeys; ++i) ASSERT_TRUE(keys.Rotate(/*retire=*/true).ok());
  EXPECT_EQ(keys.Rotate(/*retire=*/true).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_LE(keys.ToString().size(), kMaxKeyFileBytes);
}

}  // namespace
}  // namespace factcheck::ledger
