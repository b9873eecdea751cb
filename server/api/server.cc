#include "server/api/server.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "grpc/grpc.h"
#include "grpc/impl/codegen/grpc_types.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/ext/channelz_service_plugin.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/impl/server_builder_option.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/support/channel_arguments.h"
#include "server/api/version.h"
#include "server/base/absl_strings.h"
#include "server/domain/values/crypto.h"

namespace factcheck::api {
namespace {

constexpr int kMinWorkers = 4;
// Calls of one connection at once: more wait at the client.
constexpr int kMaxStreamsPerConnection = 1024;
constexpr int kKeepaliveMillis = 60'000;
constexpr int kKeepaliveTimeoutMillis = 20'000;
constexpr int kMinPingIntervalMillis = 10'000;
// Threads of gRPC beside those of streams: reflection, channelz, polling.
constexpr int kSpareThreads = 32;
// A server without a call for so long has sent what it had to send.
constexpr absl::Duration kQuiet = absl::Milliseconds(100);
constexpr absl::Duration kLook = absl::Milliseconds(5);
// What calls that were cancelled get to come back.
constexpr absl::Duration kCancelled = absl::Seconds(5);
constexpr size_t kLocalNameBytes = 16;
// Of a server that is destroyed without a Shutdown before.
constexpr absl::Duration kImpatient = absl::Seconds(1);

// The plugins are made for every server of the process; each server drops what it
// does not want.
class DropPlugin final : public grpc::ServerBuilderOption {
 public:
  explicit DropPlugin(std::string name) : name_(std::move(name)) {}
  void UpdateArguments(grpc::ChannelArguments* /*arguments*/) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    std::erase_if(*plugins, [this](const auto& plugin) { return plugin->name() == name_; });
  }

 private:
  const std::string name_;
};

void MakePlugins() {
  static std::once_flag once;
  std::call_once(once, [] {
    // Never given back: the library's own shutdown may wait ten seconds for a thread of its.
    grpc_init();
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::channelz::experimental::InitChannelzService();
  });
}

void SetArguments(grpc::ServerBuilder& builder, const ServerOptions& options, bool channelz) {
  builder.SetMaxReceiveMessageSize(kMaxRequestBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsPerConnection);
  // Two servers on one port would share the calls by chance.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMillis);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMillis);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kMinPingIntervalMillis);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, channelz ? 1 : 0);
  builder.SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::NUM_CQS, 1);
  grpc::ResourceQuota quota("factcheckd");
  quota.SetMaxThreads(options.limits.streams + kSpareThreads);
  builder.SetResourceQuota(quota);
  if (!channelz) builder.SetOption(std::make_unique<DropPlugin>("channelz_service"));
  if (!options.reflection) {
    builder.SetOption(std::make_unique<DropPlugin>("proto_server_reflection"));
  }
}

void AddWebhookReadings(const webhooks::CourierCounts& counts,
                        std::vector<observability::Reading>& readings) {
  using Kind = observability::Reading::Kind;
  readings.push_back({"factcheck_webhook_deliveries_total", "Commits that receivers took",
                      Kind::kCounter, static_cast<double>(counts.delivered)});
  readings.push_back({"factcheck_webhook_failures_total", "Attempts that failed", Kind::kCounter,
                      static_cast<double>(counts.failed)});
  readings.push_back(
      {"factcheck_webhooks", "Webhooks", Kind::kGauge, static_cast<double>(counts.webhooks)});
  readings.push_back({"factcheck_webhooks_failing", "Webhooks whose last attempt failed",
                      Kind::kGauge, static_cast<double>(counts.failing)});
  readings.push_back({"factcheck_webhooks_dead", "Webhooks that wait to be resumed", Kind::kGauge,
                      static_cast<double>(counts.dead)});
}

