#include "tests/support/server_fixture.h"

#include <fstream>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/time/clock.h"
#include "factcheck/v1/actor.pb.h"
#include "factcheck/v1/admin_service.pb.h"
#include "factcheck/v1/publishers_service.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/impl/client_unary_call.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/base/absl_strings.h"
#include "server/base/check.h"
#include "server/storage/memory/memory_engine.h"

namespace factcheck::testing {

absl::Status ToAbslStatus(const grpc::Status& status) {
  absl::Status out(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  for (const auto& detail : details.details()) {
    out.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return out;
}

void Caller::Prepare(grpc::ClientContext& context, absl::Duration timeout) const {
  if (!key_.empty()) context.AddMetadata("authorization", "Bearer " + key_);
  if (timeout != absl::InfiniteDuration()) {
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  }
}

WireAnswer Caller::CallRaw(std::string_view method, const std::string& request,
                           absl::Duration timeout) const {
  const bool of_ours = method.find('.') == std::string_view::npos;
  const std::string path = StrCat("/", of_ours ? "factcheck.v1." : "", method);
  grpc::ClientContext context;
  Prepare(context, timeout);
  const grpc::Slice slice(request);
  const grpc::ByteBuffer wire(&slice, 1);
  grpc::ByteBuffer reply;
  WireAnswer answer;
  answer.status = grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
      channel_.get(),
      grpc::internal::RpcMethod(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC), &context,
      wire, &reply);
  grpc::Slice bytes;
  if (answer.status.ok() && reply.Valid() && reply.DumpToSingleSlice(&bytes).ok()) {
    answer.bytes.assign(reinterpret_cast<const char*>(bytes.begin()), bytes.size());
  }
  return answer;
}

TestServer::TestServer(const std::function<void(api::ServerOptions&)>& adjust)
    : engine_(storage::NewMemoryEngine(clock_.AsFunction())) {
  api::ServerOptions options;
  options.listen.address = "127.0.0.1:0";
  options.backend.key_file = (directory_.path() / "admin.key").string();
  options.backend.ledger_key_file = (directory_.path() / "ledger.key").string();
  options.backend.engine_name = "memory";
  if (adjust) adjust(options);
  const std::string key_file = options.backend.key_file;
  absl::StatusOr<std::unique_ptr<api::Server>> server =
      api::Server::Start(std::move(options), engine_.get(), clock_.AsFunction(), &log_);
  if (!server.ok()) std::fprintf(stderr, "%s\n", server.status().ToString().c_str());
  FACTCHECK_CHECK(server.ok());
  server_ = *std::move(server);
  address_ = StrCat("127.0.0.1:", server_->port());
  std::string key;
  std::ifstream(key_file) >> key;
  admin_ = std::make_unique<Caller>(NewChannel(), key);
}

TestServer::~TestServer() = default;

std::shared_ptr<grpc::Channel> TestServer::NewChannel() const {
  grpc::ChannelArguments arguments;
  // Channels of equal arguments would share one connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address_, grpc::InsecureChannelCredentials(), arguments);
}

Caller TestServer::NewActor(std::string_view id, const std::vector<v1::Role>& roles,
                            v1::ActorKind kind) {
  v1::CreateActorRequest actor;
  actor.set_actor_id(std::string(id));
  actor.mutable_actor()->set_display_name(std::string(id));
  actor.mutable_actor()->set_kind(kind);
  for (v1::Role role : roles) actor.mutable_actor()->add_roles(role);
  const absl::Status made = admin_->Try("Admin/CreateActor", actor);
  EXPECT_TRUE(made.ok()) << made;
  v1::CreateApiKeyRequest request;
  request.set_parent(StrCat("actors/", id));
  const absl::StatusOr<v1::ApiKey> key = admin_->Call<v1::ApiKey>("Admin/CreateApiKey", request);
  EXPECT_TRUE(key.ok()) << key.status();
  return WithKey(key.ok() ? key->secret() : "");
}

Caller TestServer::NewMember(std::string_view id, std::string_view publisher,
                             const std::vector<v1::Role>& roles) {
  Caller caller = NewActor(id, {});
  v1::SetMemberRequest request;
  request.mutable_member()->set_name(StrCat("publishers/", publisher, "/members/", id));
  for (v1::Role role : roles) request.mutable_member()->add_roles(role);
  const absl::Status set = admin_->Try("Publishers/SetMember", request);
  EXPECT_TRUE(set.ok()) << set;
  return caller;
}

std::string TestServer::TokenToCome() {
  const storage::Version never{engine_->LatestVersion().value + 1'000'000'000'000};
  return server_->backend().book().stamps().TokenOf(never);
}

}  // namespace factcheck::testing
