#include "tests/bench/echo.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/impl/service_type.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/support/async_unary_call.h"

namespace factcheck::bench {
namespace {

constexpr int kWantedAtOnce = 64;
constexpr size_t kMostReplyBytes = 16 << 20;
constexpr size_t kSizeBytes = 4;

size_t WantedBytes(const grpc::ByteBuffer& request) {
  grpc::Slice slice;
  if (!request.TrySingleSlice(&slice).ok() && !request.DumpToSingleSlice(&slice).ok()) return 0;
  size_t wanted = 0;
  for (size_t i = 0; i < std::min(kSizeBytes, slice.size()); ++i) {
    wanted |= static_cast<size_t>(slice.begin()[i]) << (8 * i);
  }
  return std::min(wanted, kMostReplyBytes);
}

// On gRPC's own asynchronous API for bytes, as the most that it gives.
class EchoService final : public grpc::Service {
 public:
  EchoService() {
    using grpc::internal::RpcMethod;
    AddMethod(new grpc::internal::RpcServiceMethod(kEchoMethod, RpcMethod::NORMAL_RPC, nullptr));
    MarkMethodRaw(0);
  }
  void Request(grpc::ServerContext* context, grpc::ByteBuffer* request,
               grpc::internal::ServerAsyncStreamingInterface* writer,
               grpc::ServerCompletionQueue* queue, void* tag) {
    RequestAsyncUnary(0, context, request, writer, queue, queue, tag);
  }
};

class EchoServer {
 public:
  void Register(grpc::ServerBuilder& builder) {
    builder.RegisterService(&service_);
    queue_ = builder.AddCompletionQueue();
  }

  void Run() {
    Refill();
    void* tag = nullptr;
    bool ok = false;
    while (queue_->Next(&tag, &ok)) {
      auto* call = static_cast<Call*>(tag);
      if (!call->arrived && ok) {
        --requested_;
        Answer(*call);
      } else {
        call->writer.reset();
        call->context.reset();
        call->wire.Clear();
        call->arrived = false;
        idle_.emplace_back(call);
      }
      Refill();
    }
  }

 private:
  struct Call {
    bool arrived = false;
    std::optional<grpc::ServerContext> context;
    std::optional<grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>> writer;
    grpc::ByteBuffer wire;
  };

  void Answer(Call& call) {
    call.arrived = true;
    const size_t wanted = WantedBytes(call.wire);
    if (stored_.size() < wanted) stored_.resize(wanted, 'x');
    const grpc::Slice slice(stored_.data(), wanted);
    call.writer->Finish(grpc::ByteBuffer(&slice, 1), grpc::Status::OK, &call);
  }

  void Refill() {
    for (; requested_ < kWantedAtOnce; ++requested_) {
      if (idle_.empty()) idle_.push_back(std::make_unique<Call>());
      Call* call = idle_.back().release();
      idle_.pop_back();
      call->context.emplace();
      call->writer.emplace(&*call->context);
      service_.Request(&*call->context, &call->wire, &*call->writer, queue_.get(), call);
    }
  }

  EchoService service_;
  int requested_ = 0;
  std::string stored_;
  std::vector<std::unique_ptr<Call>> idle_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
};

}  // namespace

std::string EchoRequest(size_t request_bytes, size_t reply_bytes) {
  std::string request(std::max(request_bytes, kSizeBytes), 'x');
  for (size_t i = 0; i < kSizeBytes; ++i) request[i] = static_cast<char>(reply_bytes >> (8 * i));
  return request;
}

int ServeEcho(const std::string& address, const std::filesystem::path& port_file) {
  EchoServer echo;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &port);
  builder.SetMaxReceiveMessageSize(-1);
  echo.Register(builder);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    std::cerr << "echo: cannot listen on " << address << "\n";
    return 1;
  }
  std::ofstream(port_file) << port << "\n";
  echo.Run();
  return 0;
}

}  // namespace factcheck::bench
