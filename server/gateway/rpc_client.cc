#include "server/gateway/rpc_client.h"

#include <map>
#include <utility>
#include <vector>

#include "grpcpp/client_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"
#include "server/api/call_queue.h"

namespace factcheck::gateway {
namespace {

// Fewer than the server lets a connection have: what is beyond would wait behind streams that
// last.
constexpr int kCallsPerConnection = 500;

std::string Bytes(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

}  // namespace

class RpcClient::Call::Operation final : public api::QueueEvent {
 public:
  enum class Kind { kWrite, kRead, kFinish };
  Operation(Call* call, Kind kind) : call_(*call), kind_(kind) {}
  Kind kind() const { return kind_; }
  void Happened(bool ok) override {
    Call& call = call_;
    if (call.Proceed(*this, ok)) call.client_.Ended(&call);
  }

 private:
  Call& call_;
  const Kind kind_;
};

struct RpcClient::Call::State {
  explicit State(Call* call)
      : write(call, Operation::Kind::kWrite),
        read(call, Operation::Kind::kRead),
        finish(call, Operation::Kind::kFinish) {}

  Operation write;
  Operation read;
  Operation finish;
  grpc::ClientContext context;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream;
  grpc::ByteBuffer in;
  grpc::Status status;

  absl::Mutex mutex;
  int under_way ABSL_GUARDED_BY(mutex) = 0;  // Operations.
  bool reading ABSL_GUARDED_BY(mutex) = false;
  bool finishing ABSL_GUARDED_BY(mutex) = false;
};

RpcClient::Call::Call(RpcClient* client, bool streaming, RpcEvents events)
    : streaming_(streaming),
      events_(std::move(events)),
      client_(*client),
      state_(std::make_unique<State>(this)) {}

RpcClient::Call::~Call() = default;

void RpcClient::Call::Begin(grpc::GenericStub& methods, grpc::CompletionQueue* queue,
                            RpcRequest request) {
  for (const auto& [name, value] : request.metadata) state_->context.AddMetadata(name, value);
  if (request.deadline != absl::InfiniteFuture()) {
    state_->context.set_deadline(absl::ToChronoTime(request.deadline));
  }
  // The metadata goes with the message, in one operation.
  state_->context.set_initial_metadata_corked(true);
  state_->stream = methods.PrepareCall(&state_->context, request.path, queue);
  const grpc::Slice slice(request.message);
  absl::MutexLock lock(&state_->mutex);
  state_->under_way = 2;
  state_->reading = true;
  state_->stream->StartCall(nullptr);
  state_->stream->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), state_->write.Tag());
  state_->stream->Read(&state_->in, state_->read.Tag());
}

void RpcClient::Call::Next() {
  absl::MutexLock lock(&state_->mutex);
  if (state_->reading || state_->finishing) return;
  state_->reading = true;
  ++state_->under_way;
  state_->stream->Read(&state_->in, state_->read.Tag());
}

void RpcClient::Call::Cancel() {
  absl::MutexLock lock(&state_->mutex);
  if (state_->finishing) return;
  state_->context.TryCancel();
  // Nobody asks for messages any more, so nobody would see the end.
  if (state_->reading) return;
  state_->finishing = true;
  ++state_->under_way;
  state_->stream->Finish(&state_->status, state_->finish.Tag());
}

bool RpcClient::Call::Proceed(const Operation& operation, bool ok) {
  const bool message = operation.kind() == Operation::Kind::kRead && ok;
  std::string bytes;
  if (message) {
    bytes = Bytes(state_->in);
    state_->in.Clear();
  }
  bool last = false;
  {
    absl::MutexLock lock(&state_->mutex);
    if (operation.kind() == Operation::Kind::kRead) state_->reading = false;
    // The message of a unary call is its only one; without one, the status says why.
    const bool over = operation.kind() == Operation::Kind::kRead && (!ok || !streaming_);
    if (over && !state_->finishing) {
      state_->finishing = true;
      ++state_->under_way;
      state_->stream->Finish(&state_->status, state_->finish.Tag());
    }
    // Between the messages of a stream there may be none under way.
    last = --state_->under_way == 0 && state_->finishing;
  }
  if (message) events_.message(std::move(bytes));
  return last;
}

RpcClient::RpcClient(LocalServer server) : server_(std::move(server)) {}

RpcClient::Connection* RpcClient::Place() {
  for (const std::unique_ptr<Connection>& connection : connections_) {
    if (connection->calls >= kCallsPerConnection) continue;
    ++connection->calls;
    return connection.get();
  }
  connections_.push_back(std::make_unique<Connection>(server_.connect()));
  ++connections_.back()->calls;
  return connections_.back().get();
}

RpcClient::~RpcClient() {
  std::vector<std::shared_ptr<Call>> calls;
  {
    absl::MutexLock lock(&mutex_);
    for (const auto& [address, call] : calls_) calls.push_back(call);
  }
  for (const std::shared_ptr<Call>& call : calls) call->Cancel();
  calls.clear();
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(
      +[](std::map<Call*, std::shared_ptr<Call>>* left) { return left->empty(); }, &calls_));
}

std::shared_ptr<RpcClient::Call> RpcClient::Start(RpcRequest request, RpcEvents events) {
  auto call = std::make_shared<Call>(this, request.streaming, std::move(events));
  {
    absl::MutexLock lock(&mutex_);
    calls_.emplace(call.get(), call);
    call->connection_ = Place();
  }
  call->Begin(call->connection_->methods, server_.queue, std::move(request));
  return call;
}

void RpcClient::Ended(Call* call) {
  const RpcEvents events = std::move(call->events_);
  events.end(call->state_->status, FromServer(call->state_->context.GetServerInitialMetadata()),
             FromServer(call->state_->context.GetServerTrailingMetadata()));
  std::shared_ptr<Call> last;
  absl::MutexLock lock(&mutex_);
  const auto at = calls_.find(call);
  last = std::move(at->second);
  --last->connection_->calls;
  calls_.erase(at);
}

}  // namespace factcheck::gateway
