#include "server/feed/render.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "factcheck/v1/relationship.pb.h"
#include "factcheck/v1/status.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/core/txn.h"
#include "server/domain/statuses/answer.h"
#include "server/domain/values/names.h"

namespace factcheck::feed {
namespace {

namespace keys = domain::keys;
using domain::AppendField;
using domain::AppendVarintField;
using v1::Change;

std::string_view IdOf(std::string_view name) { return name.substr(name.rfind('/') + 1); }

std::string Basic(const storage::v1::Change& logged) {
  Change change;
  change.set_kind(KindOf(logged));
  change.set_name(logged.name());
  if (!logged.claim().empty()) {
    change.set_claim(domain::MakeName(domain::kClaimPattern, {logged.claim()}));
  }
  if (!logged.publisher().empty()) {
    change.set_publisher(domain::MakeName(domain::kPublisherPattern, {logged.publisher()}));
  }
  change.set_revision(logged.revision());
  change.set_previous_revision(logged.previous_revision());
  change.set_overridden(logged.overridden());
  change.set_claim_state(logged.claim_state());
  change.set_previous_claim_state(logged.previous_claim_state());
  return change.SerializeAsString();
}

bool IsOfClaim(Change::Kind kind) {
  return kind >= Change::KIND_CLAIM_CREATED && kind <= Change::KIND_CLAIM_UNDELETED;
}
bool IsOfEvidence(Change::Kind kind) {
  return kind >= Change::KIND_EVIDENCE_ADDED && kind <= Change::KIND_EVIDENCE_WITHDRAWN;
}
bool IsOfRelationship(Change::Kind kind) {
  return kind >= Change::KIND_RELATIONSHIP_SUGGESTED && kind <= Change::KIND_RELATIONSHIP_REJECTED;
}
bool IsPublication(Change::Kind kind) {
  return kind >= Change::KIND_VERDICT_PUBLISHED && kind <= Change::KIND_VERDICT_RETRACTED;
}

// A view into the entry.
struct StoredStatus {
  v1::ClaimStatus status;
  std::string_view bytes;
};
absl::StatusOr<StoredStatus> ParseStatus(const storage::Entry& entry) {
  absl::StatusOr<domain::Record> record = domain::ParseRecord(entry.value);
  if (!record.ok()) return record.status();
  StoredStatus stored{{}, record->public_bytes};
  if (!stored.status.ParseFromArray(stored.bytes.data(), static_cast<int>(stored.bytes.size()))) {
    return absl::DataLossError("a stored status can't be parsed");
  }
  return stored;
}

absl::Status Missing(const std::string& name) {
  return absl::DataLossError(StrCat("the log names ", name, ", whose record is missing"));
}

}  // namespace

absl::StatusOr<LoggedCommit> ParseLogEntry(const storage::LogEntry& entry) {
  LoggedCommit commit{entry.version, {}};
  if (!commit.record.ParseFromString(entry.record)) {
    return absl::DataLossError("a record of the log can't be parsed");
  }
  return commit;
}

absl::StatusOr<domain::View*> Renderer::Store() {
  if (!store_) {
    absl::StatusOr<domain::View> view = book_.ReadNewest();
    if (!view.ok()) return view.status();
    store_.emplace(*std::move(view));
  }
  return &*store_;
}

absl::StatusOr<storage::Version> Renderer::SeenUpTo() {
  absl::StatusOr<domain::View*> store = Store();
  if (!store.ok()) return store.status();
  return (*store)->snapshot().version();
}

absl::StatusOr<std::optional<storage::Entry>> Renderer::GetAt(const std::string& key,
                                                              storage::Version version) {
  absl::StatusOr<domain::View*> store = Store();
  if (!store.ok()) return store.status();
  return (*store)->GetAt(key, version);
}

absl::StatusOr<bool> Renderer::IsDeleted(std::string_view claim) {
  auto [at, fresh] = deleted_.try_emplace(std::string(claim), false);
  if (!fresh) return at->second;
  absl::StatusOr<domain::View*> store = Store();
  if (!store.ok()) return store.status();
  absl::StatusOr<std::optional<storage::Entry>> entry =
      (*store)->snapshot().Get(keys::Claim(claim));
  if (!entry.ok()) return entry.status();
  if (!*entry) return false;
  absl::StatusOr<domain::Record> record = domain::ParseRecord((*entry)->value);
  if (!record.ok()) return record.status();
  return at->second = record->deleted();
}

absl::Status Renderer::AddRecord(int field, const std::string& key, storage::Version version,
                                 bool staff, RenderedChange& out) {
  absl::StatusOr<std::optional<storage::Entry>> entry = GetAt(key, version);
  if (!entry.ok()) return entry.status();
  if (!*entry) return Missing(key);
  absl::StatusOr<domain::Record> record = domain::ParseRecord((*entry)->value);
  if (!record.ok()) return record.status();
  AppendField(field, record->For(staff), out.content);
  return absl::OkStatus();
}

absl::StatusOr<std::string> Renderer::Shown(v1::ClaimStatus status, std::string_view stored) {
  if (rights_.colleague() || status.equivalent_claims().empty()) return std::string(stored);
  const auto names = std::move(*status.mutable_equivalent_claims());
  status.clear_equivalent_claims();
  for (const std::string& name : names) {
    absl::StatusOr<bool> deleted = IsDeleted(IdOf(name));
    if (!deleted.ok()) return deleted.status();
    if (!*deleted) status.add_equivalent_claims(name);
  }
  if (status.equivalent_claims_size() == names.size()) return std::string(stored);
  return status.SerializeAsString();
}

absl::StatusOr<bool> Renderer::AddStatus(const LogChange& change, storage::Version version,
                                         bool hidden, RenderedChange& out) {
  absl::StatusOr<std::optional<storage::Entry>> entry =
      GetAt(keys::Status(change.claim()), version);
  if (!entry.ok()) return entry.status();
  if (!*entry) return Missing(change.name());
  absl::StatusOr<StoredStatus> stored = ParseStatus(**entry);
  if (!stored.ok()) return stored.status();
  // Of what is deleted by now only the end shows, so that followers drop what they have.
  if (hidden) return stored->status.state() == v1::ClaimStatus::STATE_UNKNOWN;
  for (const v1::VerdictSummary& verdict : stored->status.verdicts()) {
    out.publishers.emplace_back(IdOf(verdict.publisher()));
  }
  if (!full_) return true;
  absl::StatusOr<std::string> shown = Shown(std::move(stored->status), stored->bytes);
  if (!shown.ok()) return shown.status();
  AppendField(Change::kStatusFieldNumber, *shown, out.content);
  return true;
}

absl::StatusOr<std::string> Renderer::StatusAt(std::string_view claim, storage::Version version) {
  absl::StatusOr<std::optional<storage::Entry>> entry = GetAt(keys::Status(claim), version);
  if (!entry.ok()) return entry.status();
  if (!*entry) return std::string();
  absl::StatusOr<StoredStatus> stored = ParseStatus(**entry);
  if (!stored.ok()) return stored.status();
  if (stored->status.state() == v1::ClaimStatus::STATE_UNKNOWN) return std::string();
  if (!rights_.colleague()) {
    absl::StatusOr<bool> deleted = IsDeleted(claim);
    if (!deleted.ok()) return deleted.status();
    if (*deleted) return std::string();
  }
  return Shown(std::move(stored->status), stored->bytes);
}

absl::StatusOr<bool> Renderer::AddRelationship(const LogChange& change, storage::Version version,
                                               RenderedChange& out) {
  const std::string key = keys::Relationship(change.claim(), IdOf(change.name()));
  absl::StatusOr<std::optional<storage::Entry>> entry = GetAt(key, version);
  if (!entry.ok()) return entry.status();
  if (!*entry) return Missing(change.name());
  absl::StatusOr<domain::Record> record = domain::ParseRecord((*entry)->value);
  if (!record.ok()) return record.status();
  if (!rights_.colleague()) {
    v1::Relationship relationship;
    if (!relationship.ParseFromArray(record->public_bytes.data(),
                                     static_cast<int>(record->public_bytes.size()))) {
      return absl::DataLossError("a stored relationship can't be parsed");
    }
    // A deleted claim's name shows nowhere to those who are no colleagues.
    absl::StatusOr<bool> deleted = IsDeleted(IdOf(relationship.target()));
    if (!deleted.ok()) return deleted.status();
    if (*deleted) return false;
  }
  if (full_) {
    AppendField(Change::kRelationshipRecordFieldNumber, record->For(rights_.colleague()),
                out.content);
  }
  return true;
}

absl::Status Renderer::AddRevisions(const LogChange& change, storage::Version version,
                                    RenderedChange& out) {
  const bool member = rights_.SeesWorkOf(change.publisher());
  const auto add = [&](int field, int number) {
    return AddRecord(
        field, keys::Revision(change.claim(), change.publisher(), static_cast<uint32_t>(number)),
        version, member, out);
  };
  absl::Status status = add(Change::kRevisionRecordFieldNumber, change.revision());
  if (!status.ok() || change.previous_revision() == 0) return status;
  return add(Change::kPreviousRevisionRecordFieldNumber, change.previous_revision());
}

absl::StatusOr<bool> Renderer::RenderChange(const LoggedCommit& commit, int index,
                                            RenderedChange& out) {
  const LogChange& change = commit.record.changes(index);
  const Change::Kind kind = KindOf(change);
  out.index = index;
  out.basic = Basic(change);
  bool hidden = false;
  if (!rights_.colleague() && !change.claim().empty()) {
    absl::StatusOr<bool> deleted = IsDeleted(change.claim());
    if (!deleted.ok()) return deleted.status();
    hidden = *deleted;
  }
  if (kind == Change::KIND_STATUS_CHANGED) return AddStatus(change, commit.version, hidden, out);
  if (hidden) return kind == Change::KIND_CLAIM_DELETED;
  if (IsOfRelationship(kind)) return AddRelationship(change, commit.version, out);
  if (!full_) return true;
  absl::Status added;
  if (IsOfClaim(kind)) {
    if (kind == Change::KIND_CLAIM_DELETED && !rights_.colleague()) return true;
    added = AddRecord(Change::kClaimRecordFieldNumber, keys::Claim(change.claim()), commit.version,
                      rights_.colleague(), out);
  } else if (IsOfEvidence(kind)) {
    added = AddRecord(Change::kEvidenceRecordFieldNumber,
                      keys::Evidence(change.claim(), IdOf(change.name())), commit.version,
                      rights_.colleague(), out);
  } else if (IsPublication(kind)) {
    added = AddRevisions(change, commit.version, out);
  } else if (kind == Change::KIND_PUBLISHER_CHANGED &&
             domain::MatchName(domain::kPublisherPattern, change.name())) {
    added = AddRecord(Change::kPublisherRecordFieldNumber, keys::Publisher(change.publisher()),
                      commit.version, rights_.SeesWorkOf(change.publisher()), out);
  }
  if (!added.ok()) return added;
  return true;
}

absl::StatusOr<RenderedCommit> Renderer::Render(const LoggedCommit& commit, const Filter& filter) {
  RenderedCommit rendered;
  for (int i = 0; i < commit.record.changes_size(); ++i) {
    const LogChange& change = commit.record.changes(i);
    if (!filter.MaySelect(change) || !rights_.MaySee(change)) continue;
    RenderedChange out;
    absl::StatusOr<bool> shows = RenderChange(commit, i, out);
    if (!shows.ok()) return shows.status();
    if (!*shows) continue;
    rendered.bytes += out.basic.size() + out.content.size();
    rendered.changes.push_back(std::move(out));
  }
  return rendered;
}

absl::StatusOr<bool> Renderer::Selects(const LoggedCommit& commit, const RenderedChange& change,
                                       const Filter& filter) {
  const LogChange& logged = commit.record.changes(change.index);
  if (!filter.MaySelect(logged)) return false;
  if (filter.by_publisher() && logged.kind() == LogChange::KIND_STATUS_CHANGED &&
      std::none_of(change.publishers.begin(), change.publishers.end(),
                   [&](const std::string& id) { return filter.SelectsPublisher(id); })) {
    return false;
  }
  if (!filter.by_topic()) return true;
  absl::StatusOr<std::optional<storage::Entry>> entry =
      GetAt(keys::Claim(logged.claim()), commit.version);
  if (!entry.ok()) return entry.status();
  if (!*entry) return false;
  absl::StatusOr<std::optional<domain::Loaded<v1::Claim>>> claim =
      domain::Txn::LoadFrom<v1::Claim>(**entry);
  if (!claim.ok()) return claim.status();
  const auto& topics = (*claim)->message.topics();
  return std::any_of(topics.begin(), topics.end(),
                     [&](const std::string& topic) { return filter.SelectsTopic(topic); });
}

absl::StatusOr<std::string> Renderer::Assemble(const LoggedCommit& commit,
                                               const RenderedCommit& rendered,
                                               const Filter& filter) {
  std::vector<const RenderedChange*> selected;
  size_t bytes = 0;
  for (const RenderedChange& change : rendered.changes) {
    absl::StatusOr<bool> selects = Selects(commit, change, filter);
    if (!selects.ok()) return selects.status();
    if (!*selects) continue;
    selected.push_back(&change);
    bytes += change.basic.size();
  }
  if (selected.empty()) return std::string();

  // What finds room: first the statuses, of which followers make their table.
  std::vector<bool> whole(selected.size(), false);
  for (const bool statuses : {true, false}) {
    for (size_t i = 0; i < selected.size(); ++i) {
      const bool is_status =
          commit.record.changes(selected[i]->index).kind() == LogChange::KIND_STATUS_CHANGED;
      if (is_status != statuses || bytes + selected[i]->content.size() > kMaxCommitBytes) continue;
      whole[i] = true;
      bytes += selected[i]->content.size();
    }
  }

  std::string out;
  out.reserve(bytes + selected.size() * 8 + 256);
  v1::Commit head;
  head.set_token(book_.stamps().TokenOf(commit.version));
  *head.mutable_commit_time() = domain::ToTimestamp(storage::CommitTime(commit.version));
  if (rights_.MaySeeWho(commit.record)) {
    const storage::v1::ChangeMeta& meta = commit.record.meta();
    head.set_actor(domain::MakeName(domain::kActorPattern, {meta.actor()}));
    head.set_method(meta.method());
    head.set_reason(meta.reason());
  }
  head.AppendToString(&out);
  for (size_t i = 0; i < selected.size(); ++i) {
    std::string change = selected[i]->basic;
    if (whole[i]) {
      change += selected[i]->content;
    } else {
      AppendVarintField(Change::kContentOmittedFieldNumber, 1, change);
    }
    AppendField(v1::Commit::kChangesFieldNumber, change, out);
  }
  return out;
}

}  // namespace factcheck::feed
