#include "server/domain/claims/merge.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "factcheck/v1/claim.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/claims/life_cycle.h"
#include "server/domain/claims/stored_claim.h"
#include "server/domain/claims/validate.h"
#include "server/domain/core/keys.h"
#include "server/domain/statuses/refresh.h"
#include "server/domain/values/error.h"
#include "server/storage/engine.h"

namespace factcheck::domain {
namespace {

using storage::v1::Change;

// Every claim concerned is written again and kept as it was, so twice its size must fit in one
// batch, with room for keys, statuses and the log.
constexpr size_t kMaxRewrittenBytes = storage::kMaxBatchBytes / 2 - (4 << 20);

using Names = absl::flat_hash_set<std::string>;

std::string_view IdOf(std::string_view name) { return name.substr(name.rfind('/') + 1); }

// The claims with these names, which a claim refers to. Deleted ones, too.
absl::StatusOr<std::vector<v1::Claim>> LoadAll(
    Txn& txn, const google::protobuf::RepeatedPtrField<std::string>& names) {
  std::vector<v1::Claim> claims;
  for (const std::string& name : names) {
    absl::StatusOr<std::optional<Loaded<v1::Claim>>> claim =
        txn.Load<v1::Claim>(keys::Claim(IdOf(name)));
    if (!claim.ok()) return claim.status();
    if (!*claim) return absl::DataLossError("a claim refers to a claim that is not stored");
    claims.push_back(std::move((*claim)->message));
  }
  return claims;
}

absl::Status CheckSize(const v1::Claim& target, const v1::Claim& source,
                       const std::vector<v1::Claim>& others) {
  size_t bytes = target.ByteSizeLong() + source.ByteSizeLong();
  for (const v1::Claim& claim : others) bytes += claim.ByteSizeLong();
  if (bytes <= kMaxRewrittenBytes) return absl::OkStatus();
  return ClaimLimitReached(target,
                           "and the claims merged with it are too large to be changed at once");
}

// Points claims that are merged to `standing`.
absl::Status Redirect(Txn& txn, const v1::Claim& standing, const std::vector<v1::Claim>& merged) {
  for (const v1::Claim& before : merged) {
    v1::Claim after = before;
    after.set_merged_into(standing.name());
    StoreClaim(txn, &before, &after, Change::KIND_CLAIM_UPDATED);
    absl::Status status = PutRedirect(txn, after);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Takes `gone` out of merged_from; whether anything was there.
bool Forget(const Names& gone, v1::Claim* claim) {
  auto& names = *claim->mutable_merged_from();
  const auto kept = std::remove_if(names.begin(), names.end(),
                                   [&](const std::string& name) { return gone.contains(name); });
  if (kept == names.end()) return false;
  names.erase(kept, names.end());
  return true;
}

}  // namespace

absl::StatusOr<std::string> MergeClaims(Txn& txn, const v1::Claim& source,
                                        std::string_view target_id, std::string_view reason) {
  absl::StatusOr<Loaded<v1::Claim>> loaded = LoadClaim(txn, target_id);
  if (!loaded.ok()) return loaded.status();
  const v1::Claim& target_before = loaded->message;
  absl::StatusOr<v1::Claim> merged = MergeInto(target_before, source, reason);
  if (!merged.ok()) return merged.status();
  if (target_before.merged_from_size() + 1 + source.merged_from_size() > kMaxMergedFrom) {
    return ClaimLimitReached(
        target_before, StrCat("would have more than ", kMaxMergedFrom, " claims merged into it"));
  }
  absl::StatusOr<std::vector<v1::Claim>> followers = LoadAll(txn, source.merged_from());
  if (!followers.ok()) return followers.status();
  absl::Status status = CheckSize(target_before, source, *followers);
  if (!status.ok()) return status;

  std::string answer = StoreClaim(txn, &source, &*merged, Change::KIND_CLAIM_STATE_CHANGED);
  v1::Claim target = target_before;
  target.add_merged_from(source.name());
  target.mutable_merged_from()->MergeFrom(source.merged_from());
  StoreClaim(txn, &target_before, &target, Change::KIND_CLAIM_UPDATED);
  status = Redirect(txn, target, *followers);
  if (status.ok()) status = PutRedirect(txn, *merged);
  if (status.ok()) status = RefreshStatus(txn, target);
  if (!status.ok()) return status;
  return answer;
}

absl::StatusOr<std::string> UnmergeClaim(Txn& txn, const v1::Claim& source,
                                         std::string_view reason) {
  absl::StatusOr<v1::Claim> reopened = Reopen(source, reason);
  if (!reopened.ok()) return reopened.status();
  google::protobuf::RepeatedPtrField<std::string> name;
  *name.Add() = source.merged_into();
  absl::StatusOr<std::vector<v1::Claim>> targets = LoadAll(txn, name);
  if (!targets.ok()) return targets.status();
  const v1::Claim& target_before = targets->front();
  absl::StatusOr<std::vector<v1::Claim>> others = LoadAll(txn, target_before.merged_from());
  if (!others.ok()) return others.status();
  absl::Status status = CheckSize(target_before, source, *others);
  if (!status.ok()) return status;

  std::string answer = StoreClaim(txn, &source, &*reopened, Change::KIND_CLAIM_STATE_CHANGED);
  Names gone(source.merged_from().begin(), source.merged_from().end());
  std::vector<v1::Claim> followers;
  for (const v1::Claim& other : *others) {
    if (gone.contains(other.name())) followers.push_back(other);
  }
  gone.insert(source.name());
  v1::Claim target = target_before;
  Forget(gone, &target);
  StoreClaim(txn, &target_before, &target, Change::KIND_CLAIM_UPDATED);
  for (const v1::Claim& before : *others) {
    v1::Claim between = before;
    if (gone.contains(before.name()) || !Forget(gone, &between)) continue;
    StoreClaim(txn, &before, &between, Change::KIND_CLAIM_UPDATED);
  }
  status = Redirect(txn, *reopened, followers);
  if (status.ok()) status = RefreshStatus(txn, target);
  if (status.ok()) status = RefreshStatus(txn, *reopened);
  if (!status.ok()) return status;
  return answer;
}

}  // namespace factcheck::domain
