#include "client/cli/webhook_signature.h"

#include <gtest/gtest.h>

#include <string>

namespace factcheck::cli {
namespace {

constexpr char kSecret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr char kSignature[] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

// The example of the Standard Webhooks libraries.
ReceivedWebhook Example() {
  return {.id = "msg_p5jXN8AQM9LWM0D4loKWxJek",
          .timestamp = "1614265330",
          .signature = kSignature,
          .body = R"({"test": 2432232314})"};
}

absl::StatusCode CodeOf(const ReceivedWebhook& received, const std::string& secret = kSecret) {
  return VerifyWebhook(secret, received).code();
}

TEST(WebhookSignatureTest, TakesWhatTheSpecificationSigns) {
  EXPECT_EQ(CodeOf(Example()), absl::StatusCode::kOk);
}

TEST(WebhookSignatureTest, OneOfSeveralSuffices) {
  ReceivedWebhook received = Example();
  received.signature = "v1a,abcd v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= nonsense";
  EXPECT_EQ(CodeOf(received), absl::StatusCode::kOk);
}

TEST(WebhookSignatureTest, EveryPartCounts) {
  const auto with = [](std::string ReceivedWebhook::*part, const char* value) {
    ReceivedWebhook received = Example();
    received.*part = value;
    return received;
  };
  EXPECT_EQ(CodeOf(with(&ReceivedWebhook::id, "msg_other")), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(CodeOf(with(&ReceivedWebhook::timestamp, "1614265331")),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(CodeOf(with(&ReceivedWebhook::body, "{\"test\": 2432232314}\n")),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(CodeOf(with(&ReceivedWebhook::signature, "v1,AAAA")),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(CodeOf(Example(), "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            absl::StatusCode::kUnauthenticated);
}

TEST(WebhookSignatureTest, SaysWhatHasAnotherForm) {
  ReceivedWebhook received = Example();
  EXPECT_EQ(CodeOf(received, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            absl::StatusCode::kInvalidArgument);
  received.timestamp = "yesterday";
  EXPECT_EQ(CodeOf(received), absl::StatusCode::kInvalidArgument);
  received = Example();
  received.signature = "g0hM9SsE";
  EXPECT_EQ(CodeOf(received), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace factcheck::cli
