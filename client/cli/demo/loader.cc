#include "client/cli/demo/loader.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "client/cli/demo/story.h"
#include "client/cpp/text.h"
#include "factcheck/v1/admin_service.pb.h"
#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/publishers_service.pb.h"
#include "factcheck/v1/verdicts_service.pb.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/time_util.h"
#include "nlohmann/json.hpp"

namespace factcheck::cli {
namespace {

using client::Concat;
using google::protobuf::Message;

// What the last step of the story makes.
constexpr char kLastClaim[] = "claims/forty-plus";
constexpr char kLastTarget[] = "claims/forty-countries";
constexpr char kAdmin[] = "admin";
constexpr absl::Duration kKeyLife = absl::Hours(1);

// The resource whose history tells whether a step was taken; "" for a step that makes something
// under an id, which ALREADY_EXISTS tells.
std::string ChangedResource(const std::string& call, const nlohmann::json& request) {
  if (call == "Verdicts/CreateDraft") {
    const std::string publisher = request.at("publisher");
    return Concat({request.at("parent").get<std::string>(), "/verdicts/",
                   std::string_view(publisher).substr(publisher.find('/') + 1)});
  }
  if (call == "Publishers/UpdatePublisher") return request.at("publisher").at("name");
  if (call == "Publishers/SetMember") return request.at("member").at("name");
  return request.value("name", "");
}

client::Pages<v1::HistoryEntry> HistoryOf(const client::Client& client, const std::string& name) {
  if (name.find("/verdicts/") != std::string::npos) {
    v1::ListVerdictHistoryRequest request;
    request.set_name(name);
    return client.ListVerdictHistory(request);
  }
  if (name.starts_with("publishers/")) {
    v1::ListPublisherHistoryRequest request;
    request.set_name(name);
    return client.ListPublisherHistory(request);
  }
  v1::ListClaimRevisionsRequest request;
  request.set_name(name);
  return client.ListClaimRevisions(request);
}

// What earlier loads did, by the histories of what they changed. A request id would tell for
// two days only.
class EarlierSteps {
 public:
  explicit EarlierSteps(client::Client admin) : admin_(std::move(admin)) {}

  // Whether one more call of `method` was made to `name` than was asked about so far.
  absl::StatusOr<bool> Take(const std::string& name, const std::string& method) {
    auto found = calls_.find(name);
    if (found == calls_.end()) {
      absl::StatusOr<Calls> calls = Read(name);
      if (!calls.ok()) return calls.status();
      found = calls_.emplace(name, *std::move(calls)).first;
    }
    int& left = found->second[method];
    if (left == 0) return false;
    --left;
    return true;
  }

 private:
  using Calls = std::map<std::string, int>;

  absl::StatusOr<Calls> Read(const std::string& name) const {
    Calls calls;
    client::Pages<v1::HistoryEntry> history = HistoryOf(admin_, name);
    for (const absl::StatusOr<v1::HistoryEntry>& entry : history) {
      if (entry.ok()) {
        ++calls[entry->method()];
      } else if (entry.status().code() != absl::StatusCode::kNotFound) {
        return entry.status();
      }
    }
    return calls;
  }

  const client::Client admin_;
  std::map<std::string, Calls> calls_;
};

class Loader {
 public:
  Loader(Runtime& runtime, client::Client admin)
      : runtime_(runtime), admin_(admin), earlier_(std::move(admin)) {}

