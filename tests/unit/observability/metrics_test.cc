#include "server/observability/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace factcheck::observability {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kMethod = "factcheck.v1.Claims/GetClaim";

TEST(MetricsTest, CallsAreCountedByMethodAndCode) {
  Metrics metrics;
  MethodMetrics* method = metrics.ForMethod(kMethod);
  for (int code : {0, 0, 5, 99}) {
    method->Begin();
    method->End(code, absl::Milliseconds(2));
  }
  const std::string text = metrics.Serialize();
  const std::string label = "method=\"factcheck.v1.Claims/GetClaim\"";
  EXPECT_THAT(text, HasSubstr("factcheck_calls_total{code=\"OK\"," + label + "} 2\n"));
  EXPECT_THAT(text, HasSubstr("factcheck_calls_total{code=\"NOT_FOUND\"," + label + "} 1\n"));
  EXPECT_THAT(text, HasSubstr("factcheck_calls_total{code=\"UNKNOWN\"," + label + "} 1\n"));
  EXPECT_THAT(text, HasSubstr("factcheck_call_seconds_count{" + label + "} 4\n"));
  EXPECT_THAT(text, HasSubstr("factcheck_call_seconds_bucket{" + label + ",le=\"0.001\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("factcheck_call_seconds_bucket{" + label + ",le=\"0.0025\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("factcheck_calls_in_flight{" + label + "} 0\n"));
}

TEST(MetricsTest, WhatHasBegunIsInFlight) {
  Metrics metrics;
  metrics.ForMethod(kMethod)->Begin();
  EXPECT_THAT(metrics.Serialize(),
              HasSubstr("factcheck_calls_in_flight{method=\"factcheck.v1.Claims/GetClaim\"} 1\n"));
}

TEST(MetricsTest, SourcesAreReadWhenMetricsAre) {
  Metrics metrics;
  double commits = 1;
  metrics.AddSource([&] {
    return std::vector<Reading>{
        {"factcheck_commits_total", "Commits", Reading::Kind::kCounter, commits}};
  });
  commits = 7;
  EXPECT_THAT(metrics.Serialize(), HasSubstr("# TYPE factcheck_commits_total counter\n"
                                             "factcheck_commits_total 7\n"));
  metrics.RemoveSources();
  EXPECT_THAT(metrics.Serialize(), Not(HasSubstr("factcheck_commits_total")));
}

TEST(MetricsTest, NoCallIsLostWhereManyThreadsCount) {
  Metrics metrics;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      MethodMetrics* method = metrics.ForMethod(kMethod);
      for (int n = 0; n < 1000; ++n) {
        method->Begin();
        method->End(0, absl::Microseconds(10));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(metrics.Serialize(),
              HasSubstr("factcheck_calls_total{code=\"OK\",method=\"factcheck.v1.Claims/"
                        "GetClaim\"} 4000\n"));
}

}  // namespace
}  // namespace factcheck::observability
