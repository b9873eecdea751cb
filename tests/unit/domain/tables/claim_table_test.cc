#include "server/domain/tables/claim_table.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <random>
#include <thread>

#include "factcheck/v1/claims_service.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/stamp.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::testing {
namespace {

using domain::ClaimRow;
using domain::ClaimRowsView;
using domain::ClaimTable;
namespace keys = domain::keys;

class ClaimTableTest : public DomainTest {
 protected:
  // Writes the claim as an update of the one that is there, if any.
  v1::Claim PutClaim(std::string_view id, std::string_view topic = "balloon",
                     bool deleted = false) {
    const domain::Call call{admin_, "factcheck.v1.Test/Put"};
    absl::StatusOr<std::string> bytes = book().WriteAndWait(
        call, v1::GetClaimRequest(), [&](domain::Txn& txn) -> absl::StatusOr<std::string> {
          auto before = txn.Load<v1::Claim>(keys::Claim(id));
          if (!before.ok()) return before.status();
          v1::Claim claim = *before ? (*before)->message : v1::Claim();
          claim.set_name(StrCat("claims/", id));
          claim.set_state(v1::Claim::STATE_RECEIVED);
          claim.set_language("en");
          claim.clear_topics();
          claim.add_topics(std::string(topic));
          claim.set_assignee("actors/anna");
          return txn.PutResource(keys::Claim(id), &claim, deleted ? domain::kRecordDeleted : 0);
        });
    return *Parsed<v1::Claim>(std::move(bytes));
  }
  void PutStatus(std::string_view id, std::string_view of) {
    v1::ClaimStatus status;
    status.set_claim(StrCat("claims/", of));
    status.set_state(v1::ClaimStatus::STATE_CHECKED);
    v1::VerdictSummary& verdict = *status.add_verdicts();
    verdict.set_publisher("publishers/reuters");
    verdict.set_normal(v1::NORMAL_RATING_FALSE);
    Put(keys::Status(id), status);
  }
  static std::string RowText(const ClaimRowsView& rows, uint32_t slot) {
    const ClaimRow& row = rows.row(slot);
    std::string text = StrCat(rows.id(slot), " ", row.create_micros, " ", row.update_micros, " ",
                              row.state, " ", row.status, " ", row.ratings, " ", row.deleted);
    if (row.topics != ClaimRow::kNone) {
      for (uint32_t topic : rows.list(row.topics)) StrAppend(&text, " ", rows.text(topic));
    }
    if (row.assignee != ClaimRow::kNone) StrAppend(&text, " ", rows.text(row.assignee));
    return text;
  }
  static std::vector<std::string> Text(const ClaimRowsView& rows) {
    std::vector<std::string> text;
    for (uint32_t slot = 0; slot < rows.size(); ++slot) text.push_back(RowText(rows, slot));
    for (size_t i = 0; i < rows.updates(); ++i) {
      const domain::ClaimUpdate& update = rows.update(i);
      if (rows.row(update.slot).update_micros == update.micros) {
        text.push_back(std::string(rows.id(update.slot)));
      }
    }
    return text;
  }
};

TEST_F(ClaimTableTest, LoadsWhatIsThereAndFollowsCommits) {
  const v1::Claim b = PutClaim("b");
  const v1::Claim a = PutClaim("a", "china", /*deleted=*/true);
  PutStatus("b", "b");
  ClaimTable table;
  ASSERT_TRUE(table.Attach(&engine()).ok());
  PutClaim("c");
  PutStatus("c", "b");  // Merged: what is known counts for b.
  const auto rows = *table.View();
  ASSERT_EQ(rows->size(), 3u);
  EXPECT_EQ(rows->id(0), "b") << "in order of creation, not of ids";
  EXPECT_EQ(rows->id(1), "a");
  EXPECT_EQ(rows->id(2), "c");
  EXPECT_EQ(rows->deleted(), 1u);
  EXPECT_TRUE(rows->row(1).deleted);
  EXPECT_EQ(rows->text(rows->list(rows->row(1).topics)[0]), "china");
  EXPECT_EQ(rows->text(rows->row(0).assignee), "actors/anna");
  EXPECT_EQ(rows->row(0).create_micros, absl::ToUnixMicros(domain::FromTimestamp(b.create_time())));
  EXPECT_EQ(rows->row(0).status, v1::ClaimStatus::STATE_CHECKED);
  EXPECT_EQ(rows->row(0).ratings, 1u << v1::NORMAL_RATING_FALSE);
  EXPECT_EQ(rows->row(2).status, v1::ClaimStatus::STATE_UNSPECIFIED);
  EXPECT_EQ(rows->version(), engine().LatestVersion());
}

TEST_F(ClaimTableTest, ViewDoesNotChangeUnderItsReader) {
  ClaimTable table;
  ASSERT_TRUE(table.Attach(&engine()).ok());
  for (int i = 0; i < 600; ++i) PutClaim(StrCat("c", i));
  const auto before = *table.View();
  const std::vector<std::string> text = Text(*before);
  for (int i = 0; i < 600; i += 3) PutClaim(StrCat("c", i), "changed");
  PutClaim("another");
  EXPECT_EQ(Text(*before), text);
  EXPECT_NE(Text(**table.View()), text);
}

TEST_F(ClaimTableTest, WaitsForTheVersionThatIsAskedFor) {
  ClaimTable table;
  ASSERT_TRUE(table.Attach(&engine()).ok());
  PutClaim("a");
  const storage::Version next{engine().LatestVersion().value + 1};
  EXPECT_EQ(table.View(next, absl::InfinitePast()).status().code(),
            absl::StatusCode::kDeadlineExceeded);
  std::thread writer([&] { PutClaim("b"); });
  const auto rows = table.View(next);
  writer.join();
  ASSERT_TRUE(rows.ok());
  EXPECT_EQ((*rows)->size(), 2u);
}

TEST_F(ClaimTableTest, TableLoadedUnderWritersEqualsOneThatFollowedThem) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(::testing::Message() << "seed " << seed);
  ClaimTable follower;
  ASSERT_TRUE(follower.Attach(&engine()).ok());
  for (int i = 0; i < 500; ++i) PutClaim(StrCat("c", i));
  std::atomic<bool> stop = false;
  std::vector<std::thread> writers;
  for (unsigned n = 0; n < 3; ++n) {
    writers.emplace_back([&, n] {
      std::mt19937 random(seed + n);
      for (int i = 0; !stop && i < 3000; ++i) {
        PutClaim(StrCat("c", random() % 900), StrCat("topic ", random() % 50));
      }
    });
  }
  for (int round = 0; round < 5; ++round) {
    ClaimTable late;
    ASSERT_TRUE(late.Attach(&engine()).ok());
    const auto mine = *late.View();
    EXPECT_GE(mine->version(), storage::Version{1});
  }
  ClaimTable late;
  ASSERT_TRUE(late.Attach(&engine()).ok());
  stop = true;
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(Text(**late.View()), Text(**follower.View()));
}

