// A completion queue of the server and the thread that empties it.
#ifndef FACTCHECK_SERVER_API_CALL_QUEUE_H_
#define FACTCHECK_SERVER_API_CALL_QUEUE_H_

#include <memory>
#include <thread>

#include "grpcpp/completion_queue.h"
#include "grpcpp/impl/codegen/completion_queue_tag.h"
#include "grpcpp/server_builder.h"

namespace factcheck::api {

// What a queue reports to. It fits both of gRPC's layers: an event of the core, and, by its Tag,
// whatever the C++ API takes a tag for.
class QueueEvent : public grpc::internal::CompletionQueueTag {
 public:
  // On the queue's thread: must not wait. May delete this.
  virtual void Happened(bool ok) = 0;

  void* Tag() { return this; }

  // gRPC's.
  bool FinalizeResult(void** tag, bool* /*ok*/) final {
    *tag = this;
    return true;
  }

 protected:
  ~QueueEvent() override = default;
};

// Whatever waits on a queue of its own, on a thread of its own, takes part in polling every
// connection of the process: with three such threads a read cost twice the processor time. So one
// queue serves the calls, the feed's streams and the server's calls to itself.
// Threads: all but queue() from one thread.
class CallQueue {
 public:
  // Before the server is built.
  explicit CallQueue(grpc::ServerBuilder& builder) : queue_(builder.AddCompletionQueue()) {}
  // The server must have shut down, and every call that the queue reports on be over.
  ~CallQueue();
  CallQueue(const CallQueue&) = delete;
  CallQueue& operator=(const CallQueue&) = delete;

  // After the server was built.
  void Start();
  grpc::ServerCompletionQueue* queue() const { return queue_.get(); }

 private:
  void Run();

  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::thread thread_;
};

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_CALL_QUEUE_H_
