// Takes every unary call.
#ifndef FACTCHECK_SERVER_API_UNARY_SERVER_H_
#define FACTCHECK_SERVER_API_UNARY_SERVER_H_

#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "grpc/grpc.h"
#include "server/api/adapter.h"
#include "server/api/call_queue.h"
#include "server/api/descriptor_service.h"
#include "server/api/methods.h"
#include "server/api/unary_call.h"
#include "server/api/worker_pool.h"

namespace factcheck::api {

struct UnaryOptions {
  // Each with a thread. One is best on two cores: it serves 56,000 calls a second,
  // and a second takes the cores from the clients and the committer.
  int queues = 1;
  // Calls of a method that are asked of gRPC ahead, on each queue. What comes beyond waits in
  // gRPC for the moment that it takes to ask for more.
  // Debian's gRPC looks through all that are asked for at each event, so many cost time.
  int wanted_at_once = 16;  // Of methods that answer at once.
  int wanted = 1;           // Of all others.
};

// Threads: Start, AwaitEnd and the destructor from one thread, in this order.
class UnaryServer {
 public:
  // All must outlive this. Adds the unary methods of `methods` to `services`.
  UnaryServer(const MethodTable& methods, DescriptorServices* services, Adapter* adapter,
              WorkerPool* workers, const UnaryOptions& options);
  // The server must have shut down, and the queues still run.
  ~UnaryServer();

  // After the server was built, and before the queues start: takes calls of `server` from each of
  // `queues`, which must outlive this.
  void Start(grpc_server* server, const std::vector<std::unique_ptr<CallQueue>>& queues);
  // Calls that have come and whose answer is not sent yet. Any thread.
  int under_way() const;
  // After grpc::Server::Shutdown: whether every call has ended by `deadline`.
  bool AwaitEnd(absl::Time deadline);

 private:
  class Lanes;

  Adapter& adapter_;
  WorkerPool& workers_;
  std::vector<std::unique_ptr<Endpoint>> endpoints_;
  std::vector<std::unique_ptr<Lanes>> lanes_;  // One of each queue.
};

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_UNARY_SERVER_H_
