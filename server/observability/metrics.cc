#include "server/observability/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "server/base/absl_strings.h"

namespace factcheck::observability {
namespace {

constexpr std::string_view kCodeNames[] = {
    "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED"};
constexpr int kUnknown = 2;

// Seconds. From a look-up in memory to a read that waits for its deadline.
const prometheus::Histogram::BucketBoundaries kLatencies = {
    0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
    0.01,    0.025,    0.05,    0.1,    0.25,    0.5,    1,     2.5,    10};

prometheus::MetricFamily ToFamily(Reading reading) {
  prometheus::MetricFamily family;
  family.name = std::move(reading.name);
  family.help = std::move(reading.help);
  prometheus::ClientMetric metric;
  if (reading.kind == Reading::Kind::kCounter) {
    family.type = prometheus::MetricType::Counter;
    metric.counter.value = reading.value;
  } else {
    family.type = prometheus::MetricType::Gauge;
    metric.gauge.value = reading.value;
  }
  family.metric.push_back(std::move(metric));
  return family;
}

}  // namespace

void MethodMetrics::Begin() { in_flight_->Increment(); }

void MethodMetrics::End(int code, absl::Duration latency) {
  if (code < 0 || code >= kCodes) code = kUnknown;
  prometheus::Counter* calls = calls_[code].load(std::memory_order_acquire);
  if (calls == nullptr) {
    // Made when first needed: most methods never see most codes. Adding twice yields the same.
    calls = add_code_(code);
    calls_[code].store(calls, std::memory_order_release);
  }
  calls->Increment();
  latency_->Observe(absl::ToDoubleSeconds(latency));
  in_flight_->Decrement();
}

struct Metrics::State {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>* calls;
  prometheus::Family<prometheus::Histogram>* latency;
  prometheus::Family<prometheus::Gauge>* in_flight;
  mutable absl::Mutex mutex;
  absl::flat_hash_map<std::string, std::unique_ptr<MethodMetrics>> methods ABSL_GUARDED_BY(mutex);
  std::vector<ReadingSource> sources ABSL_GUARDED_BY(mutex);
};

Metrics::Metrics() : state_(std::make_unique<State>()) {
  state_->calls = &prometheus::BuildCounter()
                       .Name("factcheck_calls_total")
                       .Help("Calls that ended, by method and status code")
                       .Register(state_->registry);
  state_->latency = &prometheus::BuildHistogram()
                         .Name("factcheck_call_seconds")
                         .Help("Time from the arrival of a call to its answer, by method")
                         .Register(state_->registry);
  state_->in_flight = &prometheus::BuildGauge()
                           .Name("factcheck_calls_in_flight")
                           .Help("Calls that have begun and not ended, by method")
                           .Register(state_->registry);
}

Metrics::~Metrics() = default;

MethodMetrics* Metrics::ForMethod(std::string_view method) {
  absl::MutexLock lock(&state_->mutex);
  std::unique_ptr<MethodMetrics>& metrics = state_->methods[ToAbsl(method)];
  if (metrics == nullptr) {
    metrics = std::make_unique<MethodMetrics>();
    const std::string name(method);
    metrics->add_code_ = [calls = state_->calls, name](int code) {
      return &calls->Add({{"method", name}, {"code", std::string(kCodeNames[code])}});
    };
    metrics->latency_ = &state_->latency->Add({{"method", name}}, kLatencies);
    metrics->in_flight_ = &state_->in_flight->Add({{"method", name}});
  }
  return metrics.get();
}

void Metrics::AddSource(ReadingSource source) {
  absl::MutexLock lock(&state_->mutex);
  state_->sources.push_back(std::move(source));
}

void Metrics::RemoveSources() {
  absl::MutexLock lock(&state_->mutex);
  state_->sources.clear();
}

std::string Metrics::Serialize() const {
  std::vector<prometheus::MetricFamily> families = state_->registry.Collect();
  {
    absl::MutexLock lock(&state_->mutex);
    for (const ReadingSource& source : state_->sources) {
      for (Reading& reading : source()) families.push_back(ToFamily(std::move(reading)));
    }
  }
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace factcheck::observability
