#include "server/auth/permissions.h"

#include <algorithm>

#include "server/base/absl_strings.h"
#include "server/domain/core/roles.h"
#include "server/domain/values/error.h"

namespace factcheck::auth {
namespace {

using domain::RoleSet;

constexpr RoleSet kAdmin = {v1::ROLE_ADMIN};
// Reads what is public.
constexpr RoleSet kReaders = domain::kAllRoles;
// Has what they may read sent to them. An auditor looks on.
constexpr RoleSet kFollowers = {v1::ROLE_CONSUMER, v1::ROLE_CONTRIBUTOR, v1::ROLE_FACT_CHECKER,
                                v1::ROLE_REVIEWER, v1::ROLE_PUBLISHER,   v1::ROLE_STANDARDS_EDITOR};
// Reads what colleagues share.
constexpr RoleSet kStaff = {v1::ROLE_CONTRIBUTOR, v1::ROLE_FACT_CHECKER,     v1::ROLE_REVIEWER,
                            v1::ROLE_PUBLISHER,   v1::ROLE_STANDARDS_EDITOR, v1::ROLE_ADMIN,
                            v1::ROLE_AUDITOR,     v1::ROLE_AI_ASSISTANT};
// Brings in claims, appearances and evidence. Whoever works on verdicts may, too.
constexpr RoleSet kContributors = {v1::ROLE_CONTRIBUTOR,      v1::ROLE_FACT_CHECKER,
                                   v1::ROLE_REVIEWER,         v1::ROLE_PUBLISHER,
                                   v1::ROLE_STANDARDS_EDITOR, v1::ROLE_AI_ASSISTANT};
// Triage, and whatever else decides on a claim.
constexpr RoleSet kFactCheckers = {v1::ROLE_FACT_CHECKER};
// For verdicts the domain looks at the roles in the verdict's publisher once more
// (CheckMayWork): the same ones.
constexpr RoleSet kDrafters = {v1::ROLE_FACT_CHECKER, v1::ROLE_AI_ASSISTANT};
constexpr RoleSet kSubmitters = {v1::ROLE_FACT_CHECKER};
constexpr RoleSet kReviewers = {v1::ROLE_REVIEWER, v1::ROLE_STANDARDS_EDITOR};
// Standards editors by an override.
constexpr RoleSet kReleasers = {v1::ROLE_PUBLISHER, v1::ROLE_STANDARDS_EDITOR};
// Retract and discard.
constexpr RoleSet kWithdrawers = {v1::ROLE_FACT_CHECKER, v1::ROLE_STANDARDS_EDITOR};

// Held anywhere. `Ai`: an AI assistant with one of the roles may call, too.
constexpr Permission People(std::string_view method, RoleSet roles) {
  return {.method = method, .anywhere = roles, .everywhere = kAdmin};
}
constexpr Permission Ai(std::string_view method, RoleSet roles) {
  return {.method = method, .anywhere = roles, .everywhere = kAdmin, .ai = true};
}
// Held everywhere.
constexpr Permission Everywhere(std::string_view method, RoleSet roles) {
  return {.method = method, .anywhere = {}, .everywhere = roles};
}
constexpr Permission Anyone(std::string_view method, bool ai) {
  return {.method = method, .anywhere = {}, .everywhere = kAdmin, .anyone = true, .ai = ai};
}

constexpr Permission kTable[] = {
    Everywhere("factcheck.v1.Admin/CompactStore", kAdmin),
    Everywhere("factcheck.v1.Admin/CreateActor", kAdmin),
    Everywhere("factcheck.v1.Admin/CreateApiKey", kAdmin),
    Everywhere("factcheck.v1.Admin/CreateBackup", kAdmin),
    Anyone("factcheck.v1.Admin/GetActor", true),
    Ai("factcheck.v1.Admin/GetServerInfo", kReaders),
    People("factcheck.v1.Admin/GetStatistics", kStaff),
    Everywhere("factcheck.v1.Admin/ListActors", {v1::ROLE_ADMIN, v1::ROLE_AUDITOR}),
    Anyone("factcheck.v1.Admin/ListApiKeys", true),
    Anyone("factcheck.v1.Admin/RevokeApiKey", false),
    Everywhere("factcheck.v1.Admin/UpdateActor", kAdmin),
    Anyone("factcheck.v1.Admin/WhoAmI", true),

    Ai("factcheck.v1.Changes/AcknowledgeChanges", kReaders),
    Ai("factcheck.v1.Changes/DeleteConsumer", kReaders),
    Ai("factcheck.v1.Changes/GetConsumer", kReaders),
    Ai("factcheck.v1.Changes/ListChanges", kReaders),
    Ai("factcheck.v1.Changes/ListConsumers", kReaders),
    Ai("factcheck.v1.Changes/SnapshotStatuses", kReaders),
    Ai("factcheck.v1.Changes/WatchChanges", kReaders),

    People("factcheck.v1.Claims/AcceptClaim", kFactCheckers),
    Ai("factcheck.v1.Claims/AddAppearance", kContributors),
    Ai("factcheck.v1.Claims/AddEvidence", kContributors),
    Ai("factcheck.v1.Claims/AddEvidenceCapture", kContributors),
    People("factcheck.v1.Claims/AssignClaim", kFactCheckers),
    Ai("factcheck.v1.Claims/BatchAddEvidence", kContributors),
    Ai("factcheck.v1.Claims/BatchGetClaims", kReaders),
    People("factcheck.v1.Claims/ConfirmRelationship", kFactCheckers),
    Ai("factcheck.v1.Claims/CreateClaim", kContributors),
    People("factcheck.v1.Claims/DeclineClaim", kFactCheckers),
    People("factcheck.v1.Claims/DeleteClaim", kFactCheckers),
    Ai("factcheck.v1.Claims/GetClaim", kReaders),
    Ai("factcheck.v1.Claims/GetEvidence", kReaders),
    Ai("factcheck.v1.Claims/ListClaimRevisions", kReaders),
    Ai("factcheck.v1.Claims/ListClaims", kReaders),
    Ai("factcheck.v1.Claims/ListEvidence", kReaders),
    Ai("factcheck.v1.Claims/ListRelationships", kReaders),
    People("factcheck.v1.Claims/MergeClaim", kFactCheckers),
    People("factcheck.v1.Claims/RejectRelationship", kFactCheckers),
    People("factcheck.v1.Claims/ReopenClaim", kFactCheckers),
    Ai("factcheck.v1.Claims/SuggestRelationship", kContributors),
    People("factcheck.v1.Claims/UndeleteClaim", kFactCheckers),
    Ai("factcheck.v1.Claims/UpdateAppearance", kContributors),
    People("factcheck.v1.Claims/UpdateClaim", kFactCheckers),
    People("factcheck.v1.Claims/WithdrawEvidence", kFactCheckers),

    Everywhere("factcheck.v1.Ledger/AuditLedger", {v1::ROLE_ADMIN, v1::ROLE_AUDITOR}),
    Ai("factcheck.v1.Ledger/GetCheckpoint", kReaders),
    Ai("factcheck.v1.Ledger/GetConsistencyProof", kReaders),
    Ai("factcheck.v1.Ledger/GetEntries", kReaders),
    Ai("factcheck.v1.Ledger/GetInclusionProof", kReaders),
    Ai("factcheck.v1.Ledger/GetLedgerKeys", kReaders),

    People("factcheck.v1.Publishers/AddRatingScaleVersion", kAdmin),
    Everywhere("factcheck.v1.Publishers/CreatePublisher", kAdmin),
    People("factcheck.v1.Publishers/CreateRatingScale", kAdmin),
    Ai("factcheck.v1.Publishers/GetMember", kStaff),
    Ai("factcheck.v1.Publishers/GetPublisher", kReaders),
    Ai("factcheck.v1.Publishers/GetRatingScale", kReaders),
    Ai("factcheck.v1.Publishers/ListMembers", kStaff),
    Ai("factcheck.v1.Publishers/ListPublisherHistory", kReaders),
    Ai("factcheck.v1.Publishers/ListPublishers", kReaders),
    Ai("factcheck.v1.Publishers/ListRatingScales", kReaders),
    People("factcheck.v1.Publishers/RemoveMember", kAdmin),
    People("factcheck.v1.Publishers/SetMember", kAdmin),
    People("factcheck.v1.Publishers/UpdatePublisher", kAdmin),

    People("factcheck.v1.Search/GetSearchIndex", kStaff),
    Ai("factcheck.v1.Search/MatchClaims", kReaders),
    Everywhere("factcheck.v1.Search/RebuildSearchIndex", kAdmin),
    Ai("factcheck.v1.Search/SearchClaims", kReaders),

    Ai("factcheck.v1.Statuses/BatchGetStatuses", kReaders),
    Ai("factcheck.v1.Statuses/GetStatus", kReaders),

    // Secrets' hashes and drafts of every publisher are in it.
    Everywhere("factcheck.v1.Transfers/ExportAll", kAdmin),
    Ai("factcheck.v1.Transfers/ExportClaimReviews", kReaders),
    Ai("factcheck.v1.Transfers/GetRatingRules", kReaders),
    Everywhere("factcheck.v1.Transfers/ImportAll", kAdmin),
    // Makes published verdicts of any publisher.
    Everywhere("factcheck.v1.Transfers/ImportClaimReviews", kAdmin),

    People("factcheck.v1.Verdicts/ApproveVerdict", kReviewers),
    Ai("factcheck.v1.Verdicts/CorrectVerdict", kDrafters),
    Ai("factcheck.v1.Verdicts/CreateDraft", kDrafters),
    People("factcheck.v1.Verdicts/DiscardDraft", kWithdrawers),
    Ai("factcheck.v1.Verdicts/GetVerdict", kReaders),
    Ai("factcheck.v1.Verdicts/GetVerdictRevision", kReaders),
    Ai("factcheck.v1.Verdicts/ListVerdictHistory", kStaff),
    Ai("factcheck.v1.Verdicts/ListVerdictRevisions", kReaders),
    Ai("factcheck.v1.Verdicts/ListVerdicts", kReaders),
    People("factcheck.v1.Verdicts/PublishVerdict", kReleasers),
    People("factcheck.v1.Verdicts/RequestChanges", kReviewers),
    People("factcheck.v1.Verdicts/RetractVerdict", kWithdrawers),
    People("factcheck.v1.Verdicts/SubmitVerdict", kSubmitters),
    Ai("factcheck.v1.Verdicts/UpdateDraft", kDrafters),

    // Sends what their owner may read to an address of theirs: for people to decide.
    People("factcheck.v1.Webhooks/CreateWebhook", kFollowers),
    People("factcheck.v1.Webhooks/DeleteWebhook", kFollowers),
    People("factcheck.v1.Webhooks/GetWebhook", kReaders),
    People("factcheck.v1.Webhooks/ListWebhooks", kReaders),
    People("factcheck.v1.Webhooks/ResumeWebhook", kFollowers),
    People("factcheck.v1.Webhooks/RotateWebhookSecret", kFollowers),
    People("factcheck.v1.Webhooks/SendTestWebhook", kFollowers),
    People("factcheck.v1.Webhooks/UpdateWebhook", kFollowers),
};

constexpr bool IsOrdered() {
  for (size_t i = 1; i < std::size(kTable); ++i) {
    if (!(kTable[i - 1].method < kTable[i].method)) return false;
  }
  return true;
}
static_assert(IsOrdered(), "FindPermission searches by halves");

std::string Needs(const Permission& permission) {
  const std::string in_any = domain::RoleNames(permission.anywhere);
  if (in_any.empty()) return StrCat(domain::RoleNames(permission.everywhere), " everywhere");
  if (permission.anywhere.Has(v1::ROLE_ADMIN)) return in_any;
  return StrCat(in_any, " or ADMIN everywhere");
}

}  // namespace

std::span<const Permission> Permissions() { return kTable; }

const Permission* FindPermission(std::string_view method) {
  const auto* at = std::lower_bound(
      std::begin(kTable), std::end(kTable), method,
      [](const Permission& permission, std::string_view m) { return permission.method < m; });
  return at != std::end(kTable) && at->method == method ? at : nullptr;
}

absl::Status Authorize(const domain::Principal& who, const Permission& permission) {
  if (who.IsAi() && !permission.ai) {
    return domain::Error(absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_AI_NOT_ALLOWED,
                         "an AI assistant may suggest and draft, and nothing that decides");
  }
  if (permission.anyone || who.RolesAnywhere().HasAny(permission.anywhere)) {
    return absl::OkStatus();
  }
  const RoleSet everywhere = who.IsAi() ? who.roles & domain::kAiRoles : who.roles;
  if (everywhere.HasAny(permission.everywhere)) return absl::OkStatus();
  return domain::MissingRole(Needs(permission));
}

absl::Status Authorize(const domain::Principal& who, std::string_view method) {
  const Permission* permission = FindPermission(method);
  if (permission == nullptr) return domain::MissingRole("a method that this server has");
  return Authorize(who, *permission);
}

}  // namespace factcheck::auth
