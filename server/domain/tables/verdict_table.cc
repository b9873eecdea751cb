#include "server/domain/tables/verdict_table.h"

#include <utility>

#include "server/domain/core/keys.h"

namespace factcheck::domain {
namespace {

absl::Status LoadRange(storage::Snapshot& from, std::string_view prefix, VerdictRows& rows) {
  storage::KeyRange range = storage::PrefixRange(prefix);
  for (bool more = true; more;) {
    absl::StatusOr<storage::ScanResult> page = from.Scan(range, {});
    if (!page.ok()) return page.status();
    for (const storage::Entry& entry : page->entries) rows.Apply(entry.key, entry.value);
    more = page->more && !page->entries.empty();
    if (more) range.start = page->entries.back().key + '\0';
  }
  return absl::OkStatus();
}

}  // namespace

VerdictTable::~VerdictTable() { Detach(); }

absl::Status VerdictTable::Attach(storage::Engine* engine) {
  Detach();
  {
    absl::MutexLock lock(&mutex_);
    loading_ = true;
    waiting_.clear();
  }
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> from = engine->AddObserver(this);
  if (!from.ok()) return from.status();
  engine_ = engine;
  auto rows = std::make_unique<VerdictRows>();
  absl::Status status = LoadRange(**from, keys::kPublicVerdicts, *rows);
  if (status.ok()) status = LoadRange(**from, keys::kWorkVerdicts, *rows);
  if (!status.ok()) {
    Detach();
    return status;
  }

  absl::MutexLock lock(&mutex_);
  rows_ = std::move(rows);
  view_ = nullptr;
  version_ = (*from)->version();
  for (const Waiting& commit : std::exchange(waiting_, {})) {
    version_ = commit.version;
    for (const auto& [key, value] : commit.puts) rows_->Apply(key, value);
  }
  loading_ = false;
  return absl::OkStatus();
}

void VerdictTable::Detach() {
  if (engine_ != nullptr) std::exchange(engine_, nullptr)->RemoveObserver(this);
}

void VerdictTable::OnCommit(storage::Version version, std::span<const storage::Mutation> mutations,
                            std::string_view) {
  absl::MutexLock lock(&mutex_);
  if (loading_) {
    Waiting& commit = waiting_.emplace_back();
    commit.version = version;
    for (const storage::Mutation& m : mutations) {
      if (m.value && VerdictRows::Watches(m.key)) commit.puts.emplace_back(m.key, *m.value);
    }
    return;
  }
  version_ = version;
  for (const storage::Mutation& m : mutations) {
    if (!m.value || !VerdictRows::Watches(m.key)) continue;
    rows_->Apply(m.key, *m.value);
    view_ = nullptr;
  }
}

absl::StatusOr<std::shared_ptr<const VerdictRowsView>> VerdictTable::View(
    storage::Version at_least, absl::Time deadline) const {
  const auto fresh = [this, at_least]()
                         ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return version_ >= at_least; };
  absl::MutexLock lock(&mutex_);
  if (!mutex_.AwaitWithDeadline(absl::Condition(&fresh), deadline)) {
    return absl::DeadlineExceededError("the verdicts are not yet as fresh as asked");
  }
  if (view_ == nullptr) view_ = std::make_shared<const VerdictRowsView>(rows_->Freeze(version_));
  return view_;
}

size_t VerdictTable::size() const {
  absl::MutexLock lock(&mutex_);
  return rows_->size();
}

size_t VerdictTable::memory_bytes() const {
  absl::MutexLock lock(&mutex_);
  return rows_->memory_bytes();
}

}  // namespace factcheck::domain
