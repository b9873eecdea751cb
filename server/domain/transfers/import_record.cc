#include "server/domain/transfers/import_record.h"

#include <algorithm>
#include <array>
#include <utility>

#include "google/protobuf/util/message_differencer.h"
#include "server/base/absl_strings.h"
#include "server/domain/claims/stored_claim.h"
#include "server/domain/claims/validate.h"
#include "server/domain/core/keys.h"
#include "server/domain/evidence/store.h"
#include "server/domain/statuses/refresh.h"
#include "server/domain/transfers/claim_review_write.h"
#include "server/domain/transfers/import_claim.h"
#include "server/domain/transfers/review_store.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"
#include "server/domain/verdicts/imported.h"
#include "server/domain/verdicts/life_cycle.h"
#include "server/domain/verdicts/public_form.h"
#include "server/domain/verdicts/stored_verdict.h"

namespace factcheck::domain {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr std::string_view kTakenBackNote = "The publisher took this review back.";

RecordOutcome Refused(std::string reason) {
  RecordOutcome outcome;
  outcome.kind = RecordOutcome::Kind::kRefused;
  outcome.refusal = std::move(reason);
  return outcome;
}

class RecordImport {
 public:
  RecordImport(Txn& txn, const RecordChange& change, const ParseOptions& options)
      : txn_(txn),
        review_(change.prepared->review),
        change_(change),
        options_(options),
        publisher_id_(change.publisher->id) {}

  absl::StatusOr<RecordOutcome> Create() {
    absl::StatusOr<ClaimPlace> place = FindPlace(txn_, review_, publisher_id_);
    if (!place.ok()) return place.status();
    if (place->taken_by_ours) return CompareWithOurs(place->id);
    if (place->id.empty()) return Refused("the id of its claim is taken by another claim");
    v1::Claim claim;
    if (place->existing) {
      claim = place->existing->message;
      AddAppearances(review_, place->id, &claim);
      if (claim.appearances_size() != place->existing->message.appearances_size()) {
        StoreClaim(txn_, &place->existing->message, &claim,
                   storage::v1::Change::KIND_CLAIM_UPDATED);
      }
    } else {
      // Nothing belongs to a claim that was never there.
      KnowNothingOf(place->id);
      claim = NewClaim(review_, place->id);
      StoreClaim(txn_, nullptr, &claim, storage::v1::Change::KIND_CLAIM_CREATED);
    }
    absl::StatusOr<v1::VerdictRevision> content = ContentOn(place->id);
    if (!content.ok()) return content.status();
    absl::StatusOr<v1::Verdict> verdict = PutVerdict(claim, *std::move(content));
    if (!verdict.ok()) return verdict.status();
    absl::Status status =
        place->existing
            ? RefreshStatus(txn_, claim)
            : PutStatus(
                  txn_,
                  {claim, {{*std::move(verdict), change_.publisher->message.display_name()}}, {}});
    if (!status.ok()) return status;
    PutOriginal(place->id);
    return outcome_;
  }

  absl::StatusOr<RecordOutcome> Update() {
    const std::string& claim_id = change_.before->claim();
    absl::StatusOr<std::optional<Loaded<v1::Claim>>> before =
        txn_.Load<v1::Claim>(keys::Claim(claim_id));
    if (!before.ok()) return before.status();
    absl::StatusOr<std::optional<Loaded<v1::Verdict>>> verdict =
        txn_.Load<v1::Verdict>(keys::WorkVerdict(claim_id, publisher_id_));
    if (!verdict.ok()) return verdict.status();
    if (!*before || !*verdict) return absl::DataLossError("what a record was imported to is gone");
    if (std::string reason = WhyNotUpdate((*verdict)->message, review_); !reason.empty()) {
      return Refused(std::move(reason));
    }
    outcome_.kind = RecordOutcome::Kind::kUpdated;
    v1::Claim claim = (*before)->message;
    UpdateClaim(claim_id, &claim);
    if (!MessageDifferencer::Equals(claim, (*before)->message)) {
      StoreClaim(txn_, &(*before)->message, &claim, storage::v1::Change::KIND_CLAIM_UPDATED);
    }
    absl::StatusOr<v1::VerdictRevision> content = ContentOn(claim_id);
    if (!content.ok()) return content.status();
    const v1::Verdict& old = (*verdict)->message;
    if (old.state() != v1::Verdict::STATE_RETRACTED &&
        (review_.retracted || !SaysTheSame(old.published(), *content))) {
      if (content->public_note().empty()) content->set_public_note(std::string(kRecordChangedNote));
      absl::StatusOr<v1::Verdict> put = PutVerdict(claim, *std::move(content));
      if (!put.ok()) return put.status();
    }
    absl::Status status = RefreshStatus(txn_, claim);
    if (!status.ok()) return status;
    PutOriginal(claim_id);
    return outcome_;
  }

