#include "server/observability/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

namespace factcheck::observability {
namespace {

std::vector<nlohmann::json> Lines(const std::ostringstream& out) {
  std::vector<nlohmann::json> lines;
  std::istringstream in(out.str());
  for (std::string line; std::getline(in, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

TEST(LogTest, EachEventIsOneJsonObjectOnALineOfItsOwn) {
  std::ostringstream out;
  Log log(Level::kInfo, out);
  log.Write(Level::kInfo, "started", {{"port", int64_t{8443}}, {"tls", false}, {"ratio", 0.5}});
  log.Write(Level::kError, "incident", {{"what", "line one\nline \"two\"\t\x01"}});
  const auto lines = Lines(out);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0]["level"], "info");
  EXPECT_EQ(lines[0]["event"], "started");
  EXPECT_EQ(lines[0]["port"], 8443);
  EXPECT_EQ(lines[0]["tls"], false);
  EXPECT_EQ(lines[0]["ratio"], 0.5);
  EXPECT_EQ(lines[1]["what"], "line one\nline \"two\"\t\x01");
  EXPECT_THAT(lines[0]["time"].get<std::string>(),
              ::testing::MatchesRegex("....-..-..T..:..:..\\.......Z"));
}

TEST(LogTest, WhatIsBelowTheLeastLevelIsNotWritten) {
  std::ostringstream out;
  Log log(Level::kWarning, out);
  log.Write(Level::kInfo, "quiet");
  log.Write(Level::kWarning, "loud");
  EXPECT_FALSE(log.Writes(Level::kInfo));
  ASSERT_EQ(Lines(out).size(), 1u);
  EXPECT_EQ(Lines(out)[0]["event"], "loud");
}

TEST(LogTest, BytesThatAreNotUtf8AreReplaced) {
  std::ostringstream out;
  Log log(Level::kInfo, out);
  log.Write(Level::kInfo, "odd", {{"bytes", "a\xff"}});
  EXPECT_EQ(Lines(out)[0]["bytes"], "a\xef\xbf\xbd");
}

TEST(LogTest, BracesAreNotTakenAsAFormat) {
  std::ostringstream out;
  Log log(Level::kInfo, out);
  log.Write(Level::kInfo, "{} {0} %v");
  EXPECT_EQ(Lines(out)[0]["event"], "{} {0} %v");
}

TEST(LogTest, LevelsAreParsedByName) {
  EXPECT_EQ(ParseLevel("debug"), Level::kDebug);
  EXPECT_EQ(ParseLevel("off"), Level::kOff);
  EXPECT_EQ(ParseLevel("INFO"), std::nullopt);
}

}  // namespace
}  // namespace factcheck::observability
