// Streaming calls: handlers that may block, on gRPC's own threads, a bounded number at once.
#ifndef FACTCHECK_SERVER_API_STREAM_SERVER_H_
#define FACTCHECK_SERVER_API_STREAM_SERVER_H_

#include <atomic>

#include "grpcpp/server_context.h"
#include "server/api/adapter.h"
#include "server/api/descriptor_service.h"
#include "server/api/message_stream.h"
#include "server/api/methods.h"

namespace factcheck::api {

// Thread-safe. Must outlive the server that the services are registered with.
class StreamServer {
 public:
  // All must outlive this. Adds the streaming methods of `methods` to `services`.
  StreamServer(const MethodTable& methods, DescriptorServices* services, Adapter* adapter);

  int under_way() const { return under_way_.load(); }

 private:
  grpc::Status Serve(const Method& method, observability::MethodMetrics& metrics,
                     grpc::ServerContext* context, RawStream* raw);
  absl::Status Run(const Method& method, grpc::ServerContext* context, RawStream* raw,
                   std::shared_ptr<const domain::Principal>& who);

  Adapter& adapter_;
  std::atomic<int> under_way_ = 0;
  std::atomic<int> open_under_way_ = 0;
};

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_STREAM_SERVER_H_
