#include "tests/unit/client/cpp/fake_server.h"

#include <utility>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/server_builder.h"

namespace factcheck::client {

grpc::Status ErrorWith(grpc::StatusCode code, const std::string& reason,
                       absl::Duration retry_after) {
  google::rpc::Status rich;
  rich.set_code(code);
  rich.set_message(reason);
  google::rpc::ErrorInfo info;
  info.set_domain("factcheck.v1");
  info.set_reason(reason);
  rich.add_details()->PackFrom(info);
  if (retry_after > absl::ZeroDuration()) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(retry_after));
    rich.add_details()->PackFrom(retry);
  }
  return grpc::Status(code, reason, rich.SerializeAsString());
}

FakeServer::FakeServer() {
  grpc::ServerBuilder builder;
  builder.RegisterService(static_cast<v1::Claims::Service*>(this));
  builder.RegisterService(static_cast<v1::Transfers::Service*>(this));
  builder.RegisterService(&info_);
  builder.RegisterService(&feed_);
  server_ = builder.BuildAndStart();
}

FakeServer::~FakeServer() { server_->Shutdown(absl::ToChronoTime(absl::Now())); }

Client FakeServer::NewClient(Options options) {
  options.clock.now = [this] {
    absl::MutexLock lock(&mutex_);
    // gRPC's own deadline is of the real clock: far ahead of it while time stands still here.
    return absl::Now() + (now_ - absl::UnixEpoch());
  };
  options.clock.sleep = [this](absl::Duration wait) {
    absl::MutexLock lock(&mutex_);
    waits_.push_back(wait);
    now_ += wait;
  };
  return Client(std::make_shared<Connection>(server_->InProcessChannel({}), std::move(options)));
}

std::vector<absl::Duration> FakeServer::waits() const {
  absl::MutexLock lock(&mutex_);
  return waits_;
}

void FakeServer::FailNext(grpc::Status status, int times) {
  absl::MutexLock lock(&mutex_);
  for (int i = 0; i < times; ++i) failures_.push_back(status);
}

std::vector<v1::CreateClaimRequest> FakeServer::creates() const {
  absl::MutexLock lock(&mutex_);
  return creates_;
}

std::vector<v1::GetClaimRequest> FakeServer::gets() const {
  absl::MutexLock lock(&mutex_);
  return gets_;
}

std::vector<std::string> FakeServer::authorizations() const {
  absl::MutexLock lock(&mutex_);
  return authorizations_;
}

grpc::Status FakeServer::Next(grpc::ServerContext* context) {
  absl::MutexLock lock(&mutex_);
  const auto& metadata = context->client_metadata();
  const auto found = metadata.find("authorization");
  authorizations_.emplace_back(found == metadata.end()
                                   ? std::string()
                                   : std::string(found->second.data(), found->second.size()));
  if (failures_.empty()) return grpc::Status::OK;
  grpc::Status status = failures_.front();
  failures_.pop_front();
  return status;
}

grpc::Status FakeServer::CreateClaim(grpc::ServerContext* context,
                                     const v1::CreateClaimRequest* request, v1::Claim* response) {
  {
    absl::MutexLock lock(&mutex_);
    creates_.push_back(*request);
  }
  if (grpc::Status status = Next(context); !status.ok()) return status;
  *response = request->claim();
  response->set_name("claims/one");
  response->set_consistency_token("token-1");
  response->mutable_update_time()->set_seconds(1);
  return grpc::Status::OK;
}

grpc::Status FakeServer::GetClaim(grpc::ServerContext* context, const v1::GetClaimRequest* request,
                                  v1::Claim* response) {
  {
    absl::MutexLock lock(&mutex_);
    gets_.push_back(*request);
  }
  if (grpc::Status status = Next(context); !status.ok()) return status;
  response->set_name(request->name());
  return grpc::Status::OK;
}

grpc::Status FakeServer::ListClaims(grpc::ServerContext* context,
                                    const v1::ListClaimsRequest* request,
                                    v1::ListClaimsResponse* response) {
  if (grpc::Status status = Next(context); !status.ok()) return status;
  return list(*request, response);
}

grpc::Status FakeServer::ImportClaimReviews(
    grpc::ServerContext*,
    grpc::ServerReaderWriter<v1::ImportClaimReviewsResponse, v1::ImportClaimReviewsRequest>*
        stream) {
  return import(stream);
}

grpc::Status FakeServer::ExportClaimReviews(
    grpc::ServerContext*, const v1::ExportClaimReviewsRequest* request,
    grpc::ServerWriter<v1::ExportClaimReviewsResponse>* writer) {
  return export_reviews(*request, writer);
}

grpc::Status FakeServer::Info::GetServerInfo(grpc::ServerContext*, const v1::GetServerInfoRequest*,
                                             v1::ServerInfo* response) {
  response->set_consistency_token("the-state");
  return grpc::Status::OK;
}

grpc::Status FakeServer::Info::CompactStore(grpc::ServerContext* context,
                                            const v1::CompactStoreRequest*,
                                            v1::CompactStoreResponse*) {
  return server_->Next(context);
}

}  // namespace factcheck::client
