#include "tests/bench/watchers.h"

#include <utility>

#include "absl/time/clock.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/async_stream.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/domain/core/stamp.h"
#include "tests/bench/load.h"

namespace factcheck::bench {
namespace {

constexpr char kMethod[] = "/factcheck.v1.Changes/WatchChanges";
constexpr size_t kOnAConnection = 500;
constexpr absl::Duration kPatience = absl::Minutes(10);

}  // namespace

struct Watchers::Stream {
  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientAsyncReader<grpc::ByteBuffer>> reader;
  grpc::ByteBuffer message;
  grpc::Status status;
  absl::Time newest = absl::InfinitePast();  // Of the commits that came.
  bool begun = false;
  bool finishing = false;
};

Watchers::Watchers(const std::string& address, const std::string& key, int count,
                   const v1::WatchChangesRequest& request) {
  const std::string bytes = request.SerializeAsString();
  std::shared_ptr<grpc::Channel> channel;
  for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
    if (i % kOnAConnection == 0) channel = Connect(address);
    auto stream = std::make_unique<Stream>();
    stream->context.AddMetadata("authorization", "Bearer " + key);
    const grpc::Slice slice(bytes);
    stream->reader.reset(grpc::internal::ClientAsyncReaderFactory<grpc::ByteBuffer>::Create(
        channel.get(), &queue_,
        grpc::internal::RpcMethod(kMethod, grpc::internal::RpcMethod::SERVER_STREAMING),
        &stream->context, grpc::ByteBuffer(&slice, 1), /*start=*/true, stream.get()));
    streams_.push_back(std::move(stream));
  }
  thread_ = std::thread([this] { Run(); });
}

Watchers::~Watchers() {
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
  }
  for (const auto& stream : streams_) stream->context.TryCancel();
  thread_.join();
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

void Watchers::Run() {
  size_t live = streams_.size();
  void* tag = nullptr;
  bool ok = false;
  while (live > 0 && queue_.Next(&tag, &ok)) {
    Stream& stream = *static_cast<Stream*>(tag);
    if (stream.finishing) {
      --live;
      absl::MutexLock lock(&mutex_);
      if (!ending_) {
        broken_ = absl::UnavailableError("a stream ended: " + stream.status.error_message());
      }
    } else if (!ok) {
      stream.finishing = true;
      stream.reader->Finish(&stream.status, &stream);
    } else {
      // The first time it is the stream itself that came about.
      if (stream.message.Valid()) Take(stream);
      stream.message.Clear();
      stream.reader->Read(&stream.message, &stream);
    }
  }
}

void Watchers::Take(Stream& stream) {
  grpc::Slice slice;
  v1::WatchChangesResponse response;
  if (!stream.message.DumpToSingleSlice(&slice).ok() ||
      !response.ParseFromArray(slice.begin(), static_cast<int>(slice.size()))) {
    return;
  }
  uint64_t changes = 0;
  for (const v1::Commit& commit : response.commits()) {
    changes += static_cast<uint64_t>(commit.changes_size());
  }
  absl::MutexLock lock(&mutex_);
  if (!std::exchange(stream.begun, true)) ++begun_;
  commits_ += static_cast<uint64_t>(response.commits_size());
  changes_ += changes;
  if (response.commits_size() == 0) return;
  const absl::Time time =
      domain::FromTimestamp(response.commits(response.commits_size() - 1).commit_time());
  delays_.push_back(absl::Now() - time);
  if (stream.newest < awaited_ && time >= awaited_) ++arrived_;
  stream.newest = time;
}

absl::Status Watchers::AwaitFirst() {
  absl::MutexLock lock(&mutex_);
  const auto all = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return begun_ == streams_.size() || !broken_.ok();
  };
  if (!mutex_.AwaitWithTimeout(absl::Condition(&all), kPatience)) {
    return absl::DeadlineExceededError("some streams had no message");
  }
  return broken_;
}

absl::Status Watchers::AwaitCommit(absl::Time time) {
  absl::MutexLock lock(&mutex_);
  awaited_ = time;
  arrived_ = 0;
  for (const auto& stream : streams_) {
    if (stream->newest >= time) ++arrived_;
  }
  const auto all = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return arrived_ >= streams_.size() || !broken_.ok();
  };
  if (!mutex_.AwaitWithTimeout(absl::Condition(&all), kPatience)) {
    return absl::DeadlineExceededError("some streams did not catch up");
  }
  return broken_;
}

uint64_t Watchers::commits() const {
  absl::MutexLock lock(&mutex_);
  return commits_;
}

uint64_t Watchers::changes() const {
  absl::MutexLock lock(&mutex_);
  return changes_;
}

std::vector<absl::Duration> Watchers::delays() const {
  absl::MutexLock lock(&mutex_);
  return delays_;
}

}  // namespace factcheck::bench
