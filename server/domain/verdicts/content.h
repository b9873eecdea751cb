// What an author wrote, completed from the store: language, rating, captures.
#ifndef FACTCHECK_SERVER_DOMAIN_VERDICTS_CONTENT_H_
#define FACTCHECK_SERVER_DOMAIN_VERDICTS_CONTENT_H_

#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "factcheck/v1/verdict.pb.h"
#include "server/domain/core/txn.h"
#include "server/domain/verdicts/stored_verdict.h"

namespace factcheck::domain {

// `content` as it will be, of which `fields` were just written and passed CheckContent.
// A rating written is resolved; one that was there keeps its scale version and gets
// the label of the new language where that was written. Citations written are pinned to the
// newest captures. INVALID_FIELDS names all that is not there, under the path `field`.
absl::Status CompleteContent(Txn& txn, const Scene& scene, std::string_view field,
                             std::span<const std::string> fields, v1::VerdictRevision* content);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VERDICTS_CONTENT_H_
