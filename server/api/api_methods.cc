#include "server/api/api_methods.h"

#include <string>
#include <string_view>

#include "server/api/change_streams.h"
#include "server/api/transfer_streams.h"

namespace factcheck::api {

using domain::Call;

void AddMethods(domain::Admin* admin, MethodTable& methods) {
  methods.Add("Admin/WhoAmI", admin, &domain::Admin::WhoAmI);
  methods.Add("Admin/CreateActor", admin, &domain::Admin::CreateActor);
  methods.Add("Admin/GetActor", admin, &domain::Admin::GetActor);
  methods.Add("Admin/ListActors", admin, &domain::Admin::ListActors);
  methods.Add("Admin/UpdateActor", admin, &domain::Admin::UpdateActor);
  methods.Add("Admin/CreateApiKey", admin, &domain::Admin::CreateApiKey);
  methods.Add("Admin/ListApiKeys", admin, &domain::Admin::ListApiKeys);
  methods.Add("Admin/RevokeApiKey", admin, &domain::Admin::RevokeApiKey);
  methods.Add("Admin/GetServerInfo", admin, &domain::Admin::GetServerInfo);
  methods.Add("Admin/GetStatistics", admin, &domain::Admin::GetStatistics);
  methods.Add("Admin/CreateBackup", admin, &domain::Admin::CreateBackup);
  methods.Add("Admin/CompactStore", admin, &domain::Admin::CompactStore);
}

void AddMethods(feed::Changes* changes, MethodTable& methods) {
  methods.Add("Changes/ListChanges", changes, &feed::Changes::ListChanges);
  methods.Add("Changes/AcknowledgeChanges", changes, &feed::Changes::AcknowledgeChanges);
  methods.Add("Changes/ListConsumers", changes, &feed::Changes::ListConsumers);
  methods.Add("Changes/GetConsumer", changes, &feed::Changes::GetConsumer);
  methods.Add("Changes/DeleteConsumer", changes, &feed::Changes::DeleteConsumer);
  AddChangeStreams(changes, methods);
}

void AddMethods(domain::Claims* claims, MethodTable& methods) {
  methods.Add("Claims/CreateClaim", claims, &domain::Claims::CreateClaim);
  methods.Add("Claims/GetClaim", claims, &domain::Claims::GetClaim);
  methods.AddAtOnce<v1::GetClaimRequest>(
      "Claims/GetClaim", [claims](const Call& call, const v1::GetClaimRequest& request) {
        return claims->GetClaimAtOnce(call, request);
      });
  methods.AddFromWire("Claims/GetClaim",
                      [claims](const Call& call, std::string_view request, std::string& out) {
                        return claims->GetClaimFromWire(call, request, out);
                      });
  methods.Add("Claims/BatchGetClaims", claims, &domain::Claims::BatchGetClaims);
  methods.Add("Claims/ListClaims", claims, &domain::Claims::ListClaims);
  methods.Add("Claims/UpdateClaim", claims, &domain::Claims::UpdateClaim);
  methods.Add("Claims/AcceptClaim", claims, &domain::Claims::AcceptClaim);
  methods.Add("Claims/DeclineClaim", claims, &domain::Claims::DeclineClaim);
  methods.Add("Claims/ReopenClaim", claims, &domain::Claims::ReopenClaim);
  methods.Add("Claims/AssignClaim", claims, &domain::Claims::AssignClaim);
  methods.Add("Claims/MergeClaim", claims, &domain::Claims::MergeClaim);
  methods.Add("Claims/DeleteClaim", claims, &domain::Claims::DeleteClaim);
  methods.Add("Claims/UndeleteClaim", claims, &domain::Claims::UndeleteClaim);
  methods.Add("Claims/AddAppearance", claims, &domain::Claims::AddAppearance);
  methods.Add("Claims/UpdateAppearance", claims, &domain::Claims::UpdateAppearance);
}

void AddMethods(domain::EvidenceRecords* evidence, MethodTable& methods) {
  methods.Add("Claims/AddEvidence", evidence, &domain::EvidenceRecords::AddEvidence);
  methods.Add("Claims/BatchAddEvidence", evidence, &domain::EvidenceRecords::BatchAddEvidence);
  methods.Add("Claims/GetEvidence", evidence, &domain::EvidenceRecords::GetEvidence);
  methods.Add("Claims/ListEvidence", evidence, &domain::EvidenceRecords::ListEvidence);
  methods.Add("Claims/WithdrawEvidence", evidence, &domain::EvidenceRecords::WithdrawEvidence);
  methods.Add("Claims/AddEvidenceCapture", evidence, &domain::EvidenceRecords::AddEvidenceCapture);
}

void AddMethods(domain::Histories* histories, MethodTable& methods) {
  methods.Add("Claims/ListClaimRevisions", histories, &domain::Histories::ListClaimRevisions);
  methods.Add("Verdicts/ListVerdictHistory", histories, &domain::Histories::ListVerdictHistory);
  methods.Add("Publishers/ListPublisherHistory", histories,
              &domain::Histories::ListPublisherHistory);
}

void AddMethods(domain::Ledger* ledger, MethodTable& methods) {
  methods.Add("Ledger/GetCheckpoint", ledger, &domain::Ledger::GetCheckpoint);
  methods.Add("Ledger/GetEntries", ledger, &domain::Ledger::GetEntries);
  methods.Add("Ledger/GetInclusionProof", ledger, &domain::Ledger::GetInclusionProof);
  methods.Add("Ledger/GetConsistencyProof", ledger, &domain::Ledger::GetConsistencyProof);
  methods.Add("Ledger/GetLedgerKeys", ledger, &domain::Ledger::GetLedgerKeys);
  methods.Add("Ledger/AuditLedger", ledger, &domain::Ledger::AuditLedger);
}

void AddMethods(domain::Portable* portable, MethodTable& methods) {
  AddTransferStreams(portable, methods);
}

void AddMethods(domain::Publishers* publishers, MethodTable& methods) {
  methods.Add("Publishers/CreatePublisher", publishers, &domain::Publishers::CreatePublisher);
  methods.Add("Publishers/GetPublisher", publishers, &domain::Publishers::GetPublisher);
  methods.Add("Publishers/ListPublishers", publishers, &domain::Publishers::ListPublishers);
  methods.Add("Publishers/UpdatePublisher", publishers, &domain::Publishers::UpdatePublisher);
  methods.Add("Publishers/SetMember", publishers, &domain::Publishers::SetMember);
  methods.Add("Publishers/RemoveMember", publishers, &domain::Publishers::RemoveMember);
  methods.Add("Publishers/GetMember", publishers, &domain::Publishers::GetMember);
  methods.Add("Publishers/ListMembers", publishers, &domain::Publishers::ListMembers);
  methods.Add("Publishers/CreateRatingScale", publishers, &domain::Publishers::CreateRatingScale);
  methods.Add("Publishers/AddRatingScaleVersion", publishers,
              &domain::Publishers::AddRatingScaleVersion);
  methods.Add("Publishers/GetRatingScale", publishers, &domain::Publishers::GetRatingScale);
  methods.Add("Publishers/ListRatingScales", publishers, &domain::Publishers::ListRatingScales);
}

void AddMethods(domain::Relationships* relationships, MethodTable& methods) {
  methods.Add("Claims/SuggestRelationship", relationships,
              &domain::Relationships::SuggestRelationship);
  methods.Add("Claims/ConfirmRelationship", relationships,
              &domain::Relationships::ConfirmRelationship);
  methods.Add("Claims/RejectRelationship", relationships,
              &domain::Relationships::RejectRelationship);
  methods.Add("Claims/ListRelationships", relationships, &domain::Relationships::ListRelationships);
}

void AddMethods(domain::Statuses* statuses, MethodTable& methods) {
  methods.Add("Statuses/GetStatus", statuses, &domain::Statuses::GetStatus);
  methods.AddFromWire("Statuses/GetStatus",
                      [statuses](const Call&, std::string_view request, std::string& out) {
                        return statuses->GetStatusFromWire(request, out);
                      });
  methods.Add("Statuses/BatchGetStatuses", statuses, &domain::Statuses::BatchGetStatuses);
  methods.AddFromWire("Statuses/BatchGetStatuses",
                      [statuses](const Call&, std::string_view request, std::string& out) {
                        return statuses->BatchGetStatusesFromWire(request, out);
                      });
}

void AddMethods(domain::Verdicts* verdicts, MethodTable& methods) {
  methods.Add("Verdicts/CreateDraft", verdicts, &domain::Verdicts::CreateDraft);
  methods.Add("Verdicts/UpdateDraft", verdicts, &domain::Verdicts::UpdateDraft);
  methods.Add("Verdicts/SubmitVerdict", verdicts, &domain::Verdicts::SubmitVerdict);
  methods.Add("Verdicts/RequestChanges", verdicts, &domain::Verdicts::RequestChanges);
  methods.Add("Verdicts/ApproveVerdict", verdicts, &domain::Verdicts::ApproveVerdict);
  methods.Add("Verdicts/PublishVerdict", verdicts, &domain::Verdicts::PublishVerdict);
  methods.Add("Verdicts/CorrectVerdict", verdicts, &domain::Verdicts::CorrectVerdict);
  methods.Add("Verdicts/RetractVerdict", verdicts, &domain::Verdicts::RetractVerdict);
  methods.Add("Verdicts/DiscardDraft", verdicts, &domain::Verdicts::DiscardDraft);
  methods.Add("Verdicts/GetVerdict", verdicts, &domain::Verdicts::GetVerdict);
  methods.Add("Verdicts/ListVerdicts", verdicts, &domain::Verdicts::ListVerdicts);
  methods.Add("Verdicts/GetVerdictRevision", verdicts, &domain::Verdicts::GetVerdictRevision);
  methods.Add("Verdicts/ListVerdictRevisions", verdicts, &domain::Verdicts::ListVerdictRevisions);
}

void AddMethods(domain::Transfers* transfers, MethodTable& methods) {
  methods.Add("Transfers/GetRatingRules", transfers, &domain::Transfers::GetRatingRules);
  AddTransferStreams(transfers, methods);
}

void AddMethods(search::Searches* searches, MethodTable& methods) {
  methods.Add("Search/SearchClaims", searches, &search::Searches::SearchClaims);
  methods.Add("Search/MatchClaims", searches, &search::Searches::MatchClaims);
  methods.Add("Search/GetSearchIndex", searches, &search::Searches::GetSearchIndex);
  methods.Add("Search/RebuildSearchIndex", searches, &search::Searches::RebuildSearchIndex);
}

void AddMethods(webhooks::Webhooks* webhooks, MethodTable& methods) {
  methods.Add("Webhooks/CreateWebhook", webhooks, &webhooks::Webhooks::CreateWebhook);
  methods.Add("Webhooks/GetWebhook", webhooks, &webhooks::Webhooks::GetWebhook);
  methods.Add("Webhooks/ListWebhooks", webhooks, &webhooks::Webhooks::ListWebhooks);
  methods.Add("Webhooks/UpdateWebhook", webhooks, &webhooks::Webhooks::UpdateWebhook);
  methods.Add("Webhooks/DeleteWebhook", webhooks, &webhooks::Webhooks::DeleteWebhook);
  methods.Add("Webhooks/ResumeWebhook", webhooks, &webhooks::Webhooks::ResumeWebhook);
  methods.Add("Webhooks/RotateWebhookSecret", webhooks, &webhooks::Webhooks::RotateWebhookSecret);
  methods.Add("Webhooks/SendTestWebhook", webhooks, &webhooks::Webhooks::SendTestWebhook);
}

}  // namespace factcheck::api
