#include "client/cpp/client.h"

#include <utility>

#include "client/cpp/text.h"

namespace factcheck::client {
namespace {

// The items of a page: its one repeated field of that type.
template <typename Item, typename Response>
Page<Item> PageOf(Response& response) {
  Page<Item> page;
  page.next_page_token = response.next_page_token();
  const google::protobuf::Descriptor& type = *Response::descriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const google::protobuf::FieldDescriptor* field = type.field(i);
    if (!field->is_repeated() || field->message_type() != Item::descriptor()) continue;
    const google::protobuf::Reflection& reflection = *response.GetReflection();
    const int count = reflection.FieldSize(response, field);
    page.items.reserve(static_cast<size_t>(count));
    for (int j = 0; j < count; ++j) {
      auto* item = static_cast<Item*>(reflection.MutableRepeatedMessage(&response, field, j));
      page.items.push_back(std::move(*item));
    }
    break;
  }
  return page;
}

}  // namespace

absl::StatusOr<Client> Client::Connect(Options options) {
  absl::StatusOr<std::shared_ptr<Connection>> connection = Connection::Open(std::move(options));
  if (!connection.ok()) return connection.status();
  return Client(*std::move(connection));
}

template <typename Response>
absl::StatusOr<Response> Client::Unary(std::string_view method,
                                       const google::protobuf::Message& request,
                                       const CallOptions& call) const {
  const google::protobuf::MethodDescriptor* descriptor = FindMethod(method);
  if (descriptor == nullptr) return absl::UnimplementedError(Concat({"no method ", method}));
  Response response;
  if (absl::Status status = connection_->Call(*descriptor, request, &response, call);
      !status.ok()) {
    return status;
  }
  return response;
}

template <typename Item, typename Response, typename Request>
Pages<Item> Client::List(std::string_view method, const Request& request,
                         const CallOptions& call) const {
  return Pages<Item>([client = *this, method, request = Request(request),
                      call](const std::string& page_token) mutable -> absl::StatusOr<Page<Item>> {
    if (!page_token.empty()) request.set_page_token(page_token);
    absl::StatusOr<Response> response = client.Unary<Response>(method, request, call);
    if (!response.ok()) return response.status();
    return PageOf<Item>(*response);
  });
}

absl::StatusOr<v1::Claim> Client::CreateClaim(const v1::CreateClaimRequest& request,
                                              const CallOptions& call) const {
  return Unary<v1::Claim>("Claims/CreateClaim", request, call);
}

absl::StatusOr<v1::Claim> Client::GetClaim(const v1::GetClaimRequest& request,
                                           const CallOptions& call) const {
  return Unary<v1::Claim>("Claims/GetClaim", request, call);
}

absl::StatusOr<v1::BatchGetClaimsResponse> Client::BatchGetClaims(
    const v1::BatchGetClaimsRequest& request, const CallOptions& call) const {
  return Unary<v1::BatchGetClaimsResponse>("Claims/BatchGetClaims", request, call);
}

Pages<v1::Claim> Client::ListClaims(const v1::ListClaimsRequest& request,
                                    const CallOptions& call) const {
  return List<v1::Claim, v1::ListClaimsResponse>("Claims/ListClaims", request, call);
}

absl::StatusOr<v1::Claim> Client::UpdateClaim(const v1::UpdateClaimRequest& request,
                                              const CallOptions& call) const {
  return Unary<v1::Claim>("Claims/UpdateClaim", request, call);
}

absl::StatusOr<v1::Claim> Client::AcceptClaim(const v1::AcceptClaimRequest& request,
                                              const CallOptions& call) const {
  return Unary<v1::Claim>("Claims/AcceptClaim", request, call);
}

absl::StatusOr<v1::Claim> Client::DeclineClaim(const v1::DeclineClaimRequest& request,
                                               const CallOptions& call) const {
  return Unary<v1::Claim>("Claims/DeclineClaim", request, call);
}

absl::StatusOr<v1::Claim> Client::ReopenClaim(const v1::ReopenClaimRequest& request,
                                              const CallOptions& call) const {
  return Unary<v1::Claim>("Claims/ReopenClaim", request, call);
}

absl::StatusOr<v1::Claim> Client::AssignClaim(const v1::AssignClaimRequest& request,
                                              const CallOptions& call) const {
  return Unary<v1::Claim>("Claims/AssignClaim", request, call);
}

