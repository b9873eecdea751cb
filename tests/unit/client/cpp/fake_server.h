// A server inside the process that answers as it is told, so that what the client does
// about trouble can be seen.
#ifndef FACTCHECK_TESTS_UNIT_CLIENT_CPP_FAKE_SERVER_H_
#define FACTCHECK_TESTS_UNIT_CLIENT_CPP_FAKE_SERVER_H_

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "client/cpp/client.h"
#include "factcheck/v1/admin_service.grpc.pb.h"
#include "factcheck/v1/changes_service.grpc.pb.h"
#include "factcheck/v1/claims_service.grpc.pb.h"
#include "factcheck/v1/transfers_service.grpc.pb.h"
#include "google/protobuf/message.h"
#include "grpcpp/server.h"

namespace factcheck::client {

// A gRPC status with ErrorInfo and, where `retry_after` is more than zero, RetryInfo.
grpc::Status ErrorWith(grpc::StatusCode code, const std::string& reason,
                       absl::Duration retry_after = absl::ZeroDuration());

class FakeServer final : public v1::Claims::Service, public v1::Transfers::Service {
 public:
  FakeServer();
  ~FakeServer() override;

  // A client of it. Waits take no time; they are kept in waits().
  Client NewClient(Options options = {});
  std::vector<absl::Duration> waits() const;

  // The next call fails with this; calls after the last one succeed.
  void FailNext(grpc::Status status, int times = 1);
  std::vector<v1::CreateClaimRequest> creates() const;
  std::vector<v1::GetClaimRequest> gets() const;
  std::vector<std::string> authorizations() const;

  // What ListClaims answers for a page token.
  std::function<grpc::Status(const v1::ListClaimsRequest&, v1::ListClaimsResponse*)> list;
  // What the stream does.
  std::function<grpc::Status(
      grpc::ServerReaderWriter<v1::ImportClaimReviewsResponse, v1::ImportClaimReviewsRequest>*)>
      import;
  std::function<grpc::Status(const v1::ExportClaimReviewsRequest&,
                             grpc::ServerWriter<v1::ExportClaimReviewsResponse>*)>
      export_reviews;
  std::function<grpc::Status(const v1::WatchChangesRequest&,
                             grpc::ServerWriter<v1::WatchChangesResponse>*)>
      watch;
  std::function<grpc::Status(grpc::ServerWriter<v1::SnapshotStatusesResponse>*)> snapshot;

  grpc::Status CreateClaim(grpc::ServerContext*, const v1::CreateClaimRequest*,
                           v1::Claim*) override;
  grpc::Status GetClaim(grpc::ServerContext*, const v1::GetClaimRequest*, v1::Claim*) override;
  grpc::Status ListClaims(grpc::ServerContext*, const v1::ListClaimsRequest*,
                          v1::ListClaimsResponse*) override;
  grpc::Status ImportClaimReviews(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<v1::ImportClaimReviewsResponse, v1::ImportClaimReviewsRequest>*)
      override;
  grpc::Status ExportClaimReviews(grpc::ServerContext*, const v1::ExportClaimReviewsRequest*,
                                  grpc::ServerWriter<v1::ExportClaimReviewsResponse>*) override;

 private:
  class Info final : public v1::Admin::Service {
   public:
    explicit Info(FakeServer* server) : server_(server) {}
    grpc::Status GetServerInfo(grpc::ServerContext*, const v1::GetServerInfoRequest*,
                               v1::ServerInfo*) override;
    grpc::Status CompactStore(grpc::ServerContext*, const v1::CompactStoreRequest*,
                              v1::CompactStoreResponse*) override;

   private:
    FakeServer* const server_;
  };
  class Feed final : public v1::Changes::Service {
   public:
    explicit Feed(FakeServer* server) : server_(server) {}
    grpc::Status WatchChanges(grpc::ServerContext*, const v1::WatchChangesRequest* request,
                              grpc::ServerWriter<v1::WatchChangesResponse>* writer) override {
      return server_->watch(*request, writer);
    }
    grpc::Status SnapshotStatuses(
        grpc::ServerContext*, const v1::SnapshotStatusesRequest*,
        grpc::ServerWriter<v1::SnapshotStatusesResponse>* writer) override {
      return server_->snapshot(writer);
    }

   private:
    FakeServer* const server_;
  };
  // Whether the call is to fail, and how.
  grpc::Status Next(grpc::ServerContext* context);

  mutable absl::Mutex mutex_;
  absl::Time now_ = absl::UnixEpoch();
  std::vector<absl::Duration> waits_;
  std::deque<grpc::Status> failures_;
  std::vector<v1::CreateClaimRequest> creates_;
  std::vector<v1::GetClaimRequest> gets_;
  std::vector<std::string> authorizations_;
  Info info_{this};
  Feed feed_{this};
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace factcheck::client

#endif  // FACTCHECK_TESTS_UNIT_CLIENT_CPP_FAKE_SERVER_H_
