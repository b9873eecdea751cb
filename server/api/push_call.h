// One stream that the feed pushes, from its arrival to its end. Between messages it is
// memory: no thread, no buffer.
#ifndef FACTCHECK_SERVER_API_PUSH_CALL_H_
#define FACTCHECK_SERVER_API_PUSH_CALL_H_

#include <memory>

#include "grpcpp/completion_queue.h"
#include "server/api/adapter.h"
#include "server/api/call_queue.h"
#include "server/api/unary_call.h"
#include "server/api/worker_pool.h"

namespace factcheck::api {

class PushCall;

// Hears of each call, on the queue's thread.
class PushCalls {
 public:
  virtual void Arrived(PushCall* call) = 0;
  // It will not come: the server shuts down. The call is to be deleted.
  virtual void Refused(PushCall* call) = 0;
  // Nothing of it is reported any more. The call is to be deleted.
  virtual void Ended(PushCall* call) = 0;

 protected:
  ~PushCalls() = default;
};

// The thread of its queue calls all of this.
class PushCall {
 public:
  // What the queue reports of.
  class Operation final : public QueueEvent {
   public:
    explicit Operation(PushCall* call) : call_(*call) {}
    void Happened(bool ok) override;

   private:
    PushCall& call_;
  };

  PushCall(const Endpoint* endpoint, Adapter* adapter, WorkerPool* workers, PushCalls* owner)
      : endpoint_(*endpoint), adapter_(*adapter), workers_(*workers), owner_(*owner) {}

  const Endpoint& endpoint() const { return endpoint_; }
  // Asks for the next call. Once in an object's life.
  void Request(grpc::ServerCompletionQueue* queue);

 private:
  class Stream;

  const Endpoint& endpoint_;
  Adapter& adapter_;
  WorkerPool& workers_;
  PushCalls& owner_;
  // Shared with the feed, which may call it for an instant after its end.
  std::shared_ptr<Stream> stream_;
};

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_PUSH_CALL_H_
