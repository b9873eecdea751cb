// What the public sees of a verdict and of its revisions. The one place where the
// rest is taken away. Pure.
#ifndef FACTCHECK_SERVER_DOMAIN_VERDICTS_PUBLIC_FORM_H_
#define FACTCHECK_SERVER_DOMAIN_VERDICTS_PUBLIC_FORM_H_

#include <cstdint>

#include "factcheck/v1/verdict.pb.h"
#include "server/domain/core/txn.h"
#include "server/domain/verdicts/citations.h"

namespace factcheck::domain {

// Without fields numbered 60 to 89, whoever overrode a policy, and citations of
// restricted evidence.
v1::VerdictRevision PublicForm(const v1::VerdictRevision& revision,
                               const EvidenceNames& restricted);
// Of what was published; without the stamped fields.
v1::Verdict PublicForm(const v1::Verdict& verdict, const EvidenceNames& restricted);

// A revision as it is stored: for the public as above, for colleagues whole. Nothing for
// the public of a revision that was not published.
struct RevisionRecord {
  SplitBytes parts;
  uint8_t flags = 0;
};
RevisionRecord ToRecord(const v1::VerdictRevision& revision, const EvidenceNames& restricted);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VERDICTS_PUBLIC_FORM_H_