TEST_F(ClaimTableTest, AttachedAgainItLoadsAfresh) {
  ClaimTable table;
  ASSERT_TRUE(table.Attach(&engine()).ok());
  PutClaim("a");
  table.Detach();
  PutClaim("b");
  EXPECT_EQ(table.size(), 1u);
  ASSERT_TRUE(table.Attach(&engine()).ok());
  EXPECT_EQ(table.size(), 2u);
}

TEST(ClaimRowsTest, UpdatesAndForgottenTextsDoNotPileUp) {
  auto rows = std::make_unique<domain::ClaimRows>();
  int64_t now = 1'676'808'000'000'000;
  const auto commit = [&](std::string_view id, std::string_view topic) {
    std::vector<domain::ClaimChange> changes(1);
    changes[0].id = id;
    changes[0].claim = std::make_unique<v1::Claim>();
    *changes[0].claim->mutable_create_time() =
        domain::ToTimestamp(absl::FromUnixMicros(1'676'808'000'000'000));
    *changes[0].claim->mutable_update_time() = domain::ToTimestamp(absl::FromUnixMicros(++now));
    changes[0].claim->add_topics(std::string(topic));
    rows->Apply(std::move(changes));
    if (rows->WantsRebuild()) rows = rows->Rebuilt();
  };
  for (int i = 0; i < 400'000; ++i) commit("the-only-claim", StrCat("topic ", i));
  EXPECT_EQ(rows->size(), 1u);
  EXPECT_LT(rows->memory_bytes(), 16u << 20);
  const ClaimRowsView view = rows->Freeze({});
  EXPECT_EQ(view.text(view.list(view.row(0).topics)[0]), "topic 399999");
}

TEST(ClaimRowsTest, AClaimTakesLittleMemory) {
  constexpr int kClaims = 200'000;
  domain::ClaimRows rows;
  for (int i = 0; i < kClaims; ++i) {
    const std::string id = StrCat("01gsn3z4x0000000000", 1'000'000 + i);
    std::vector<domain::ClaimChange> changes(1);
    changes[0].id = id;
    changes[0].claim = std::make_unique<v1::Claim>();
    v1::Claim& claim = *changes[0].claim;
    claim.set_language("en");
    claim.add_claimants()->set_name(StrCat("Somebody with a name ", i % (kClaims / 4)));
    for (int t = 0; t < 4; ++t) claim.add_topics(StrCat("topic ", (i * 7 + t * 13) % 500));
    *claim.mutable_create_time() = domain::ToTimestamp(absl::FromUnixMicros(i));
    *claim.mutable_update_time() = claim.create_time();
    rows.Apply(std::move(changes));
  }
  // "Well under 500 MB for a million claims."
  EXPECT_LT(rows.memory_bytes() / kClaims, 250u);
}

}  // namespace
}  // namespace factcheck::testing
