// The Webhooks service.
#ifndef FACTCHECK_SERVER_WEBHOOKS_WEBHOOKS_H_
#define FACTCHECK_SERVER_WEBHOOKS_WEBHOOKS_H_

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "factcheck/v1/webhooks_service.pb.h"
#include "google/protobuf/message.h"
#include "server/domain/core/book.h"
#include "server/domain/core/call.h"
#include "server/domain/core/txn.h"
#include "server/domain/values/error.h"
#include "server/domain/values/page_token.h"
#include "server/feed/reader.h"
#include "server/webhooks/poster.h"
#include "server/webhooks/records.h"

namespace factcheck::webhooks {

inline constexpr int kMaxWebhooksPerActor = 20;

// Which addresses may be given.
struct UrlRules {
  bool allow_http = false;
  bool allow_private = false;
};

// Thread-safe.
class Webhooks {
 public:
  // All must outlive this.
  Webhooks(domain::ClaimBook* book, const domain::PageTokens* tokens, feed::Reader* reader,
           Poster* poster, const SecretBox* box, UrlRules rules)
      : book_(*book),
        tokens_(*tokens),
        reader_(*reader),
        poster_(*poster),
        box_(*box),
        rules_(rules) {}

  void CreateWebhook(const domain::Call& call, const v1::CreateWebhookRequest& request,
                     domain::Done done);
  absl::StatusOr<std::string> GetWebhook(const domain::Call& call,
                                         const v1::GetWebhookRequest& request);
  absl::StatusOr<std::string> ListWebhooks(const domain::Call& call,
                                           const v1::ListWebhooksRequest& request);
  void UpdateWebhook(const domain::Call& call, const v1::UpdateWebhookRequest& request,
                     domain::Done done);
  void DeleteWebhook(const domain::Call& call, const v1::DeleteWebhookRequest& request,
                     domain::Done done);
  void ResumeWebhook(const domain::Call& call, const v1::ResumeWebhookRequest& request,
                     domain::Done done);
  void RotateWebhookSecret(const domain::Call& call, const v1::RotateWebhookSecretRequest& request,
                           domain::Done done);
  // Answers when the receiver has, or did not in time.
  void SendTestWebhook(const domain::Call& call, const v1::SendTestWebhookRequest& request,
                       domain::Done done);

 private:
  // One that is there and that the caller may change.
  struct Loaded {
    WebhookRecord record;
    storage::v1::WebhookProgress progress;
  };
  using Apply = std::function<absl::StatusOr<std::string>(domain::Txn&, Loaded)>;
  // Loads the webhook `name` within the commit, checks its etag, and applies.
  void Run(const domain::Call& call, const google::protobuf::Message& request,
           const std::string& name, const std::string& etag, Apply apply, domain::Done done);
  // The fields that people give, checked as those of the request's field `webhook`.
  void CheckFields(std::span<const std::string> fields, v1::Webhook* webhook,
                   domain::Violations& violations) const;

  domain::ClaimBook& book_;
  const domain::PageTokens& tokens_;
  feed::Reader& reader_;
  Poster& poster_;
  const SecretBox& box_;
  const UrlRules rules_;
};

}  // namespace factcheck::webhooks

#endif  // FACTCHECK_SERVER_WEBHOOKS_WEBHOOKS_H_
