// A load of the demonstration that was cut off after any of its steps is taken up again, also
// when the server has forgotten the request ids, and each step is taken once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "client/cli/demo/loader.h"
#include "client/cli/demo/story.h"
#include "client/cli/runtime.h"
#include "nlohmann/json.hpp"
#include "server/base/absl_strings.h"
#include "server/domain/core/outcomes.h"
#include "tests/demo/newsroom_text.h"
#include "tests/support/server_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::HasSubstr;

nlohmann::json Steps() { return nlohmann::json::parse(std::string(cli::DemoStory())); }

// The story up to and without step `end`.
std::string Beginning(size_t end) {
  nlohmann::json steps = Steps();
  steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(end), steps.end());
  return steps.dump();
}

class DemoResumeTest : public ::testing::Test {
 protected:
  // What the load said.
  std::string Load(TestServer& server, const std::string& story) {
    std::ostringstream out;
    std::ostringstream err;
    cli::Runtime runtime({.out = &out, .err = &err},
                         [](std::string_view name) -> std::optional<std::string> {
                           if (name == "FACTCHECK_CONFIG") return "/nowhere";
                           return std::nullopt;
                         });
    runtime.flags["address"] = server.address();
    runtime.flags["key"] = server.admin().key();
    runtime.SetAction([&] { return cli::LoadStory(runtime, story); });
    EXPECT_EQ(runtime.Run(), 0) << err.str();
    return out.str();
  }
  std::vector<std::string> TextOf(TestServer& server) {
    const auto client =
        client::Client::Connect({.address = server.address(), .api_key = server.admin().key()});
    EXPECT_TRUE(client.ok()) << client.status();
    return client.ok() ? NewsroomText(*client) : std::vector<std::string>();
  }
  // Two days and a cleaning later.
  void ForgetRequestIds(TestServer& server) {
    server.clock().Advance(domain::kOutcomesKept + absl::Hours(1));
    const auto forgotten = domain::ForgetOutcomes(server.server().backend().book());
    ASSERT_TRUE(forgotten.ok()) << forgotten.status();
  }

  const std::string whole_ = std::string(cli::DemoStory());
};

TEST_F(DemoResumeTest, ALoadCutOffAnywhereIsCompletedOnce) {
  TestServer straight;
  EXPECT_THAT(Load(straight, whole_), HasSubstr("calls.\n"));
  const std::vector<std::string> expected = TextOf(straight);
  const size_t steps = Steps().size();
  ASSERT_GT(expected.size(), steps / 2);

  for (size_t end = 1; end < steps; ++end) {
    SCOPED_TRACE("cut off after " + std::to_string(end) + " steps");
    TestServer server;
    Load(server, Beginning(end));
    if (end % 2 == 0) {
      ASSERT_NO_FATAL_FAILURE(ForgetRequestIds(server));
      EXPECT_THAT(Load(server, whole_), HasSubstr(StrCat(": ", steps - end, " calls.\n")));
    } else {
      Load(server, whole_);
    }
    ASSERT_EQ(TextOf(server), expected);
  }
}

TEST_F(DemoResumeTest, ASecondLoadAddsNothing) {
  TestServer server;
  Load(server, whole_);
  const storage::Version before = server.engine().LatestVersion();
  EXPECT_THAT(Load(server, whole_), HasSubstr("nothing was changed"));
  EXPECT_EQ(server.engine().LatestVersion(), before);
  ASSERT_NO_FATAL_FAILURE(ForgetRequestIds(server));
  const storage::Version after = server.engine().LatestVersion();
  EXPECT_THAT(Load(server, whole_), HasSubstr("nothing was changed"));
  EXPECT_EQ(server.engine().LatestVersion(), after);
}

TEST_F(DemoResumeTest, NoKeyOfTheLoadStaysGood) {
  TestServer server;
  Load(server, whole_);
  v1::ListApiKeysRequest request;
  request.set_parent("actors/ana-duarte");
  const auto keys = server.admin().Call<v1::ListApiKeysResponse>("Admin/ListApiKeys", request);
  ASSERT_TRUE(keys.ok()) << keys.status();
  ASSERT_EQ(keys->api_keys_size(), 1);
  EXPECT_TRUE(keys->api_keys(0).revoked());
}

}  // namespace
}  // namespace factcheck::testing
