// What keeps a server from starting is said, and nothing is damaged by the attempt.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/server_process.h"
#include "tests/trouble/newsroom.h"

namespace factcheck::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::Duration kLimit = absl::Seconds(30);

std::string Read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The bytes of every file that holds data (RocksDB's own log tells of attempts).
std::map<std::string, std::string> Data(const std::filesystem::path& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    const std::string name = entry.path().filename();
    if (entry.is_regular_file() && !name.starts_with("LOG") && name != "LOCK") {
      files[entry.path()] = Read(entry.path());
    }
  }
  return files;
}

class StartTest : public ::testing::Test {
 protected:
  Finished StartOver(const std::filesystem::path& data, const std::string& listen) {
    return RunProgram({FACTCHECKD, "--listen", listen, "--data", data.string()}, kLimit);
  }
  // Leaves a store with a claim in it behind.
  void FillStore() {
    auto server = ServerProcess::Start(FACTCHECKD, directory_.path());
    ASSERT_TRUE(server.ok()) << server.status();
    Stubs stubs((*server)->address());
    const Keys keys = OpenNewsroom(stubs, (*server)->admin_key());
    Story story("c1");
    while (!story.finished()) ASSERT_TRUE(story.Step(stubs, keys).ok());
    ASSERT_EQ((*server)->Stop(), 0);
  }
  TemporaryDirectory directory_;
};

TEST_F(StartTest, APortInUseIsSaid) {
  auto server = ServerProcess::Start(FACTCHECKD, directory_.path());
  ASSERT_TRUE(server.ok()) << server.status();
  const Finished second = StartOver(directory_.path() / "other", (*server)->address());
  EXPECT_NE(second.exit_code, 0);
  EXPECT_LT(second.exit_code, 128);
  EXPECT_THAT(second.err, HasSubstr((*server)->address()));
}

TEST_F(StartTest, AStoreThatAnotherProcessHasOpenIsLeftAlone) {
  auto server = ServerProcess::Start(FACTCHECKD, directory_.path());
  ASSERT_TRUE(server.ok()) << server.status();
  const Finished second = StartOver((*server)->data(), "127.0.0.1:0");
  EXPECT_NE(second.exit_code, 0);
  EXPECT_LT(second.exit_code, 128);
  EXPECT_THAT(second.err, HasSubstr("another process"));
  Stubs stubs((*server)->address());
  v1::WhoAmIResponse who;
  EXPECT_TRUE(Call(*stubs.admin, &v1::Admin::Stub::WhoAmI, (*server)->admin_key(),
                   v1::WhoAmIRequest(), &who)
                  .ok());
}

TEST_F(StartTest, ADamagedStoreIsRefusedAndKeptAsItIs) {
  ASSERT_NO_FATAL_FAILURE(FillStore());
  int damaged = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(directory_.path() / "data")) {
    if (entry.path().filename().string().starts_with("MANIFEST")) {
      std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(64);
      file.write("damage", 6);
      ++damaged;
    }
  }
  ASSERT_EQ(damaged, 1);
  const auto before = Data(directory_.path() / "data");
  const Finished finished = StartOver(directory_.path() / "data", "127.0.0.1:0");
  EXPECT_NE(finished.exit_code, 0);
  EXPECT_LT(finished.exit_code, 128);
  EXPECT_THAT(finished.err, Not(HasSubstr("Aborted")));
  EXPECT_GT(finished.err.size(), 20u);
  EXPECT_EQ(Data(directory_.path() / "data"), before);
}

TEST_F(StartTest, BadOptionsAreUsageErrors) {
  for (const std::vector<std::string>& options :
       {std::vector<std::string>{"--listen", "nonsense"},
        std::vector<std::string>{"--no-such-option"},
        std::vector<std::string>{"--engine", "punchcards"},
        std::vector<std::string>{"--listen", "0.0.0.0:0"}}) {
    std::vector<std::string> arguments = {FACTCHECKD, "--data",
                                          (directory_.path() / "data").string()};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Finished finished = RunProgram(arguments, kLimit);
    EXPECT_NE(finished.exit_code, 0) << options.back();
    EXPECT_LT(finished.exit_code, 128) << options.back();
    EXPECT_FALSE((finished.err + finished.out).empty()) << options.back();
  }
}

TEST_F(StartTest, ADataDirectoryThatCannotBeMadeIsSaid) {
  const auto file = directory_.path() / "file";
  std::ofstream(file) << "not a directory";
  const Finished finished = StartOver(file / "data", "127.0.0.1:0");
  EXPECT_NE(finished.exit_code, 0);
  EXPECT_THAT(finished.err, HasSubstr("data"));
}

// The claims in the given order, page by page.
std::vector<std::string> List(const std::string& address, const std::string& key,
                              const std::string& order_by) {
  Stubs stubs(address);
  std::vector<std::string> names;
  v1::ListClaimsRequest request;
  request.set_order_by(order_by);
  request.set_page_size(7);
  v1::ListClaimsResponse page;
  do {
    request.set_page_token(page.next_page_token());
    page.Clear();
    const grpc::Status status =
        Call(*stubs.claims, &v1::Claims::Stub::ListClaims, key, request, &page);
    EXPECT_TRUE(status.ok()) << status.error_message();
    for (const v1::Claim& claim : page.claims()) names.push_back(claim.name());
  } while (!page.next_page_token().empty());
  return names;
}

TEST_F(StartTest, ListsAreInTheSameOrderThoughTheStoreIsReadInAnother) {
  auto server = ServerProcess::Start(FACTCHECKD, directory_.path());
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string admin = (*server)->admin_key();
  // Created from the last key to the first; the store is read from the first to the last.
  std::vector<std::string> created;
  {
    Stubs stubs((*server)->address());
    const Keys keys = OpenNewsroom(stubs, admin);
    for (char c = 'z'; c >= 'a'; --c) {
      v1::CreateClaimRequest request;
      request.set_claim_id(std::string(3, c));
      request.mutable_claim()->set_statement("The bridge was closed");
      request.mutable_claim()->set_language("en");
      v1::Claim claim;
      const grpc::Status status =
          Call(*stubs.claims, &v1::Claims::Stub::CreateClaim, keys.checker, request, &claim);
      ASSERT_TRUE(status.ok()) << status.error_message();
      created.push_back(claim.name());
    }
    for (const char c : {'m', 'y', 'b'}) {
      v1::AcceptClaimRequest request;
      request.set_name("claims/" + std::string(3, c));
      v1::Claim claim;
      ASSERT_TRUE(
          Call(*stubs.claims, &v1::Claims::Stub::AcceptClaim, keys.checker, request, &claim).ok());
    }
  }
  std::map<std::string, std::vector<std::string>> before;
  for (const char* order : {"create_time", "create_time desc", "update_time", "update_time desc"}) {
    before[order] = List((*server)->address(), admin, order);
  }
  EXPECT_EQ(before["create_time"], created);
  EXPECT_EQ(before["update_time"].back(), "claims/bbb");
  ASSERT_EQ((*server)->Stop(), 0);
  server = ServerProcess::Start(FACTCHECKD, directory_.path());
  ASSERT_TRUE(server.ok()) << server.status();
  for (const auto& [order, names] : before) {
    EXPECT_EQ(List((*server)->address(), admin, order), names) << order;
  }
  EXPECT_EQ((*server)->Stop(), 0);
}

}  // namespace
}  // namespace factcheck::testing
