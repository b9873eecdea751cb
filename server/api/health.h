// grpc.health.v1, served through the adapter like all else. gRPC's own is made with
// its callback API, whose threads poll beside ours: that cost half of the calls a second.
#ifndef FACTCHECK_SERVER_API_HEALTH_H_
#define FACTCHECK_SERVER_API_HEALTH_H_

#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "server/api/message_stream.h"
#include "server/api/methods.h"

namespace factcheck::api {

// Thread-safe. Overall ("") and for each service: NOT_SERVING until StartServing.
class Health {
 public:
  void Add(std::string service);
  void StartServing();
  // NOT_SERVING for good; watchers are told, and their calls end.
  void Shutdown();
  // Check and Watch. `methods` must not outlive this.
  void AddMethods(MethodTable& methods);

 private:
  // A HealthCheckResponse::ServingStatus.
  int StatusOf(const std::string& service) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  absl::Status Watch(const domain::Call& call, MessageStream& stream);

  mutable absl::Mutex mutex_;
  absl::CondVar changed_;
  std::set<std::string> services_ ABSL_GUARDED_BY(mutex_) = {""};
  bool serving_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_HEALTH_H_