 private:
  // The record is of a verdict that was published here: nothing to do where it says
  // what we would export, and nothing to be done by an import where it does not.
  absl::StatusOr<RecordOutcome> CompareWithOurs(const std::string& claim_id) {
    const std::string key = keys::PublicVerdict(claim_id, publisher_id_);
    const auto read = [this](const std::string& k) { return txn_.Get(k); };
    absl::StatusOr<std::optional<storage::Entry>> entry = txn_.Get(key);
    if (!entry.ok()) return entry.status();
    if (*entry) {
      absl::StatusOr<std::optional<ReviewToWrite>> ours = GatherReview(**entry, read);
      if (!ours.ok()) return ours.status();
      if (*ours) {
        const ParsedRecord parsed = ParseClaimReviews(WriteClaimReview(**ours).json, options_);
        if (parsed.reviews.size() == 1 &&
            parsed.reviews.front().content_sha256 == review_.content_sha256) {
          outcome_.kind = RecordOutcome::Kind::kUnchanged;
          return outcome_;
        }
      }
    }
    return Refused(StrCat("claims/", claim_id, "/verdicts/", publisher_id_,
                          " is worked on here: an import does not change it"));
  }

  static std::string WhyNotUpdate(const v1::Verdict& verdict, const ParsedReview& review) {
    if (!verdict.published().imported()) {
      return StrCat(verdict.name(), " was published anew here since it was imported: ",
                    "an import does not change it");
    }
    if (verdict.has_working()) {
      return StrCat(verdict.name(), " is being worked on here: an import does not change it");
    }
    if (verdict.state() == v1::Verdict::STATE_RETRACTED && !review.retracted) {
      return StrCat(verdict.name(), " was taken back: an import does not change that");
    }
    return {};
  }

  // Saves a look at each key that a new claim gets: its own key guards them.
  void KnowNothingOf(const std::string& claim_id) {
    txn_.KnowAbsent(keys::Status(claim_id));
    txn_.KnowAbsent(keys::WorkVerdict(claim_id, publisher_id_));
    txn_.KnowAbsent(keys::PublicVerdict(claim_id, publisher_id_));
    txn_.KnowAbsent(keys::Revision(claim_id, publisher_id_, 1));
    txn_.KnowAbsent(keys::EvidenceCount(claim_id));
    for (const ParsedEvidence& cited : review_.evidence) {
      txn_.KnowAbsent(keys::Evidence(claim_id, cited.id));
    }
  }

  void UpdateClaim(const std::string& claim_id, v1::Claim* claim) {
    if (claim->state() == v1::Claim::STATE_MERGED || claim->state() == v1::Claim::STATE_DELETED) {
      return;
    }
    const ParsedRecord then = ParseClaimReviews(change_.before->json(), options_);
    const bool made_it = claim->import_source() == review_.claim.import_source() ||
                         (then.reviews.size() == 1 &&
                          claim->import_source() == then.reviews[0].claim.import_source());
    if (made_it && then.reviews.size() == 1) {
      MergeFields(then.reviews[0].claim, review_.claim, claim, outcome_.warnings);
    }
    AddAppearances(review_, claim_id, claim);
  }

  // The evidence as it is stored, added where it was not there; nullopt where it can't
  // be cited.
  absl::StatusOr<std::optional<v1::Evidence>> EvidenceFor(const std::string& claim_id,
                                                          const ParsedEvidence& cited) {
    absl::StatusOr<std::optional<Loaded<v1::Evidence>>> stored =
        txn_.Load<v1::Evidence>(keys::Evidence(claim_id, cited.id));
    if (!stored.ok()) return stored.status();
    if (*stored) {
      v1::Evidence& evidence = (*stored)->message;
      if (evidence.withdrawn() || evidence.visibility() == v1::Evidence::VISIBILITY_RESTRICTED) {
        return std::optional<v1::Evidence>();
      }
      return std::optional<v1::Evidence>(std::move(evidence));
    }
    v1::Evidence evidence = cited.evidence;
    evidence.set_visibility(v1::Evidence::VISIBILITY_PUBLIC);
    absl::Status added = AddEvidence(txn_, claim_id, cited.id, &evidence).status();
    if (ReasonOf(added) == v1::ERROR_REASON_LIMIT_REACHED) {
      outcome_.warnings.emplace_back(added.message());
      return std::optional<v1::Evidence>();
    }
    if (!added.ok()) return added;
    return std::optional<v1::Evidence>(std::move(evidence));
  }

