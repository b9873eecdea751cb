#include "client/cpp/transfer_streams.h"

#include <algorithm>
#include <random>
#include <utility>

#include "client/cpp/error_details.h"
#include "client/cpp/text.h"
#include "factcheck/v1/admin_service.pb.h"

namespace factcheck::client {
namespace {

Backoff NewBackoff(const Connection& connection) {
  return Backoff(connection.options().retry, std::random_device{}());
}

// Waits before a stream is made again; the error where it must not be.
absl::Status AwaitRetry(const absl::Status& status, const Connection& connection,
                        Backoff& backoff) {
  const std::optional<absl::Duration> least = WaitBeforeRetry(status);
  if (!least) return status;
  const std::optional<absl::Duration> wait = backoff.Next(*least);
  if (!wait) return status;
  connection.options().clock.sleep(*wait);
  return absl::OkStatus();
}

}  // namespace

ClaimReviewImport::ClaimReviewImport(std::shared_ptr<Connection> connection,
                                     v1::ImportOptions options, ImportSettings settings)
    : connection_(std::move(connection)),
      options_(std::move(options)),
      settings_(std::move(settings)),
      stub_(v1::Transfers::NewStub(connection_->channel())),
      backoff_(NewBackoff(*connection_)) {}

ClaimReviewImport::~ClaimReviewImport() {
  if (stream_ != nullptr) CloseStream(/*cancel=*/true).IgnoreError();
}

void ClaimReviewImport::Open() {
  context_ = connection_->NewContext();
  stream_ = stub_->ImportClaimReviews(context_.get());
  v1::ImportClaimReviewsRequest first;
  *first.mutable_options() = options_;
  writes_done_ = false;
  const bool written = stream_->Write(first);
  {
    absl::MutexLock lock(&mutex_);
    sent_ = 0;
    broken_ = !written;
    progressed_ = false;
  }
  reader_ = std::thread([this] { ReadAnswers(); });
}

void ClaimReviewImport::ReadAnswers() {
  v1::ImportClaimReviewsResponse answer;
  while (stream_->Read(&answer)) {
    v1::ImportClaimReviewsRequest answered;
    {
      absl::MutexLock lock(&mutex_);
      // An answer to nothing: the other end is no factcheckd.
      if (pending_.empty()) {
        context_->TryCancel();
        break;
      }
      answered = std::move(pending_.front());
    }
    if (settings_.on_answer) settings_.on_answer(answered.batch(), answer);
    absl::MutexLock lock(&mutex_);
    pending_.pop_front();
    if (sent_ > 0) --sent_;
    progressed_ = true;
  }
  absl::MutexLock lock(&mutex_);
  broken_ = true;
}

bool ClaimReviewImport::SendPending() {
  while (true) {
    const v1::ImportClaimReviewsRequest* next = nullptr;
    {
      absl::MutexLock lock(&mutex_);
      if (broken_) return false;
      if (sent_ == pending_.size()) return true;
      // Stays where it is until its answer has come, which needs it to have been sent.
      next = &pending_[sent_];
      ++sent_;
    }
    if (!stream_->Write(*next)) return false;
  }
}

absl::Status ClaimReviewImport::CloseStream(bool cancel) {
  if (cancel) context_->TryCancel();
  if (!writes_done_) stream_->WritesDone();
  if (reader_.joinable()) reader_.join();
  const absl::Status status = FromGrpc(stream_->Finish());
  stream_.reset();
  return status;
}

absl::Status ClaimReviewImport::Recover() {
  absl::Status status = CloseStream(/*cancel=*/false);
  {
    absl::MutexLock lock(&mutex_);
    if (progressed_) backoff_.Reset();
  }
  if (status.ok()) status = absl::UnavailableError("the server ended the stream early");
  return AwaitRetry(status, *connection_, backoff_);
}

absl::Status ClaimReviewImport::Send(v1::ImportBatch batch) {
  {
    absl::MutexLock lock(&mutex_);
    *pending_.emplace_back().mutable_batch() = std::move(batch);
  }
  while (true) {
    if (stream_ == nullptr) Open();
    if (SendPending()) {
      absl::MutexLock lock(&mutex_);
      const auto has_room = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return broken_ || pending_.size() < settings_.max_in_flight;
      };
      mutex_.Await(absl::Condition(&has_room));
      if (!broken_) return absl::OkStatus();
    }
    if (absl::Status status = Recover(); !status.ok()) return status;
  }
}

