#include "server/domain/evidence/validate.h"

#include <functional>

#include "tests/unit/domain/evidence/evidence_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::IsEmpty;

const absl::Time kNow = absl::FromUnixSeconds(1'676'808'000);  // 2023-02-19T12:00:00Z

v1::Capture GoodCapture() {
  v1::Capture capture;
  capture.set_archive_url("https://archive.org/x");
  capture.set_sha256(std::string(64, 'a'));
  capture.set_size_bytes(int64_t{1} << 53);
  capture.set_media_type("text/html; charset=utf-8");
  capture.mutable_capture_time()->set_seconds(absl::ToUnixSeconds(kNow));
  capture.set_captured_by("Jane");
  return capture;
}

v1::Evidence FullEvidence() {
  v1::Evidence evidence = GoodEvidence();
  evidence.set_citation("Remarks,\npage 2");
  evidence.set_publisher("State Department");
  evidence.set_quote(std::string(10'000, 'q'));
  evidence.set_note(std::string(10'000, 'n'));
  evidence.set_origin_group("state.gov");
  evidence.mutable_publish_date()->set_year(2023);
  evidence.set_language("en-us");
  for (int i = 0; i < 50; ++i) *evidence.add_captures() = GoodCapture();
  return evidence;
}

void Check(const std::function<void(v1::Evidence&)>& change, std::vector<std::string> violated) {
  v1::Evidence evidence = FullEvidence();
  change(evidence);
  domain::Violations violations;
  const domain::Principal who = MemberOf("daily", "jane", {v1::ROLE_FACT_CHECKER});
  domain::CheckNewEvidence("e", who, kNow, &evidence, violations);
  EXPECT_EQ(ViolatedFields(violations.ToStatus()), violated);
}

void CheckCaptureField(const std::function<void(v1::Capture&)>& change,
                       std::vector<std::string> violated) {
  v1::Capture capture = GoodCapture();
  change(capture);
  domain::Violations violations;
  domain::CheckCapture("c", kNow, &capture, violations);
  EXPECT_EQ(ViolatedFields(violations.ToStatus()), violated) << capture.ShortDebugString();
}

TEST(CheckNewEvidenceTest, FullEvidencePasses) {
  Check([](v1::Evidence&) {}, {});
}

TEST(CheckNewEvidenceTest, EveryFieldHasItsRule) {
  Check([](auto& e) { e.set_url("javascript:alert(1)"); }, {"e.url"});
  Check([](auto& e) { e.set_url("https://a:b@c.org/"); }, {"e.url"});
  Check([](auto& e) { e.clear_url(); }, {});
  Check([](auto& e) { e.clear_citation(); }, {});
  Check([](auto& e) { e.clear_url(), e.set_citation("  "); }, {"e.url"});
  Check([](auto& e) { e.set_citation(std::string(5001, 'c')); }, {"e.citation"});
  Check([](auto& e) { e.set_publisher("a\nb"); }, {"e.publisher"});
  Check([](auto& e) { e.clear_kind(), e.clear_stance(); }, {"e.kind", "e.stance"});
  Check([](auto& e) { e.set_quote(std::string(10'001, 'q')); }, {"e.quote"});
  Check([](auto& e) { e.set_note("\x07"); }, {"e.note"});
  Check([](auto& e) { e.set_origin_group(std::string(201, 'o')); }, {"e.origin_group"});
  Check([](auto& e) { *e.add_captures() = GoodCapture(); }, {"e.captures"});
  Check([](auto& e) { e.mutable_captures(7)->clear_archive_url(); }, {"e.captures[7].archive_url"});
  Check([](auto& e) { e.mutable_publish_date()->set_year(2024); }, {"e.publish_date"});
  Check([](auto& e) { e.mutable_publish_date()->set_day(1); }, {"e.publish_date.day"});
  Check([](auto& e) { e.set_language("english"); }, {"e.language"});
}

TEST(CheckCaptureTest, EveryFieldHasItsRule) {
  CheckCaptureField([](auto&) {}, {});
  CheckCaptureField([](auto& c) { c.clear_archive_url(); }, {"c.archive_url"});
  CheckCaptureField([](auto& c) { c.set_archive_url("ftp://a.org/"); }, {"c.archive_url"});
  for (std::string sha :
       {std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'A'), std::string(64, 'g')}) {
    CheckCaptureField([&](auto& c) { c.set_sha256(sha); }, {"c.sha256"});
  }
  CheckCaptureField([](auto& c) { c.clear_sha256(); }, {});
  CheckCaptureField([](auto& c) { c.set_size_bytes(-1); }, {"c.size_bytes"});
  CheckCaptureField([](auto& c) { c.set_size_bytes((int64_t{1} << 53) + 1); }, {"c.size_bytes"});
  for (const char* type : {"", "application/ld+json", "video/mp4"}) {
    CheckCaptureField([&](auto& c) { c.set_media_type(type); }, {});
  }
  for (const char* type : {"html", "text/", "/html", "text/ht ml", "text/html/x", "-a/b", ";a/b"}) {
    CheckCaptureField([&](auto& c) { c.set_media_type(type); }, {"c.media_type"});
  }
  CheckCaptureField([](auto& c) { c.set_media_type("text/" + std::string(123, 'x')); },
                    {"c.media_type"});
  CheckCaptureField([](auto& c) { c.mutable_capture_time()->set_nanos(-1); }, {"c.capture_time"});
  CheckCaptureField([](auto& c) { c.mutable_capture_time()->set_seconds(1'700'000'000); },
                    {"c.capture_time"});
  CheckCaptureField([](auto& c) { c.set_captured_by(std::string(501, 'x')); }, {"c.captured_by"});
}

}  // namespace
}  // namespace factcheck::testing
