#include "client/cpp/stub.h"

#include <utility>

#include "absl/synchronization/notification.h"
#include "client/cpp/error_details.h"
#include "client/cpp/text.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

namespace factcheck::client {
namespace {

std::shared_ptr<grpc::ChannelCredentials> CredentialsOf(const Options& options) {
  if (!options.tls) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions ssl;
  ssl.pem_root_certs = options.tls->ca_certificates;
  ssl.pem_cert_chain = options.tls->certificate_chain;
  ssl.pem_private_key = options.tls->private_key;
  return grpc::SslCredentials(ssl);
}

// Metadata is printable ASCII; gRPC ends the process over anything else.
bool CanBeMetadata(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c > 0x7e) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const Options& options) {
  if (options.address.empty()) return InvalidArgument({"the address is empty"});
  if (!CanBeMetadata(options.api_key)) {
    return InvalidArgument({"the key holds characters that no key has: is it the right file?"});
  }
  if (options.tls && options.tls->certificate_chain.empty() != options.tls->private_key.empty()) {
    return InvalidArgument({"a client certificate and its key go together: one is missing"});
  }
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(options.max_message_bytes);
  arguments.SetMaxSendMessageSize(options.max_message_bytes);
  // Retries happen in one place: Connection.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  // A server that is just starting is found soon.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  // A connection whose other end vanished without a word is noticed while a call waits.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  return grpc::CreateCustomChannel(options.address, CredentialsOf(options), arguments);
}

Stub::Stub(std::shared_ptr<grpc::Channel> channel, std::string api_key)
    : channel_(std::move(channel)),
      authorization_(api_key.empty() ? std::string() : Concat({"Bearer ", api_key})),
      stub_(channel_) {}

std::unique_ptr<grpc::ClientContext> Stub::NewContext(absl::Time deadline) const {
  auto context = std::make_unique<grpc::ClientContext>();
  if (deadline != absl::InfiniteFuture()) context->set_deadline(absl::ToChronoTime(deadline));
  if (!authorization_.empty()) context->AddMetadata("authorization", authorization_);
  return context;
}

absl::Status Stub::Call(const google::protobuf::MethodDescriptor& method,
                        const google::protobuf::Message& request, absl::Time deadline,
                        google::protobuf::Message* response) {
  const std::string path = Concat({"/", method.service()->full_name(), "/", method.name()});
  const std::unique_ptr<grpc::ClientContext> context = NewContext(deadline);
  absl::Notification done;
  grpc::Status status;
  stub_.UnaryCall(context.get(), path, {}, &request, response, [&](grpc::Status result) {
    status = std::move(result);
    done.Notify();
  });
  done.WaitForNotification();
  return FromGrpc(status);
}

}  // namespace factcheck::client
