// Reads that see what was written before, also where another server answers them.
#ifndef FACTCHECK_CLIENT_CPP_READ_YOUR_WRITES_H_
#define FACTCHECK_CLIENT_CPP_READ_YOUR_WRITES_H_

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"

namespace factcheck::client {

// Carries the newest consistency token from answers into reads. Which of two is newer
// their answers' update_time tells, since tokens are opaque; an answer without one
// counts as new. Thread-safe.
class ReadYourWrites {
 public:
  // Remembers the token of an answer that has one.
  void Observe(const google::protobuf::Message& response);
  // Sets `read_options.at_least_as_fresh` where the request's type has it and no
  // state was asked for.
  void Apply(google::protobuf::Message& request) const;
  // "": nothing was observed yet.
  std::string token() const;

 private:
  mutable absl::Mutex mutex_;
  std::string token_ ABSL_GUARDED_BY(mutex_);
  absl::Time time_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace factcheck::client

#endif  // FACTCHECK_CLIENT_CPP_READ_YOUR_WRITES_H_
