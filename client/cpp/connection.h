// Calls that are tried again where that is safe.
#ifndef FACTCHECK_CLIENT_CPP_CONNECTION_H_
#define FACTCHECK_CLIENT_CPP_CONNECTION_H_

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cpp/options.h"
#include "client/cpp/read_your_writes.h"
#include "client/cpp/stub.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace factcheck::client {

// Makes calls of any method by its descriptor; Client gives them types. Thread-safe.
//
// A write without a request id gets a new one, once for all its attempts, so that it
// happens once whatever fails in between.
class Connection {
 public:
  static absl::StatusOr<std::shared_ptr<Connection>> Open(Options options);
  // Over a channel of the caller's own, for example one inside the process.
  Connection(std::shared_ptr<grpc::Channel> channel, Options options);

  // A unary call. On failure the last attempt's error.
  absl::Status Call(const google::protobuf::MethodDescriptor& method,
                    const google::protobuf::Message& request, google::protobuf::Message* response,
                    const CallOptions& call = {});

  // For streams: credentials set, and the deadline where the call has one.
  std::unique_ptr<grpc::ClientContext> NewContext(const CallOptions& call = {}) const;
  const std::shared_ptr<grpc::Channel>& channel() const { return stub_.channel(); }
  const Options& options() const { return options_; }
  // The newest state that an answer told of; "" where none did.
  std::string newest_token() const { return writes_.token(); }

 private:
  const Options options_;
  Stub stub_;
  ReadYourWrites writes_;
};

// The method of factcheck.v1 named `Service/Method` ("Claims/GetClaim"); nullptr where
// there is none.
const google::protobuf::MethodDescriptor* FindMethod(std::string_view name);

}  // namespace factcheck::client

#endif  // FACTCHECK_CLIENT_CPP_CONNECTION_H_
