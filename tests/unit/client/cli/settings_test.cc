#include "client/cli/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "tests/support/server_process.h"

namespace factcheck::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Flags = std::map<std::string, std::string, std::less<>>;

Environment With(std::map<std::string, std::string> variables) {
  return [variables](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(std::string(name));
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

class SettingsTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return (directory_.path() / name).string(); }
  std::string Write(const std::string& name, const std::string& text, mode_t mode = 0600) const {
    std::ofstream(Path(name)) << text;
    chmod(Path(name).c_str(), mode);
    return Path(name);
  }
  static std::string Text(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  const testing::TemporaryDirectory directory_;
};

TEST_F(SettingsTest, TheCommandLineComesBeforeTheEnvironmentBeforeTheFile) {
  const Settings config = {{"address", {"file:1", "config"}},
                           {"output", {"json", "config"}},
                           {"timeout", {"5s", "config"}}};
  const auto settings =
      Resolve(Flags{{"address", "flag:1"}},
              With({{"FACTCHECK_ADDRESS", "env:1"}, {"FACTCHECK_OUTPUT", "name"}}), config);
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(ValueOf(*settings, "address"), "flag:1");
  EXPECT_EQ(settings->at("address").source, "--address");
  EXPECT_EQ(ValueOf(*settings, "output"), "name");
  EXPECT_EQ(settings->at("output").source, "FACTCHECK_OUTPUT");
  EXPECT_EQ(ValueOf(*settings, "timeout"), "5s");
  EXPECT_EQ(ValueOf(*settings, "key"), "");
}

TEST_F(SettingsTest, TheNearestSourceOfAKeyCountsInEitherForm) {
  const auto flag_over_env = Resolve(Flags{{"key-file", "f"}}, With({{"FACTCHECK_KEY", "k"}}), {});
  EXPECT_EQ(ValueOf(*flag_over_env, "key-file"), "f");
  EXPECT_EQ(ValueOf(*flag_over_env, "key"), "");
  const auto env_over_file =
      Resolve({}, With({{"FACTCHECK_KEY_FILE", "f"}}), {{"key", {"k", "config"}}});
  EXPECT_EQ(ValueOf(*env_over_file, "key-file"), "f");
  EXPECT_EQ(ValueOf(*env_over_file, "key"), "");
  EXPECT_FALSE(Resolve(Flags{{"key", "k"}, {"key-file", "f"}}, With({}), {}).ok());
}

TEST_F(SettingsTest, TheConfigFileIsToml) {
  const auto settings =
      ReadConfig(Write("config.toml", "# mine\naddress = \"h:1\"\nkey-file = '/k'\n\ntls=true\n"));
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(ValueOf(*settings, "address"), "h:1");
  EXPECT_EQ(ValueOf(*settings, "key-file"), "/k");
  EXPECT_EQ(ValueOf(*settings, "tls"), "true");
  EXPECT_THAT(*ReadConfig(Path("absent")), IsEmpty());
}

TEST_F(SettingsTest, AConfigFileWithAnUnknownSettingIsRefused) {
  const auto settings = ReadConfig(Write("config.toml", "adress = \"h:1\"\n"));
  EXPECT_THAT(std::string(settings.status().message()), HasSubstr("adress"));
}

TEST_F(SettingsTest, ChangingOneSettingLeavesTheRest) {
  const std::string path = Path("deep/er/config.toml");
  ASSERT_TRUE(ChangeConfig(path, "address", "h:1").ok());
  std::ofstream(path, std::ios::app) << "# a comment\n";
  ASSERT_TRUE(ChangeConfig(path, "key", "with \"quotes\"").ok());
  ASSERT_TRUE(ChangeConfig(path, "key-file", "/k").ok());
  ASSERT_TRUE(ChangeConfig(path, "address", "h:2").ok());
  EXPECT_EQ(Text(path),
            "address = \"h:2\"\n# a comment\nkey = \"with \\\"quotes\\\"\"\nkey-file = \"/k\"\n");
  ASSERT_TRUE(ChangeConfig(path, "key", std::nullopt).ok());
  EXPECT_EQ(Text(path), "address = \"h:2\"\n# a comment\nkey-file = \"/k\"\n");
  struct stat about {};
  ASSERT_EQ(stat(path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  EXPECT_FALSE(ChangeConfig(path, "colour", "red").ok());
  EXPECT_FALSE(ChangeConfig(path, "address", "two\nlines").ok());
}

TEST_F(SettingsTest, WhereTheConfigFileIs) {
  EXPECT_EQ(ConfigPath("/given", With({{"FACTCHECK_CONFIG", "/env"}})), "/given");
  EXPECT_EQ(ConfigPath("", With({{"FACTCHECK_CONFIG", "/env"}})), "/env");
  EXPECT_EQ(ConfigPath("", With({{"XDG_CONFIG_HOME", "/x"}, {"HOME", "/h"}})),
            "/x/factcheck/config.toml");
  EXPECT_EQ(ConfigPath("", With({{"HOME", "/h"}})), "/h/.config/factcheck/config.toml");
}

absl::StatusOr<client::Options> OptionsOf(Flags flags, std::vector<std::string>* warnings) {
  const auto settings = Resolve(flags, With({}), {});
  return ToClientOptions(*settings, warnings);
}

TEST_F(SettingsTest, AKeyFileForEverybodyIsRefused) {
  std::vector<std::string> warnings;
  const auto good = OptionsOf({{"key-file", Write("good", "fck_x\n")}}, &warnings);
  ASSERT_TRUE(good.ok()) << good.status();
  EXPECT_EQ(good->api_key, "fck_x");
  const auto bad = OptionsOf({{"key-file", Write("bad", "fck_x\n", 0644)}}, &warnings);
  EXPECT_THAT(std::string(bad.status().message()), HasSubstr("chmod 600"));
  EXPECT_FALSE(OptionsOf({{"key-file", Path("absent")}}, &warnings).ok());
  EXPECT_FALSE(OptionsOf({{"key-file", Write("empty", "")}}, &warnings).ok());
}

TEST_F(SettingsTest, TlsComesFromTheAddressOrItsFiles) {
  std::vector<std::string> warnings;
  EXPECT_FALSE(OptionsOf({{"address", "h:1"}}, &warnings)->tls.has_value());
  const auto https = OptionsOf({{"address", "https://h:1/"}}, &warnings);
  EXPECT_TRUE(https->tls.has_value());
  EXPECT_EQ(https->address, "h:1");
  EXPECT_EQ(OptionsOf({{"address", "http://h:1"}}, &warnings)->address, "h:1");
  EXPECT_TRUE(OptionsOf({{"tls", "true"}}, &warnings)->tls.has_value());
  const auto ca = OptionsOf({{"tls-ca", Write("ca", "PEM\n")}}, &warnings);
  EXPECT_EQ(ca->tls->ca_certificates, "PEM");
  EXPECT_FALSE(OptionsOf({{"tls", "maybe"}}, &warnings).ok());
  EXPECT_FALSE(OptionsOf({{"tls", "false"}, {"address", "https://h:1"}}, &warnings).ok());
  EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(SettingsTest, AKeyThatTravelsInTheOpenIsWarnedOf) {
  struct Case {
    const char* address;
    size_t warnings;
  };
  const Case cases[] = {{"127.0.0.1:1", 0}, {"localhost:1", 0},        {"[::1]:1", 0},
                        {"unix:/s", 0},     {"newsroom.example:1", 1}, {"https://h:1", 0}};
  for (const Case& c : cases) {
    std::vector<std::string> warnings;
    ASSERT_TRUE(OptionsOf({{"address", c.address}, {"key", "k"}}, &warnings).ok());
    EXPECT_THAT(warnings, SizeIs(c.warnings)) << c.address;
  }
}

TEST_F(SettingsTest, TimeoutsHaveUnits) {
  EXPECT_EQ(*ParseDuration("30s"), absl::Seconds(30));
  EXPECT_EQ(*ParseDuration("1m30s"), absl::Seconds(90));
  for (const char* text : {"", "30", "-1s", "0s", "inf", "soon"}) {
    EXPECT_FALSE(ParseDuration(text).ok()) << text;
  }
}

}  // namespace
}  // namespace factcheck::cli
