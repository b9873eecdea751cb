// Tables that begin with the rows of a file say what those say that read every record.
#include "server/domain/tables/table_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/status.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/stamp.h"
#include "server/domain/tables/claim_table.h"
#include "server/domain/tables/status_table.h"
#include "server/domain/tables/verdict_table.h"
#include "server/storage/log_position.h"
#include "server/storage/memory/memory_engine.h"
#include "tests/support/domain_fixture.h"
#include "tests/support/storage_fixture.h"

namespace factcheck::testing {
namespace {

using domain::ClaimRow;
using domain::ClaimRowsView;
using domain::VerdictRow;
using domain::VerdictRowsView;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
namespace keys = domain::keys;

constexpr int kClaims = 60;
constexpr int kPublishers = 3;

std::string Texts(const ClaimRowsView& rows, uint32_t list) {
  std::string text = " [";
  if (list == ClaimRow::kNone) return text + "none]";
  for (const uint32_t number : rows.list(list)) StrAppend(&text, rows.text(number), ",");
  return text + "]";
}
std::string Text(const ClaimRowsView& rows, uint32_t number) {
  return number == ClaimRow::kNone ? "none" : std::string(rows.text(number));
}

std::vector<std::string> Content(const ClaimRowsView& rows) {
  std::vector<std::string> content = {StrCat(rows.size(), " deleted ", rows.deleted())};
  for (uint32_t slot = 0; slot < rows.size(); ++slot) {
    const ClaimRow& row = rows.row(slot);
    content.push_back(StrCat(
        rows.id(slot), " ", row.create_micros, " ", row.update_micros, Texts(rows, row.topics),
        Texts(rows, row.claimants), Texts(rows, row.publishers), Text(rows, row.language), " ",
        Text(rows, row.assignee), " ", row.year, " ", row.state, " ", row.decline_reason, " ",
        row.status, " ", row.ratings, " ", row.disputed, row.stale, row.deleted));
  }
  for (size_t i = 0; i < rows.updates(); ++i) {
    const domain::ClaimUpdate& update = rows.update(i);
    if (rows.row(update.slot).update_micros == update.micros) {
      content.push_back(StrCat("updated ", rows.id(update.slot)));
    }
  }
  return content;
}

std::map<std::string, std::string> Content(const VerdictRowsView& rows) {
  std::map<std::string, std::string> content;
  for (size_t slot = 0; slot < rows.size(); ++slot) {
    const VerdictRow& row = rows.row(slot);
    std::string text =
        StrCat(row.state, " ", row.rating, " ", row.working_state, " ", row.working_kind, " ",
               row.stale, row.is_public, " ", row.publish_micros, " ", row.embargo_micros, " ",
               row.public_update_micros, " ", row.work_update_micros);
    for (const uint32_t editor : rows.editors(row)) StrAppend(&text, " ", rows.actor(editor));
    content[StrCat(rows.claim(row), "/", rows.publisher(row))] = text;
  }
  return content;
}

std::string IdOf(int claim) { return StrCat("c", claim); }

std::vector<std::string> Content(const domain::StatusTable& table) {
  std::vector<std::string> content = {StrCat(table.size())};
  for (int claim = 0; claim <= kClaims; ++claim) {
    std::string answer;
    const domain::StatusTable::Found found =
        table.Find(IdOf(claim), [&](std::string_view bytes) { answer = std::string(bytes); });
    content.push_back(StrCat(found.exists, found.has_equivalents, " ", answer));
  }
  return content;
}

class TableFileTest : public DomainTest {
 protected:
  struct Tables {
    domain::ClaimTable claims;
    domain::VerdictTable verdicts;
    domain::StatusTable statuses;
  };

