// A streaming call as its handler sees it.
#ifndef FACTCHECK_SERVER_API_MESSAGE_STREAM_H_
#define FACTCHECK_SERVER_API_MESSAGE_STREAM_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/domain/core/call.h"

namespace factcheck::api {

// Both methods wait for the other side, and end the stream with an error where the
// caller's key or roles no longer suffice: a handler returns that error.
class MessageStream {
 public:
  virtual ~MessageStream() = default;
  // The next message; false where the client has sent all.
  virtual absl::StatusOr<bool> Read(google::protobuf::Message* message) = 0;
  // CANCELLED where nobody takes it any longer.
  virtual absl::Status Write(const google::protobuf::Message& message) = 0;
  // The same for a message that is serialised already.
  virtual absl::Status WriteBytes(const std::string& message) = 0;
  // Whether the client is known to have gone, or the server shuts down.
  virtual bool Gone() const = 0;
};

// Runs on a thread of its own for as long as the call lasts.
using StreamHandler = std::function<absl::Status(const domain::Call&, MessageStream&)>;

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_MESSAGE_STREAM_H_
