#include "client/cli/import_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nlohmann/json.hpp"

namespace factcheck::cli {
namespace {

using Json = nlohmann::json;

Json Rejected(const RecordPiece& piece) {
  const std::string line = RejectsFile::Line(piece, "has no url");
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  return Json::parse(line);
}

TEST(RejectsFileTest, SaysLineRecordReasonAndOriginal) {
  const Json json = Rejected({.number = 7, .line = 12, .text = "{\n \"a\": 1\r\n}"});
  EXPECT_EQ(json["line"], 12);
  EXPECT_EQ(json["record"], 7);
  EXPECT_EQ(json["reason"], "has no url");
  EXPECT_EQ(json["original"]["a"], 1);
}

TEST(RejectsFileTest, WhatIsNoJsonIsKeptAsText) {
  EXPECT_EQ(Rejected({.text = "{\"a\": \"open"})["original"], "{\"a\": \"open");
  EXPECT_EQ(Rejected({.text = "{}", .problem = "is longer"})["original"], "{}");
  EXPECT_EQ(Rejected({.text = "two\nlines \xff"})["original"], "two\nlines \xef\xbf\xbd");
}

}  // namespace
}  // namespace factcheck::cli
