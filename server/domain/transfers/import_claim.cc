#include "server/domain/transfers/import_claim.h"

#include <algorithm>
#include <utility>

#include "factcheck/v1/verdict.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/absl_strings.h"
#include "server/domain/claims/validate.h"
#include "server/domain/core/keys.h"
#include "server/domain/values/check.h"
#include "server/domain/values/field_mask.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

std::vector<std::string> ExactNames(const v1::Claim& claim) {
  std::vector<std::string> names;
  for (const v1::Claimant& claimant : claim.claimants())
    names.push_back(ExactForm(claimant.name()));
  std::sort(names.begin(), names.end());
  return names;
}

bool SaysTheSame(const v1::Claim& a, const v1::Claim& b) {
  return ExactForm(a.statement()) == ExactForm(b.statement()) && ExactNames(a) == ExactNames(b);
}

std::string_view IdOf(std::string_view name) { return name.substr(name.rfind('/') + 1); }

// The claim with this id, or the one that it was merged into.
absl::StatusOr<std::optional<Loaded<v1::Claim>>> LoadStanding(Txn& txn, std::string_view id) {
  absl::StatusOr<std::optional<Loaded<v1::Claim>>> claim = txn.Load<v1::Claim>(keys::Claim(id));
  if (!claim.ok() || !*claim || (*claim)->message.state() != v1::Claim::STATE_MERGED) return claim;
  return txn.Load<v1::Claim>(keys::Claim(IdOf((*claim)->message.merged_into())));
}

absl::StatusOr<std::optional<Loaded<v1::Verdict>>> LoadVerdictOf(Txn& txn, std::string_view claim,
                                                                 std::string_view publisher) {
  return txn.Load<v1::Verdict>(keys::WorkVerdict(claim, publisher));
}

bool HasField(const v1::Claim& claim, const std::string& field, const v1::Claim& as) {
  v1::Claim a, b;
  CopyFields(std::span(&field, 1), claim, &a);
  CopyFields(std::span(&field, 1), as, &b);
  return google::protobuf::util::MessageDifferencer::Equals(a, b);
}

}  // namespace

absl::StatusOr<ClaimPlace> FindPlace(Txn& txn, const ParsedReview& review,
                                     std::string_view publisher_id) {
  for (const std::string* id : {&review.our_claim_id, &review.shared_claim_id, &review.record_id}) {
    if (id->empty()) continue;
    absl::StatusOr<std::optional<Loaded<v1::Claim>>> found = LoadStanding(txn, *id);
    if (!found.ok()) return found.status();
    if (!*found) return ClaimPlace{*id, std::nullopt};
    const std::string standing(IdOf((*found)->message.name()));
    absl::StatusOr<std::optional<Loaded<v1::Verdict>>> verdict =
        LoadVerdictOf(txn, standing, publisher_id);
    if (!verdict.ok()) return verdict.status();
    if (*verdict) {
      const bool ours = id == &review.our_claim_id && standing == *id &&
                        review.publisher.our_id == publisher_id &&
                        !(*verdict)->message.published().imported();
      if (ours) return ClaimPlace{*id, std::nullopt, /*taken_by_ours=*/true};
      continue;
    }
    if ((*found)->message.state() == v1::Claim::STATE_ACCEPTED &&
        (standing != *id || SaysTheSame((*found)->message, review.claim))) {
      return ClaimPlace{standing, *std::move(*found)};
    }
  }
  return ClaimPlace{};
}

v1::Claim NewClaim(const ParsedReview& review, std::string_view id) {
  v1::Claim claim = review.claim;
  claim.set_name(MakeName(kClaimPattern, {id}));
  claim.set_state(v1::Claim::STATE_ACCEPTED);
  for (int i = 0; i < claim.appearances_size(); ++i) {
    claim.mutable_appearances(i)->set_name(
        MakeName(kAppearancePattern, {id, review.appearance_ids[static_cast<size_t>(i)]}));
  }
  return claim;
}

void AddAppearances(const ParsedReview& review, std::string_view id, v1::Claim* claim) {
  for (int i = 0; i < review.claim.appearances_size(); ++i) {
    const v1::Appearance& appearance = review.claim.appearances(i);
    const std::string name =
        MakeName(kAppearancePattern, {id, review.appearance_ids[static_cast<size_t>(i)]});
    const bool known = std::any_of(
        claim->appearances().begin(), claim->appearances().end(), [&](const v1::Appearance& a) {
          return a.canonical_url() == appearance.canonical_url() || a.name() == name;
        });
    if (known || claim->appearances_size() >= kMaxAppearances) continue;
    v1::Appearance& added = *claim->add_appearances();
    added = appearance;
    added.set_name(name);
  }
}

void MergeFields(const v1::Claim& then, const v1::Claim& now, v1::Claim* claim,
                 std::vector<std::string>& warnings) {
  for (std::string_view name : kClaimFields) {
    const std::string field(name);
    if (HasField(then, field, now) || HasField(*claim, field, now)) continue;
    if (HasField(*claim, field, then)) {
      CopyFields(std::span(&field, 1), now, claim);
    } else {
      warnings.push_back(StrCat("the claim's ", field,
                                " was edited here and stays; the record has another by now"));
    }
  }
}

}  // namespace factcheck::domain
