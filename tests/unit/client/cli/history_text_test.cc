#include "client/cli/history_text.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <sstream>

#include "client/cli/app.h"
#include "factcheck/v1/common.pb.h"

namespace factcheck::cli {
namespace {

std::string Printed(const char* entry_text, const char* note = nullptr) {
  v1::HistoryEntry entry;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(entry_text, &entry));
  std::ostringstream out;
  std::ostringstream err;
  Runtime runtime({.out = &out, .err = &err}, [](std::string_view) { return std::nullopt; });
  runtime.config_flag = "/nowhere";
  runtime.SetAction([&] {
    if (note == nullptr) {
      PrintHistoryEntry(runtime, entry);
    } else {
      PrintLifeEntry(runtime, entry, note);
    }
    return absl::OkStatus();
  });
  EXPECT_EQ(runtime.Run(), 0) << err.str();
  return out.str();
}

TEST(HistoryTextTest, SaysWhoDidWhatWhenAndWhy) {
  EXPECT_EQ(Printed("commit_time { seconds: 60 } actor: 'actors/elena' "
                    "method: 'factcheck.v1.Claims/DeclineClaim' reason: 'an opinion' "
                    "changes { path: 'state' before: 'RECEIVED' after: 'DECLINED' } "
                    "changes { path: 'triage_note' after: 'an opinion' }"),
            "1970-01-01 00:01:00Z  elena           DeclineClaim  \"an opinion\"\n"
            "    state: RECEIVED → DECLINED\n"
            "    triage_note: nothing → an opinion\n");
}

TEST(HistoryTextTest, CountsTheFieldsOfAPartThatWent) {
  EXPECT_EQ(Printed("actor: 'actors/a' method: 'x/M' "
                    "changes { path: 'published_count' before: '1' after: '2' } "
                    "changes { path: 'working.title' before: 'T' } "
                    "changes { path: 'working.url' before: 'U' } "
                    "changes { path: 'working.state' before: 'S' }"),
            "1970-01-01 00:00:00Z  a               M\n"
            "    published_count: 1 → 2\n"
            "    working: gone (3 fields)\n");
}

TEST(HistoryTextTest, InALifeSaysWhatItIsAbout) {
  EXPECT_EQ(Printed("name: 'claims/c/evidence/e1' actor: 'actors/a' method: 'x/AddEvidence'",
                    "REFUTES: a report"),
            "1970-01-01 00:00:00Z  a               AddEvidence  [evidence e1]\n"
            "    REFUTES: a report\n");
  EXPECT_EQ(Printed("name: 'claims/c' method: 'x/M'", ""),
            "1970-01-01 00:00:00Z  -               M\n");
}

TEST(HistoryTextTest, InALifeSumsUpAPartThatCame) {
  EXPECT_EQ(Printed("name: 'claims/c/verdicts/v' actor: 'actors/a' method: 'x/PublishVerdict' "
                    "changes { path: 'published.name' after: 'N' } "
                    "changes { path: 'published.rating.code' after: 'c' } "
                    "changes { path: 'published.rating.label' after: 'False' } "
                    "changes { path: 'published.title' after: 'T' } "
                    "changes { path: 'published.summary' after: 'S' } "
                    "changes { path: 'published.url' after: 'U' } "
                    "changes { path: 'published.language' after: 'en' }",
                    ""),
            "1970-01-01 00:00:00Z  a               PublishVerdict  [verdict v]\n"
            "    published.rating.label: nothing → False\n"
            "    published.title: nothing → T\n"
            "    published.summary: nothing → S\n"
            "    published: and more (4 fields)\n");
}

}  // namespace
}  // namespace factcheck::cli
