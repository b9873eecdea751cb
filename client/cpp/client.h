// The client library of factcheckd.
//
//   absl::StatusOr<client::Client> client =
//       client::Client::Connect({.address = "127.0.0.1:8443", .api_key = key});
//   v1::GetStatusRequest request;
//   request.mutable_query()->set_url("https://example.org/post");
//   absl::StatusOr<v1::StatusAnswer> answer = client->GetStatus(request);
//
// Calls block. Each takes 30 seconds at most unless Options::timeout or CallOptions
// say otherwise. Reads, and writes (which get a request id where they have none), are
// tried again with growing waits when the server can't be reached, asks to wait, or lost
// track of a write's outcome; see retry.h. Errors are absl::Status; DetailsOf
// (error_details.h) has the server's reason, the fields that were wrong, and more.
#ifndef FACTCHECK_CLIENT_CPP_CLIENT_H_
#define FACTCHECK_CLIENT_CPP_CLIENT_H_

#include <memory>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "client/cpp/change_streams.h"
#include "client/cpp/connection.h"
#include "client/cpp/error_details.h"
#include "client/cpp/options.h"
#include "client/cpp/pages.h"
#include "client/cpp/transfer_streams.h"
#include "factcheck/v1/admin_service.pb.h"
#include "factcheck/v1/changes_service.pb.h"
#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/ledger_service.pb.h"
#include "factcheck/v1/publishers_service.pb.h"
#include "factcheck/v1/search_service.pb.h"
#include "factcheck/v1/statuses_service.pb.h"
#include "factcheck/v1/transfers_service.pb.h"
#include "factcheck/v1/verdicts_service.pb.h"
#include "factcheck/v1/webhooks_service.pb.h"

namespace factcheck::client {

// Typed access to every service. Copies share one connection. Thread-safe.
class Client {
 public:
  // Prepares a connection; the first call makes it. InvalidArgument where the options
  // can't be used.
  static absl::StatusOr<Client> Connect(Options options);
  explicit Client(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}

  const std::shared_ptr<Connection>& connection() const { return connection_; }

  // Claims: see proto/factcheck/v1/claims_service.proto for what each does.
  absl::StatusOr<v1::Claim> CreateClaim(const v1::CreateClaimRequest& request,
                                        const CallOptions& call = {}) const;
  absl::StatusOr<v1::Claim> GetClaim(const v1::GetClaimRequest& request,
                                     const CallOptions& call = {}) const;
  absl::StatusOr<v1::BatchGetClaimsResponse> BatchGetClaims(
      const v1::BatchGetClaimsRequest& request, const CallOptions& call = {}) const;
  Pages<v1::Claim> ListClaims(const v1::ListClaimsRequest& request,
                              const CallOptions& call = {}) const;
  absl::StatusOr<v1::Claim> UpdateClaim(const v1::UpdateClaimRequest& request,
                                        const CallOptions& call = {}) const;
  absl::StatusOr<v1::Claim> AcceptClaim(const v1::AcceptClaimRequest& request,
                                        const CallOptions& call = {}) const;
  absl::StatusOr<v1::Claim> DeclineClaim(const v1::DeclineClaimRequest& request,
                                         const CallOptions& call = {}) const;
  absl::StatusOr<v1::Claim> ReopenClaim(const v1::ReopenClaimRequest& request,
                                        const CallOptions& call = {}) const;
  absl::StatusOr<v1::Claim> AssignClaim(const v1::AssignClaimRequest& request,
                                        const CallOptions& call = {}) const;
  absl::StatusOr<v1::Claim> MergeClaim(const v1::MergeClaimRequest& request,
                                       const CallOptions& call = {}) const;
  absl::StatusOr<v1::Claim> DeleteClaim(const v1::DeleteClaimRequest& request,
                                        const CallOptions& call = {}) const;
  absl::StatusOr<v1::Claim> UndeleteClaim(const v1::UndeleteClaimRequest& request,
                                          const CallOptions& call = {}) const;
  Pages<v1::HistoryEntry> ListClaimRevisions(const v1::ListClaimRevisionsRequest& request,
                                             const CallOptions& call = {}) const;
  absl::StatusOr<v1::Appearance> AddAppearance(const v1::AddAppearanceRequest& request,
                                               const CallOptions& call = {}) const;
  absl::StatusOr<v1::Appearance> UpdateAppearance(const v1::UpdateAppearanceRequest& request,
                                                  const CallOptions& call = {}) const;
  absl::StatusOr<v1::Evidence> AddEvidence(const v1::AddEvidenceRequest& request,
                                           const CallOptions& call = {}) const;
  absl::StatusOr<v1::BatchAddEvidenceResponse> BatchAddEvidence(
      const v1::BatchAddEvidenceRequest& request, const CallOptions& call = {}) const;
  absl::StatusOr<v1::Evidence> GetEvidence(const v1::GetEvidenceRequest& request,
                                           const CallOptions& call = {}) const;
  Pages<v1::Evidence> ListEvidence(const v1::ListEvidenceRequest& request,
                                   const CallOptions& call = {}) const;
  absl::StatusOr<v1::Evidence> WithdrawEvidence(const v1::WithdrawEvidenceRequest& request,
                                                const CallOptions& call = {}) const;
  absl::StatusOr<v1::Evidence> AddEvidenceCapture(const v1::AddEvidenceCaptureRequest& request,
                                                  const CallOptions& call = {}) const;
  absl::StatusOr<v1::Relationship> SuggestRelationship(
      const v1::SuggestRelationshipRequest& request, const CallOptions& call = {}) const;
  absl::StatusOr<v1::Relationship> ConfirmRelationship(
      const v1::ConfirmRelationshipRequest& request, const CallOptions& call = {}) const;
  absl::StatusOr<v1::Relationship> RejectRelationship(const v1::RejectRelationshipRequest& request,
                                                      const CallOptions& call = {}) const;
  Pages<v1::Relationship> ListRelationships(const v1::ListRelationshipsRequest& request,
                                            const CallOptions& call = {}) const;