  domain::TableFile FileOf(std::string_view table) {
    return {.path = StrCat(directory_.path(), "/", table),
            .on_note = [this](std::string_view why) { notes_.emplace_back(why); }};
  }
  // Attached; the notes of it are notes_.
  std::unique_ptr<Tables> Started(bool from_files = true) {
    notes_.clear();
    auto tables = std::make_unique<Tables>();
    const auto file = [&](std::string_view table) {
      return from_files ? FileOf(table) : domain::TableFile();
    };
    EXPECT_TRUE(tables->claims.Attach(&engine(), file("claims")).ok());
    EXPECT_TRUE(tables->verdicts.Attach(&engine(), file("verdicts")).ok());
    EXPECT_TRUE(tables->statuses.Attach(&engine(), file("statuses")).ok());
    return tables;
  }
  void Save(Tables& tables) {
    EXPECT_TRUE(tables.claims.Save(FileOf("claims").path).ok());
    EXPECT_TRUE(tables.verdicts.Save(FileOf("verdicts").path).ok());
    EXPECT_TRUE(tables.statuses.Save(FileOf("statuses").path).ok());
  }
  static void ExpectSame(const Tables& a, const Tables& b) {
    EXPECT_EQ(Content(**a.claims.View()), Content(**b.claims.View()));
    EXPECT_EQ(Content(**a.verdicts.View()), Content(**b.verdicts.View()));
    EXPECT_EQ(Content(a.statuses), Content(b.statuses));
  }
  // As those that read every record.
  void ExpectRight(const Tables& tables) {
    const std::vector<std::string> notes = notes_;
    ExpectSame(tables, *Started(/*from_files=*/false));
    notes_ = notes;
  }

  // A commit that writes records of one to four claims.
  void WriteSomething() {
    const domain::Call call{admin_, "factcheck.v1.Test/Put"};
    ASSERT_TRUE(book()
                    .WriteAndWait(call, v1::GetClaimRequest(),
                                  [&](domain::Txn& txn) -> absl::StatusOr<std::string> {
                                    for (size_t n = random_() % 4 + 1; n > 0; --n) {
                                      absl::Status put = PutOne(txn, Any(kClaims));
                                      if (!put.ok()) return put;
                                    }
                                    return "";
                                  })
                    .ok());
    if (random_() % 3 == 0) clock().Advance(absl::Seconds(random_() % 100));
  }
  void WriteMuch(int commits) {
    for (int i = 0; i < commits; ++i) WriteSomething();
  }

  int Any(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }

