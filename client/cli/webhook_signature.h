// Checks the signature of a webhook's delivery as a receiver does, for debugging one: by the
// Standard Webhooks specification alone, without the server.
#ifndef FACTCHECK_CLIENT_CLI_WEBHOOK_SIGNATURE_H_
#define FACTCHECK_CLIENT_CLI_WEBHOOK_SIGNATURE_H_

#include <string>

#include "absl/status/status.h"

namespace factcheck::cli {

// What a receiver got: the headers webhook-id, webhook-timestamp and webhook-signature, and
// the body byte for byte.
struct ReceivedWebhook {
  std::string id;
  std::string timestamp;
  std::string signature;
  std::string body;
};

// OK where one of the signatures is of `secret` ("whsec_..."). InvalidArgument where the secret,
// the timestamp or every signature has another form; kUnauthenticated where none fits.
absl::Status VerifyWebhook(const std::string& secret, const ReceivedWebhook& received);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_WEBHOOK_SIGNATURE_H_