  // Verdicts: see proto/factcheck/v1/verdicts_service.proto for what each does.
  absl::StatusOr<v1::Verdict> CreateDraft(const v1::CreateDraftRequest& request,
                                          const CallOptions& call = {}) const;
  absl::StatusOr<v1::Verdict> UpdateDraft(const v1::UpdateDraftRequest& request,
                                          const CallOptions& call = {}) const;
  absl::StatusOr<v1::Verdict> SubmitVerdict(const v1::SubmitVerdictRequest& request,
                                            const CallOptions& call = {}) const;
  absl::StatusOr<v1::Verdict> RequestChanges(const v1::RequestChangesRequest& request,
                                             const CallOptions& call = {}) const;
  absl::StatusOr<v1::Verdict> ApproveVerdict(const v1::ApproveVerdictRequest& request,
                                             const CallOptions& call = {}) const;
  absl::StatusOr<v1::Verdict> PublishVerdict(const v1::PublishVerdictRequest& request,
                                             const CallOptions& call = {}) const;
  absl::StatusOr<v1::Verdict> CorrectVerdict(const v1::CorrectVerdictRequest& request,
                                             const CallOptions& call = {}) const;
  absl::StatusOr<v1::Verdict> RetractVerdict(const v1::RetractVerdictRequest& request,
                                             const CallOptions& call = {}) const;
  absl::StatusOr<v1::Verdict> DiscardDraft(const v1::DiscardDraftRequest& request,
                                           const CallOptions& call = {}) const;
  absl::StatusOr<v1::Verdict> GetVerdict(const v1::GetVerdictRequest& request,
                                         const CallOptions& call = {}) const;
  Pages<v1::Verdict> ListVerdicts(const v1::ListVerdictsRequest& request,
                                  const CallOptions& call = {}) const;
  absl::StatusOr<v1::VerdictRevision> GetVerdictRevision(
      const v1::GetVerdictRevisionRequest& request, const CallOptions& call = {}) const;
  Pages<v1::VerdictRevision> ListVerdictRevisions(const v1::ListVerdictRevisionsRequest& request,
                                                  const CallOptions& call = {}) const;
  Pages<v1::HistoryEntry> ListVerdictHistory(const v1::ListVerdictHistoryRequest& request,
                                             const CallOptions& call = {}) const;

  // Statuses: see proto/factcheck/v1/statuses_service.proto for what each does.
  absl::StatusOr<v1::StatusAnswer> GetStatus(const v1::GetStatusRequest& request,
                                             const CallOptions& call = {}) const;
  // Search: see proto/factcheck/v1/search_service.proto. Page after page; SearchClaimsPage is one
  // page with its counts.
  Pages<v1::SearchResult> SearchClaims(const v1::SearchClaimsRequest& request,
                                       const CallOptions& call = {}) const;
  absl::StatusOr<v1::SearchClaimsResponse> SearchClaimsPage(const v1::SearchClaimsRequest& request,
                                                            const CallOptions& call = {}) const;
  absl::StatusOr<v1::MatchClaimsResponse> MatchClaims(const v1::MatchClaimsRequest& request,
                                                      const CallOptions& call = {}) const;
  absl::StatusOr<v1::SearchIndex> GetSearchIndex(const v1::GetSearchIndexRequest& request,
                                                 const CallOptions& call = {}) const;
  absl::StatusOr<v1::SearchIndex> RebuildSearchIndex(const v1::RebuildSearchIndexRequest& request,
                                                     const CallOptions& call = {}) const;

