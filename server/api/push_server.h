// The completion queue of the streams that the feed pushes, and the thread that empties it.
#ifndef FACTCHECK_SERVER_API_PUSH_SERVER_H_
#define FACTCHECK_SERVER_API_PUSH_SERVER_H_

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/server_builder.h"
#include "server/api/adapter.h"
#include "server/api/descriptor_service.h"
#include "server/api/methods.h"
#include "server/api/push_call.h"
#include "server/api/worker_pool.h"

namespace factcheck::api {

// Threads: Register, Start, AwaitEnd and the destructor from one thread, in this order.
class PushServer {
 public:
  // All must outlive this. Adds the pushed methods of `methods` to `services`.
  PushServer(const MethodTable& methods, DescriptorServices* services, Adapter* adapter,
             WorkerPool* workers);
  // The server must have shut down, and no call be under way.
  ~PushServer();

  // Before the server is built.
  void Register(grpc::ServerBuilder& builder);
  // After it was built: takes calls from now on.
  void Start();
  // Streams that have come and not ended. Any thread.
  int under_way() const { return under_way_.load(std::memory_order_relaxed); }
  // After grpc::Server::Shutdown: whether every stream has ended by `deadline`.
  bool AwaitEnd(absl::Time deadline);

 private:
  void Run();
  // The call that the thread of the queue keeps until its end.
  void Ask(const Endpoint* endpoint);

  Adapter& adapter_;
  WorkerPool& workers_;
  std::vector<std::unique_ptr<Endpoint>> endpoints_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  size_t live_ = 0;  // Calls that the queue will report once more. The thread's.
  bool closing_ = false;
  std::atomic<int> under_way_ = 0;
  absl::Notification ended_;
  std::thread thread_;
};

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_PUSH_SERVER_H_
