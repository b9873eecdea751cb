#include "server/domain/transfers/review_store.h"

#include <utility>

#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

// The public part of the record at `key`; false where there is none to see.
template <typename M>
absl::StatusOr<bool> LoadPublic(const std::optional<storage::Entry>& entry, M* message) {
  if (!entry) return false;
  absl::StatusOr<Record> record = ParseRecord(entry->value);
  if (!record.ok()) return record.status();
  if (record->deleted() || record->restricted()) return false;
  if (!message->ParseFromArray(record->public_bytes.data(),
                               static_cast<int>(record->public_bytes.size()))) {
    return absl::DataLossError("a stored message can't be parsed");
  }
  return true;
}

template <typename M>
absl::StatusOr<bool> ReadPublic(ReadEntry read, const std::string& key, M* message) {
  absl::StatusOr<std::optional<storage::Entry>> entry = read(key);
  if (!entry.ok()) return entry.status();
  return LoadPublic(*entry, message);
}

absl::Status AddEvidence(ReadEntry read, ReviewToWrite& review) {
  for (const v1::EvidenceCitation& citation : review.verdict.published().citations()) {
    const auto ids = MatchName(kEvidencePattern, citation.evidence());
    if (!ids) continue;
    EvidenceToWrite cited;
    absl::StatusOr<bool> found =
        ReadPublic(read, keys::Evidence((*ids)[0], (*ids)[1]), &cited.evidence);
    if (!found.ok()) return found.status();
    if (!*found || cited.evidence.withdrawn() ||
        cited.evidence.visibility() == v1::Evidence::VISIBILITY_RESTRICTED) {
      continue;
    }
    cited.note = citation.note();
    review.evidence.push_back(std::move(cited));
  }
  return absl::OkStatus();
}

absl::Status AddCorrections(ReadEntry read, std::string_view claim, std::string_view publisher,
                            ReviewToWrite& review) {
  if (review.verdict.published_count() < 2) return absl::OkStatus();
  const auto newest = static_cast<uint32_t>(review.verdict.published().number());
  for (uint32_t number = 1; number < newest; ++number) {
    v1::VerdictRevision revision;
    absl::StatusOr<bool> found =
        ReadPublic(read, keys::Revision(claim, publisher, number), &revision);
    if (!found.ok()) return found.status();
    if (*found && revision.state() == v1::VerdictRevision::STATE_SUPERSEDED &&
        (revision.kind() == v1::VerdictRevision::KIND_CORRECTION ||
         revision.kind() == v1::VerdictRevision::KIND_RETRACTION)) {
      review.corrections.push_back(std::move(revision));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::optional<ReviewToWrite>> GatherReview(const storage::Entry& verdict,
                                                          ReadEntry read) {
  ReviewToWrite review;
  absl::StatusOr<bool> found = LoadPublic(verdict, &review.verdict);
  if (!found.ok()) return found.status();
  if (!*found || !review.verdict.has_published()) return std::optional<ReviewToWrite>();
  const std::vector<std::string_view> ids = keys::Ids(verdict.key);
  found = ReadPublic(read, keys::Claim(ids[0]), &review.claim);
  if (!found.ok()) return found.status();
  if (!*found) return std::optional<ReviewToWrite>();
  found = ReadPublic(read, keys::Publisher(ids[1]), &review.publisher);
  if (!found.ok()) return found.status();
  absl::Status status = AddEvidence(read, review);
  if (status.ok()) status = AddCorrections(read, ids[0], ids[1], review);
  if (!status.ok()) return status;
  return std::optional<ReviewToWrite>(std::move(review));
}

}  // namespace factcheck::domain
