// gRPC services made of descriptors instead of generated code: unary methods as raw
// ones for completion queues (CoreCall), pushed streams as raw asynchronous ones, other
// streams as handlers on gRPC's own threads. Messages are bytes; reflection lists the services like
// any others.
#ifndef FACTCHECK_SERVER_API_DESCRIPTOR_SERVICE_H_
#define FACTCHECK_SERVER_API_DESCRIPTOR_SERVICE_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/impl/service_type.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/sync_stream.h"

namespace factcheck::api {

using RawStream = grpc::ServerReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>;
using RawStreamHandler = std::function<grpc::Status(grpc::ServerContext*, RawStream*)>;

// One service of the protos.
class DescriptorService final : public grpc::Service {
 public:
  // `path` ("/factcheck.v1.Claims/GetClaim") must outlive this. Returns the number by
  // which Registered knows the method.
  int AddUnary(const char* path);
  // The same of a method that answers one request with a stream which its server pushes.
  int AddPushed(const char* path);
  // Whatever the proto says streams: the other side sends or takes a single message
  // then, which on the wire is the same.
  void AddStreaming(const char* path, RawStreamHandler handler);

  // What grpc_server_request_registered_call knows the unary method `index` by, once the server
  // is built.
  void* Registered(int index) const { return methods_[static_cast<size_t>(index)]->server_tag(); }
  // Asks for one call of the pushed method `index`. It comes out of `queue` under `tag`.
  void RequestPushed(int index, grpc::ServerContext* context, grpc::ByteBuffer* request,
                     grpc::internal::ServerAsyncStreamingInterface* writer,
                     grpc::ServerCompletionQueue* queue, void* tag) {
    RequestAsyncServerStreaming(index, context, request, writer, queue, queue, tag);
  }

 private:
  int AddRaw(const char* path, grpc::internal::RpcMethod::RpcType type);

  std::vector<const grpc::internal::RpcServiceMethod*> methods_;  // grpc::Service owns them.
};

// The services of a server: one DescriptorService for each of the protos.
class DescriptorServices {
 public:
  DescriptorService& For(const google::protobuf::ServiceDescriptor* service);
  void Register(grpc::ServerBuilder& builder) const;

 private:
  std::vector<
      std::pair<const google::protobuf::ServiceDescriptor*, std::unique_ptr<DescriptorService>>>
      services_;
};

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_DESCRIPTOR_SERVICE_H_
