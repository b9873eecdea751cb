#include "client/cpp/change_streams.h"

#include <limits>
#include <random>
#include <utility>

#include "client/cpp/error_details.h"

namespace factcheck::client {
namespace {

Backoff NewBackoff(const Connection& connection, bool forever) {
  RetryOptions options = connection.options().retry;
  if (forever) options.max_attempts = std::numeric_limits<int>::max();
  return Backoff(options, std::random_device{}());
}

}  // namespace

ChangeWatch::ChangeWatch(std::shared_ptr<Connection> connection, v1::WatchChangesRequest request,
                         WatchSettings settings)
    : connection_(std::move(connection)),
      request_(std::move(request)),
      settings_(std::move(settings)),
      stub_(v1::Changes::NewStub(connection_->channel())) {
  backoff_.emplace(NewBackoff(*connection_, /*forever=*/false));
}

ChangeWatch::~ChangeWatch() {
  if (reader_ == nullptr) return;
  context_->TryCancel();
  reader_->Finish();
}

void ChangeWatch::Cancel() {
  absl::MutexLock lock(&mutex_);
  cancelled_ = true;
  if (context_ != nullptr) context_->TryCancel();
}

absl::Status ChangeWatch::Open() {
  absl::MutexLock lock(&mutex_);
  if (cancelled_) return absl::CancelledError("the watch was cancelled");
  context_ = connection_->NewContext();
  reader_ = stub_->WatchChanges(context_.get(), request_);
  return absl::OkStatus();
}

absl::Status ChangeWatch::Recover(const absl::Status& status) {
  {
    absl::MutexLock lock(&mutex_);
    if (cancelled_) return absl::CancelledError("the watch was cancelled");
  }
  const std::optional<absl::Duration> least = WaitBeforeRetry(status);
  if (!least) return status;
  const std::optional<absl::Duration> wait = backoff_->Next(*least);
  if (!wait) return status;
  if (settings_.on_break) settings_.on_break(status, *wait);
  connection_->options().clock.sleep(*wait);
  return absl::OkStatus();
}

absl::StatusOr<v1::WatchChangesResponse> ChangeWatch::Next() {
  while (true) {
    if (reader_ == nullptr) {
      if (absl::Status status = Open(); !status.ok()) return status;
    }
    v1::WatchChangesResponse response;
    if (reader_->Read(&response)) {
      if (token_.empty() && settings_.forever) {
        backoff_.emplace(NewBackoff(*connection_, /*forever=*/true));
      }
      backoff_->Reset();
      token_ = response.token();
      request_.mutable_start()->set_token(token_);
      return response;
    }
    absl::Status status = FromGrpc(reader_->Finish());
    {
      absl::MutexLock lock(&mutex_);
      reader_.reset();
      context_.reset();
    }
    // The server ends a stream only with an error; without one a proxy did.
    if (status.ok()) status = absl::UnavailableError("the stream ended");
    if (absl::Status wait = Recover(status); !wait.ok()) return wait;
  }
}

StatusSnapshot::StatusSnapshot(std::shared_ptr<Connection> connection)
    : connection_(std::move(connection)), stub_(v1::Changes::NewStub(connection_->channel())) {}

StatusSnapshot::~StatusSnapshot() {
  if (reader_ == nullptr) return;
  context_->TryCancel();
  reader_->Finish();
}

absl::StatusOr<std::optional<v1::SnapshotStatusesResponse>> StatusSnapshot::Next() {
  if (reader_ == nullptr) {
    context_ = connection_->NewContext();
    reader_ = stub_->SnapshotStatuses(context_.get(), v1::SnapshotStatusesRequest());
  }
  v1::SnapshotStatusesResponse response;
  while (reader_->Read(&response)) {
    if (!response.token().empty()) token_ = response.token();
    if (!response.statuses().empty()) return response;
  }
  const absl::Status status = FromGrpc(reader_->Finish());
  reader_.reset();
  if (!status.ok()) return status;
  if (token_.empty()) return absl::DataLossError("the snapshot ended without its token");
  return std::nullopt;
}

}  // namespace factcheck::client
