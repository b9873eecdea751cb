#include "server/webhooks/signature.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

namespace factcheck::webhooks {
namespace {

std::string Decoded(const char* base64) {
  std::string bytes;
  EXPECT_TRUE(absl::Base64Unescape(base64, &bytes));
  return bytes;
}

// The example of the Standard Webhooks libraries.
TEST(SignatureTest, IsThatOfTheSpecification) {
  EXPECT_EQ(Sign(Decoded("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek",
                 1614265330, R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(SignatureTest, DependsOnEachPart) {
  const std::string secret = NewSecret();
  const std::string signature = Sign(secret, "msg_1", 1, "body");
  EXPECT_EQ(Sign(secret, "msg_1", 1, "body"), signature);
  EXPECT_NE(Sign(NewSecret(), "msg_1", 1, "body"), signature);
  EXPECT_NE(Sign(secret, "msg_2", 1, "body"), signature);
  EXPECT_NE(Sign(secret, "msg_1", 2, "body"), signature);
  EXPECT_NE(Sign(secret, "msg_1", 1, "bodY"), signature);
}

TEST(SignatureTest, SecretsAreShownWithTheirPrefix) {
  const std::string secret = NewSecret();
  EXPECT_EQ(secret.size(), 32u);
  EXPECT_NE(secret, NewSecret());
  const std::string text = SecretText(secret);
  ASSERT_EQ(text.substr(0, 6), "whsec_");
  EXPECT_EQ(Decoded(text.c_str() + 6), secret);
}

}  // namespace
}  // namespace factcheck::webhooks
