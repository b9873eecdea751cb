// `factcheck publisher`, `factcheck member` and `factcheck scale`.
#include <algorithm>

#include "client/cli/command.h"
#include "client/cli/history_text.h"
#include "client/cli/names.h"
#include "factcheck/v1/publishers_service.pb.h"

namespace factcheck::cli {
namespace {

constexpr char kPublisher[] = "publishers/*";
constexpr char kMember[] = "publishers/*/members/*";
constexpr char kScale[] = "publishers/*/ratingScales/*";

std::vector<Argument> WithContent(std::vector<Argument> first) {
  const std::vector<Argument> content = {
      {.flags = "--name", .field = "publisher.display_name", .help = "Name for people"},
      {.flags = "--home", .field = "publisher.home_url", .help = "Home page"},
      {.flags = "--domain",
       .field = "publisher.domains",
       .help = "Domain of its articles, several times for several"},
      {.flags = "--scale",
       .field = "publisher.default_rating_scale",
       .help = "Scale where a draft names none: PUBLISHER/SCALE",
       .pattern = kScale},
      {.flags = "--language",
       .field = "publisher.default_language",
       .help = "Language where a draft names none"},
      {.flags = "--logo", .field = "publisher.logo_url", .help = "Address of the logo"},
      {.flags = "--quorum",
       .field = "publisher.policy.quorum",
       .help = "Approvals that a revision needs, 1 to 20"},
      {.flags = "--minimum-origins",
       .field = "publisher.policy.minimum_origins",
       .help = "Distinct origins among its evidence, 0 to 50"},
      {.flags = "--standards-for-retraction{true},--no-standards-for-retraction{false}",
       .field = "publisher.policy.standards_editor_for_retraction",
       .help = "A retraction needs a standards editor"},
      {.flags = "--standards-for-rating-change{true},--no-standards-for-rating-change{false}",
       .field = "publisher.policy.standards_editor_for_rating_change",
       .help = "A change of the rating does"},
      {.flags = "--standards-for-correction{true},--no-standards-for-correction{false}",
       .field = "publisher.policy.standards_editor_for_correction",
       .help = "Any correction does"},
  };
  first.insert(first.end(), content.begin(), content.end());
  return first;
}

// A policy changes whole: what was not given is taken over from the one in force, and the
// etag makes sure that it is still that one.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> PolicyInForce(
    Runtime& runtime, const google::protobuf::Message& request) {
  const auto& update = dynamic_cast<const v1::UpdatePublisherRequest&>(request);
  const auto& paths = update.update_mask().paths();
  if (std::find(paths.begin(), paths.end(), "policy") == paths.end()) return nullptr;
  const absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();
  v1::GetPublisherRequest get;
  get.set_name(update.publisher().name());
  absl::StatusOr<v1::Publisher> current = client->GetPublisher(get);
  if (!current.ok()) return current.status();
  auto base = std::make_unique<v1::UpdatePublisherRequest>();
  *base->mutable_publisher()->mutable_policy() = current->policy();
  base->mutable_publisher()->set_etag(current->etag());
  return base;
}

void AddPublishers(CLI::App& root, Runtime& runtime) {
  AddCommand(
      root, runtime,
      {.path = "publisher create",
       .method = "Publishers/CreatePublisher",
       .summary = "Add a publisher",
       .examples = "  factcheck publisher create courier --name 'The Courier' \\\n"
                   "            --domain courier.example --language en --quorum 1",
       .arguments = WithContent(
           {{.flags = "ID", .field = "publisher_id", .help = "Id to give it", .required = true}})});
  AddCommand(root, runtime,
             {.path = "publisher get",
              .method = "Publishers/GetPublisher",
              .summary = "Show a publisher; with --as-of as it was",
              .examples = "  factcheck publisher get courier",
              .arguments = {{.flags = "PUBLISHER",
                             .field = "name",
                             .help = "Its id",
                             .pattern = kPublisher,
                             .required = true}}});
  AddCommand(root, runtime,
             {.path = "publisher list",
              .method = "Publishers/ListPublishers",
              .summary = "List publishers by name",
              .examples = "  factcheck publisher list\n  factcheck publisher list politi",
              .arguments = {{.flags = "TEXT",
                             .field = "query",
                             .help = "Only those whose name or domain contains this"}}});
  AddCommand(
      root, runtime,
      {.path = "publisher update",
       .method = "Publishers/UpdatePublisher",
       .summary = "Change a publisher or its policy: what is given, and nothing else",
       .examples = "  factcheck publisher update courier --quorum 2 --standards-for-retraction\n"
                   "  factcheck publisher update courier --scale courier/truth",
       .arguments = WithContent({{.flags = "PUBLISHER",
                                  .field = "publisher.name",
                                  .help = "Its id",
                                  .pattern = kPublisher,
                                  .required = true}}),
       .updates = "publisher",
       .start_from = PolicyInForce});
  AddCommand(root, runtime,
             {.path = "publisher history",
              .method = "Publishers/ListPublisherHistory",
              .summary = "Who changed what of a publisher, when",
              .examples = "  factcheck publisher history courier",
              .arguments = {{.flags = "PUBLISHER",
                             .field = "name",
                             .help = "Its id",
                             .pattern = kPublisher,
                             .required = true}},
              .print = PrintHistoryEntry});
}

void AddMembers(CLI::App& root, Runtime& runtime) {
  const Argument member{.flags = "MEMBER",
                        .field = "name",
                        .help = "The member: PUBLISHER/ACTOR",
                        .pattern = kMember,
                        .required = true};
  AddCommand(
      root, runtime,
      {.path = "member set",
       .method = "Publishers/SetMember",
       .summary = "Add an actor to a publisher, or change its roles there",
       .examples = "  factcheck member set courier/elena --role fact-checker --role publisher\n"
                   "  factcheck member set courier/omar --role reviewer",
       .arguments = {{.flags = "MEMBER",
                      .field = "member.name",
                      .help = "The member: PUBLISHER/ACTOR",
                      .pattern = kMember,
                      .required = true},
                     {.flags = "--role",
                      .field = "member.roles",
                      .help = "Role there, several times for several"}},
       .updates = "member"});
  AddCommand(root, runtime,
             {.path = "member remove",
              .method = "Publishers/RemoveMember",
              .summary = "Remove an actor from a publisher; what they did stays",
              .examples = "  factcheck member remove courier/omar",
              .arguments = {member}});
  AddCommand(root, runtime,
             {.path = "member get",
              .method = "Publishers/GetMember",
              .summary = "Show a member",
              .examples = "  factcheck member get courier/elena",
              .arguments = {member}});
  AddCommand(root, runtime,
             {.path = "member list",
              .method = "Publishers/ListMembers",
              .summary = "List the members of a publisher",
              .examples = "  factcheck member list courier",
              .arguments = {{.flags = "PUBLISHER",
                             .field = "parent",
                             .help = "Its id",
                             .pattern = kPublisher,
                             .required = true}}});
  AddCommand(root, runtime,
             {.path = "member history",
              .method = "Publishers/ListPublisherHistory",
              .summary = "Who changed a member's roles, when",
              .examples = "  factcheck member history courier/elena",
              .arguments = {member},
              .print = PrintHistoryEntry});
}

void AddScales(CLI::App& root, Runtime& runtime) {
  const auto content = [](std::vector<Argument> first) {
    first.push_back(
        {.flags = "--name", .field = "rating_scale.display_name", .help = "Name for people"});
    first.push_back({.flags = "--rating",
                     .field = "rating_scale.ratings",
                     .help = "Rating, several times for several: CODE; label=en: Label; "
                             "normal=true|mixed|false|other; ordinal=NUMBER (truer is higher); "
                             "definition=en: What it means"});
    return first;
  };
  AddCommand(
      root, runtime,
      {.path = "scale create",
       .method = "Publishers/CreateRatingScale",
       .summary = "Add a rating scale to a publisher; its version is 1",
       .examples =
           "  factcheck scale create courier truth --name 'Truth scale' \\\n"
           "            --rating 'false; label=en: False; normal=false; ordinal=1' \\\n"
           "            --rating 'half-true; label=en: Half true; normal=mixed; ordinal=2' \\\n"
           "            --rating 'true; label=en: True; normal=true; ordinal=3' \\\n"
           "            --rating 'unproven; label=en: Unproven; normal=other'",
       .arguments = content({{.flags = "PUBLISHER",
                              .field = "parent",
                              .help = "Its id",
                              .pattern = kPublisher,
                              .required = true},
                             {.flags = "ID",
                              .field = "rating_scale_id",
                              .help = "Id to give the scale",
                              .required = true}})});
  AddCommand(root, runtime,
             {.path = "scale add-version",
              .method = "Publishers/AddRatingScaleVersion",
              .summary = "Add a version, whole; verdicts keep the labels they were issued under",
              .examples = "  factcheck scale add-version courier/truth --request scale.json",
              .arguments = content({{.flags = "SCALE",
                                     .field = "parent",
                                     .help = "The scale: PUBLISHER/SCALE",
                                     .pattern = kScale,
                                     .required = true}}),
              .updates = "rating_scale"});
  AddCommand(root, runtime,
             {.path = "scale get",
              .method = "Publishers/GetRatingScale",
              .summary = "Show a version of a scale, or its newest",
              .examples = "  factcheck scale get courier/truth\n"
                          "  factcheck scale get courier/truth/1",
              .arguments = {{.flags = "SCALE",
                             .field = "name",
                             .help = "PUBLISHER/SCALE, or PUBLISHER/SCALE/VERSION",
                             .required = true}},
              .prepare = [](Runtime&, google::protobuf::Message& request) {
                auto& get = dynamic_cast<v1::GetRatingScaleRequest&>(request);
                get.set_name(ExpandName(kScale, get.name()));
                get.set_name(ExpandName("publishers/*/ratingScales/*/versions/*", get.name()));
                return absl::OkStatus();
              }});
  AddCommand(root, runtime,
             {.path = "scale list",
              .method = "Publishers/ListRatingScales",
              .summary = "List the newest version of each scale of a publisher",
              .examples = "  factcheck scale list courier",
              .arguments = {{.flags = "PUBLISHER",
                             .field = "parent",
                             .help = "Its id",
                             .pattern = kPublisher,
                             .required = true}}});
}

}  // namespace

void AddPublisherCommands(CLI::App& root, Runtime& runtime) {
  AddPublishers(root, runtime);
  AddMembers(root, runtime);
  AddScales(root, runtime);
}

}  // namespace factcheck::cli
