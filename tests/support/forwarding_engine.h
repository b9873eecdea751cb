// An engine over another, for tests that let one thing of it fail.
#ifndef FACTCHECK_TESTS_SUPPORT_FORWARDING_ENGINE_H_
#define FACTCHECK_TESTS_SUPPORT_FORWARDING_ENGINE_H_

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/storage/engine.h"

namespace factcheck::testing {

class ForwardingEngine : public storage::Engine {
 public:
  // `engine` must outlive this.
  explicit ForwardingEngine(storage::Engine* engine) : engine_(engine) {}

  std::string store_id() const override { return engine_->store_id(); }
  storage::Version LatestVersion() const override { return engine_->LatestVersion(); }
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> NewSnapshot(storage::Version at_least,
                                                                 absl::Time deadline) override {
    return engine_->NewSnapshot(at_least, deadline);
  }
  void CommitAsync(storage::CommitRequest request, storage::CommitDone done) override {
    engine_->CommitAsync(std::move(request), std::move(done));
  }
  absl::StatusOr<std::vector<storage::LogEntry>> ReadLog(
      storage::Version after, const storage::LogReadOptions& options) override {
    return engine_->ReadLog(after, options);
  }
  absl::Status AwaitCommit(storage::Version after, absl::Time deadline) override {
    return engine_->AwaitCommit(after, deadline);
  }
  absl::StatusOr<storage::Version> OldestLogPosition() override {
    return engine_->OldestLogPosition();
  }
  absl::Status TrimLog(storage::Version upto) override { return engine_->TrimLog(upto); }
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> AddObserver(
      storage::CommitObserver* observer) override {
    return engine_->AddObserver(observer);
  }
  void RemoveObserver(storage::CommitObserver* observer) override {
    engine_->RemoveObserver(observer);
  }
  absl::Status Clear(storage::Version latest) override { return engine_->Clear(latest); }
  absl::Status Load(std::span<const storage::Entry> entries,
                    std::span<const storage::LogEntry> log) override {
    return engine_->Load(entries, log);
  }
  absl::Status FinishLoad(storage::Version latest, storage::Version trimmed) override {
    return engine_->FinishLoad(latest, trimmed);
  }
  absl::Status Backup(const std::string& directory, uint32_t keep) override {
    return engine_->Backup(directory, keep);
  }
  absl::Status Compact() override { return engine_->Compact(); }
  absl::StatusOr<storage::EngineStatistics> Statistics() override { return engine_->Statistics(); }

 private:
  storage::Engine* const engine_;
};

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_SUPPORT_FORWARDING_ENGINE_H_