  std::string Bytes(std::string_view table) {
    std::ifstream file(FileOf(table).path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void SetBytes(std::string_view table, std::string_view bytes) {
    std::ofstream(FileOf(table).path, std::ios::binary) << bytes;
  }

  const unsigned seed_ = std::random_device()();
  std::mt19937 random_{seed_};
  std::vector<std::string> notes_;

 private:
  absl::Status PutOne(domain::Txn& txn, int claim) {
    const std::string id = IdOf(claim);
    // Some name the claim in the log, as every service does; some don't.
    if (random_() % 2 == 0) {
      storage::v1::Change change;
      change.set_kind(storage::v1::Change::KIND_CLAIM_UPDATED);
      change.set_claim(id);
      txn.Log(change);
    }
    switch (random_() % 8) {
      case 0:
      case 1:
      case 2:
        return PutClaim(txn, id);
      case 3:
      case 4:
        return PutStatus(txn, id, Any(5) == 0 ? IdOf(Any(kClaims)) : id);
      default:
        return PutVerdict(txn, id);
    }
  }
  absl::Status PutClaim(domain::Txn& txn, const std::string& id) {
    auto before = txn.Load<v1::Claim>(keys::Claim(id));
    if (!before.ok()) return before.status();
    v1::Claim claim = *before ? (*before)->message : v1::Claim();
    claim.set_name(StrCat("claims/", id));
    claim.set_state(Any(2) == 0 ? v1::Claim::STATE_RECEIVED : v1::Claim::STATE_DECLINED);
    claim.set_decline_reason(Any(2) == 0 ? v1::Claim::DECLINE_REASON_UNSPECIFIED
                                         : v1::Claim::DECLINE_REASON_NOT_CHECKABLE);
    claim.set_language(Any(3) == 0 ? "" : "en");
    claim.clear_topics();
    for (int n = Any(3); n > 0; --n) claim.add_topics(StrCat("topic ", Any(5)));
    claim.clear_claimants();
    for (int n = Any(3); n > 0; --n) claim.add_claimants()->set_name(StrCat("name ", Any(5)));
    claim.mutable_claim_date()->set_year(2000 + Any(30));
    claim.set_assignee(Any(2) == 0 ? "" : "actors/anna");
    txn.PutResource(keys::Claim(id), &claim, Any(6) == 0 ? domain::kRecordDeleted : 0);
    return absl::OkStatus();
  }
  absl::Status PutStatus(domain::Txn& txn, const std::string& id, const std::string& of) {
    auto before = txn.Get(keys::Status(id));
    if (!before.ok()) return before.status();
    // A claim has its status from its first commit on.
    auto claim = txn.Get(keys::Claim(id));
    if (!claim.ok()) return claim.status();
    if (!*claim) return PutClaim(txn, id);
    v1::ClaimStatus status;
    status.set_claim(StrCat("claims/", of));
    if (id == of) status.set_state(v1::ClaimStatus::State(Any(v1::ClaimStatus::State_ARRAYSIZE)));
    status.set_disputed(Any(2) == 0);
    status.set_stale(Any(2) == 0);
    for (int n = Any(3); n > 0; --n) {
      v1::VerdictSummary& verdict = *status.add_verdicts();
      verdict.set_publisher(StrCat("publishers/p", Any(kPublishers)));
      verdict.set_normal(v1::NormalRating(Any(v1::NormalRating_ARRAYSIZE)));
      verdict.set_retracted(Any(4) == 0);
    }
    if (Any(4) == 0) status.add_equivalent_claims("claims/other");
    txn.PutResource(keys::Status(id), &status);
    return absl::OkStatus();
  }
  absl::Status PutVerdict(domain::Txn& txn, const std::string& id) {
    const std::string publisher = StrCat("p", Any(kPublishers));
    const std::string for_members = keys::WorkVerdict(id, publisher);
    const std::string for_all = keys::PublicVerdict(id, publisher);
    auto before = txn.Load<v1::Verdict>(for_members);
    if (!before.ok()) return before.status();
    auto published = txn.Get(for_all);
    if (!published.ok()) return published.status();
    v1::Verdict verdict = *before ? (*before)->message : v1::Verdict();
    verdict.set_name(StrCat("claims/", id, "/verdicts/", publisher));
    // What the public sees is the same in both.
    if (Any(2) == 0) {
      verdict.clear_working();
      verdict.set_state(v1::Verdict::State(Any(v1::Verdict::State_ARRAYSIZE)));
      verdict.set_stale(Any(2) == 0);
      verdict.mutable_published()->mutable_publish_time()->set_seconds(1'676'808'000 + Any(100));
      verdict.mutable_published()->mutable_rating()->set_normal(v1::NORMAL_RATING_FALSE);
      txn.PutResource(for_all, &verdict);
    }
    verdict.clear_working();
    v1::VerdictRevision& working = *verdict.mutable_working();
    working.set_state(v1::VerdictRevision::State(Any(v1::VerdictRevision::State_ARRAYSIZE)));
    working.set_kind(v1::VerdictRevision::Kind(Any(v1::VerdictRevision::Kind_ARRAYSIZE)));
    for (int n = Any(3); n > 0; --n) working.add_editors(StrCat("actors/a", Any(4)));
    if (Any(3) == 0) working.mutable_embargo_time()->set_seconds(1'676'900'000 + Any(100));
    txn.PutResource(for_members, &verdict);
    return absl::OkStatus();
  }

  const TempDirectory directory_;
};

TEST_F(TableFileTest, RandomCommitsSavesAndStartsAgreeWithReadingEveryRecord) {
  SCOPED_TRACE(StrCat("seed ", seed_));
  auto tables = Started();
  EXPECT_THAT(notes_, SizeIs(3)) << "there are no files";
  for (int start = 0; start < 40; ++start) {
    WriteMuch(Any(40));
    if (Any(3) != 0) Save(*tables);
    WriteMuch(Any(40));
    // Sometimes of an older file than the others.
    if (Any(3) == 0) {
      EXPECT_TRUE(tables->claims.Save(FileOf("claims").path).ok());
    }
    tables = Started();
    ExpectRight(*tables);
    if (start > 10) {
      EXPECT_THAT(notes_, IsEmpty());
    }
    // It follows, too.
    WriteMuch(Any(10));
    ExpectRight(*tables);
  }
}

TEST_F(TableFileTest, CommitsDuringTheStartAreNotLost) {
  SCOPED_TRACE(StrCat("seed ", seed_));
  auto first = Started();
  WriteMuch(300);
  Save(*first);
  first.reset();
  WriteMuch(100);
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    while (!stop) WriteSomething();
  });
  std::vector<std::unique_ptr<Tables>> started;
  for (int i = 0; i < 8; ++i) {
    started.push_back(Started());
    EXPECT_THAT(notes_, IsEmpty());
  }
  stop = true;
  writer.join();
  for (const auto& tables : started) ExpectRight(*tables);
}

TEST_F(TableFileTest, CommitsDuringASaveDoNotSpoilIt) {
  SCOPED_TRACE(StrCat("seed ", seed_));
  auto tables = Started();
  WriteMuch(300);
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    while (!stop) WriteSomething();
  });
  for (int i = 0; i < 20; ++i) Save(*tables);
  stop = true;
  writer.join();
  ExpectRight(*Started());
  EXPECT_THAT(notes_, IsEmpty());
}

TEST_F(TableFileTest, WhatDidNotChangeIsNotSavedAgain) {
  auto tables = Started();
  WriteMuch(20);
  Save(*tables);
  tables = Started();
  for (const std::string_view table : {"claims", "verdicts", "statuses"}) SetBytes(table, "kept");
  Save(*tables);
  EXPECT_EQ(Bytes("claims"), "kept");
  EXPECT_EQ(Bytes("verdicts"), "kept");
  EXPECT_EQ(Bytes("statuses"), "kept");
}

TEST_F(TableFileTest, NoDamageIsTakenForRows) {
  SCOPED_TRACE(StrCat("seed ", seed_));
  auto tables = Started();
  WriteMuch(200);
  Save(*tables);
  WriteMuch(20);
  for (const std::string_view table : {"claims", "verdicts", "statuses"}) {
    const std::string whole = Bytes(table);
    for (int i = 0; i < 12; ++i) {
      std::string damaged = whole;
      if (i % 3 == 0) {
        damaged.resize(random_() % whole.size());
      } else {
        damaged[random_() % whole.size()] ^= static_cast<char>(1 + random_() % 255);
      }
      SetBytes(table, damaged);
      const auto again = Started();
      EXPECT_THAT(notes_, SizeIs(1)) << table;
      ExpectRight(*again);
    }
    SetBytes(table, whole);
  }
}

TEST_F(TableFileTest, RowsOfAnotherTableOrVersionAreNotTaken) {
  auto tables = Started();
  WriteMuch(50);
  Save(*tables);
  SetBytes("claims", Bytes("statuses"));
  std::string verdicts = Bytes("verdicts");
  ++verdicts[8];
  SetBytes("verdicts", verdicts);
  const auto again = Started();
  ASSERT_THAT(notes_, SizeIs(2));
  EXPECT_THAT(notes_[0], HasSubstr("another table"));
  EXPECT_THAT(notes_[1], HasSubstr("another version"));
  ExpectRight(*again);
}

TEST_F(TableFileTest, RowsOfAnotherStoreAreNotTaken) {
  // With a commit of the same microsecond.
  StorageClock other_clock;
  const auto other = storage::NewMemoryEngine(other_clock.AsClock());
  ASSERT_TRUE(Write(*other, {PutOf(keys::Claim("liar"), "none")}, "record").ok());
  Tables lies;
  ASSERT_TRUE(lies.claims.Attach(other.get()).ok());
  ASSERT_TRUE(lies.verdicts.Attach(other.get()).ok());
  ASSERT_TRUE(lies.statuses.Attach(other.get()).ok());
  WriteMuch(50);
  Save(lies);
  const auto tables = Started();
  EXPECT_THAT(notes_, SizeIs(3));
  EXPECT_THAT(notes_, Each(HasSubstr("another store")));
  ExpectRight(*tables);
}

// As one that went back to a backup of before.
TEST_F(TableFileTest, AStateThatTheStoreDoesNotHaveIsNotTaken) {
  const auto tables = Started();
  WriteMuch(50);
  clock().Advance(absl::Seconds(1));
  WriteMuch(1);
  const storage::Version never{engine().LatestVersion().value - 1};
  ASSERT_TRUE(absl::IsFailedPrecondition(storage::ExpectLogged(engine(), never)));
  ASSERT_TRUE(
      domain::SaveTableFile(FileOf("claims").path, domain::ClaimKind::kFormat, engine(), never,
                            [&](ChunkWriter& writer) {
                              return domain::ClaimKind::Write(**tables->claims.View(), writer);
                            })
          .ok());
  const auto again = Started();
  ASSERT_THAT(notes_, SizeIs(3)) << "of the others there are none";
  EXPECT_THAT(notes_[0], HasSubstr("doesn't have"));
  ExpectRight(*again);
}

TEST_F(TableFileTest, WhatTheLogNoLongerTellsIsReadFromTheRecords) {
  auto tables = Started();
  WriteMuch(50);
  Save(*tables);
  WriteMuch(50);
  ASSERT_TRUE(engine().TrimLog(engine().LatestVersion()).ok());
  tables = Started();
  EXPECT_THAT(notes_, SizeIs(3));
  ExpectRight(*tables);
}

TEST_F(TableFileTest, ThereIsABoundToWhatIsLookedUpOneByOne) {
  auto tables = Started();
  WriteMuch(10);
  const storage::Version before = engine().LatestVersion();
  WriteMuch(50);
  const storage::Version upto = engine().LatestVersion();
  const auto all = domain::ClaimsWritten(engine(), before, upto, kClaims);
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_GT(all->size(), 10U);
  EXPECT_TRUE(std::is_sorted(all->begin(), all->end()));
  EXPECT_EQ(domain::ClaimsWritten(engine(), before, upto, 5).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(*domain::ClaimsWritten(engine(), upto, upto, 5), IsEmpty());
}

// Records of which every field of a row depends, always the same.
class TableFormatTest : public TableFileTest {
 protected:
  void WriteSample() {
    v1::Claim claim;
    claim.set_name("claims/c1");
    claim.set_state(v1::Claim::STATE_ACCEPTED);
    claim.set_decline_reason(v1::Claim::DECLINE_REASON_NOT_CHECKABLE);
    claim.set_language("en");
    claim.add_topics("balloon");
    claim.add_claimants()->set_name("A spokeswoman");
    claim.mutable_claim_date()->set_year(2023);
    claim.set_assignee("actors/anna");
    Put(keys::Claim("c1"), claim);
    claim.set_name("claims/c2");
    Put(keys::Claim("c2"), claim, domain::kRecordDeleted);
    v1::ClaimStatus status;
    status.set_claim("claims/c1");
    status.set_state(v1::ClaimStatus::STATE_CHECKED);
    status.set_disputed(true);
    status.set_stale(true);
    v1::VerdictSummary& summary = *status.add_verdicts();
    summary.set_publisher("publishers/gazette");
    summary.set_normal(v1::NORMAL_RATING_FALSE);
    token_ = Put(keys::Status("c1"), status).consistency_token();
    v1::Verdict verdict;
    verdict.set_name("claims/c1/verdicts/gazette");
    verdict.set_state(v1::Verdict::STATE_PUBLISHED);
    verdict.set_stale(true);
    verdict.mutable_published()->mutable_publish_time()->set_seconds(1'676'808'000);
    verdict.mutable_published()->mutable_rating()->set_normal(v1::NORMAL_RATING_FALSE);
    Put(keys::PublicVerdict("c1", "gazette"), verdict);
    verdict.mutable_working()->set_state(v1::VerdictRevision::STATE_IN_REVIEW);
    verdict.mutable_working()->set_kind(v1::VerdictRevision::KIND_CORRECTION);
    verdict.mutable_working()->add_editors("actors/anna");
    verdict.mutable_working()->mutable_embargo_time()->set_seconds(1'676'900'000);
    Put(keys::WorkVerdict("c1", "gazette"), verdict);
  }
  // FNV-1a of the rows.
  uint64_t HashOf(std::string_view table) {
    uint64_t hash = 14695981039346656037U;
    // After the header and the first chunk, which has the store's identity.
    constexpr size_t kHeader = 12, kFrame = 12, kStore = 17, kPosition = 8;
    std::string rows = Bytes(table).substr(kHeader + kFrame + kStore + kPosition);
    // The sum of their chunk, and in it a token, are of that store.
    rows.erase(0, kFrame);
    if (const size_t at = rows.find(token_); at != std::string::npos) rows.erase(at, token_.size());
    for (const char c : rows) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    }
    return hash;
  }

 private:
  std::string token_;
};

TEST_F(TableFormatTest, FormatsAreOfTheseRows) {
  // Where this fails, the same records make other rows than they did, or rows are written
  // otherwise: raise the version in the table's kFormat, and put the new figure here.
  WriteSample();
  Save(*Started());
  EXPECT_EQ(HashOf("claims"), 9987364276392730777U);
  EXPECT_EQ(HashOf("verdicts"), 17724234255514475475U);
  EXPECT_EQ(HashOf("statuses"), 3585207495269460921U);
}

}  // namespace
}  // namespace factcheck::testing