absl::StatusOr<v1::Claim> Client::MergeClaim(const v1::MergeClaimRequest& request,
                                             const CallOptions& call) const {
  return Unary<v1::Claim>("Claims/MergeClaim", request, call);
}

absl::StatusOr<v1::Claim> Client::DeleteClaim(const v1::DeleteClaimRequest& request,
                                              const CallOptions& call) const {
  return Unary<v1::Claim>("Claims/DeleteClaim", request, call);
}

absl::StatusOr<v1::Claim> Client::UndeleteClaim(const v1::UndeleteClaimRequest& request,
                                                const CallOptions& call) const {
  return Unary<v1::Claim>("Claims/UndeleteClaim", request, call);
}

Pages<v1::HistoryEntry> Client::ListClaimRevisions(const v1::ListClaimRevisionsRequest& request,
                                                   const CallOptions& call) const {
  return List<v1::HistoryEntry, v1::ListClaimRevisionsResponse>("Claims/ListClaimRevisions",
                                                                request, call);
}

absl::StatusOr<v1::Appearance> Client::AddAppearance(const v1::AddAppearanceRequest& request,
                                                     const CallOptions& call) const {
  return Unary<v1::Appearance>("Claims/AddAppearance", request, call);
}

absl::StatusOr<v1::Appearance> Client::UpdateAppearance(const v1::UpdateAppearanceRequest& request,
                                                        const CallOptions& call) const {
  return Unary<v1::Appearance>("Claims/UpdateAppearance", request, call);
}

absl::StatusOr<v1::Evidence> Client::AddEvidence(const v1::AddEvidenceRequest& request,
                                                 const CallOptions& call) const {
  return Unary<v1::Evidence>("Claims/AddEvidence", request, call);
}

absl::StatusOr<v1::BatchAddEvidenceResponse> Client::BatchAddEvidence(
    const v1::BatchAddEvidenceRequest& request, const CallOptions& call) const {
  return Unary<v1::BatchAddEvidenceResponse>("Claims/BatchAddEvidence", request, call);
}

absl::StatusOr<v1::Evidence> Client::GetEvidence(const v1::GetEvidenceRequest& request,
                                                 const CallOptions& call) const {
  return Unary<v1::Evidence>("Claims/GetEvidence", request, call);
}

Pages<v1::Evidence> Client::ListEvidence(const v1::ListEvidenceRequest& request,
                                         const CallOptions& call) const {
  return List<v1::Evidence, v1::ListEvidenceResponse>("Claims/ListEvidence", request, call);
}

absl::StatusOr<v1::Evidence> Client::WithdrawEvidence(const v1::WithdrawEvidenceRequest& request,
                                                      const CallOptions& call) const {
  return Unary<v1::Evidence>("Claims/WithdrawEvidence", request, call);
}

absl::StatusOr<v1::Evidence> Client::AddEvidenceCapture(
    const v1::AddEvidenceCaptureRequest& request, const CallOptions& call) const {
  return Unary<v1::Evidence>("Claims/AddEvidenceCapture", request, call);
}

absl::StatusOr<v1::Relationship> Client::SuggestRelationship(
    const v1::SuggestRelationshipRequest& request, const CallOptions& call) const {
  return Unary<v1::Relationship>("Claims/SuggestRelationship", request, call);
}

absl::StatusOr<v1::Relationship> Client::ConfirmRelationship(
    const v1::ConfirmRelationshipRequest& request, const CallOptions& call) const {
  return Unary<v1::Relationship>("Claims/ConfirmRelationship", request, call);
}

absl::StatusOr<v1::Relationship> Client::RejectRelationship(
    const v1::RejectRelationshipRequest& request, const CallOptions& call) const {
  return Unary<v1::Relationship>("Claims/RejectRelationship", request, call);
}

Pages<v1::Relationship> Client::ListRelationships(const v1::ListRelationshipsRequest& request,
                                                  const CallOptions& call) const {
  return List<v1::Relationship, v1::ListRelationshipsResponse>("Claims/ListRelationships", request,
                                                               call);
}

absl::StatusOr<v1::Verdict> Client::CreateDraft(const v1::CreateDraftRequest& request,
                                                const CallOptions& call) const {
  return Unary<v1::Verdict>("Verdicts/CreateDraft", request, call);
}

absl::StatusOr<v1::Verdict> Client::UpdateDraft(const v1::UpdateDraftRequest& request,
                                                const CallOptions& call) const {
  return Unary<v1::Verdict>("Verdicts/UpdateDraft", request, call);
}