void AddIntakeReadings(const search::IntakeCounts& counts,
                       std::vector<observability::Reading>& readings) {
  using Kind = observability::Reading::Kind;
  readings.push_back({"factcheck_intake_claims_total",
                      "New claims of which duplicates were looked for", Kind::kCounter,
                      static_cast<double>(counts.claims)});
  readings.push_back({"factcheck_intake_suggestions_total", "Relationships that were suggested",
                      Kind::kCounter, static_cast<double>(counts.suggestions)});
  readings.push_back({"factcheck_intake_damaged_total",
                      "New claims that were passed over because a record is damaged",
                      Kind::kCounter, static_cast<double>(counts.damaged)});
  readings.push_back({"factcheck_intake_lag_seconds",
                      "How long ago the new claim came in that is next; 0: none waits",
                      Kind::kGauge, absl::ToDoubleSeconds(counts.lag)});
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(ServerOptions options,
                                                      storage::Engine* engine, domain::Clock clock,
                                                      observability::Log* log) {
  std::unique_ptr<Server> server(new Server(std::move(options), engine, std::move(clock), log));
  absl::Status status = server->Listen();
  if (!status.ok()) {
    server->shut_down_ = true;
    return status;
  }
  log->Write(observability::Level::kInfo, "started",
             {{"version", Version()},
              {"listen", std::string_view(server->options_.listen.address)},
              {"port", int64_t{server->port_}},
              {"engine", std::string_view(server->options_.backend.engine_name)}});
  return server;
}

Server::Server(ServerOptions options, storage::Engine* engine, domain::Clock clock,
               observability::Log* log)
    : options_(std::move(options)), engine_(engine), clock_(std::move(clock)), log_(*log) {}

absl::Status Server::Listen() {
  // What is cheap to find wrong comes first.
  absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> credentials =
      CredentialsFor(options_.listen);
  if (!credentials.ok()) return credentials.status();
  absl::StatusOr<bool> loopback = IsLoopback(options_.listen.address);
  if (!loopback.ok()) return loopback.status();

  absl::StatusOr<std::unique_ptr<Backend>> backend =
      Backend::Open(engine_, clock_, &log_, options_.backend);
  if (!backend.ok()) return backend.status();
  backend_ = *std::move(backend);
  backend_->AddMethods(methods_);
  for (const std::string& service : methods_.services()) health_.Add(service);
  health_.AddMethods(methods_);
  absl::Status complete = methods_.CheckComplete();
  if (!complete.ok()) return complete;

  adapter_ =
      std::make_unique<Adapter>(&backend_->access(), clock_, &log_, &metrics_, options_.limits);
  const int workers =
      options_.workers > 0
          ? options_.workers
          : std::max(kMinWorkers, static_cast<int>(std::thread::hardware_concurrency()));
  workers_ = std::make_unique<WorkerPool>(workers, options_.max_queued_calls);
  unary_ = std::make_unique<UnaryServer>(methods_, &services_, adapter_.get(), workers_.get(),
                                         options_.unary);
  pushes_ = std::make_unique<PushServer>(methods_, &services_, adapter_.get(), workers_.get());
  streams_ = std::make_unique<StreamServer>(methods_, &services_, adapter_.get());

  MakePlugins();
  grpc::ServerBuilder builder;
  SetArguments(builder, options_, options_.channelz.value_or(*loopback));
  builder.AddListeningPort(options_.listen.address, *std::move(credentials), &port_);
  if (options_.local_channels) {
    // Not gRPC 1.51's transport within a process: a call cancelled at the wrong moment ends it
    // ("closure already scheduled").
    local_address_ = StrCat("unix-abstract:factcheckd-",
                            domain::HexEncode(domain::RandomBytes(kLocalNameBytes)));
    builder.AddListeningPort(local_address_, grpc::InsecureServerCredentials());
  }
  services_.Register(builder);
  for (int i = 0; i < options_.unary.queues; ++i) {
    queues_.push_back(std::make_unique<CallQueue>(builder));
  }
  grpc_ = builder.BuildAndStart();
  if (grpc_ == nullptr) return WhyNotListening(options_.listen.address);
  unary_->Start(grpc_->c_server(), queues_);
  pushes_->Start(*queues_.front());
  for (const auto& queue : queues_) queue->Start();
  absl::Status started = backend_->StartFeed();
  if (started.ok()) started = backend_->StartScheduler();
  if (!started.ok()) {
    Shutdown(absl::ZeroDuration());
    return started;
  }
  backend_->post_office().Start();
  AddReadings();
  health_.StartServing();
  return absl::OkStatus();
}

void Server::AddReadings() {
  metrics_.AddSource([this] {
    using observability::Reading;
    std::vector<Reading> readings = {
        {"factcheck_queued_calls", "Calls that wait for a worker", Reading::Kind::kGauge,
         static_cast<double>(workers_->queued())},
        {"factcheck_streams", "Streaming calls under way", Reading::Kind::kGauge,
         static_cast<double>(streams_->under_way())},
        {"factcheck_watches", "Streams of the feed under way", Reading::Kind::kGauge,
         static_cast<double>(backend_->hub().subscriptions())}};
    const domain::ClaimCache& claims = backend_->claim_cache();
    readings.push_back({"factcheck_claim_cache_hits_total", "Claims read from memory",
                        Reading::Kind::kCounter, static_cast<double>(claims.hits())});
    readings.push_back({"factcheck_claim_cache_misses_total", "Claims read from the store",
                        Reading::Kind::kCounter, static_cast<double>(claims.misses())});
    readings.push_back({"factcheck_claim_cache_bytes", "Bytes of claims kept in memory",
                        Reading::Kind::kGauge, static_cast<double>(claims.memory_bytes())});
    AddWebhookReadings(backend_->post_office().counts(), readings);
    AddIntakeReadings(backend_->intake().counts(), readings);
    readings.push_back({"factcheck_search_damaged_total",
                        "Records that search passed over because they are damaged",
                        Reading::Kind::kCounter,
                        static_cast<double>(backend_->search().state().damaged)});
    absl::StatusOr<storage::EngineStatistics> engine = engine_->Statistics();
    if (!engine.ok()) return readings;
    const auto add = [&](std::string_view name, std::string_view help, Reading::Kind kind,
                         uint64_t value) {
      readings.push_back({std::string(name), std::string(help), kind, static_cast<double>(value)});
    };
    add("factcheck_commits_total", "Commits since the store was opened", Reading::Kind::kCounter,
        engine->commits);
    add("factcheck_synced_writes_total",
        "Synced writes since the store was opened: commits divided by these is the mean group",
        Reading::Kind::kCounter, engine->synced_writes);
    add("factcheck_decided_again_total", "Commits decided again because another came between",
        Reading::Kind::kCounter, engine->decided_again);
    add("factcheck_store_disk_bytes", "Bytes that the store has on disk", Reading::Kind::kGauge,
        engine->disk_bytes);
    add("factcheck_store_memory_bytes", "Bytes that the store has in memory", Reading::Kind::kGauge,
        engine->memory_bytes);
    add("factcheck_store_keys", "Keys in the store, as an estimate", Reading::Kind::kGauge,
        engine->estimated_keys);
    return readings;
  });
}

std::shared_ptr<grpc::Channel> Server::NewLocalChannel() const {
  grpc::ChannelArguments arguments;
  // The server has the bounds; what it answers is passed on.
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetMaxSendMessageSize(-1);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(local_address_, grpc::InsecureChannelCredentials(), arguments);
}

// gRPC waits for each client to answer its farewell, which takes one that is not in a
// call seconds. Nobody is harmed where such a connection is just closed.
void Server::CloseConnections(absl::Time deadline) {
  std::atomic<bool> closed = false;
  std::thread close([&] {
    grpc_->Shutdown(absl::ToChronoTime(deadline));
    closed = true;
  });
  for (absl::Duration quiet; !closed && quiet < kQuiet;) {
    absl::SleepFor(kLook);
    const bool idle =
        unary_->under_way() == 0 && streams_->under_way() == 0 && pushes_->under_way() == 0;
    quiet = idle ? quiet + kLook : absl::ZeroDuration();
  }
  grpc_server_cancel_all_calls(grpc_->c_server());
  close.join();
}

bool Server::Shutdown(absl::Duration drain) {
  if (std::exchange(shut_down_, true)) return true;
  const absl::Time deadline = absl::Now() + drain;
  log_.Write(observability::Level::kInfo, "stopping");
  backend_->StopScheduler();
  backend_->StopIntake();
  backend_->post_office().Stop();
  backend_->StopFeed();
  health_.Shutdown();
  CloseConnections(deadline);
  const absl::Time last = std::max(deadline, absl::Now()) + kCancelled;
  const bool ended = unary_->AwaitEnd(last) && pushes_->AwaitEnd(last);
  if (ended) workers_->Stop();
  log_.Write(observability::Level::kInfo, "stopped", {{"all_calls_ended", ended}});
  return ended;
}

Server::~Server() {
  if (grpc_ != nullptr) Shutdown(kImpatient);
  metrics_.RemoveSources();
  // They wait for their last calls, which need the queues.
  unary_.reset();
  pushes_.reset();
}

}  // namespace factcheck::api