  // The revision, with the evidence that it cites stored.
  absl::StatusOr<v1::VerdictRevision> ContentOn(const std::string& claim_id) {
    v1::VerdictRevision content = review_.revision;
    for (const ParsedEvidence& cited : review_.evidence) {
      const std::string key = keys::Evidence(claim_id, cited.id);
      absl::StatusOr<std::optional<v1::Evidence>> evidence = EvidenceFor(claim_id, cited);
      if (!evidence.ok()) return evidence.status();
      if (!*evidence) continue;
      v1::EvidenceCitation& citation = *content.add_citations();
      citation.set_evidence((*evidence)->name());
      citation.set_note(cited.note);
      citation.set_capture_sha256(NewestCapture(**evidence));
    }
    if (change_.rated) {
      *content.mutable_rating() = change_.publisher->scale.Issue(*review_.rating);
    } else if (review_.rating) {
      outcome_.warnings.emplace_back(
          "the publisher's scale of imported ratings is full: the rating stands in the summary");
      if (content.summary().empty()) content.set_summary(review_.rating->label);
    }
    return content;
  }

  static bool SaysTheSame(const v1::VerdictRevision& published,
                          const v1::VerdictRevision& content) {
    v1::VerdictRevision now = ContentOf(published);
    if (now.public_note() == kRecordChangedNote) now.clear_public_note();
    // Another version of the scale is no other rating.
    v1::VerdictRevision then = content;
    now.mutable_rating()->clear_scale_version();
    then.mutable_rating()->clear_scale_version();
    return MessageDifferencer::Equals(now, then);
  }

  absl::StatusOr<v1::Verdict> PutVerdict(const v1::Claim& claim, v1::VerdictRevision content) {
    absl::StatusOr<v1::Verdict> verdict =
        PutImportedVerdict(txn_, claim, change_.publisher->message, content);
    if (!verdict.ok() || !review_.retracted) return verdict;
    return PutRetraction(claim, content.public_note());
  }

  // The record says that its publisher took the review back.
  absl::StatusOr<v1::Verdict> PutRetraction(const v1::Claim& claim, std::string_view note) {
    const Scene scene{std::string(keys::LastId(claim.name())), publisher_id_, claim,
                      change_.publisher->message};
    absl::StatusOr<Loaded<v1::Verdict>> before =
        LoadVerdict(txn_, scene.claim_id, scene.publisher_id);
    if (!before.ok()) return before.status();
    absl::StatusOr<v1::Verdict> begun =
        Retract(before->message, note.empty() ? kTakenBackNote : note, txn_.who().actor);
    if (!begun.ok()) return begun.status();
    begun->mutable_working()->set_imported(true);
    begun->mutable_working()->clear_editors();
    absl::StatusOr<Ended> ended = Publish(*std::move(begun), txn_.who().actor, std::nullopt);
    if (!ended.ok()) return ended.status();
    v1::Verdict open = PublicForm(ended->verdict, {});
    absl::Status put =
        StorePublished(txn_, scene, before->message, *std::move(ended), StatusOf::kLeft).status();
    if (!put.ok()) return put;
    return open;
  }

  void PutOriginal(const std::string& claim_id) {
    storage::v1::Original original;
    original.set_json(change_.prepared->original);
    original.set_content_sha256(review_.content_sha256);
    original.set_claim(claim_id);
    original.set_publisher(publisher_id_);
    txn_.Put(keys::Original(review_.record_id), original.SerializeAsString());
  }

  Txn& txn_;
  const ParsedReview& review_;
  const RecordChange& change_;
  const ParseOptions& options_;
  const std::string& publisher_id_;
  RecordOutcome outcome_;
};

}  // namespace

absl::StatusOr<RecordOutcome> ImportRecord(Txn& txn, const RecordChange& change,
                                           const ParseOptions& options) {
  RecordImport import(txn, change, options);
  return change.before ? import.Update() : import.Create();
}

}  // namespace factcheck::domain
