// A delivery as it is posted.
#ifndef FACTCHECK_SERVER_WEBHOOKS_MESSAGE_H_
#define FACTCHECK_SERVER_WEBHOOKS_MESSAGE_H_

#include <span>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "factcheck/v1/webhook.pb.h"
#include "server/storage/engine.h"
#include "server/webhooks/poster.h"

namespace factcheck::webhooks {

// The same whenever this commit is posted to this webhook.
std::string MessageIdOf(std::string_view webhook_id, storage::Version commit);

// Signed with each of `secrets`, as of `now`.
PostRequest MakePost(const std::string& url, const std::string& message_id,
                     const v1::WebhookEvent& event, std::span<const std::string> secrets,
                     absl::Time now);

// How it went, for the webhook's owner.
v1::WebhookAttempt AttemptOf(const std::string& message_id, absl::Time began,
                             const PostResult& result);

}  // namespace factcheck::webhooks

#endif  // FACTCHECK_SERVER_WEBHOOKS_MESSAGE_H_