absl::StatusOr<v1::Verdict> Client::SubmitVerdict(const v1::SubmitVerdictRequest& request,
                                                  const CallOptions& call) const {
  return Unary<v1::Verdict>("Verdicts/SubmitVerdict", request, call);
}

absl::StatusOr<v1::Verdict> Client::RequestChanges(const v1::RequestChangesRequest& request,
                                                   const CallOptions& call) const {
  return Unary<v1::Verdict>("Verdicts/RequestChanges", request, call);
}

absl::StatusOr<v1::Verdict> Client::ApproveVerdict(const v1::ApproveVerdictRequest& request,
                                                   const CallOptions& call) const {
  return Unary<v1::Verdict>("Verdicts/ApproveVerdict", request, call);
}

absl::StatusOr<v1::Verdict> Client::PublishVerdict(const v1::PublishVerdictRequest& request,
                                                   const CallOptions& call) const {
  return Unary<v1::Verdict>("Verdicts/PublishVerdict", request, call);
}

absl::StatusOr<v1::Verdict> Client::CorrectVerdict(const v1::CorrectVerdictRequest& request,
                                                   const CallOptions& call) const {
  return Unary<v1::Verdict>("Verdicts/CorrectVerdict", request, call);
}

absl::StatusOr<v1::Verdict> Client::RetractVerdict(const v1::RetractVerdictRequest& request,
                                                   const CallOptions& call) const {
  return Unary<v1::Verdict>("Verdicts/RetractVerdict", request, call);
}

absl::StatusOr<v1::Verdict> Client::DiscardDraft(const v1::DiscardDraftRequest& request,
                                                 const CallOptions& call) const {
  return Unary<v1::Verdict>("Verdicts/DiscardDraft", request, call);
}

absl::StatusOr<v1::Verdict> Client::GetVerdict(const v1::GetVerdictRequest& request,
                                               const CallOptions& call) const {
  return Unary<v1::Verdict>("Verdicts/GetVerdict", request, call);
}

Pages<v1::Verdict> Client::ListVerdicts(const v1::ListVerdictsRequest& request,
                                        const CallOptions& call) const {
  return List<v1::Verdict, v1::ListVerdictsResponse>("Verdicts/ListVerdicts", request, call);
}

absl::StatusOr<v1::VerdictRevision> Client::GetVerdictRevision(
    const v1::GetVerdictRevisionRequest& request, const CallOptions& call) const {
  return Unary<v1::VerdictRevision>("Verdicts/GetVerdictRevision", request, call);
}

Pages<v1::VerdictRevision> Client::ListVerdictRevisions(
    const v1::ListVerdictRevisionsRequest& request, const CallOptions& call) const {
  return List<v1::VerdictRevision, v1::ListVerdictRevisionsResponse>(
      "Verdicts/ListVerdictRevisions", request, call);
}

Pages<v1::HistoryEntry> Client::ListVerdictHistory(const v1::ListVerdictHistoryRequest& request,
                                                   const CallOptions& call) const {
  return List<v1::HistoryEntry, v1::ListVerdictHistoryResponse>("Verdicts/ListVerdictHistory",
                                                                request, call);
}

absl::StatusOr<v1::StatusAnswer> Client::GetStatus(const v1::GetStatusRequest& request,
                                                   const CallOptions& call) const {
  return Unary<v1::StatusAnswer>("Statuses/GetStatus", request, call);
}

Pages<v1::SearchResult> Client::SearchClaims(const v1::SearchClaimsRequest& request,
                                             const CallOptions& call) const {
  return List<v1::SearchResult, v1::SearchClaimsResponse>("Search/SearchClaims", request, call);
}

absl::StatusOr<v1::SearchClaimsResponse> Client::SearchClaimsPage(
    const v1::SearchClaimsRequest& request, const CallOptions& call) const {
  return Unary<v1::SearchClaimsResponse>("Search/SearchClaims", request, call);
}

absl::StatusOr<v1::MatchClaimsResponse> Client::MatchClaims(const v1::MatchClaimsRequest& request,
                                                            const CallOptions& call) const {
  return Unary<v1::MatchClaimsResponse>("Search/MatchClaims", request, call);
}

absl::StatusOr<v1::SearchIndex> Client::GetSearchIndex(const v1::GetSearchIndexRequest& request,
                                                       const CallOptions& call) const {
  return Unary<v1::SearchIndex>("Search/GetSearchIndex", request, call);
}

