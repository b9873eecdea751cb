#include "server/gateway/metadata.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace factcheck::gateway {
namespace {

TEST(MetadataTest, WhatIsOfHttpOrOfTheServerStaysBehind) {
  const absl::StatusOr<Metadata> metadata = MetadataOf({{"host", "x"},
                                                        {"cookie", "secret"},
                                                        {"authorization", "Bearer k"},
                                                        {"x-forwarded-for", "203.0.113.9"},
                                                        {"x-real-ip", "203.0.113.9"},
                                                        {"x-factcheck-peer", "203.0.113.9"},
                                                        {"x-factcheck-csrf", "1"},
                                                        {"x-grpc-web", "1"},
                                                        {"grpc-status", "0"},
                                                        {"te", "trailers"},
                                                        {"traceparent", "00-1"},
                                                        {"x-mine", "yes"},
                                                        {"x-bytes-bin", "AP8"}});
  ASSERT_TRUE(metadata.ok());
  EXPECT_EQ(*metadata, (Metadata{{"authorization", "Bearer k"},
                                 {"traceparent", "00-1"},
                                 {"x-mine", "yes"},
                                 {"x-bytes-bin", std::string("\0\xff", 2)}}));
}

TEST(MetadataTest, WhatGrpcCannotCarryIsRefused) {
  for (const auto& [name, value] : {std::pair("x-a", "\xff"), std::pair("authorization", "a\tb"),
                                    std::pair("x-!", "a"), std::pair("x-a-bin", "A")}) {
    EXPECT_TRUE(absl::IsInvalidArgument(MetadataOf({{name, value}}).status())) << name;
  }
}

TEST(MetadataTest, TimeoutsHaveUnitsAndBounds) {
  const auto timeout = [](const char* name, const char* value) {
    return TimeoutOf({{name, value}});
  };
  EXPECT_EQ(*TimeoutOf({}), std::nullopt);
  EXPECT_EQ(*timeout("connect-timeout-ms", "1500"), absl::Milliseconds(1500));
  EXPECT_EQ(*timeout("connect-timeout-ms", "9999999999"), absl::Milliseconds(9999999999));
  const std::pair<const char*, absl::Duration> units[] = {
      {"2H", absl::Hours(2)},        {"2M", absl::Minutes(2)},      {"2S", absl::Seconds(2)},
      {"2m", absl::Milliseconds(2)}, {"2u", absl::Microseconds(2)}, {"2n", absl::Nanoseconds(2)}};
  for (const auto& [text, wanted] : units) EXPECT_EQ(*timeout("grpc-timeout", text), wanted);
  for (const char* text : {"", "-1", "1.5", "x", "12345678901"}) {
    EXPECT_FALSE(timeout("connect-timeout-ms", text).ok()) << text;
  }
  for (const char* text : {"", "1", "S", "-1S", "123456789S", "1x"}) {
    EXPECT_FALSE(timeout("grpc-timeout", text).ok()) << text;
  }
}

}  // namespace
}  // namespace factcheck::gateway
