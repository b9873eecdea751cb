// A unary call of bytes on gRPC's C core: what gRPC's C++ layer does for one, without
// what it does beside: three allocations, copies of all metadata, a batch of
// operations and an event more for each call.
#ifndef FACTCHECK_SERVER_API_CORE_CALL_H_
#define FACTCHECK_SERVER_API_CORE_CALL_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "grpc/grpc.h"
#include "grpc/slice.h"
#include "grpcpp/support/slice.h"
#include "grpcpp/support/status.h"
#include "server/api/call_queue.h"

namespace factcheck::api {

// Used for one call after the other. One thread requests, reads and resets; the answer
// may be given on any. Events must outlive what they tell of.
class CoreCall {
 public:
  CoreCall() { grpc_metadata_array_init(&metadata_); }
  ~CoreCall();
  CoreCall(const CoreCall&) = delete;
  CoreCall& operator=(const CoreCall&) = delete;

  // Asks for the next call of the registered `method`. `arrived` comes with true where there is
  // one, with false where the server shuts down.
  void Request(grpc_server* server, void* method, grpc_completion_queue* queue,
               QueueEvent* arrived);

  // Of a call that has arrived.
  // The first value of the metadata `key`, which is in lower case; "" where there is none.
  std::string_view Metadata(std::string_view key) const;
  absl::Time deadline() const;
  // Who is at the other end, as gRPC names it: "ipv4:192.0.2.1:4711".
  std::string peer() const;
  // The request, in one piece, until Reset or DropRequest; nullopt where none was sent.
  std::optional<std::string_view> request();
  void DropRequest();

  // `closed` comes when the call is over, be it that the client gave it up. Else the answer's event
  // is the only one.
  void AwaitClose(QueueEvent* closed);
  // Whether the client gave up, or its deadline passed, once the call is over.
  bool cancelled() const { return cancelled_ != 0; }

  // Either of these ends the call, once; `sent` comes when the answer is on its way.
  void Succeed(const grpc::Slice& response, QueueEvent* sent);
  void Fail(const grpc::Status& status, QueueEvent* sent);

  // After its last event.
  void Reset();

 private:
  void Start(const grpc_op* ops, size_t count, QueueEvent* event);

  grpc_completion_queue* queue_ = nullptr;
  grpc_call* call_ = nullptr;
  gpr_timespec deadline_ = {};
  grpc_metadata_array metadata_;
  grpc_byte_buffer* payload_ = nullptr;
  std::optional<grpc::Slice> request_;
  grpc_byte_buffer* response_ = nullptr;
  bool awaits_close_ = false;
  int cancelled_ = 0;
};

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_CORE_CALL_H_
