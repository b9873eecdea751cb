// The whole server, to be started within a process: by main, and by tests.
#ifndef FACTCHECK_SERVER_API_SERVER_H_
#define FACTCHECK_SERVER_API_SERVER_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/server.h"
#include "server/api/adapter.h"
#include "server/api/backend.h"
#include "server/api/call_queue.h"
#include "server/api/descriptor_service.h"
#include "server/api/health.h"
#include "server/api/listen.h"
#include "server/api/methods.h"
#include "server/api/push_server.h"
#include "server/api/stream_server.h"
#include "server/api/unary_server.h"
#include "server/api/worker_pool.h"
#include "server/domain/core/book.h"
#include "server/observability/log.h"
#include "server/observability/metrics.h"
#include "server/storage/engine.h"

namespace factcheck::api {

// Larger requests are refused by gRPC itself: RESOURCE_EXHAUSTED without details.
inline constexpr int kMaxRequestBytes = 16 << 20;
// Of the headers of a request and the trailers of an answer.
inline constexpr int kMaxMetadataBytes = 16 << 10;

struct ServerOptions {
  ListenOptions listen;
  BackendOptions backend;
  UnaryOptions unary;
  CallLimits limits;
  int workers = 0;  // 0: as many as processors, at least 4.
  size_t max_queued_calls = 1024;
  bool local_channels = false;  // See Server::NewLocalChannel.
  // What the protos say anybody may know: open to callers without a key.
  bool reflection = true;
  // Shows addresses of clients to anybody. Unset: only where nobody but this machine can ask.
  std::optional<bool> channelz;
};

// Open without a key: grpc.health.v1 (overall and by service), reflection, channelz.
class Server {
 public:
  // Opens the backend, and serves when this returns. `engine`, the clock and `log`
  // must outlive it. Errors have a message for the operator.
  static absl::StatusOr<std::unique_ptr<Server>> Start(ServerOptions options,
                                                       storage::Engine* engine, domain::Clock clock,
                                                       observability::Log* log);
  // Shuts down, and waits for whatever is still under way.
  ~Server();

  int port() const { return port_; }
  // A connection of its own to this server from within the process, by a socket that has no place
  // in the file system. Only where the options say so, and not after Shutdown.
  std::shared_ptr<grpc::Channel> NewLocalChannel() const;
  // For calls on such connections; each tag is a QueueEvent's. They must have ended before this
  // object does.
  grpc::CompletionQueue* local_queue() const { return queues_.front()->queue(); }
  observability::Metrics& metrics() { return metrics_; }
  Backend& backend() { return *backend_; }

  // Health says NOT_SERVING, no call is taken any more, those under way may end until `drain`
  // is over and are cancelled then. False where some don't end even so: then this
  // object must not be destroyed; leave the process, nothing acknowledged is lost.
  bool Shutdown(absl::Duration drain);

 private:
  Server(ServerOptions options, storage::Engine* engine, domain::Clock clock,
         observability::Log* log);
  absl::Status Listen();
  void CloseConnections(absl::Time deadline);
  void AddReadings();

  const ServerOptions options_;
  storage::Engine* const engine_;
  const domain::Clock clock_;
  observability::Log& log_;
  observability::Metrics metrics_;
  std::unique_ptr<Backend> backend_;
  Health health_;
  MethodTable methods_;
  std::unique_ptr<Adapter> adapter_;
  std::unique_ptr<WorkerPool> workers_;
  DescriptorServices services_;
  std::unique_ptr<StreamServer> streams_;
  std::unique_ptr<grpc::Server> grpc_;
  std::vector<std::unique_ptr<CallQueue>> queues_;  // After grpc_: they go before the server does.
  std::unique_ptr<PushServer> pushes_;
  std::unique_ptr<UnaryServer> unary_;
  int port_ = 0;
  std::string local_address_;
  bool shut_down_ = false;
};

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_SERVER_H_
