// One stream that the feed pushes, from its arrival to its end. Between messages it is
// memory: no thread, no buffer.
#ifndef FACTCHECK_SERVER_API_PUSH_CALL_H_
#define FACTCHECK_SERVER_API_PUSH_CALL_H_

#include <memory>

#include "grpcpp/completion_queue.h"
#include "server/api/adapter.h"
#include "server/api/unary_call.h"
#include "server/api/worker_pool.h"

namespace factcheck::api {

// The thread of its queue calls all of this.
class PushCall {
 public:
  // What the queue reports of: its tag is the address of one of these.
  struct Operation {
    PushCall* call;
  };
  enum class Step {
    kArrived,  // The call that was asked for has come.
    kRefused,  // It will not come: the server shuts down.
    kOngoing,
    kEnded,  // Nothing of it is reported any more.
  };

  PushCall(const Endpoint* endpoint, Adapter* adapter, WorkerPool* workers)
      : endpoint_(*endpoint), adapter_(*adapter), workers_(*workers) {}

  const Endpoint& endpoint() const { return endpoint_; }
  // Asks for the next call. Once in an object's life.
  void Request(grpc::ServerCompletionQueue* queue);
  Step Proceed(Operation* operation, bool ok);

 private:
  class Stream;

  const Endpoint& endpoint_;
  Adapter& adapter_;
  WorkerPool& workers_;
  // Shared with the feed, which may call it for an instant after its end.
  std::shared_ptr<Stream> stream_;
};

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_PUSH_CALL_H_
