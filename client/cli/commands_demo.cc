// `factcheck demo`.
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "client/cli/command.h"
#include "client/cli/demo/story.h"
#include "client/cpp/text.h"
#include "factcheck/v1/admin_service.pb.h"
#include "factcheck/v1/claims_service.pb.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/time_util.h"
#include "nlohmann/json.hpp"

namespace factcheck::cli {
namespace {

using google::protobuf::Message;

// What the last step of the story makes.
constexpr char kLastClaim[] = "claims/forty-plus";
constexpr char kAdmin[] = "admin";
constexpr absl::Duration kKeyLife = absl::Hours(1);

// Loads the story: each step once, whatever was cut off before. Every step has a
// request id of its own, so that a second load goes on where the first one ended.
class Loader {
 public:
  explicit Loader(Runtime& runtime) : runtime_(runtime) {}

  absl::Status Load() {
    absl::StatusOr<bool> there = IsThere();
    if (!there.ok()) return there.status();
    if (*there) {
      *runtime_.io().out << "The demonstration is there already; nothing was changed.\n";
      return absl::OkStatus();
    }
    const std::string story(DemoStory());
    const nlohmann::json steps =
        nlohmann::json::parse(absl::StrReplaceAll(story, {{"$NEXT_YEAR", NextYear()}}));
    absl::Status status;
    for (size_t i = 0; i < steps.size() && status.ok(); ++i) status = Take(i, steps[i]);
    // The keys were for this load alone.
    absl::Status ended = RevokeKeys();
    if (!status.ok()) return status;
    if (!ended.ok()) return ended;
    *runtime_.io().out << client::Concat(
        {"Loaded the demonstration: ", std::to_string(steps.size()), " calls.\n"});
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<bool> IsThere() {
    absl::StatusOr<client::Client> client = runtime_.Connect();
    if (!client.ok()) return client.status();
    v1::ListRelationshipsRequest request;
    request.set_parent(kLastClaim);
    for (const absl::StatusOr<v1::Relationship>& found : client->ListRelationships(request)) {
      if (found.ok()) return true;
      if (found.status().code() == absl::StatusCode::kNotFound) return false;
      return found.status();
    }
    return false;
  }

  // The same for a year, so that a load that is taken up again asks for the same.
  std::string NextYear() const {
    const absl::CivilYear year = absl::ToCivilYear(runtime_.now(), absl::UTCTimeZone()) + 2;
    return client::Concat({std::to_string(year.year()), "-01-01T00:00:00Z"});
  }

  absl::Status Take(size_t number, const nlohmann::json& step) {
    const std::string call = step.at("call");
    const auto* method = client::FindMethod(call);
    auto* factory = google::protobuf::MessageFactory::generated_factory();
    std::unique_ptr<Message> request(factory->GetPrototype(method->input_type())->New());
    std::unique_ptr<Message> response(factory->GetPrototype(method->output_type())->New());
    nlohmann::json fields = step.at("request");
    fields["requestId"] = client::Concat({"demo-", std::to_string(number)});
    const auto parsed = google::protobuf::util::JsonStringToMessage(fields.dump(), request.get());
    if (!parsed.ok()) {
      return absl::InternalError(client::Concat(
          {"step ", std::to_string(number), " (", call, ") of the demonstration can't be read"}));
    }
    absl::StatusOr<client::Client> client = As(step.at("as"));
    if (!client.ok()) return client.status();
    absl::Status status = client->connection()->Call(*method, *request, response.get());
    // Made by an earlier load whose request ids are forgotten by now.
    if (status.code() == absl::StatusCode::kAlreadyExists) return absl::OkStatus();
    return status;
  }

  // A client that calls as the actor, with a key of its own.
  absl::StatusOr<client::Client> As(const std::string& actor) {
    if (actor == kAdmin) return runtime_.Connect();
    const auto known = clients_.find(actor);
    if (known != clients_.end()) return known->second;
    absl::StatusOr<client::Client> admin = runtime_.Connect();
    if (!admin.ok()) return admin.status();
    v1::CreateApiKeyRequest request;
    request.set_parent(client::Concat({"actors/", actor}));
    request.mutable_api_key()->set_display_name("To load the demonstration");
    *request.mutable_api_key()->mutable_expire_time() =
        google::protobuf::util::TimeUtil::SecondsToTimestamp(
            absl::ToUnixSeconds(runtime_.now() + kKeyLife));
    absl::StatusOr<v1::ApiKey> key = admin->CreateApiKey(request);
    if (!key.ok()) return key.status();
    keys_.push_back(key->name());
    absl::StatusOr<client::Client> client = runtime_.ConnectAs(key->secret());
    if (client.ok()) clients_.emplace(actor, *client);
    return client;
  }

  absl::Status RevokeKeys() {
    absl::StatusOr<client::Client> admin = runtime_.Connect();
    absl::Status first_error = admin.status();
    for (const std::string& name : keys_) {
      if (!admin.ok()) break;
      v1::RevokeApiKeyRequest request;
      request.set_name(name);
      first_error.Update(admin->RevokeApiKey(request).status());
    }
    return first_error;
  }

  Runtime& runtime_;
  std::map<std::string, client::Client> clients_;
  std::vector<std::string> keys_;
};

}  // namespace

void AddDemoCommands(CLI::App& root, Runtime& runtime) {
  CLI::App* load = AddSubcommand(
      root, "demo load", "Load the demonstration: a small newsroom and the claims of one story",
      "  factcheck demo load\n"
      "  factcheck claim list\n"
      "  factcheck claim get no-apology\n"
      "  factcheck verdict list --help");
  load->callback([&runtime] { runtime.SetAction([&runtime] { return Loader(runtime).Load(); }); });
}

}  // namespace factcheck::cli
