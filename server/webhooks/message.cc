#include "server/webhooks/message.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/time_util.h"
#include "server/base/absl_strings.h"
#include "server/base/check.h"
#include "server/domain/core/stamp.h"
#include "server/webhooks/signature.h"

namespace factcheck::webhooks {

std::string MessageIdOf(std::string_view webhook_id, storage::Version commit) {
  return StrCat("msg_", webhook_id, "_", absl::Hex(commit.value));
}

PostRequest MakePost(const std::string& url, const std::string& message_id,
                     const v1::WebhookEvent& event, std::span<const std::string> secrets,
                     absl::Time now) {
  PostRequest post;
  post.url = url;
  const auto json = google::protobuf::util::MessageToJsonString(event, &post.body);
  FACTCHECK_CHECK(json.ok());
  const int64_t timestamp = absl::ToUnixSeconds(now);
  std::string signatures;
  for (const std::string& secret : secrets) {
    if (!signatures.empty()) signatures += ' ';
    signatures += Sign(secret, message_id, timestamp, post.body);
  }
  post.headers = {"content-type: application/json", "user-agent: factcheckd",
                  StrCat("webhook-id: ", message_id), StrCat("webhook-timestamp: ", timestamp),
                  StrCat("webhook-signature: ", signatures)};
  return post;
}

v1::WebhookAttempt AttemptOf(const std::string& message_id, absl::Time began,
                             const PostResult& result) {
  v1::WebhookAttempt attempt;
  *attempt.mutable_time() = domain::ToTimestamp(began);
  attempt.set_message_id(message_id);
  attempt.set_http_status(result.http_status);
  attempt.set_error(result.error);
  *attempt.mutable_duration() = google::protobuf::util::TimeUtil::MicrosecondsToDuration(
      absl::ToInt64Microseconds(result.took));
  return attempt;
}

}  // namespace factcheck::webhooks
