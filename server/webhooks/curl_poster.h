// A Poster over libcurl, all transfers on one thread of its own.
#ifndef FACTCHECK_SERVER_WEBHOOKS_CURL_POSTER_H_
#define FACTCHECK_SERVER_WEBHOOKS_CURL_POSTER_H_

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/webhooks/poster.h"

namespace factcheck::webhooks {

struct CurlOptions {
  // Certificates of authorities that count beside the system's, a PEM file. Empty: none.
  std::string ca_file;
  bool allow_http = false;     // Else https only.
  bool allow_private = false;  // Else public addresses only, see address.h.
  absl::Duration connect_timeout = absl::Seconds(5);
  absl::Duration timeout = absl::Seconds(15);  // Of the whole exchange.
};

// TLS is verified. Redirects are not followed, and proxies of the environment are not asked.
// The address that a connection is really made to is what is checked, so a name that leads
// elsewhere the second time gains nothing. Of an answer at most 64 KiB of headers and as
// much of a body are taken in.
class CurlPoster final : public Poster {
 public:
  // Starts the thread. Unavailable where libcurl can't, InvalidArgument for a bad ca_file.
  static absl::StatusOr<std::unique_ptr<CurlPoster>> Start(CurlOptions options);
  ~CurlPoster() override;
  // Ends all that is under way as failed, and whatever is posted later.
  void Stop();

  void Post(PostRequest request, absl::AnyInvocable<void(PostResult)> done) override;

 private:
  struct Transfer;
  CurlPoster(CurlOptions options, void* multi);
  void Loop();
  void Begin(std::unique_ptr<Transfer> transfer);
  // Takes out what ended and tells.
  void Reap();

  const CurlOptions options_;
  void* const multi_;  // A CURLM, so that curl.h is not for everybody.
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::unique_ptr<Transfer>> waiting_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::unique_ptr<Transfer>> under_way_;  // Of the thread.
  std::thread thread_;
};

}  // namespace factcheck::webhooks

#endif  // FACTCHECK_SERVER_WEBHOOKS_CURL_POSTER_H_
