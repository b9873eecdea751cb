// What the server measures of itself, in Prometheus' terms. Labels are methods and
// codes, never claims, publishers or callers.
#ifndef FACTCHECK_SERVER_OBSERVABILITY_METRICS_H_
#define FACTCHECK_SERVER_OBSERVABILITY_METRICS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
class Registry;
}  // namespace prometheus

namespace factcheck::observability {

// The series of one method. Thread-safe.
class MethodMetrics {
 public:
  void Begin();
  // `code` is a canonical status code, 0 to 16; anything else counts as 2, UNKNOWN.
  void End(int code, absl::Duration latency);

 private:
  friend class Metrics;
  static constexpr int kCodes = 17;

  std::function<prometheus::Counter*(int code)> add_code_;
  std::array<std::atomic<prometheus::Counter*>, kCodes> calls_{};
  prometheus::Histogram* latency_ = nullptr;
  prometheus::Gauge* in_flight_ = nullptr;
};

// A value that somebody else keeps, read when metrics are.
struct Reading {
  enum class Kind { kGauge, kCounter };
  std::string name;
  std::string help;
  Kind kind = Kind::kGauge;
  double value = 0;
};
using ReadingSource = std::function<std::vector<Reading>()>;

// Thread-safe. No singleton: each server has its own.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  // The series of `method` ("factcheck.v1.Claims/GetClaim"); the same object each
  // time, living as long as this.
  MethodMetrics* ForMethod(std::string_view method);
  // `source` is called by Serialize, on its thread, until this is destroyed or sources are
  // removed.
  void AddSource(ReadingSource source);
  void RemoveSources();

  // Everything in the text exposition format, version 0.0.4.
  std::string Serialize() const;

 private:
  struct State;
  const std::unique_ptr<State> state_;
};

}  // namespace factcheck::observability

#endif  // FACTCHECK_SERVER_OBSERVABILITY_METRICS_H_
