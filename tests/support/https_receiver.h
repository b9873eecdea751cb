// A receiver of webhooks on the loopback interface that does as it is told, badly too.
#ifndef FACTCHECK_TESTS_SUPPORT_HTTPS_RECEIVER_H_
#define FACTCHECK_TESTS_SUPPORT_HTTPS_RECEIVER_H_

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace factcheck::testing {

// A POST as it came.
struct ReceivedPost {
  std::string path;
  std::map<std::string, std::string> headers;  // Names in lower case.
  std::string body;
  std::string id() const { return headers.at("webhook-id"); }
};

struct Reply {
  enum class How {
    kAnswer,
    kHang,  // Until the receiver goes.
    kCloseAtOnce,
    kCutOff,  // Closes within the body.
  };
  int status = 200;
  std::string headers = {};  // Each with "\r\n".
  size_t body_bytes = 2;
  How how = How::kAnswer;
};

// Thread-safe.
class HttpsReceiver {
 public:
  // Called on a thread of the receiver for each POST.
  using Answer = std::function<Reply(const ReceivedPost&)>;

  // `port` 0: any free one. Dies where it can't listen.
  explicit HttpsReceiver(Answer answer, int port = 0);
  ~HttpsReceiver();

  int port() const { return port_; }
  std::string url() const;
  // By a name that leads to the loopback interface.
  std::string localhost_url() const;
  // Its certificate, a PEM file that is gone when this is.
  const std::string& ca_file() const { return ca_file_; }

  // Everything that came, in order of arrival.
  std::vector<ReceivedPost> posts() const;
  // Waits until `count` came; false where they did not in time.
  bool AwaitPosts(size_t count, absl::Duration timeout = absl::Seconds(30)) const;
  size_t connections() const;

 private:
  struct Tls;

  void Accept();
  void Serve(int fd);
  // Whether the connection goes on.
  bool ServeOne(void* ssl);

  const Answer answer_;
  std::unique_ptr<Tls> tls_;
  std::string ca_file_;
  int listener_ = -1;
  int port_ = 0;
  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  size_t connections_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<ReceivedPost> posts_ ABSL_GUARDED_BY(mutex_);
  std::set<int> open_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> serving_ ABSL_GUARDED_BY(mutex_);
  std::thread accepting_;
};

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_SUPPORT_HTTPS_RECEIVER_H_
