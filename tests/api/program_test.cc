// factcheckd as operators run it: its command line, its files, its end.
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "factcheck/v1/admin_service.grpc.pb.h"
#include "tests/support/server_process.h"

namespace factcheck::testing {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kLimit = absl::Seconds(60);

Finished Factcheckd(std::vector<std::string> arguments,
                    const std::vector<std::string>& environment = {}) {
  arguments.insert(arguments.begin(), FACTCHECKD);
  return RunProgram(arguments, kLimit, environment);
}

void CheckRefused(const std::vector<std::string>& arguments, int code, const std::string& why) {
  const Finished finished = Factcheckd(arguments);
  EXPECT_EQ(finished.exit_code, code) << finished.err;
  EXPECT_THAT(finished.err, HasSubstr("factcheckd: "));
  EXPECT_THAT(finished.err, HasSubstr(why));
}

class ProgramTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return (directory_.path() / name).string(); }
  TemporaryDirectory directory_;
};

// Calls a method of Admin as the first admin.
template <typename Request, typename Response>
grpc::Status AsAdmin(const ServerProcess& server,
                     grpc::Status (v1::Admin::Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                     Response* response) {
  const auto stub =
      v1::Admin::NewStub(grpc::CreateChannel(server.address(), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + server.admin_key());
  return (stub.get()->*method)(&context, Request(), response);
}

TEST_F(ProgramTest, HelpAndVersionAreToldOnStandardOutput) {
  const Finished help = Factcheckd({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  for (const char* text : {"--listen", "--data", "FACTCHECKD_DATA", "restore", "Examples"}) {
    EXPECT_THAT(help.out, HasSubstr(text));
  }
  const Finished version = Factcheckd({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_EQ(version.out, "factcheckd " FACTCHECK_VERSION "\n");
}

TEST_F(ProgramTest, BadOptionsAreNamed) {
  CheckRefused({"--no-such-option"}, 2, "--no-such-option");
  CheckRefused({"--engine", "punchcards"}, 2, "punchcards");
  CheckRefused({"--workers", "many"}, 2, "--workers");
  CheckRefused({"restore"}, 2, "--backup");
  CheckRefused({"--data", Path("data"), "--engine", "memory", "--listen", "0.0.0.0:0"}, 1,
               "--plaintext");
  CheckRefused({"--data", Path("data"), "--engine", "memory", "--listen", "127.0.0.1"}, 1,
               "HOST:PORT");
  CheckRefused({"--data", Path("data"), "--engine", "memory", "--tls-cert", Path("none")}, 1,
               "both a certificate and its key");
}

TEST_F(ProgramTest, OptionsMayComeFromTheEnvironment) {
  const Finished finished = Factcheckd({"--data", Path("data")}, {"FACTCHECKD_ENGINE=punchcards"});
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_THAT(finished.err, HasSubstr("punchcards"));
}

TEST_F(ProgramTest, TheDataIsForItsOwnerAlone) {
  auto server = ServerProcess::Start(FACTCHECKD, directory_.path());
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ((*server)->Stop(), 0);
  const std::filesystem::path data = directory_.path() / "data";
  for (const auto& path : {data, data / "admin.key", data / "store"}) {
    struct stat file {};
    ASSERT_EQ(stat(path.c_str(), &file), 0) << path;
    EXPECT_EQ(file.st_mode & (S_IRWXG | S_IRWXO), 0u) << path;
  }
}

TEST_F(ProgramTest, ItStopsOnATermSignalAndGoesOnWithItsData) {
  std::string store_id;
  for (int round = 0; round < 2; ++round) {
    auto server = ServerProcess::Start(FACTCHECKD, directory_.path());
    ASSERT_TRUE(server.ok()) << server.status();
    v1::ServerInfo info;
    const grpc::Status status = AsAdmin(**server, &v1::Admin::Stub::GetServerInfo, &info);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(info.version(), FACTCHECK_VERSION);
    if (round == 0) store_id = info.store_id();
    EXPECT_EQ(info.store_id(), store_id);
    EXPECT_EQ((*server)->Stop(), 0);
  }
}

TEST_F(ProgramTest, ABackupIsVerifiedRestoredAndServed) {
  const std::string backup = Path("backup");
  auto server = ServerProcess::Start(FACTCHECKD, directory_.path(),
                                     {"--backup-dir", backup, "--keep-backups", "2"});
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string key = (*server)->admin_key();
  for (int i = 0; i < 3; ++i) {
    v1::CreateBackupResponse made;
    const grpc::Status status = AsAdmin(**server, &v1::Admin::Stub::CreateBackup, &made);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(made.directory(), backup);
  }
  const std::filesystem::directory_iterator kept(backup + "/meta");
  EXPECT_EQ(std::distance(begin(kept), end(kept)), 2);
  EXPECT_EQ((*server)->Stop(), 0);

  const Finished verified = Factcheckd({"verify-backup", "--backup", backup});
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
  const std::filesystem::path elsewhere = directory_.path() / "elsewhere";
  std::filesystem::create_directory(elsewhere);
  const Finished restored =
      Factcheckd({"restore", "--backup", backup, "--data", (elsewhere / "data").string()});
  EXPECT_EQ(restored.exit_code, 0) << restored.err;
  // The store knows the key of its first admin; the file did not come along.
  std::ofstream(elsewhere / "data" / "admin.key") << key << "\n";
  auto again = ServerProcess::Start(FACTCHECKD, elsewhere);
  ASSERT_TRUE(again.ok()) << again.status();
  v1::WhoAmIResponse me;
  EXPECT_TRUE(AsAdmin(**again, &v1::Admin::Stub::WhoAmI, &me).ok());

  const Finished twice =
      Factcheckd({"restore", "--backup", backup, "--data", (elsewhere / "data").string()});
  EXPECT_EQ(twice.exit_code, 1);
}

TEST_F(ProgramTest, ABackupThatIsNotThereIsSaid) {
  CheckRefused({"verify-backup", "--backup", Path("none")}, 1, "none");
  CheckRefused({"restore", "--backup", Path("none"), "--data", Path("data")}, 1, "none");
}

TEST_F(ProgramTest, APortFileThatCannotBeWrittenIsSaid) {
  CheckRefused({"--data", Path("data"), "--engine", "memory", "--listen", "127.0.0.1:0",
                "--port-file", Path("no/such/directory/port")},
               1, "no/such/directory");
}

}  // namespace
}  // namespace factcheck::testing
