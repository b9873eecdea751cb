#include "server/domain/verdicts/public_form.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "server/domain/core/record.h"

namespace factcheck::domain {
namespace {

constexpr int kFirstStaffField = 60;
constexpr int kLastStaffField = 89;

// By number and not by name, so that a field to come can't be forgotten here.
void ClearStaffFields(google::protobuf::Message* message) {
  std::vector<const google::protobuf::FieldDescriptor*> set;
  message->GetReflection()->ListFields(*message, &set);
  for (const auto* field : set) {
    if (field->number() >= kFirstStaffField && field->number() <= kLastStaffField) {
      message->GetReflection()->ClearField(message, field);
    }
  }
}

bool WasPublished(const v1::VerdictRevision& revision) {
  return revision.state() == v1::VerdictRevision::STATE_PUBLISHED ||
         revision.state() == v1::VerdictRevision::STATE_SUPERSEDED;
}

}  // namespace

v1::VerdictRevision PublicForm(const v1::VerdictRevision& revision,
                               const EvidenceNames& restricted) {
  v1::VerdictRevision open = revision;
  ClearStaffFields(&open);
  if (open.has_override()) open.mutable_override()->clear_actor();
  auto& citations = *open.mutable_citations();
  citations.erase(std::remove_if(citations.begin(), citations.end(),
                                 [&](const v1::EvidenceCitation& citation) {
                                   return restricted.contains(citation.evidence());
                                 }),
                  citations.end());
  return open;
}

v1::Verdict PublicForm(const v1::Verdict& verdict, const EvidenceNames& restricted) {
  v1::Verdict open;
  open.set_name(verdict.name());
  open.set_state(verdict.state());
  *open.mutable_published() = PublicForm(verdict.published(), restricted);
  open.set_published_count(verdict.published_count());
  open.set_stale(verdict.stale());
  return open;
}

RevisionRecord ToRecord(const v1::VerdictRevision& revision, const EvidenceNames& restricted) {
  RevisionRecord record;
  if (!WasPublished(revision)) {
    record.flags = kRecordRestricted;
    record.parts.staff_bytes = revision.SerializeAsString();
    return record;
  }
  const v1::VerdictRevision open = PublicForm(revision, restricted);
  record.parts.public_bytes = open.SerializeAsString();
  if (open.citations_size() != revision.citations_size()) {
    record.flags = kRecordStaffAlone;
    record.parts.staff_bytes = revision.SerializeAsString();
    return record;
  }
  record.parts.staff_bytes = Split(revision).staff_bytes;
  if (!revision.override().actor().empty()) {
    v1::VerdictRevision actor;
    actor.mutable_override()->set_actor(revision.override().actor());
    record.parts.staff_bytes += actor.SerializeAsString();
  }
  return record;
}

}  // namespace factcheck::domain