  absl::StatusOr<v1::BatchGetStatusesResponse> BatchGetStatuses(
      const v1::BatchGetStatusesRequest& request, const CallOptions& call = {}) const;

  // Publishers: see proto/factcheck/v1/publishers_service.proto for what each does.
  absl::StatusOr<v1::Publisher> CreatePublisher(const v1::CreatePublisherRequest& request,
                                                const CallOptions& call = {}) const;
  absl::StatusOr<v1::Publisher> GetPublisher(const v1::GetPublisherRequest& request,
                                             const CallOptions& call = {}) const;
  Pages<v1::Publisher> ListPublishers(const v1::ListPublishersRequest& request,
                                      const CallOptions& call = {}) const;
  absl::StatusOr<v1::Publisher> UpdatePublisher(const v1::UpdatePublisherRequest& request,
                                                const CallOptions& call = {}) const;
  Pages<v1::HistoryEntry> ListPublisherHistory(const v1::ListPublisherHistoryRequest& request,
                                               const CallOptions& call = {}) const;
  absl::StatusOr<v1::Member> SetMember(const v1::SetMemberRequest& request,
                                       const CallOptions& call = {}) const;
  absl::StatusOr<v1::RemoveMemberResponse> RemoveMember(const v1::RemoveMemberRequest& request,
                                                        const CallOptions& call = {}) const;
  absl::StatusOr<v1::Member> GetMember(const v1::GetMemberRequest& request,
                                       const CallOptions& call = {}) const;
  Pages<v1::Member> ListMembers(const v1::ListMembersRequest& request,
                                const CallOptions& call = {}) const;
  absl::StatusOr<v1::RatingScale> CreateRatingScale(const v1::CreateRatingScaleRequest& request,
                                                    const CallOptions& call = {}) const;
  absl::StatusOr<v1::RatingScale> AddRatingScaleVersion(
      const v1::AddRatingScaleVersionRequest& request, const CallOptions& call = {}) const;
  absl::StatusOr<v1::RatingScale> GetRatingScale(const v1::GetRatingScaleRequest& request,
                                                 const CallOptions& call = {}) const;
  Pages<v1::RatingScale> ListRatingScales(const v1::ListRatingScalesRequest& request,
                                          const CallOptions& call = {}) const;

  // Ledger: see proto/factcheck/v1/ledger_service.proto for what each does, and
  // ledger_verifier.h for how to hold the answers against a public key.
  absl::StatusOr<v1::Checkpoint> GetCheckpoint(const v1::GetCheckpointRequest& request = {},
                                               const CallOptions& call = {}) const;
  absl::StatusOr<v1::GetEntriesResponse> GetEntries(const v1::GetEntriesRequest& request,
                                                    const CallOptions& call = {}) const;
  absl::StatusOr<v1::InclusionProof> GetInclusionProof(const v1::GetInclusionProofRequest& request,
                                                       const CallOptions& call = {}) const;
  absl::StatusOr<v1::ConsistencyProof> GetConsistencyProof(
      const v1::GetConsistencyProofRequest& request, const CallOptions& call = {}) const;
  absl::StatusOr<v1::GetLedgerKeysResponse> GetLedgerKeys(
      const v1::GetLedgerKeysRequest& request = {}, const CallOptions& call = {}) const;
  absl::StatusOr<v1::AuditLedgerResponse> AuditLedger(const v1::AuditLedgerRequest& request,
                                                      const CallOptions& call = {}) const;

  // Changes: see proto/factcheck/v1/changes_service.proto for what each does, and
  // change_streams.h for the streams.
  absl::StatusOr<v1::ListChangesResponse> ListChanges(const v1::ListChangesRequest& request,
                                                      const CallOptions& call = {}) const;
  absl::StatusOr<v1::Consumer> AcknowledgeChanges(const v1::AcknowledgeChangesRequest& request,
                                                  const CallOptions& call = {}) const;
  Pages<v1::Consumer> ListConsumers(const v1::ListConsumersRequest& request,
                                    const CallOptions& call = {}) const;
  absl::StatusOr<v1::Consumer> GetConsumer(const v1::GetConsumerRequest& request,
                                           const CallOptions& call = {}) const;
  absl::StatusOr<v1::DeleteConsumerResponse> DeleteConsumer(
      const v1::DeleteConsumerRequest& request, const CallOptions& call = {}) const;
  std::unique_ptr<ChangeWatch> WatchChanges(v1::WatchChangesRequest request,
                                            WatchSettings settings = {}) const;
  std::unique_ptr<StatusSnapshot> SnapshotStatuses() const;

