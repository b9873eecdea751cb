#include "server/feed/retention.h"

#include <algorithm>
#include <utility>

#include "factcheck/storage/v1/records.pb.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/stamp.h"

namespace factcheck::feed {
namespace {

// The log is trimmed by stretches of about this size, or a hundredth of what is kept.
constexpr uint64_t kStretchBytes = 1 << 20;

// Up to where a consumer or webhook has taken everything.
absl::StatusOr<storage::Version> PositionIn(const storage::Entry& entry) {
  if (entry.key.starts_with(domain::keys::kConsumers)) {
    storage::v1::StoredConsumer consumer;
    if (consumer.ParseFromString(entry.value)) return storage::Version{consumer.position()};
  } else {
    storage::v1::WebhookProgress progress;
    if (progress.ParseFromString(entry.value)) {
      return storage::VersionAt(domain::FromTimestamp(progress.position()));
    }
  }
  return absl::DataLossError("a stored consumer or webhook can't be parsed");
}

}  // namespace

Retention::Retention(domain::ClaimBook* book, Options options)
    : book_(*book), options_(std::move(options)) {}

Retention::~Retention() { Stop(); }

void Retention::Start() {
  if (!options_.kept.everything()) thread_ = std::thread([this] { Loop(); });
}

void Retention::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void Retention::Loop() {
  const auto stopping = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_; };
  for (;;) {
    const absl::Status status = TrimNow().status();
    if (!status.ok() && options_.on_error) options_.on_error(status);
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping), options_.interval)) return;
  }
}

absl::StatusOr<storage::Version> Retention::TrimNow() {
  absl::MutexLock lock(&trimming_);
  absl::StatusOr<storage::Version> oldest = book_.engine().OldestLogPosition();
  if (!oldest.ok()) return oldest;
  absl::StatusOr<storage::Version> by_time = ByTime();
  if (!by_time.ok()) return by_time;
  absl::StatusOr<storage::Version> by_bytes = ByBytes(*oldest);
  if (!by_bytes.ok()) return by_bytes;
  absl::StatusOr<storage::Version> upto = LastEntry(*oldest, std::max(*by_time, *by_bytes));
  if (!upto.ok()) return upto;
  if (*upto > *oldest) {
    absl::Status trimmed = book_.engine().TrimLog(*upto);
    if (!trimmed.ok()) return trimmed;
  }
  return book_.engine().OldestLogPosition();
}

absl::StatusOr<storage::Version> Retention::LastEntry(storage::Version after,
                                                      storage::Version upto) {
  // A position behind the last entry has missed nothing, however long ago it was.
  for (;;) {
    absl::StatusOr<std::vector<storage::LogEntry>> entries = book_.engine().ReadLog(after, {});
    if (!entries.ok()) return entries.status();
    for (const storage::LogEntry& entry : *entries) {
      if (entry.version > upto) return after;
      after = entry.version;
    }
    if (entries->empty()) return after;
  }
}

absl::StatusOr<storage::Version> Retention::ByTime() {
  if (options_.kept.time == absl::InfiniteDuration()) return storage::Version{};
  const absl::Time now = book_.Now();
  const auto before = [now](absl::Duration age) {
    return storage::VersionAt(now - age - absl::Microseconds(1));
  };
  const storage::Version upto = before(options_.kept.time);
  absl::StatusOr<storage::Version> least = LeastPosition(upto);
  if (!least.ok()) return least;
  return std::min(upto, std::max(*least, before(2 * options_.kept.time)));
}

absl::StatusOr<storage::Version> Retention::LeastPosition(storage::Version upto) {
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> snapshot = book_.engine().NewSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  for (const std::string_view prefix : {domain::keys::kConsumers, domain::keys::kWebhookProgress}) {
    storage::KeyRange range = storage::PrefixRange(prefix);
    for (bool more = true; more;) {
      absl::StatusOr<storage::ScanResult> page = (*snapshot)->Scan(range, {});
      if (!page.ok()) return page.status();
      for (const storage::Entry& entry : page->entries) {
        absl::StatusOr<storage::Version> position = PositionIn(entry);
        if (!position.ok()) return position;
        upto = std::min(upto, *position);
      }
      more = page->more && !page->entries.empty();
      if (more) range.start = page->entries.back().key + '\0';
    }
  }
  return upto;
}

absl::Status Retention::Weigh(storage::Version oldest) {
  weighed_ = std::max(weighed_, oldest);
  while (!stretches_.empty() && stretches_.front().upto <= oldest) {
    bytes_ -= stretches_.front().bytes;
    stretches_.pop_front();
  }
  const uint64_t full = std::min(kStretchBytes, options_.kept.bytes / 100 + 1);
  for (;;) {
    absl::StatusOr<std::vector<storage::LogEntry>> entries = book_.engine().ReadLog(weighed_, {});
    if (!entries.ok()) return entries.status();
    if (entries->empty()) return absl::OkStatus();
    for (const storage::LogEntry& entry : *entries) {
      if (stretches_.empty() || stretches_.back().bytes >= full) stretches_.emplace_back();
      stretches_.back().upto = entry.version;
      stretches_.back().bytes += entry.record.size();
      bytes_ += entry.record.size();
    }
    weighed_ = entries->back().version;
  }
}

absl::StatusOr<storage::Version> Retention::ByBytes(storage::Version oldest) {
  if (options_.kept.bytes == 0) return storage::Version{};
  absl::Status weighed = Weigh(oldest);
  if (!weighed.ok()) return weighed;
  storage::Version upto;
  uint64_t bytes = bytes_;
  for (const Stretch& stretch : stretches_) {
    if (bytes <= options_.kept.bytes) break;
    bytes -= stretch.bytes;
    upto = stretch.upto;
  }
  return upto;
}

}  // namespace factcheck::feed