absl::StatusOr<v1::SearchIndex> Client::RebuildSearchIndex(
    const v1::RebuildSearchIndexRequest& request, const CallOptions& call) const {
  return Unary<v1::SearchIndex>("Search/RebuildSearchIndex", request, call);
}

absl::StatusOr<v1::BatchGetStatusesResponse> Client::BatchGetStatuses(
    const v1::BatchGetStatusesRequest& request, const CallOptions& call) const {
  return Unary<v1::BatchGetStatusesResponse>("Statuses/BatchGetStatuses", request, call);
}

absl::StatusOr<v1::Publisher> Client::CreatePublisher(const v1::CreatePublisherRequest& request,
                                                      const CallOptions& call) const {
  return Unary<v1::Publisher>("Publishers/CreatePublisher", request, call);
}

absl::StatusOr<v1::Publisher> Client::GetPublisher(const v1::GetPublisherRequest& request,
                                                   const CallOptions& call) const {
  return Unary<v1::Publisher>("Publishers/GetPublisher", request, call);
}

Pages<v1::Publisher> Client::ListPublishers(const v1::ListPublishersRequest& request,
                                            const CallOptions& call) const {
  return List<v1::Publisher, v1::ListPublishersResponse>("Publishers/ListPublishers", request,
                                                         call);
}

absl::StatusOr<v1::Publisher> Client::UpdatePublisher(const v1::UpdatePublisherRequest& request,
                                                      const CallOptions& call) const {
  return Unary<v1::Publisher>("Publishers/UpdatePublisher", request, call);
}

Pages<v1::HistoryEntry> Client::ListPublisherHistory(const v1::ListPublisherHistoryRequest& request,
                                                     const CallOptions& call) const {
  return List<v1::HistoryEntry, v1::ListPublisherHistoryResponse>("Publishers/ListPublisherHistory",
                                                                  request, call);
}

absl::StatusOr<v1::Member> Client::SetMember(const v1::SetMemberRequest& request,
                                             const CallOptions& call) const {
  return Unary<v1::Member>("Publishers/SetMember", request, call);
}

absl::StatusOr<v1::RemoveMemberResponse> Client::RemoveMember(
    const v1::RemoveMemberRequest& request, const CallOptions& call) const {
  return Unary<v1::RemoveMemberResponse>("Publishers/RemoveMember", request, call);
}

absl::StatusOr<v1::Member> Client::GetMember(const v1::GetMemberRequest& request,
                                             const CallOptions& call) const {
  return Unary<v1::Member>("Publishers/GetMember", request, call);
}

Pages<v1::Member> Client::ListMembers(const v1::ListMembersRequest& request,
                                      const CallOptions& call) const {
  return List<v1::Member, v1::ListMembersResponse>("Publishers/ListMembers", request, call);
}

absl::StatusOr<v1::RatingScale> Client::CreateRatingScale(
    const v1::CreateRatingScaleRequest& request, const CallOptions& call) const {
  return Unary<v1::RatingScale>("Publishers/CreateRatingScale", request, call);
}

absl::StatusOr<v1::RatingScale> Client::AddRatingScaleVersion(
    const v1::AddRatingScaleVersionRequest& request, const CallOptions& call) const {
  return Unary<v1::RatingScale>("Publishers/AddRatingScaleVersion", request, call);
}

absl::StatusOr<v1::RatingScale> Client::GetRatingScale(const v1::GetRatingScaleRequest& request,
                                                       const CallOptions& call) const {
  return Unary<v1::RatingScale>("Publishers/GetRatingScale", request, call);
}

Pages<v1::RatingScale> Client::ListRatingScales(const v1::ListRatingScalesRequest& request,
                                                const CallOptions& call) const {
  return List<v1::RatingScale, v1::ListRatingScalesResponse>("Publishers/ListRatingScales", request,
                                                             call);
}

absl::StatusOr<v1::Checkpoint> Client::GetCheckpoint(const v1::GetCheckpointRequest& request,
                                                     const CallOptions& call) const {
  return Unary<v1::Checkpoint>("Ledger/GetCheckpoint", request, call);
}

absl::StatusOr<v1::GetEntriesResponse> Client::GetEntries(const v1::GetEntriesRequest& request,
                                                          const CallOptions& call) const {
  return Unary<v1::GetEntriesResponse>("Ledger/GetEntries", request, call);
}

