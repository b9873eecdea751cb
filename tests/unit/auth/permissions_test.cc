// Every role against every method, and no method forgotten.
#include "server/auth/permissions.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.pb.h"
#include "server/domain/core/roles.h"
#include "server/domain/verdicts/access.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::auth {
namespace {

using domain::Principal;
using testing::MemberOf;
using testing::ReasonName;
using testing::Somebody;

// Every method of every service of the package, as "factcheck.v1.Claims/GetClaim". From the
// set of all descriptors, since a program holds only those that it uses.
std::set<std::string> MethodsOfThePackage() {
  std::ifstream in(FACTCHECK_DESCRIPTOR_SET, std::ios::binary);
  google::protobuf::FileDescriptorSet set;
  EXPECT_TRUE(set.ParseFromIstream(&in)) << FACTCHECK_DESCRIPTOR_SET;
  std::set<std::string> methods;
  for (const auto& file : set.file()) {
    if (file.package() != "factcheck.v1") continue;
    for (const auto& service : file.service()) {
      for (const auto& method : service.method()) {
        methods.insert(file.package() + "." + service.name() + "/" + method.name());
      }
    }
  }
  return methods;
}

TEST(Permissions, EveryMethodHasARowAndEveryRowAMethod) {
  std::set<std::string> in_table;
  for (const Permission& permission : Permissions()) in_table.emplace(permission.method);
  EXPECT_EQ(in_table, MethodsOfThePackage());
}

TEST(Permissions, AnUnknownMethodIsRefusedToEverybody) {
  const Principal admin = Somebody("admin", {v1::ROLE_ADMIN});
  for (const char* method : {"", "factcheck.v1.Claims", "factcheck.v1.Claims/Nothing",
                             "/factcheck.v1.Claims/GetClaim", "factcheck.v2.Claims/GetClaim"}) {
    EXPECT_EQ(FindPermission(method), nullptr) << method;
    EXPECT_EQ(ReasonName(Authorize(admin, method)), "MISSING_ROLE") << method;
  }
}

// Roles by letter: Consumer, conTributor, Fact-checker, Reviewer, Publisher, Standards editor,
// Admin, aUditor, aI assistant.
struct Letter {
  char letter;
  v1::Role role;
};
constexpr Letter kLetters[] = {
    {'c', v1::ROLE_CONSUMER}, {'t', v1::ROLE_CONTRIBUTOR}, {'f', v1::ROLE_FACT_CHECKER},
    {'r', v1::ROLE_REVIEWER}, {'p', v1::ROLE_PUBLISHER},   {'s', v1::ROLE_STANDARDS_EDITOR},
    {'a', v1::ROLE_ADMIN},    {'u', v1::ROLE_AUDITOR},     {'i', v1::ROLE_AI_ASSISTANT}};

struct Expected {
  const char* method;
  const char*
      in_a_publisher;      // Suffice for a person who holds one in a publisher, and nothing else.
  const char* everywhere;  // Suffice for a person who holds one everywhere.
  const char* ai;          // Suffice for an AI assistant, held everywhere.
};
constexpr Expected kExpected[] = {
    {"factcheck.v1.Admin/CompactStore", "", "a", ""},
    {"factcheck.v1.Admin/CreateActor", "", "a", ""},
    {"factcheck.v1.Admin/CreateApiKey", "", "a", ""},
    {"factcheck.v1.Admin/CreateBackup", "", "a", ""},
    {"factcheck.v1.Admin/GetActor", "ctfrpsaui", "ctfrpsaui", "ctfrpsaui"},
    {"factcheck.v1.Admin/GetServerInfo", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Admin/GetStatistics", "tfrpsaui", "tfrpsaui", ""},
    {"factcheck.v1.Admin/ListActors", "", "au", ""},
    {"factcheck.v1.Admin/ListApiKeys", "ctfrpsaui", "ctfrpsaui", "ctfrpsaui"},
    {"factcheck.v1.Admin/RevokeApiKey", "ctfrpsaui", "ctfrpsaui", ""},
    {"factcheck.v1.Admin/UpdateActor", "", "a", ""},
    {"factcheck.v1.Admin/WhoAmI", "ctfrpsaui", "ctfrpsaui", "ctfrpsaui"},
    {"factcheck.v1.Changes/AcknowledgeChanges", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Changes/DeleteConsumer", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Changes/GetConsumer", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Changes/ListChanges", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Changes/ListConsumers", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Changes/SnapshotStatuses", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Changes/WatchChanges", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Claims/AcceptClaim", "f", "fa", ""},
    {"factcheck.v1.Claims/AddAppearance", "tfrpsi", "tfrpsai", "ti"},
    {"factcheck.v1.Claims/AddEvidence", "tfrpsi", "tfrpsai", "ti"},
    {"factcheck.v1.Claims/AddEvidenceCapture", "tfrpsi", "tfrpsai", "ti"},
    {"factcheck.v1.Claims/AssignClaim", "f", "fa", ""},
    {"factcheck.v1.Claims/BatchAddEvidence", "tfrpsi", "tfrpsai", "ti"},
    {"factcheck.v1.Claims/BatchGetClaims", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Claims/ConfirmRelationship", "f", "fa", ""},
    {"factcheck.v1.Claims/CreateClaim", "tfrpsi", "tfrpsai", "ti"},
    {"factcheck.v1.Claims/DeclineClaim", "f", "fa", ""},
    {"factcheck.v1.Claims/DeleteClaim", "f", "fa", ""},
    {"factcheck.v1.Claims/GetClaim", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Claims/GetEvidence", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Claims/ListClaimRevisions", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Claims/ListClaims", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Claims/ListEvidence", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Claims/ListRelationships", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Claims/MergeClaim", "f", "fa", ""},
    {"factcheck.v1.Claims/RejectRelationship", "f", "fa", ""},
    {"factcheck.v1.Claims/ReopenClaim", "f", "fa", ""},
    {"factcheck.v1.Claims/SuggestRelationship", "tfrpsi", "tfrpsai", "ti"},
    {"factcheck.v1.Claims/UndeleteClaim", "f", "fa", ""},
    {"factcheck.v1.Claims/UpdateAppearance", "tfrpsi", "tfrpsai", "ti"},
    {"factcheck.v1.Claims/UpdateClaim", "f", "fa", ""},
    {"factcheck.v1.Claims/WithdrawEvidence", "f", "fa", ""},
    {"factcheck.v1.Ledger/AuditLedger", "", "au", ""},
    {"factcheck.v1.Ledger/GetCheckpoint", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Ledger/GetConsistencyProof", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Ledger/GetEntries", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Ledger/GetInclusionProof", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Ledger/GetLedgerKeys", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Publishers/AddRatingScaleVersion", "a", "a", ""},
    {"factcheck.v1.Publishers/CreatePublisher", "", "a", ""},
    {"factcheck.v1.Publishers/CreateRatingScale", "a", "a", ""},
    {"factcheck.v1.Publishers/GetMember", "tfrpsaui", "tfrpsaui", "ti"},
    {"factcheck.v1.Publishers/GetPublisher", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Publishers/GetRatingScale", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Publishers/ListMembers", "tfrpsaui", "tfrpsaui", "ti"},
    {"factcheck.v1.Publishers/ListPublisherHistory", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Publishers/ListPublishers", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Publishers/ListRatingScales", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Publishers/RemoveMember", "a", "a", ""},
    {"factcheck.v1.Publishers/SetMember", "a", "a", ""},
    {"factcheck.v1.Publishers/UpdatePublisher", "a", "a", ""},
    {"factcheck.v1.Search/GetSearchIndex", "tfrpsaui", "tfrpsaui", ""},
    {"factcheck.v1.Search/MatchClaims", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Search/RebuildSearchIndex", "", "a", ""},
    {"factcheck.v1.Search/SearchClaims", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Statuses/BatchGetStatuses", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Statuses/GetStatus", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Transfers/ExportAll", "", "a", ""},
    {"factcheck.v1.Transfers/ExportClaimReviews", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Transfers/GetRatingRules", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Transfers/ImportAll", "", "a", ""},
    {"factcheck.v1.Transfers/ImportClaimReviews", "", "a", ""},
    {"factcheck.v1.Verdicts/ApproveVerdict", "rs", "rsa", ""},
    {"factcheck.v1.Verdicts/CorrectVerdict", "fi", "fai", "i"},
    {"factcheck.v1.Verdicts/CreateDraft", "fi", "fai", "i"},
    {"factcheck.v1.Verdicts/DiscardDraft", "fs", "fsa", ""},
    {"factcheck.v1.Verdicts/GetVerdict", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Verdicts/GetVerdictRevision", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Verdicts/ListVerdictHistory", "tfrpsaui", "tfrpsaui", "ti"},
    {"factcheck.v1.Verdicts/ListVerdictRevisions", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Verdicts/ListVerdicts", "ctfrpsaui", "ctfrpsaui", "cti"},
    {"factcheck.v1.Verdicts/PublishVerdict", "ps", "psa", ""},
    {"factcheck.v1.Verdicts/RequestChanges", "rs", "rsa", ""},
    {"factcheck.v1.Verdicts/RetractVerdict", "fs", "fsa", ""},
    {"factcheck.v1.Verdicts/SubmitVerdict", "f", "fa", ""},
    {"factcheck.v1.Verdicts/UpdateDraft", "fi", "fai", "i"},
    {"factcheck.v1.Webhooks/CreateWebhook", "ctfrps", "ctfrpsa", ""},
    {"factcheck.v1.Webhooks/DeleteWebhook", "ctfrps", "ctfrpsa", ""},
    {"factcheck.v1.Webhooks/GetWebhook", "ctfrpsaui", "ctfrpsaui", ""},
    {"factcheck.v1.Webhooks/ListWebhooks", "ctfrpsaui", "ctfrpsaui", ""},
    {"factcheck.v1.Webhooks/ResumeWebhook", "ctfrps", "ctfrpsa", ""},
    {"factcheck.v1.Webhooks/RotateWebhookSecret", "ctfrps", "ctfrpsa", ""},
    {"factcheck.v1.Webhooks/SendTestWebhook", "ctfrps", "ctfrpsa", ""},
    {"factcheck.v1.Webhooks/UpdateWebhook", "ctfrps", "ctfrpsa", ""},
};

// Which of the letters Authorize lets through.
template <typename MakePrincipal>
std::string Allowed(const char* method, MakePrincipal make) {
  std::string allowed;
  for (const Letter& letter : kLetters) {
    if (Authorize(make(letter.role), method).ok()) allowed.push_back(letter.letter);
  }
  return allowed;
}

TEST(Permissions, EveryRoleMayCallWhatItShouldAndNothingElse) {
  std::set<std::string> expected;
  for (const Expected& e : kExpected) {
    SCOPED_TRACE(e.method);
    expected.insert(e.method);
    EXPECT_EQ(Allowed(e.method,
                      [](v1::Role role) {
                        Principal who = Somebody("anna", {});
                        who.memberships["p"] = {role};
                        return who;
                      }),
              e.in_a_publisher);
    EXPECT_EQ(Allowed(e.method, [](v1::Role role) { return Somebody("anna", {role}); }),
              e.everywhere);
    EXPECT_EQ(
        Allowed(e.method, [](v1::Role role) { return Somebody("bot", {role}, v1::ACTOR_KIND_AI); }),
        e.ai);
  }
  EXPECT_EQ(expected, MethodsOfThePackage());
}

// What a member may do by the domain's rule, the table lets through, and nothing else.
TEST(Permissions, ForVerdictsTheTableSaysWhatTheDomainSays) {
  using domain::VerdictWork;
  const std::pair<const char*, std::vector<VerdictWork>> methods[] = {
      {"ApproveVerdict", {VerdictWork::kReview}},
      {"CorrectVerdict", {VerdictWork::kDraft}},
      {"CreateDraft", {VerdictWork::kDraft}},
      {"DiscardDraft", {VerdictWork::kTakeBack}},
      {"PublishVerdict", {VerdictWork::kPublish, VerdictWork::kOverride}},
      {"RequestChanges", {VerdictWork::kReview}},
      {"RetractVerdict", {VerdictWork::kTakeBack}},
      {"SubmitVerdict", {VerdictWork::kSubmit}},
      {"UpdateDraft", {VerdictWork::kDraft}}};
  for (const auto& [method, works] : methods) {
    for (const Letter& letter : kLetters) {
      for (const v1::ActorKind kind : {v1::ACTOR_KIND_HUMAN, v1::ACTOR_KIND_AI}) {
        const Principal who = MemberOf("p", "anna", {letter.role}, kind);
        const bool may = std::any_of(works.begin(), works.end(), [&](VerdictWork work) {
          return domain::CheckMayWork(who, "p", work).ok();
        });
        EXPECT_EQ(Authorize(who, std::string("factcheck.v1.Verdicts/") + method).ok(), may)
            << method << " " << letter.letter << " " << kind;
      }
    }
  }
}

TEST(Permissions, WithoutARoleOneSeesOnlyOneself) {
  const Principal nobody = Somebody("nobody", {});
  std::set<std::string> allowed;
  for (const Permission& permission : Permissions()) {
    if (Authorize(nobody, permission).ok()) allowed.emplace(permission.method);
  }
  EXPECT_EQ(allowed, (std::set<std::string>{
                         "factcheck.v1.Admin/GetActor", "factcheck.v1.Admin/ListApiKeys",
                         "factcheck.v1.Admin/RevokeApiKey", "factcheck.v1.Admin/WhoAmI"}));
}

TEST(Permissions, AnAuditorChangesNothingButItsOwnKeysAndConsumers) {
  const Principal auditor = Somebody("auditor", {v1::ROLE_AUDITOR});
  for (const Permission& permission : Permissions()) {
    if (!Authorize(auditor, permission).ok()) continue;
    const std::string method(permission.method.substr(permission.method.find('/') + 1));
    EXPECT_TRUE(method.starts_with("Get") || method.starts_with("BatchGet") ||
                method.starts_with("List") || method.starts_with("Export") || method == "WhoAmI" ||
                method == "AuditLedger" || method.starts_with("Match") ||
                method == "SearchClaims" || method.starts_with("Watch") ||
                method.starts_with("Snapshot") || method == "RevokeApiKey" ||
                method == "AcknowledgeChanges" || method == "DeleteConsumer")
        << method;
  }
}

TEST(Permissions, ARefusalSaysWhatIsMissing) {
  const Principal consumer = Somebody("c", {v1::ROLE_CONSUMER});
  const absl::Status refused = Authorize(consumer, "factcheck.v1.Verdicts/ApproveVerdict");
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(refused.message()),
              ::testing::HasSubstr("REVIEWER or STANDARDS_EDITOR or ADMIN everywhere"));
  const Principal bot = Somebody("bot", {v1::ROLE_AI_ASSISTANT}, v1::ACTOR_KIND_AI);
  EXPECT_EQ(ReasonName(Authorize(bot, "factcheck.v1.Verdicts/ApproveVerdict")), "AI_NOT_ALLOWED");
  EXPECT_EQ(ReasonName(Authorize(bot, "factcheck.v1.Verdicts/CreateDraft")), "OK");
}

}  // namespace
}  // namespace factcheck::auth