  // Admin: see proto/factcheck/v1/admin_service.proto for what each does.
  absl::StatusOr<v1::WhoAmIResponse> WhoAmI(const v1::WhoAmIRequest& request = {},
                                            const CallOptions& call = {}) const;
  absl::StatusOr<v1::Actor> CreateActor(const v1::CreateActorRequest& request,
                                        const CallOptions& call = {}) const;
  absl::StatusOr<v1::Actor> GetActor(const v1::GetActorRequest& request,
                                     const CallOptions& call = {}) const;
  Pages<v1::Actor> ListActors(const v1::ListActorsRequest& request,
                              const CallOptions& call = {}) const;
  absl::StatusOr<v1::Actor> UpdateActor(const v1::UpdateActorRequest& request,
                                        const CallOptions& call = {}) const;
  absl::StatusOr<v1::ApiKey> CreateApiKey(const v1::CreateApiKeyRequest& request,
                                          const CallOptions& call = {}) const;
  Pages<v1::ApiKey> ListApiKeys(const v1::ListApiKeysRequest& request,
                                const CallOptions& call = {}) const;
  absl::StatusOr<v1::ApiKey> RevokeApiKey(const v1::RevokeApiKeyRequest& request,
                                          const CallOptions& call = {}) const;
  absl::StatusOr<v1::ServerInfo> GetServerInfo(const v1::GetServerInfoRequest& request = {},
                                               const CallOptions& call = {}) const;
  absl::StatusOr<v1::Statistics> GetStatistics(const v1::GetStatisticsRequest& request = {},
                                               const CallOptions& call = {}) const;
  absl::StatusOr<v1::CreateBackupResponse> CreateBackup(const v1::CreateBackupRequest& request = {},
                                                        const CallOptions& call = {}) const;
  absl::StatusOr<v1::CompactStoreResponse> CompactStore(const v1::CompactStoreRequest& request = {},
                                                        const CallOptions& call = {}) const;

  // Webhooks: see proto/factcheck/v1/webhooks_service.proto for what each does.
  absl::StatusOr<v1::Webhook> CreateWebhook(const v1::CreateWebhookRequest& request,
                                            const CallOptions& call = {}) const;
  absl::StatusOr<v1::Webhook> GetWebhook(const v1::GetWebhookRequest& request,
                                         const CallOptions& call = {}) const;
  Pages<v1::Webhook> ListWebhooks(const v1::ListWebhooksRequest& request,
                                  const CallOptions& call = {}) const;
  absl::StatusOr<v1::Webhook> UpdateWebhook(const v1::UpdateWebhookRequest& request,
                                            const CallOptions& call = {}) const;
  absl::StatusOr<v1::DeleteWebhookResponse> DeleteWebhook(const v1::DeleteWebhookRequest& request,
                                                          const CallOptions& call = {}) const;
  absl::StatusOr<v1::Webhook> ResumeWebhook(const v1::ResumeWebhookRequest& request,
                                            const CallOptions& call = {}) const;
  absl::StatusOr<v1::Webhook> RotateWebhookSecret(const v1::RotateWebhookSecretRequest& request,
                                                  const CallOptions& call = {}) const;
  absl::StatusOr<v1::SendTestWebhookResponse> SendTestWebhook(
      const v1::SendTestWebhookRequest& request, const CallOptions& call = {}) const;

  // Counts of a list, beside its claims: the first page with its total and facets.
  absl::StatusOr<v1::ListClaimsResponse> CountClaims(const v1::ListClaimsRequest& request,
                                                     const CallOptions& call = {}) const;

  // Transfers: streams, see transfer_streams.h.

  // Opens an import. Nothing is sent before the first Send.
  std::unique_ptr<ClaimReviewImport> ImportClaimReviews(v1::ImportOptions options,
                                                        ImportSettings settings) const;
  // Everything that the request selects, of one moment, also where the connection broke in between.
  std::unique_ptr<ClaimReviewExport> ExportClaimReviews(
      v1::ExportClaimReviewsRequest request) const;
  std::unique_ptr<WholeExport> ExportAll() const;
  std::unique_ptr<WholeImport> ImportAll() const;
  absl::StatusOr<v1::GetRatingRulesResponse> GetRatingRules(
      const v1::GetRatingRulesRequest& request = {}, const CallOptions& call = {}) const;

 private:
  template <typename Response>
  absl::StatusOr<Response> Unary(std::string_view method, const google::protobuf::Message& request,
                                 const CallOptions& call) const;
  template <typename Item, typename Response, typename Request>
  Pages<Item> List(std::string_view method, const Request& request, const CallOptions& call) const;

  std::shared_ptr<Connection> connection_;
};

}  // namespace factcheck::client

#endif  // FACTCHECK_CLIENT_CPP_CLIENT_H_
