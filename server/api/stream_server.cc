#include "server/api/stream_server.h"

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "server/api/parse_request.h"

namespace factcheck::api {
namespace {

using Clock = std::chrono::steady_clock;

class GrpcStream final : public MessageStream {
 public:
  GrpcStream(const Adapter& adapter, const Method& method, const grpc::ServerContext& context,
             RawStream* raw)
      : adapter_(adapter), method_(method), context_(context), raw_(*raw) {}

  absl::StatusOr<bool> Read(Message* message) override {
    grpc::ByteBuffer wire;
    if (!raw_.Read(&wire)) {
      // The end, or a client that has gone.
      if (Gone()) return ClientGone();
      return false;
    }
    absl::Status admitted = AdmitAgain();
    if (!admitted.ok()) return admitted;
    absl::Status parsed = ParseRequest(wire, message);
    if (!parsed.ok()) return parsed;
    return true;
  }

  absl::Status Write(const Message& message) override {
    return WriteBytes(message.SerializeAsString());
  }

  absl::Status WriteBytes(const std::string& message) override {
    absl::Status admitted = AdmitAgain();
    if (!admitted.ok()) return admitted;
    const grpc::Slice slice(message);
    return raw_.Write(grpc::ByteBuffer(&slice, 1)) ? absl::OkStatus() : ClientGone();
  }

  bool Gone() const override { return context_.IsCancelled(); }

 private:
  static absl::Status ClientGone() { return absl::CancelledError("the client ended the call"); }
  // A stream may last for hours: a key that was revoked meanwhile ends it.
  absl::Status AdmitAgain() const { return adapter_.Admit(context_, method_).status(); }

  const Adapter& adapter_;
  const Method& method_;
  const grpc::ServerContext& context_;
  RawStream& raw_;
};

// Counts itself.
class UnderWay {
 public:
  explicit UnderWay(std::atomic<int>* count) : count_(*count), number_(++count_) {}
  ~UnderWay() { --count_; }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;
  int number() const { return number_; }

 private:
  std::atomic<int>& count_;
  const int number_;
};

}  // namespace

StreamServer::StreamServer(const MethodTable& methods, DescriptorServices* services,
                           Adapter* adapter)
    : adapter_(*adapter) {
  for (const auto& method : methods.methods()) {
    if (!method->stream_handler) continue;
    services->For(method->descriptor->service())
        .AddStreaming(method->path.c_str(), [this, method = method.get(),
                                             metrics = adapter->metrics().ForMethod(method->name)](
                                                grpc::ServerContext* context, RawStream* raw) {
          return Serve(*method, *metrics, context, raw);
        });
  }
}

grpc::Status StreamServer::Serve(const Method& method, observability::MethodMetrics& metrics,
                                 grpc::ServerContext* context, RawStream* raw) {
  const Clock::time_point begun = Clock::now();
  metrics.Begin();
  std::shared_ptr<const domain::Principal> who;
  const absl::Status status = Run(method, context, raw, who);
  grpc::Status wire;
  if (absl::IsCancelled(status) && context->IsCancelled()) {
    wire = grpc::Status::CANCELLED;  // Nobody reads it.
  } else if (!status.ok()) {
    wire = adapter_.ToWire(status, method.name);
  }
  adapter_.Ended(method.name, metrics, who.get(), wire.error_code(),
                 absl::FromChrono(Clock::now() - begun),
                 [context] { return PeerAddress(*context); });
  return wire;
}

absl::Status StreamServer::Run(const Method& method, grpc::ServerContext* context, RawStream* raw,
                               std::shared_ptr<const domain::Principal>& who) {
  absl::StatusOr<std::shared_ptr<const domain::Principal>> admitted =
      adapter_.Admit(*context, method);
  if (!admitted.ok()) return admitted.status();
  who = *std::move(admitted);
  const bool open = method.permission == nullptr;
  const UnderWay one(open ? &open_under_way_ : &under_way_);
  if (one.number() > (open ? adapter_.limits().open_streams : adapter_.limits().streams)) {
    return TooBusy("the server has as many streams as it can serve; try again");
  }
  CallerLimits::Place place;
  if (!open) {
    absl::StatusOr<CallerLimits::Place> taken = adapter_.streams().Take(who->api_key, "streams");
    if (!taken.ok()) return taken.status();
    place = *std::move(taken);
  }
  // The client's deadline, if any, ends the stream through gRPC.
  const domain::Call call{*who, method.name, absl::FromChrono(context->deadline())};
  GrpcStream stream(adapter_, method, *context, raw);
  return method.stream_handler(call, stream);
}

}  // namespace factcheck::api