absl::StatusOr<v1::InclusionProof> Client::GetInclusionProof(
    const v1::GetInclusionProofRequest& request, const CallOptions& call) const {
  return Unary<v1::InclusionProof>("Ledger/GetInclusionProof", request, call);
}

absl::StatusOr<v1::ConsistencyProof> Client::GetConsistencyProof(
    const v1::GetConsistencyProofRequest& request, const CallOptions& call) const {
  return Unary<v1::ConsistencyProof>("Ledger/GetConsistencyProof", request, call);
}

absl::StatusOr<v1::GetLedgerKeysResponse> Client::GetLedgerKeys(
    const v1::GetLedgerKeysRequest& request, const CallOptions& call) const {
  return Unary<v1::GetLedgerKeysResponse>("Ledger/GetLedgerKeys", request, call);
}

absl::StatusOr<v1::AuditLedgerResponse> Client::AuditLedger(const v1::AuditLedgerRequest& request,
                                                            const CallOptions& call) const {
  return Unary<v1::AuditLedgerResponse>("Ledger/AuditLedger", request, call);
}

absl::StatusOr<v1::ListChangesResponse> Client::ListChanges(const v1::ListChangesRequest& request,
                                                            const CallOptions& call) const {
  return Unary<v1::ListChangesResponse>("Changes/ListChanges", request, call);
}

absl::StatusOr<v1::Consumer> Client::AcknowledgeChanges(
    const v1::AcknowledgeChangesRequest& request, const CallOptions& call) const {
  return Unary<v1::Consumer>("Changes/AcknowledgeChanges", request, call);
}

Pages<v1::Consumer> Client::ListConsumers(const v1::ListConsumersRequest& request,
                                          const CallOptions& call) const {
  return List<v1::Consumer, v1::ListConsumersResponse>("Changes/ListConsumers", request, call);
}

absl::StatusOr<v1::Consumer> Client::GetConsumer(const v1::GetConsumerRequest& request,
                                                 const CallOptions& call) const {
  return Unary<v1::Consumer>("Changes/GetConsumer", request, call);
}

absl::StatusOr<v1::DeleteConsumerResponse> Client::DeleteConsumer(
    const v1::DeleteConsumerRequest& request, const CallOptions& call) const {
  return Unary<v1::DeleteConsumerResponse>("Changes/DeleteConsumer", request, call);
}

std::unique_ptr<ChangeWatch> Client::WatchChanges(v1::WatchChangesRequest request,
                                                  WatchSettings settings) const {
  return std::make_unique<ChangeWatch>(connection_, std::move(request), std::move(settings));
}

std::unique_ptr<StatusSnapshot> Client::SnapshotStatuses() const {
  return std::make_unique<StatusSnapshot>(connection_);
}

absl::StatusOr<v1::WhoAmIResponse> Client::WhoAmI(const v1::WhoAmIRequest& request,
                                                  const CallOptions& call) const {
  return Unary<v1::WhoAmIResponse>("Admin/WhoAmI", request, call);
}

absl::StatusOr<v1::Actor> Client::CreateActor(const v1::CreateActorRequest& request,
                                              const CallOptions& call) const {
  return Unary<v1::Actor>("Admin/CreateActor", request, call);
}

absl::StatusOr<v1::Actor> Client::GetActor(const v1::GetActorRequest& request,
                                           const CallOptions& call) const {
  return Unary<v1::Actor>("Admin/GetActor", request, call);
}

Pages<v1::Actor> Client::ListActors(const v1::ListActorsRequest& request,
                                    const CallOptions& call) const {
  return List<v1::Actor, v1::ListActorsResponse>("Admin/ListActors", request, call);
}

absl::StatusOr<v1::Actor> Client::UpdateActor(const v1::UpdateActorRequest& request,
                                              const CallOptions& call) const {
  return Unary<v1::Actor>("Admin/UpdateActor", request, call);
}

absl::StatusOr<v1::ApiKey> Client::CreateApiKey(const v1::CreateApiKeyRequest& request,
                                                const CallOptions& call) const {
  return Unary<v1::ApiKey>("Admin/CreateApiKey", request, call);
}

Pages<v1::ApiKey> Client::ListApiKeys(const v1::ListApiKeysRequest& request,
                                      const CallOptions& call) const {
  return List<v1::ApiKey, v1::ListApiKeysResponse>("Admin/ListApiKeys", request, call);
}

absl::StatusOr<v1::ApiKey> Client::RevokeApiKey(const v1::RevokeApiKeyRequest& request,
                                                const CallOptions& call) const {
  return Unary<v1::ApiKey>("Admin/RevokeApiKey", request, call);
}

