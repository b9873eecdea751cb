// `factcheck history`: the whole life of a claim, with all that hangs on it, in order of time.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "client/cli/command.h"
#include "client/cli/history_text.h"
#include "client/cli/names.h"
#include "client/cli/time_text.h"
#include "client/cpp/text.h"
#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/verdicts_service.pb.h"

namespace factcheck::cli {
namespace {

using client::Concat;

// An entry, and in words what it made where it is the first of its resource.
struct Step {
  v1::HistoryEntry entry;
  std::string note;
};

bool IsEarlier(const Step& a, const Step& b) {
  const auto key = [](const Step& step) {
    return std::pair(step.entry.commit_time().seconds(), step.entry.commit_time().nanos());
  };
  return key(a) < key(b);
}

class Life {
 public:
  Life(client::Client client, const v1::GetClaimRequest& request)
      : client_(std::move(client)), claim_(request.name()), options_(request.read_options()) {}

  absl::Status Read() {
    absl::Status status = ReadClaim();
    if (status.ok()) status = ReadEvidence();
    if (status.ok()) status = ReadRelationships();
    if (status.ok()) status = ReadVerdicts();
    // Within one commit: the claim first, then what hangs on it.
    std::stable_sort(steps_.begin(), steps_.end(), IsEarlier);
    return status;
  }
  const std::vector<Step>& steps() const { return steps_; }

 private:
  template <typename Request>
  Request About(const std::string& name) const {
    Request request;
    request.set_name(name);
    *request.mutable_read_options() = options_;
    return request;
  }
  template <typename Request>
  Request Below(const std::string& parent) const {
    Request request;
    request.set_parent(parent);
    *request.mutable_read_options() = options_;
    return request;
  }

  // `made`: what its first entry made.
  absl::Status Add(const std::string& name, const std::string& made) {
    std::vector<v1::HistoryEntry> entries;
    for (auto& entry : client_.ListClaimRevisions(About<v1::ListClaimRevisionsRequest>(name))) {
      if (!entry.ok()) return entry.status();
      entries.push_back(*std::move(entry));
    }
    AddAll(std::move(entries), made);
    return absl::OkStatus();
  }
  // Newest first.
  void AddAll(std::vector<v1::HistoryEntry> entries, const std::string& made) {
    for (size_t i = 0; i < entries.size(); ++i) {
      const bool first = i + 1 == entries.size();
      steps_.push_back({std::move(entries[i]), first ? made : ""});
    }
  }

  absl::Status ReadClaim() {
    absl::StatusOr<v1::Claim> claim = client_.GetClaim(About<v1::GetClaimRequest>(claim_));
    if (!claim.ok()) return claim.status();
    return Add(claim_, Concat({"\"", claim->statement(), "\""}));
  }
  absl::Status ReadEvidence() {
    for (auto& evidence : client_.ListEvidence(Below<v1::ListEvidenceRequest>(claim_))) {
      if (!evidence.ok()) return evidence.status();
      const std::string& source =
          evidence->citation().empty() ? evidence->url() : evidence->citation();
      const std::string stance = v1::Evidence::Stance_Name(evidence->stance());
      absl::Status status =
          Add(evidence->name(), Concat({stance.substr(stance.rfind('_') + 1), ": ", source}));
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }
  absl::Status ReadRelationships() {
    for (auto& relationship :
         client_.ListRelationships(Below<v1::ListRelationshipsRequest>(claim_))) {
      if (!relationship.ok()) return relationship.status();
      const std::string type =
          v1::Relationship::Type_Name(relationship->type()).substr(std::string("TYPE_").size());
      absl::Status status =
          Add(relationship->name(), Concat({type, " ", ShortName(relationship->target())}));
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status ReadVerdicts() {
    for (auto& verdict : client_.ListVerdicts(Below<v1::ListVerdictsRequest>(claim_))) {
      if (!verdict.ok()) return verdict.status();
      std::vector<v1::HistoryEntry> entries;
      absl::Status status;
      for (auto& entry :
           client_.ListVerdictHistory(About<v1::ListVerdictHistoryRequest>(verdict->name()))) {
        status = entry.status();
        if (!status.ok()) break;
        entries.push_back(*std::move(entry));
      }
      // Who is not of the publisher sees its revisions and nothing of the work on them.
      if (absl::IsPermissionDenied(status)) {
        status = AddRevisions(verdict->name());
      } else if (status.ok()) {
        AddAll(std::move(entries), "");
      }
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }
  absl::Status AddRevisions(const std::string& verdict) {
    std::vector<v1::VerdictRevision> revisions;
    for (auto& revision :
         client_.ListVerdictRevisions(Below<v1::ListVerdictRevisionsRequest>(verdict))) {
      if (!revision.ok()) return revision.status();
      revisions.push_back(*std::move(revision));
    }
    for (size_t i = 0; i < revisions.size(); ++i) {
      const v1::VerdictRevision none;
      AddRevision(verdict, i + 1 < revisions.size() ? revisions[i + 1] : none, revisions[i]);
    }
    return absl::OkStatus();
  }
  // As an entry of the history, from what is public of it.
  void AddRevision(const std::string& verdict, const v1::VerdictRevision& before,
                   const v1::VerdictRevision& after) {
    v1::HistoryEntry entry;
    entry.set_name(verdict);
    *entry.mutable_commit_time() = after.publish_time();
    const std::string kind = v1::VerdictRevision::Kind_Name(after.kind());
    entry.set_method(Concat({"Published ", kind.substr(kind.find('_') + 1)}));
    entry.set_reason(after.public_note());
    const auto change = [&](const char* path, const std::string& was, const std::string& is) {
      if (was == is) return;
      v1::FieldChange& changed = *entry.add_changes();
      changed.set_path(path);
      changed.set_before(was);
      changed.set_after(is);
    };
    change("rating", before.rating().label(), after.rating().label());
    change("title", before.title(), after.title());
    change("summary", before.summary(), after.summary());
    steps_.push_back({std::move(entry), ""});
  }

  client::Client client_;
  const std::string claim_;
  const v1::ReadOptions options_;
  std::vector<Step> steps_;
};

absl::Status ShowLife(Runtime& runtime, const google::protobuf::Message& message) {
  absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();
  Life life(*std::move(client), dynamic_cast<const v1::GetClaimRequest&>(message));
  absl::Status status = life.Read();
  if (!status.ok()) return status;
  for (const Step& step : life.steps()) PrintLifeEntry(runtime, step.entry, step.note);
  return absl::OkStatus();
}

}  // namespace

void AddHistoryCommand(CLI::App& root, Runtime& runtime) {
  AddCommand(root, runtime,
             {.path = "history",
              .method = "Claims/GetClaim",
              .summary = "The whole life of a claim: itself, its evidence, relationships and "
                         "verdicts, oldest first",
              .examples = "  factcheck history no-apology\n"
                          "  factcheck history no-apology --as-of 2023-02-20",
              .arguments = {{.flags = "CLAIM",
                             .field = "name",
                             .help = "The claim's id",
                             .pattern = "claims/*",
                             .required = true}},
              .instead = ShowLife});
}

}  // namespace factcheck::cli
