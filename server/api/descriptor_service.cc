#include "server/api/descriptor_service.h"

#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/support/method_handler.h"

namespace factcheck::api {

using grpc::internal::RpcMethod;
using grpc::internal::RpcServiceMethod;

int DescriptorService::AddUnary(const char* path) {
  AddMethod(new RpcServiceMethod(path, RpcMethod::NORMAL_RPC, nullptr));
  MarkMethodRaw(methods_added_);
  return methods_added_++;
}

void DescriptorService::AddStreaming(const char* path, RawStreamHandler handler) {
  auto run = [handler = std::move(handler)](DescriptorService* /*service*/,
                                            grpc::ServerContext* context,
                                            RawStream* stream) { return handler(context, stream); };
  AddMethod(new RpcServiceMethod(
      path, RpcMethod::BIDI_STREAMING,
      new grpc::internal::BidiStreamingHandler<DescriptorService, grpc::ByteBuffer,
                                               grpc::ByteBuffer>(std::move(run), this)));
  ++methods_added_;
}

DescriptorService& DescriptorServices::For(const google::protobuf::ServiceDescriptor* service) {
  for (auto& [descriptor, object] : services_) {
    if (descriptor == service) return *object;
  }
  return *services_.emplace_back(service, std::make_unique<DescriptorService>()).second;
}

void DescriptorServices::Register(grpc::ServerBuilder& builder) const {
  for (const auto& [descriptor, object] : services_) builder.RegisterService(object.get());
}

}  // namespace factcheck::api