absl::StatusOr<v1::ServerInfo> Client::GetServerInfo(const v1::GetServerInfoRequest& request,
                                                     const CallOptions& call) const {
  return Unary<v1::ServerInfo>("Admin/GetServerInfo", request, call);
}

absl::StatusOr<v1::Statistics> Client::GetStatistics(const v1::GetStatisticsRequest& request,
                                                     const CallOptions& call) const {
  return Unary<v1::Statistics>("Admin/GetStatistics", request, call);
}

absl::StatusOr<v1::CreateBackupResponse> Client::CreateBackup(
    const v1::CreateBackupRequest& request, const CallOptions& call) const {
  return Unary<v1::CreateBackupResponse>("Admin/CreateBackup", request, call);
}

absl::StatusOr<v1::CompactStoreResponse> Client::CompactStore(
    const v1::CompactStoreRequest& request, const CallOptions& call) const {
  return Unary<v1::CompactStoreResponse>("Admin/CompactStore", request, call);
}

absl::StatusOr<v1::Webhook> Client::CreateWebhook(const v1::CreateWebhookRequest& request,
                                                  const CallOptions& call) const {
  return Unary<v1::Webhook>("Webhooks/CreateWebhook", request, call);
}

absl::StatusOr<v1::Webhook> Client::GetWebhook(const v1::GetWebhookRequest& request,
                                               const CallOptions& call) const {
  return Unary<v1::Webhook>("Webhooks/GetWebhook", request, call);
}

Pages<v1::Webhook> Client::ListWebhooks(const v1::ListWebhooksRequest& request,
                                        const CallOptions& call) const {
  return List<v1::Webhook, v1::ListWebhooksResponse>("Webhooks/ListWebhooks", request, call);
}

absl::StatusOr<v1::Webhook> Client::UpdateWebhook(const v1::UpdateWebhookRequest& request,
                                                  const CallOptions& call) const {
  return Unary<v1::Webhook>("Webhooks/UpdateWebhook", request, call);
}

absl::StatusOr<v1::DeleteWebhookResponse> Client::DeleteWebhook(
    const v1::DeleteWebhookRequest& request, const CallOptions& call) const {
  return Unary<v1::DeleteWebhookResponse>("Webhooks/DeleteWebhook", request, call);
}

absl::StatusOr<v1::Webhook> Client::ResumeWebhook(const v1::ResumeWebhookRequest& request,
                                                  const CallOptions& call) const {
  return Unary<v1::Webhook>("Webhooks/ResumeWebhook", request, call);
}

absl::StatusOr<v1::Webhook> Client::RotateWebhookSecret(
    const v1::RotateWebhookSecretRequest& request, const CallOptions& call) const {
  return Unary<v1::Webhook>("Webhooks/RotateWebhookSecret", request, call);
}

absl::StatusOr<v1::SendTestWebhookResponse> Client::SendTestWebhook(
    const v1::SendTestWebhookRequest& request, const CallOptions& call) const {
  return Unary<v1::SendTestWebhookResponse>("Webhooks/SendTestWebhook", request, call);
}

absl::StatusOr<v1::ListClaimsResponse> Client::CountClaims(const v1::ListClaimsRequest& request,
                                                           const CallOptions& call) const {
  return Unary<v1::ListClaimsResponse>("Claims/ListClaims", request, call);
}

std::unique_ptr<ClaimReviewImport> Client::ImportClaimReviews(v1::ImportOptions options,
                                                              ImportSettings settings) const {
  return std::make_unique<ClaimReviewImport>(connection_, std::move(options), std::move(settings));
}

std::unique_ptr<ClaimReviewExport> Client::ExportClaimReviews(
    v1::ExportClaimReviewsRequest request) const {
  return std::make_unique<ClaimReviewExport>(connection_, std::move(request));
}

std::unique_ptr<WholeExport> Client::ExportAll() const {
  return std::make_unique<WholeExport>(connection_);
}

std::unique_ptr<WholeImport> Client::ImportAll() const {
  return std::make_unique<WholeImport>(connection_);
}

absl::StatusOr<v1::GetRatingRulesResponse> Client::GetRatingRules(
    const v1::GetRatingRulesRequest& request, const CallOptions& call) const {
  return Unary<v1::GetRatingRulesResponse>("Transfers/GetRatingRules", request, call);
}

}  // namespace factcheck::client