  absl::Status Load(std::string_view story) {
    absl::StatusOr<bool> there = IsThere();
    if (!there.ok()) return there.status();
    if (*there) {
      *runtime_.io().out << "The demonstration is there already; nothing was changed.\n";
      return absl::OkStatus();
    }
    const nlohmann::json steps = nlohmann::json::parse(
        absl::StrReplaceAll(client::ToAbsl(story), {{"$NEXT_YEAR", NextYear()}}));
    absl::Status status;
    for (size_t i = 0; i < steps.size() && status.ok(); ++i) status = Take(i, steps[i]);
    // The keys were for this load alone.
    absl::Status ended = RevokeKeys();
    if (!status.ok()) return status;
    if (!ended.ok()) return ended;
    *runtime_.io().out << Concat({made_ == steps.size() ? "Loaded" : "Completed",
                                  " the demonstration: ", std::to_string(made_), " calls.\n"});
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<bool> IsThere() const {
    v1::ListRelationshipsRequest request;
    request.set_parent(kLastClaim);
    for (const absl::StatusOr<v1::Relationship>& found : admin_.ListRelationships(request)) {
      if (found.ok()) {
        if (found->target() == kLastTarget) return true;
        continue;
      }
      if (found.status().code() == absl::StatusCode::kNotFound) return false;
      return found.status();
    }
    return false;
  }

  // The same for a year, so that loads at the same time ask for the same.
  std::string NextYear() const {
    const absl::CivilYear year = absl::ToCivilYear(runtime_.now(), absl::UTCTimeZone()) + 2;
    return Concat({std::to_string(year.year()), "-01-01T00:00:00Z"});
  }

  absl::Status Take(size_t number, const nlohmann::json& step) {
    const std::string call = step.at("call");
    nlohmann::json fields = step.at("request");
    if (const std::string changed = ChangedResource(call, fields); !changed.empty()) {
      absl::StatusOr<bool> taken = earlier_.Take(changed, Concat({"factcheck.v1.", call}));
      if (!taken.ok()) return taken.status();
      if (*taken) return absl::OkStatus();
    }
    const auto* method = client::FindMethod(call);
    auto* factory = google::protobuf::MessageFactory::generated_factory();
    std::unique_ptr<Message> request(factory->GetPrototype(method->input_type())->New());
    std::unique_ptr<Message> response(factory->GetPrototype(method->output_type())->New());
    // Of two loads at the same time, each step is taken by one.
    fields["requestId"] = Concat({"demo-", std::to_string(number)});
    const auto parsed = google::protobuf::util::JsonStringToMessage(fields.dump(), request.get());
    if (!parsed.ok()) {
      return absl::InternalError(Concat(
          {"step ", std::to_string(number), " (", call, ") of the demonstration can't be read"}));
    }
    absl::StatusOr<client::Client> client = As(step.at("as"));
    if (!client.ok()) return client.status();
    absl::Status status = client->connection()->Call(*method, *request, response.get());
    if (status.code() == absl::StatusCode::kAlreadyExists) return absl::OkStatus();
    if (status.ok()) ++made_;
    return status;
  }

  // A client that calls as the actor, with a key of its own.
  absl::StatusOr<client::Client> As(const std::string& actor) {
    if (actor == kAdmin) return admin_;
    const auto known = clients_.find(actor);
    if (known != clients_.end()) return known->second;
    v1::CreateApiKeyRequest request;
    request.set_parent(Concat({"actors/", actor}));
    request.mutable_api_key()->set_display_name("To load the demonstration");
    *request.mutable_api_key()->mutable_expire_time() =
        google::protobuf::util::TimeUtil::SecondsToTimestamp(
            absl::ToUnixSeconds(runtime_.now() + kKeyLife));
    absl::StatusOr<v1::ApiKey> key = admin_.CreateApiKey(request);
    if (!key.ok()) return key.status();
    keys_.push_back(key->name());
    absl::StatusOr<client::Client> client = runtime_.ConnectAs(key->secret());
    if (client.ok()) clients_.emplace(actor, *client);
    return client;
  }

  absl::Status RevokeKeys() const {
    absl::Status first_error;
    for (const std::string& name : keys_) {
      v1::RevokeApiKeyRequest request;
      request.set_name(name);
      first_error.Update(admin_.RevokeApiKey(request).status());
    }
    return first_error;
  }

  Runtime& runtime_;
  const client::Client admin_;
  EarlierSteps earlier_;
  std::map<std::string, client::Client> clients_;
  std::vector<std::string> keys_;
  size_t made_ = 0;
};

}  // namespace

absl::Status LoadStory(Runtime& runtime, std::string_view story) {
  absl::StatusOr<client::Client> admin = runtime.Connect();
  if (!admin.ok()) return admin.status();
  return Loader(runtime, *std::move(admin)).Load(story);
}

}  // namespace factcheck::cli
