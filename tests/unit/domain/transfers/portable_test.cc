#include "server/domain/transfers/portable.h"

#include <deque>
#include <functional>

#include "factcheck/v1/actor.pb.h"
#include "server/domain/ledger/catch_up.h"
#include "tests/unit/domain/transfers/import_fixture.h"

namespace factcheck::testing {
namespace {

using storage::v1::PortableChunk;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

// One server with something in it, and one that is new.
class PortableTest : public ImportTest {
 protected:
  class NewServer : public ImportTest {
   public:
    NewServer() {
      v1::Actor first;
      first.set_name("actors/admin");
      first.set_display_name("First admin here");
      Put(domain::keys::Actor("admin"), first);
      Write(domain::keys::ApiKey("admin", "k2"), "the new server's key");
      Write(domain::keys::Setting("page-tokens"), "the new server's secret");
    }
    using ImportTest::BatchOf;
    using ImportTest::book;
    using ImportTest::Claims;
    using ImportTest::clock;
    using ImportTest::engine;
    using ImportTest::Export;
    using ImportTest::Import;
    using ImportTest::Log;
    using ImportTest::TryImport;
    using ImportTest::Verdicts;
    void TestBody() override {}

    void Write(const std::string& key, const std::string& value) {
      ASSERT_TRUE(engine().Commit({.batch = {.mutations = {{.key = key, .value = value}}}}).ok());
    }
    std::optional<std::string> ValueOf(const std::string& key) {
      auto view = book().ReadNewest();
      auto entry = view->Get(key);
      EXPECT_TRUE(entry.ok());
      return *entry ? std::optional<std::string>((*entry)->value) : std::nullopt;
    }
    // Every key and value, by which two states are the same.
    std::vector<std::string> Everything() {
      std::vector<std::string> all;
      auto view = book().ReadNewest();
      auto page = view->snapshot().Scan({}, {.max_entries = 100'000, .max_bytes = 1 << 30});
      EXPECT_TRUE(page.ok());
      for (const storage::Entry& entry : page->entries) {
        all.push_back(StrCat(entry.key, "=", entry.value, "@", entry.version.value));
      }
      for (const auto& record : Log()) all.push_back(record.SerializeAsString());
      return all;
    }

    int reloads_ = 0;
    domain::Portable portable_{&book(), [this] {
                                 ++reloads_;
                                 return absl::OkStatus();
                               }};
  };

  PortableTest() {
    v1::Actor first;
    first.set_name("actors/admin");
    first.set_display_name("Admin of old");
    Put(domain::keys::Actor("admin"), first);
    nlohmann::json record = Record("https://checks.example/1", "It rains.", "False");
    Import({record, Record("https://checks.example/2", "It snows.", "True")});
    clock().Advance(absl::Hours(1));
    record["reviewRating"]["alternateName"] = "Half true";
    Import({record});
  }

  std::deque<std::string> Chunks() {
    std::deque<std::string> chunks;
    const absl::Status status = portable_.ExportAll(Call(admin_), [&](std::string chunk) {
      chunks.push_back(std::move(chunk));
      return true;
    });
    EXPECT_TRUE(status.ok()) << status;
    return chunks;
  }
  absl::StatusOr<v1::ImportAllResponse> ImportInto(NewServer& server,
                                                   std::deque<std::string> chunks) {
    return server.portable_.ImportAll(Call(admin_),
                                      [&]() -> absl::StatusOr<std::optional<std::string>> {
                                        if (chunks.empty()) return std::optional<std::string>();
                                        std::string chunk = std::move(chunks.front());
                                        chunks.pop_front();
                                        return std::optional<std::string>(std::move(chunk));
                                      });
  }

  domain::Portable portable_{&book(), [] { return absl::OkStatus(); }};
};

TEST_F(PortableTest, EverythingComesAlong) {
  NewServer server;
  const auto response = ImportInto(server, Chunks());
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(server.reloads_, 1);
  EXPECT_GT(response->entries(), 20);
  EXPECT_EQ(response->log_entries(), 2);
  EXPECT_GE(server.engine().LatestVersion(), engine().LatestVersion());
  EXPECT_EQ(server.Claims().size(), 2u);
  ASSERT_EQ(server.Verdicts().size(), Verdicts().size());
  for (size_t i = 0; i < Verdicts().size(); ++i) {
    v1::Verdict was = Verdicts()[i], is = server.Verdicts()[i];
    EXPECT_NE(was.consistency_token(), is.consistency_token());
    was.clear_consistency_token();
    is.clear_consistency_token();
    EXPECT_EQ(was.SerializeAsString(), is.SerializeAsString());
  }
  const std::vector<v1::ExportRecord> was = Export(), is = server.Export();
  ASSERT_EQ(was.size(), is.size());
  for (size_t i = 0; i < was.size(); ++i) EXPECT_EQ(was[i].json(), is[i].json());
}

TEST_F(PortableTest, TheLedgerComesAlongAsItIsWhateverItsTextsHold) {
  // A text that looks as what is made anew elsewhere: a consistency token.
  Import({Record("https://checks.example/9", "The token is " + Claims()[0].consistency_token(),
                 "False")});
  NewServer server;
  ASSERT_TRUE(ImportInto(server, Chunks()).ok());
  int compared = 0;
  auto view = book().ReadNewest();
  for (std::string_view prefix : {domain::keys::kLedgerEntries, domain::keys::kLedgerTree}) {
    auto page = view->Scan(storage::PrefixRange(prefix), {});
    ASSERT_TRUE(page.ok());
    for (const storage::Entry& entry : page->entries) {
      EXPECT_EQ(server.ValueOf(entry.key), entry.value) << ::testing::PrintToString(entry.key);
      ++compared;
    }
  }
  EXPECT_GT(compared, 10);
}

TEST_F(PortableTest, AnExportOfAReleaseWithoutALedgerWaitsToBeEntered) {
  auto view = book().ReadNewest();
  storage::CommitRequest remove;
  for (std::string_view prefix : {domain::keys::kLedgerEntries, domain::keys::kLedgerTree}) {
    auto page = view->Scan(storage::PrefixRange(prefix), {});
    ASSERT_TRUE(page.ok());
    for (const storage::Entry& entry : page->entries) {
      remove.batch.mutations.push_back({.key = entry.key});
    }
  }
  ASSERT_TRUE(engine().Commit(std::move(remove)).ok());
  NewServer server;
  ASSERT_TRUE(ImportInto(server, Chunks()).ok());
  EXPECT_EQ(server
                .TryImport(server.BatchOf(
                    std::vector<nlohmann::json>{Record("https://checks.example/8", "x", "True")}))
                .status()
                .code(),
            absl::StatusCode::kUnavailable);
  ASSERT_TRUE(domain::EnterEarlierPublications(server.book()).ok());
  EXPECT_EQ(Counts(server.Import({Record("https://checks.example/8", "x", "True")})), "1/0/0/0");
  // Three publications that came along, and the new one.
  EXPECT_TRUE(server.ValueOf(domain::keys::LedgerEntry(3)).has_value());
  EXPECT_FALSE(server.ValueOf(domain::keys::LedgerEntry(4)).has_value());
}

TEST_F(PortableTest, ThePastReadsTheSame) {
  const std::string token = Claims()[0].consistency_token();
  NewServer server;
  ASSERT_TRUE(ImportInto(server, Chunks()).ok());
  server.clock().Advance(absl::Hours(2));
  v1::ExportClaimReviewsRequest request;
  *request.mutable_read_options()->mutable_time() =
      domain::ToTimestamp(clock().Now() - absl::Minutes(30));
  const std::vector<v1::ExportRecord> then = server.Export(request);
  ASSERT_THAT(then, SizeIs(2));
  EXPECT_THAT(then[0].json() + then[1].json(), HasSubstr("\"alternateName\":\"False\""));
  EXPECT_THAT(then[0].json() + then[1].json(), Not(HasSubstr("Half true")));
}

TEST_F(PortableTest, TokensInWhatCameInAreOfTheNewStore) {
  NewServer server;
  ASSERT_TRUE(ImportInto(server, Chunks()).ok());
  const v1::Claim claim = server.Claims()[0];
  v1::ReadOptions options;
  options.set_at_least_as_fresh(claim.consistency_token());
  EXPECT_TRUE(server.book().Read(options, absl::InfiniteFuture()).ok());
  EXPECT_EQ(server.book().stamps().VersionOf(claim.consistency_token()).value(),
            book().stamps().VersionOf(Claims()[0].consistency_token()).value());
}

TEST_F(PortableTest, ImportsGoOnWhereTheyWere) {
  NewServer server;
  ASSERT_TRUE(ImportInto(server, Chunks()).ok());
  EXPECT_EQ(Counts(server.Import({Record("https://checks.example/2", "It snows.", "True"),
                                  Record("https://checks.example/3", "It hails.", "True")})),
            "1/0/1/0");
  EXPECT_THAT(server.Verdicts(), SizeIs(3));
}

TEST_F(PortableTest, KeysAndSecretsOfTheNewServerStay) {
  NewServer server;
  ASSERT_TRUE(ImportInto(server, Chunks()).ok());
  EXPECT_EQ(server.ValueOf(domain::keys::ApiKey("admin", "k2")), "the new server's key");
  EXPECT_EQ(server.ValueOf(domain::keys::Setting("page-tokens")), "the new server's secret");
  EXPECT_THAT(server.ValueOf(domain::keys::Actor("admin")).value(), HasSubstr("Admin of old"));
}

TEST_F(PortableTest, SecretsOfTheOldServerDoNotLeaveIt) {
  ASSERT_TRUE(engine()
                  .Commit({.batch = {.mutations = {{.key = domain::keys::Setting("page-tokens"),
                                                    .value = "a secret"}}}})
                  .ok());
  for (const std::string& chunk : Chunks()) EXPECT_THAT(chunk, Not(HasSubstr("a secret")));
}

TEST_F(PortableTest, OnlyIntoAStoreThatHoldsNothingElse) {
  NewServer server;
  server.Import({Record("https://checks.example/9", "It rains.", "False")});
  const std::vector<std::string> before = server.Everything();
  EXPECT_EQ(ReasonName(ImportInto(server, Chunks()).status()), "STORE_NOT_EMPTY");
  EXPECT_EQ(server.Everything(), before);
  EXPECT_EQ(server.reloads_, 0);
}

TEST_F(PortableTest, OnlyForAdmins) {
  for (const domain::Principal* who : {&consumer_, &auditor_}) {
    EXPECT_EQ(ReasonName(portable_.ExportAll(Call(*who), [](std::string) { return true; })),
              "MISSING_ROLE");
    NewServer server;
    EXPECT_EQ(ReasonName(server.portable_
                             .ImportAll(Call(*who),
                                        []() -> absl::StatusOr<std::optional<std::string>> {
                                          return std::optional<std::string>();
                                        })
                             .status()),
              "MISSING_ROLE");
  }
}

// A spoilt export is refused, and the store is as it was, and takes the good one after.
TEST_F(PortableTest, SpoiltExportsLeaveTheStoreAsItWas) {
  const std::deque<std::string> good = Chunks();
  ASSERT_GE(good.size(), 4u);
  NewServer server;
  const std::vector<std::string> before = server.Everything();
  const auto check = [&](std::string_view what, std::deque<std::string> chunks) {
    const absl::Status status = ImportInto(server, std::move(chunks)).status();
    EXPECT_EQ(ReasonName(status), "INVALID_FIELDS") << what << ": " << status;
    EXPECT_EQ(server.Everything(), before) << what;
    EXPECT_EQ(server.reloads_, 0) << what;
  };
  const auto with = [&](size_t index, const std::function<void(PortableChunk&)>& change) {
    std::deque<std::string> chunks = good;
    PortableChunk chunk;
    EXPECT_TRUE(chunk.ParseFromString(chunks[index]));
    change(chunk);
    chunks[index] = chunk.SerializeAsString();
    return chunks;
  };
  check("nothing", {});
  check("noise", {"noise"});
  check("no header", {good.begin() + 1, good.end()});
  check("no end", {good.begin(), good.end() - 1});
  check("header alone", {good.front()});
  std::deque<std::string> chunks = good;
  chunks.push_back(good.back());
  check("two ends", chunks);
  chunks = good;
  chunks.insert(chunks.begin() + 1, good.front());
  check("two headers", chunks);
  check("another format", with(0, [](PortableChunk& c) { c.mutable_header()->set_format(9); }));
  check("a changed value", with(1, [](PortableChunk& c) { c.mutable_entries(0)->set_value("x"); }));
  check("a missing entry", with(1, [](PortableChunk& c) { c.mutable_entries()->RemoveLast(); }));
  check("a future version",
        with(1, [](PortableChunk& c) { c.mutable_entries(0)->set_version(~uint64_t{0} >> 1); }));
  check("version zero", with(1, [](PortableChunk& c) { c.mutable_entries(0)->set_version(0); }));
  check("a secret", with(1, [](PortableChunk& c) { c.mutable_entries(0)->set_key("x/y"); }));
  check("a long key",
        with(1, [](PortableChunk& c) { c.mutable_entries(0)->set_key(std::string(5000, 'k')); }));
  check("a missing log record",
        with(good.size() - 2, [](PortableChunk& c) { c.mutable_log()->RemoveLast(); }));
  ASSERT_TRUE(ImportInto(server, good).ok());
  EXPECT_THAT(server.Verdicts(), SizeIs(2));
}

TEST_F(PortableTest, AStreamThatBreaksLeavesTheStoreAsItWas) {
  const std::deque<std::string> good = Chunks();
  NewServer server;
  const std::vector<std::string> before = server.Everything();
  size_t sent = 0;
  const auto response =
      server.portable_.ImportAll(Call(admin_), [&]() -> absl::StatusOr<std::optional<std::string>> {
        if (sent == 2) return absl::CancelledError("gone");
        return std::optional<std::string>(good[sent++]);
      });
  EXPECT_EQ(response.status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(server.Everything(), before);
}

TEST_F(PortableTest, ATrimmedLogStaysTrimmed) {
  Import({Record("https://checks.example/1", "One.", "False")});
  const storage::Version trimmed = engine().LatestVersion();
  ASSERT_TRUE(engine().TrimLog(trimmed).ok());
  Import({Record("https://checks.example/2", "Two.", "False")});
  const size_t kept = engine().ReadLog(trimmed, {})->size();
  ASSERT_GT(kept, 0u);
  NewServer server;
  ASSERT_TRUE(ImportInto(server, Chunks()).ok());
  EXPECT_EQ(*server.engine().OldestLogPosition(), trimmed);
  EXPECT_EQ(server.engine().ReadLog({}, {}).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(server.engine().ReadLog(trimmed, {})->size(), kept);
}

TEST_F(PortableTest, ALogThatIsTrimmedMeanwhileEndsTheExport) {
  const absl::Status exported = portable_.ExportAll(Call(admin_), [&](std::string) {
    EXPECT_TRUE(engine().TrimLog(engine().LatestVersion()).ok());
    return true;
  });
  EXPECT_EQ(ReasonName(exported), "POSITION_TRIMMED");
}

TEST_F(PortableTest, ChunksAreBounded) {
  std::vector<nlohmann::json> records;
  for (int i = 0; i < 400; ++i) {
    nlohmann::json record =
        Record(StrCat("https://checks.example/x", i), StrCat("Claim ", i), "False");
    record["reviewBody"] = std::string(5'000, 'x');
    records.push_back(record);
  }
  Import(records);
  const std::deque<std::string> chunks = Chunks();
  EXPECT_GT(chunks.size(), 10u);
  for (const std::string& chunk : chunks) EXPECT_LT(chunk.size(), 1u << 20);
  int taken = 0;
  EXPECT_TRUE(portable_.ExportAll(Call(admin_), [&](std::string) { return ++taken < 3; }).ok());
  EXPECT_EQ(taken, 3);
  NewServer server;
  EXPECT_TRUE(ImportInto(server, chunks).ok());
  EXPECT_THAT(server.Verdicts(), SizeIs(402));
}

}  // namespace
}  // namespace factcheck::testing