absl::Status ClaimReviewImport::Finish() {
  while (true) {
    if (stream_ == nullptr) {
      absl::MutexLock lock(&mutex_);
      if (pending_.empty()) return absl::OkStatus();
    }
    if (stream_ == nullptr) Open();
    if (SendPending()) {
      stream_->WritesDone();
      writes_done_ = true;
      absl::MutexLock lock(&mutex_);
      const auto ended = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return broken_; };
      mutex_.Await(absl::Condition(&ended));
      if (pending_.empty()) break;
    }
    if (absl::Status status = Recover(); !status.ok()) return status;
  }
  // Everything is durable; how the stream ended after that doesn't matter.
  CloseStream(/*cancel=*/false).IgnoreError();
  return absl::OkStatus();
}

ClaimReviewExport::ClaimReviewExport(std::shared_ptr<Connection> connection,
                                     v1::ExportClaimReviewsRequest request)
    : connection_(std::move(connection)),
      request_(std::move(request)),
      stub_(v1::Transfers::NewStub(connection_->channel())),
      backoff_(NewBackoff(*connection_)) {}

ClaimReviewExport::~ClaimReviewExport() {
  if (reader_ == nullptr) return;
  context_->TryCancel();
  reader_->Finish();
}

absl::Status ClaimReviewExport::PinState() {
  if (!pinned_ && request_.read_options().as_of_case() == v1::ReadOptions::AS_OF_NOT_SET) {
    v1::ServerInfo info;
    const google::protobuf::MethodDescriptor* method = FindMethod("Admin/GetServerInfo");
    if (absl::Status status = connection_->Call(*method, v1::GetServerInfoRequest(), &info);
        !status.ok()) {
      return status;
    }
    if (!info.consistency_token().empty()) {
      request_.mutable_read_options()->set_token(info.consistency_token());
    }
  }
  pinned_ = true;
  return absl::OkStatus();
}

void ClaimReviewExport::Open() {
  context_ = connection_->NewContext();
  reader_ = stub_->ExportClaimReviews(context_.get(), request_);
  to_skip_ = delivered_;
}

absl::StatusOr<std::optional<v1::ExportClaimReviewsResponse>> ClaimReviewExport::Next() {
  if (absl::Status status = PinState(); !status.ok()) return status;
  while (true) {
    if (reader_ == nullptr) Open();
    v1::ExportClaimReviewsResponse response;
    if (!reader_->Read(&response)) {
      const absl::Status status = FromGrpc(reader_->Finish());
      reader_.reset();
      if (status.ok()) return std::nullopt;
      if (absl::Status wait = AwaitRetry(status, *connection_, backoff_); !wait.ok()) return wait;
      continue;
    }
    backoff_.Reset();
    const int skip = static_cast<int>(std::min<int64_t>(to_skip_, response.records_size()));
    to_skip_ -= skip;
    response.mutable_records()->DeleteSubrange(0, skip);
    if (skip > 0 && response.records().empty()) continue;
    delivered_ += response.records_size();
    return response;
  }
}

WholeExport::WholeExport(std::shared_ptr<Connection> connection)
    : connection_(std::move(connection)), stub_(v1::Transfers::NewStub(connection_->channel())) {}

WholeExport::~WholeExport() {
  if (reader_ == nullptr) return;
  context_->TryCancel();
  reader_->Finish();
}

absl::StatusOr<std::optional<std::string>> WholeExport::Next() {
  if (reader_ == nullptr) {
    context_ = connection_->NewContext();
    reader_ = stub_->ExportAll(context_.get(), v1::ExportAllRequest());
  }
  v1::ExportAllResponse response;
  if (reader_->Read(&response)) return std::move(*response.mutable_chunk());
  const absl::Status status = FromGrpc(reader_->Finish());
  reader_.reset();
  if (!status.ok()) return status;
  return std::nullopt;
}

WholeImport::WholeImport(std::shared_ptr<Connection> connection)
    : connection_(std::move(connection)),
      stub_(v1::Transfers::NewStub(connection_->channel())),
      context_(connection_->NewContext()),
      writer_(stub_->ImportAll(context_.get(), &response_)) {}

WholeImport::~WholeImport() {
  if (finished_) return;
  context_->TryCancel();
  writer_->Finish();
}

bool WholeImport::Send(std::string chunk) {
  v1::ImportAllRequest request;
  request.set_chunk(std::move(chunk));
  return writer_->Write(request);
}

absl::StatusOr<v1::ImportAllResponse> WholeImport::Finish() {
  writer_->WritesDone();
  finished_ = true;
  if (absl::Status status = FromGrpc(writer_->Finish()); !status.ok()) return status;
  return std::move(response_);
}

}  // namespace factcheck::client
