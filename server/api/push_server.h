// Takes every stream that the feed pushes.
#ifndef FACTCHECK_SERVER_API_PUSH_SERVER_H_
#define FACTCHECK_SERVER_API_PUSH_SERVER_H_

#include <atomic>
#include <memory>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "grpcpp/completion_queue.h"
#include "server/api/adapter.h"
#include "server/api/call_queue.h"
#include "server/api/descriptor_service.h"
#include "server/api/methods.h"
#include "server/api/push_call.h"
#include "server/api/worker_pool.h"

namespace factcheck::api {

// Threads: Start, AwaitEnd and the destructor from one thread, in this order.
class PushServer final : public PushCalls {
 public:
  // All must outlive this. Adds the pushed methods of `methods` to `services`.
  PushServer(const MethodTable& methods, DescriptorServices* services, Adapter* adapter,
             WorkerPool* workers);
  // The server must have shut down, and the queue still run.
  ~PushServer();

  // After the server was built, and before the queue starts: takes calls from now on. `queue` must
  // outlive this.
  void Start(const CallQueue& queue);
  // Streams that have come and not ended. Any thread.
  int under_way() const { return under_way_.load(std::memory_order_relaxed); }
  // After grpc::Server::Shutdown: whether every stream has ended by `deadline`.
  bool AwaitEnd(absl::Time deadline);

 private:
  void Arrived(PushCall* call) override;
  void Refused(PushCall* call) override;
  void Ended(PushCall* call) override;
  // For a call that stays until its end.
  void Ask(const Endpoint* endpoint);
  void Forget(PushCall* call);

  Adapter& adapter_;
  WorkerPool& workers_;
  std::vector<std::unique_ptr<Endpoint>> endpoints_;
  grpc::ServerCompletionQueue* queue_ = nullptr;
  size_t live_ = 0;  // Calls that the queue will report once more. Its thread's, as the next.
  bool closing_ = false;
  std::atomic<int> under_way_ = 0;
  absl::Notification ended_;
};

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_PUSH_SERVER_H_
