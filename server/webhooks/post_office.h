// Webhooks as a server has them, wired: the service, and what delivers.
#ifndef FACTCHECK_SERVER_WEBHOOKS_POST_OFFICE_H_
#define FACTCHECK_SERVER_WEBHOOKS_POST_OFFICE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/domain/core/book.h"
#include "server/domain/values/page_token.h"
#include "server/feed/reader.h"
#include "server/webhooks/courier.h"
#include "server/webhooks/curl_poster.h"
#include "server/webhooks/records.h"
#include "server/webhooks/webhooks.h"

namespace factcheck::webhooks {

struct PostOfficeOptions {
  CurlOptions curl;
  RetryRules retry;
};

// Thread-safe once it is open, but for Start and Stop.
class PostOffice {
 public:
  // All must outlive this. Makes the key that seals secrets where the store has none. Blocks.
  static absl::StatusOr<std::unique_ptr<PostOffice>> Open(
      domain::ClaimBook* book, const domain::PageTokens* tokens, Courier::Owners owners,
      domain::Clock clock, std::function<void(const absl::Status&)> on_error,
      const PostOfficeOptions& options);
  ~PostOffice() { Stop(); }

  Webhooks& service() { return service_; }
  CourierCounts counts() const { return courier_.counts(); }
  // Another store lies under the book by now.
  absl::Status StoreReplaced() { return courier_.Attach(); }

  // Delivers in the background, from Start to Stop. Each at most once.
  void Start() { courier_.Start(); }
  // Ends what is under way, tests too; a delivery without an answer by then comes again.
  void Stop();

 private:
  PostOffice(domain::ClaimBook* book, const domain::PageTokens* tokens, std::string seal_key,
             std::unique_ptr<CurlPoster> poster, Courier::Owners owners, domain::Clock clock,
             CourierOptions courier, UrlRules rules);

  feed::Reader reader_;
  const SecretBox box_;
  const std::unique_ptr<CurlPoster> poster_;
  Courier courier_;
  Webhooks service_;
};

}  // namespace factcheck::webhooks

#endif  // FACTCHECK_SERVER_WEBHOOKS_POST_OFFICE_H_
