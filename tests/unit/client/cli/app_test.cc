#include "client/cli/app.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "client/cli/command.h"
#include "client/cli/fields.h"
#include "factcheck/v1/admin_service.pb.h"
#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/ledger_service.pb.h"
#include "factcheck/v1/publishers_service.pb.h"
#include "factcheck/v1/statuses_service.pb.h"
#include "factcheck/v1/transfers_service.pb.h"
#include "factcheck/v1/verdicts_service.pb.h"

namespace factcheck::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Ran {
  int exit_code = 0;
  std::string out;
  std::string err;
};

// Without a server: nothing here gets as far as a call.
Ran RunWith(const std::vector<std::string>& arguments) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Ran ran;
  ran.exit_code = RunApp(arguments, {.in = &in, .out = &out, .err = &err},
                         [](std::string_view name) -> std::optional<std::string> {
                           if (name == "FACTCHECK_CONFIG") return "/nowhere";
                           return std::nullopt;
                         });
  ran.out = out.str();
  ran.err = err.str();
  return ran;
}

class CommandsTest : public ::testing::Test {
 protected:
  Runtime runtime_{Io{}, [](std::string_view) { return std::nullopt; }};
  const std::unique_ptr<CLI::App> app_ = BuildApp(runtime_);
};

TEST_F(CommandsTest, EveryMethodHasACommand) {
  std::set<std::string> called;
  for (const auto& command : runtime_.commands) called.insert(command->method);
  // Those with a way of their own.
  called.insert({"Claims/GetClaim",  // `claim get` asks for several at once.
                 "Statuses/BatchGetStatuses", "Transfers/ImportClaimReviews", "Transfers/ExportAll",
                 "Transfers/ImportAll", "Transfers/GetRatingRules", "Ledger/GetEntries",
                 "Ledger/AuditLedger"});
  const google::protobuf::FileDescriptor* files[] = {
      v1::CreateClaimRequest::descriptor()->file(),  v1::CreateDraftRequest::descriptor()->file(),
      v1::GetStatusRequest::descriptor()->file(),    v1::SetMemberRequest::descriptor()->file(),
      v1::CreateActorRequest::descriptor()->file(),  v1::ImportOptions::descriptor()->file(),
      v1::GetCheckpointRequest::descriptor()->file()};
  std::vector<std::string> missing;
  for (const auto* file : files) {
    const google::protobuf::ServiceDescriptor& service = *file->service(0);
    for (int i = 0; i < service.method_count(); ++i) {
      const std::string name = service.name() + "/" + service.method(i)->name();
      if (!called.contains(name)) missing.push_back(name);
    }
  }
  EXPECT_THAT(missing, IsEmpty());
}

TEST_F(CommandsTest, EveryArgumentSetsAFieldOfItsRequest) {
  for (const auto& command : runtime_.commands) {
    const auto* method = client::FindMethod(command->method);
    ASSERT_NE(method, nullptr) << command->path;
    EXPECT_FALSE(command->summary.empty()) << command->path;
    EXPECT_THAT(command->examples, HasSubstr("factcheck " + command->path)) << command->path;
    for (const Argument& argument : command->arguments) {
      EXPECT_FALSE(argument.help.empty()) << command->path << " " << argument.flags;
      if (!argument.term.empty()) continue;
      EXPECT_NE(FindField(*method->input_type(), argument.field), nullptr)
          << command->path << " " << argument.flags << " " << argument.field;
    }
    if (!command->updates.empty()) {
      EXPECT_NE(FindField(*method->input_type(), command->updates), nullptr) << command->path;
    }
  }
}

void CheckHelp(const CLI::App& app, std::vector<std::string> path) {
  path.emplace_back("--help");
  const Ran ran = RunWith(path);
  path.pop_back();
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, HasSubstr("Usage: factcheck"));
  EXPECT_EQ(ran.err, "");
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    path.push_back(sub->get_name());
    CheckHelp(*sub, path);
    path.pop_back();
  }
}

TEST_F(CommandsTest, EveryCommandHasHelp) { CheckHelp(*app_, {}); }

TEST(AppTest, HelpTeachesTheWayFromAClaimToAVerdict) {
  const Ran ran = RunWith({"--help"});
  for (const char* step : {"claim create", "evidence add", "verdict draft", "verdict submit",
                           "verdict approve", "verdict publish", "Exit codes"}) {
    EXPECT_THAT(ran.out, HasSubstr(step));
  }
}

TEST(AppTest, WrongUsageSaysWhatMayHaveBeenMeant) {
  struct Case {
    std::vector<std::string> arguments;
    const char* says;
  };
  const Case cases[] = {
      {{"clam"}, "did you mean 'claim'?"},
      {{"claim", "lst"}, "did you mean 'list'?"},
      {{"claim", "list", "--stat", "x"}, "did you mean '--state'?"},
      {{"claim"}, "which command of `factcheck claim`?"},
      {{"evidence", "list"}, "CLAIM is required"},
      {{"claim", "list", "--limit", "many"}, "--limit"},
      {{"claim", "create"}, "give the STATEMENT"},
      {{"claim", "create", "x", "--date", "soon"}, "--date: 'soon' is no date"},
      {{"claim", "decline", "c", "--reason", "boring"}, "--reason: 'boring' is none of"},
      {{"claim", "update", "c"}, "nothing to change"},
      {{"claim", "update", "c", "--clear", "colour"}, "no field 'colour'"},
      {{"claim", "update", "c", "--topic", "x", "--clear", "topics"}, "given a value, too"},
      {{"claim", "create", "--statement-file", "/nowhere/x"}, "can't read /nowhere/x"},
      {{"claim", "list", "--output", "xml"}, "output is 'xml'"},
      {{"claim", "list", "--key-file", "/nowhere/k"}, "can't read /nowhere/k"},
      {{"claim", "list", "--timeout", "30"}, "'30' is no length of time"},
      {{"import"}, "which FILE?"},
      {{"import", "/nowhere/f"}, "can't read /nowhere/f"},
      {{"load", "/nowhere/f"}, "can't read /nowhere/f"},
      {{"status", "batch", "/nowhere/f"}, "can't read /nowhere/f"},
      {{"config", "set", "colour", "red"}, "no setting 'colour'"},
      {{"completion", "csh"}, "SHELL"},
  };
  for (const Case& c : cases) {
    const Ran ran = RunWith(c.arguments);
    EXPECT_EQ(ran.exit_code, 2) << c.says;
    EXPECT_THAT(ran.err, HasSubstr(c.says));
    EXPECT_EQ(ran.out, "") << c.says;
  }
}

TEST(AppTest, AnUnreachableServerIsItsOwnExitCode) {
  const Ran ran = RunWith({"server", "info", "--address", "127.0.0.1:1", "--timeout", "100ms"});
  EXPECT_EQ(ran.exit_code, 3) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("127.0.0.1:1"));
}

TEST(AppTest, ErrorsAreJsonWhereTheOutputIs) {
  const Ran ran = RunWith({"claim", "update", "c", "--output", "json"});
  EXPECT_THAT(ran.err, HasSubstr("{\"error\":{\"code\":\"USAGE\""));
}

TEST(AppTest, CompletionKnowsCommandsOptionsAndChoices) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Ran ran = RunWith({"completion", shell});
    EXPECT_EQ(ran.exit_code, 0);
    for (const char* word : {"claim", "decline", "reason", "not-checkable", "key-file"}) {
      EXPECT_THAT(ran.out, HasSubstr(word)) << shell;
    }
  }
}

}  // namespace
}  // namespace factcheck::cli
