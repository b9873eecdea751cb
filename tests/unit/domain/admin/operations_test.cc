#include <string>

#include "server/domain/values/crypto.h"
#include "tests/unit/domain/admin/admin_fixture.h"

namespace factcheck::domain {
namespace {

using testing::ReasonName;

TEST_F(AdminTest, TellsWhatServerItIs) {
  absl::StatusOr<v1::ServerInfo> info =
      Read<v1::ServerInfo>(service_, &Admin::GetServerInfo, consumer_, v1::GetServerInfoRequest());
  ASSERT_TRUE(info.ok()) << info.status();
  EXPECT_EQ(info->version(), "1.2.3");
  EXPECT_EQ(info->engine(), "memory");
  EXPECT_EQ(info->store_id(), HexEncode(engine().store_id()));
  EXPECT_EQ(info->store_id().size(), 32);
  EXPECT_EQ(info->start_time().seconds(), absl::ToUnixSeconds(clock().Now()));
  EXPECT_EQ(FromTimestamp(info->latest_commit_time()), CommitTime(engine().LatestVersion()));
  EXPECT_EQ(book().stamps().VersionOf(info->consistency_token()).value(), engine().LatestVersion());
}

TEST_F(AdminTest, StatisticsJoinTheEngineTheStoreAndTheTables) {
  v1::Publisher publisher;
  publisher.set_name("publishers/p");
  Put(keys::Publisher("p"), publisher);
  Admin with_tables(&book(), &tokens(), ServerFacts{.add_tables = [](v1::Statistics& statistics) {
    statistics.set_claims(7);
    statistics.set_memory_bytes(statistics.memory_bytes() + 1000);
  }});
  absl::StatusOr<v1::Statistics> statistics =
      Read<v1::Statistics>(with_tables, &Admin::GetStatistics, admin_, v1::GetStatisticsRequest());
  ASSERT_TRUE(statistics.ok()) << statistics.status();
  EXPECT_EQ(statistics->publishers(), 1);
  EXPECT_EQ(statistics->claims(), 7);
  EXPECT_GE(statistics->memory_bytes(), 1000);
  EXPECT_EQ(statistics->commits(), 2);
}

TEST_F(AdminTest, BackupAndCompactionAreForAdmins) {
  for (const Principal& who :
       {consumer_, auditor_, testing::MemberOf("p", "b", {v1::ROLE_ADMIN})}) {
    EXPECT_EQ(ReasonName(Read<v1::CreateBackupResponse>(service_, &Admin::CreateBackup, who,
                                                        v1::CreateBackupRequest())
                             .status()),
              "MISSING_ROLE");
    EXPECT_EQ(ReasonName(Read<v1::CompactStoreResponse>(service_, &Admin::CompactStore, who,
                                                        v1::CompactStoreRequest())
                             .status()),
              "MISSING_ROLE");
  }
}

TEST_F(AdminTest, WithoutADirectoryOrADiskThereIsNoBackup) {
  EXPECT_EQ(ReasonName(Read<v1::CreateBackupResponse>(service_, &Admin::CreateBackup, admin_,
                                                      v1::CreateBackupRequest())
                           .status()),
            "NOT_CONFIGURED");
  Admin diskless(&book(), &tokens(), ServerFacts{.backup_directory = ::testing::TempDir()});
  EXPECT_EQ(ReasonName(Read<v1::CreateBackupResponse>(diskless, &Admin::CreateBackup, admin_,
                                                      v1::CreateBackupRequest())
                           .status()),
            "NOT_CONFIGURED");
}

TEST_F(AdminTest, CompactsTheStore) {
  EXPECT_TRUE(Read<v1::CompactStoreResponse>(service_, &Admin::CompactStore, admin_,
                                             v1::CompactStoreRequest())
                  .ok());
}

}  // namespace
}  // namespace factcheck::domain
