#include "server/api/descriptor_service.h"

#include "grpcpp/support/method_handler.h"

namespace factcheck::api {

using grpc::internal::RpcMethod;
using grpc::internal::RpcServiceMethod;

int DescriptorService::AddUnary(const char* path) { return AddRaw(path, RpcMethod::NORMAL_RPC); }

int DescriptorService::AddPushed(const char* path) {
  return AddRaw(path, RpcMethod::SERVER_STREAMING);
}

int DescriptorService::AddRaw(const char* path, RpcMethod::RpcType type) {
  auto* const method = new RpcServiceMethod(path, type, nullptr);
  AddMethod(method);
  const int index = static_cast<int>(methods_.size());
  MarkMethodRaw(index);
  methods_.push_back(method);
  return index;
}

void DescriptorService::AddStreaming(const char* path, RawStreamHandler handler) {
  auto run = [handler = std::move(handler)](DescriptorService* /*service*/,
                                            grpc::ServerContext* context,
                                            RawStream* stream) { return handler(context, stream); };
  auto* const method = new RpcServiceMethod(
      path, RpcMethod::BIDI_STREAMING,
      new grpc::internal::BidiStreamingHandler<DescriptorService, grpc::ByteBuffer,
                                               grpc::ByteBuffer>(std::move(run), this));
  AddMethod(method);
  methods_.push_back(method);
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
