// One attempt of one call: the wire and nothing else.
#ifndef FACTCHECK_CLIENT_CPP_STUB_H_
#define FACTCHECK_CLIENT_CPP_STUB_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/cpp/options.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace factcheck::client {

// Opens a channel as `options` say. Does not connect yet. InvalidArgument where
// they can't be used.
absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const Options& options);

// Thread-safe.
class Stub {
 public:
  Stub(std::shared_ptr<grpc::Channel> channel, std::string api_key);

  // Makes a unary call and waits for it. `method` is any unary method of factcheck.v1;
  // `request` and `response` are of its types.
  absl::Status Call(const google::protobuf::MethodDescriptor& method,
                    const google::protobuf::Message& request, absl::Time deadline,
                    google::protobuf::Message* response);

  // For a stream: credentials set, and the deadline where it is not InfiniteFuture.
  std::unique_ptr<grpc::ClientContext> NewContext(absl::Time deadline) const;
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  const std::string authorization_;
  grpc::TemplatedGenericStub<google::protobuf::MessageLite, google::protobuf::MessageLite> stub_;
};

}  // namespace factcheck::client

#endif  // FACTCHECK_CLIENT_CPP_STUB_H_
