#include "server/domain/history/history.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/evidence.pb.h"
#include "factcheck/v1/publisher.pb.h"
#include "factcheck/v1/relationship.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "google/protobuf/message.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/core/stamp.h"
#include "server/domain/evidence/store.h"
#include "server/domain/values/check.h"
#include "server/domain/values/diff.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

// Whose history it is, and how the caller may see it.
struct Subject {
  std::string name;
  std::string key;
  const google::protobuf::Message* prototype;
  bool as_colleague;
};

// One version of the record.
struct State {
  storage::Version version;
  std::string value;
};

std::optional<storage::Version> PositionOf(std::string_view bytes) {
  if (bytes.size() != 8) return std::nullopt;
  return keys::HistoryVersion(bytes);
}

std::string ToPosition(storage::Version version) {
  return keys::History("", version).substr(keys::HistoryPrefix("").size());
}

// The versions below `before` (all, where it is not set), newest first, at most `n`.
absl::StatusOr<std::vector<State>> StatesOf(View& view, const std::string& key,
                                            std::optional<storage::Version> before, size_t n) {
  std::vector<State> states;
  if (view.as_of() && (!before || *before > *view.as_of())) {
    before = storage::Version{view.as_of()->value + 1};
  }
  absl::StatusOr<std::optional<storage::Entry>> newest = view.snapshot().Get(key);
  if (!newest.ok()) return newest.status();
  if (*newest && (!before || (*newest)->version < *before)) {
    states.push_back({(*newest)->version, std::move((*newest)->value)});
  }
  storage::KeyRange range = storage::PrefixRange(keys::HistoryPrefix(key));
  if (before) range.limit = keys::History(key, *before);
  while (states.size() < n) {
    absl::StatusOr<storage::ScanResult> page =
        view.snapshot().Scan(range, {.max_entries = n - states.size(), .reverse = true});
    if (!page.ok()) return page.status();
    if (page->entries.empty()) break;
    for (storage::Entry& entry : page->entries) {
      states.push_back({keys::HistoryVersion(entry.key), std::move(entry.value)});
    }
    if (!page->more) break;
    range.limit = page->entries.back().key;
  }
  return states;
}

// The message that a version holds, as the caller may see it.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> MessageOf(const Subject& subject,
                                                                     const Record& record) {
  std::unique_ptr<google::protobuf::Message> message(subject.prototype->New());
  const std::string_view bytes = record.For(subject.as_colleague);
  if (!message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("a stored message can't be parsed");
  }
  return message;
}

// What made `state`; nullopt where the caller would see no difference to `before`.
absl::StatusOr<std::optional<v1::HistoryEntry>> EntryOf(const Subject& subject,
                                                        const Stamps& stamps, const State& state,
                                                        const State* before) {
  absl::StatusOr<Record> record = ParseRecord(state.value);
  if (!record.ok()) return record.status();
  v1::HistoryEntry entry;
  if (before != nullptr) {
    absl::StatusOr<Record> old = ParseRecord(before->value);
    if (!old.ok()) return old.status();
    auto was = MessageOf(subject, *old);
    auto is = MessageOf(subject, *record);
    if (!was.ok()) return was.status();
    if (!is.ok()) return is.status();
    for (v1::FieldChange& change : Diff(**was, **is)) *entry.add_changes() = std::move(change);
    if (entry.changes().empty() && !subject.as_colleague) return std::optional<v1::HistoryEntry>();
  }
  storage::v1::ChangeMeta meta;
  if (!meta.ParseFromArray(record->meta.data(), static_cast<int>(record->meta.size()))) {
    return absl::DataLossError("a stored change can't be parsed");
  }
  entry.set_name(subject.name);
  *entry.mutable_commit_time() = ToTimestamp(storage::CommitTime(state.version));
  entry.set_etag(EtagOf(state.version));
  entry.set_method(meta.method());
  entry.set_token(stamps.TokenOf(state.version));
  if (subject.as_colleague) {
    entry.set_actor(MakeName(kActorPattern, {meta.actor()}));
    entry.set_reason(meta.reason());
  }
  return std::optional<v1::HistoryEntry>(std::move(entry));
}

template <typename Response>
absl::StatusOr<std::string> Page(const Subject& subject, const Stamps& stamps, View& view,
                                 std::optional<storage::Version> before, int page_size,
                                 absl::FunctionRef<std::string(storage::Version)> token_after) {
  const auto n = static_cast<size_t>(page_size);
  // One more than the page: what the page's last entry is compared with.
  absl::StatusOr<std::vector<State>> states = StatesOf(view, subject.key, before, n + 1);
  if (!states.ok()) return states.status();
  Response response;
  size_t bytes = 0;
  for (size_t i = 0; i < std::min(n, states->size()); ++i) {
    const bool oldest = i + 1 == states->size();
    auto entry = EntryOf(subject, stamps, (*states)[i], oldest ? nullptr : &(*states)[i + 1]);
    if (!entry.ok()) return entry.status();
    if (*entry) {
      bytes += (*entry)->ByteSizeLong();
      *response.add_entries() = *std::move(*entry);
    }
    if (!oldest && (i + 1 == n || bytes >= kMaxHistoryPageBytes)) {
      response.set_next_page_token(token_after((*states)[i].version));
      break;
    }
  }
  return response.SerializeAsString();
}

// The record at `key` where the caller may know of it.
absl::StatusOr<Record> Find(View& view, const Subject& subject,
                            std::optional<storage::Entry>& entry) {
  absl::StatusOr<std::optional<storage::Entry>> found = view.Get(subject.key);
  if (!found.ok()) return found.status();
  if (!*found) return NotFound(subject.name);
  entry = std::move(*found);
  absl::StatusOr<Record> record = ParseRecord(entry->value);
  if (!record.ok()) return record.status();
  if (subject.as_colleague) return record;
  if (record->deleted()) return NotFound(subject.name);
  if (!view.as_of()) return record;
  // Rights are those of now: what was deleted since is not there for others, then neither.
  absl::StatusOr<std::optional<storage::Entry>> newest = view.snapshot().Get(subject.key);
  if (!newest.ok()) return newest.status();
  if (!*newest) return NotFound(subject.name);
  absl::StatusOr<Record> now = ParseRecord((*newest)->value);
  if (!now.ok()) return now.status();
  if (now->deleted()) return NotFound(subject.name);
  return record;
}

std::optional<Subject> SubjectOfClaims(const std::string& name, bool as_colleague) {
  if (auto ids = MatchName(kClaimPattern, name)) {
    return Subject{name, keys::Claim((*ids)[0]), &v1::Claim::default_instance(), as_colleague};
  }
  if (auto ids = MatchName(kEvidencePattern, name)) {
    return Subject{name, keys::Evidence((*ids)[0], (*ids)[1]), &v1::Evidence::default_instance(),
                   as_colleague};
  }
  if (auto ids = MatchName(kRelationshipPattern, name)) {
    return Subject{name, keys::Relationship((*ids)[0], (*ids)[1]),
                   &v1::Relationship::default_instance(), as_colleague};
  }
  return std::nullopt;
}

// Everything that the three methods share once they know whose history is asked
// for; `may_see` is the last word on visibility.
template <typename Response, typename Request>
absl::StatusOr<std::string> List(ClaimBook& book, const PageTokens& tokens, const Call& call,
                                 const Request& request, const Subject& subject,
                                 absl::FunctionRef<absl::Status(const Record&, View&)> may_see) {
  absl::StatusOr<std::string> position =
      tokens.Read(call.method, call.who.actor, request, book.Now());
  if (!position.ok()) return position.status();
  absl::StatusOr<View> view = book.Read(request.read_options(), call.deadline);
  if (!view.ok()) return view.status();
  std::optional<storage::Entry> entry;
  absl::StatusOr<Record> record = Find(*view, subject, entry);
  if (!record.ok()) return record.status();
  absl::Status visible = may_see(*record, *view);
  if (!visible.ok()) return visible;
  return Page<Response>(subject, book.stamps(), *view, PositionOf(*position),
                        EffectivePageSize(request.page_size()), [&](storage::Version last) {
                          return tokens.Make(call.method, call.who.actor, request, ToPosition(last),
                                             book.Now());
                        });
}

}  // namespace

absl::StatusOr<std::string> Histories::ListClaimRevisions(
    const Call& call, const v1::ListClaimRevisionsRequest& request) {
  Violations violations(request);
  CheckPage(request.page_size(), request.page_token(), violations);
  const std::optional<Subject> subject = SubjectOfClaims(request.name(), call.who.IsStaff());
  if (!subject) {
    violations.Add("name", StrCat("must be ", kClaimPattern, ", ", kEvidencePattern, " or ",
                                  kRelationshipPattern));
  }
  if (!violations.empty()) return violations.ToStatus();
  return List<v1::ListClaimRevisionsResponse>(
      *book_, *tokens_, call, request, *subject, [&](const Record& record, View& view) {
        if (subject->prototype == &v1::Evidence::default_instance()) {
          v1::Evidence evidence;
          if (!evidence.ParseFromArray(record.all_bytes.data(),
                                       static_cast<int>(record.all_bytes.size()))) {
            return absl::DataLossError("a stored message can't be parsed");
          }
          if (!MaySeeEvidence(call.who, evidence)) return NotFound(subject->name);
        }
        if (subject->prototype == &v1::Claim::default_instance() || call.who.IsStaff()) {
          return absl::OkStatus();
        }
        // What hangs on a deleted claim is as invisible as the claim.
        const std::string claim_id(keys::Ids(subject->key).front());
        std::optional<storage::Entry> entry;
        const Subject claim{subject->name, keys::Claim(claim_id), nullptr, false};
        return Find(view, claim, entry).status();
      });
}

absl::StatusOr<std::string> Histories::ListVerdictHistory(
    const Call& call, const v1::ListVerdictHistoryRequest& request) {
  Violations violations(request);
  CheckPage(request.page_size(), request.page_token(), violations);
  const std::vector<std::string> ids =
      ReadName("name", kVerdictPattern, request.name(), violations);
  if (!violations.empty()) return violations.ToStatus();
  const Subject subject{request.name(), keys::WorkVerdict(ids[0], ids[1]),
                        &v1::Verdict::default_instance(), true};
  return List<v1::ListVerdictHistoryResponse>(
      *book_, *tokens_, call, request, subject, [&](const Record&, View& view) {
        if (call.who.SeesWorkOf(ids[1])) return absl::OkStatus();
        // Unpublished verdicts do not exist for others.
        auto open = view.Get(keys::PublicVerdict(ids[0], ids[1]));
        if (!open.ok()) return open.status();
        if (!*open) return NotFound(request.name());
        return MissingRole(StrCat("a role in publishers/", ids[1], ", AUDITOR or ADMIN"));
      });
}

absl::StatusOr<std::string> Histories::ListPublisherHistory(
    const Call& call, const v1::ListPublisherHistoryRequest& request) {
  Violations violations(request);
  CheckPage(request.page_size(), request.page_token(), violations);
  std::optional<Subject> subject;
  std::string publisher;
  if (auto ids = MatchName(kPublisherPattern, request.name())) {
    publisher = std::string((*ids)[0]);
    subject = Subject{request.name(), keys::Publisher(publisher),
                      &v1::Publisher::default_instance(), call.who.SeesWorkOf(publisher)};
  } else if (auto member = MatchName(kMemberPattern, request.name())) {
    publisher = std::string((*member)[0]);
    subject = Subject{request.name(), keys::Member(publisher, (*member)[1]),
                      &v1::Member::default_instance(), true};
  } else {
    violations.Add("name", StrCat("must be ", kPublisherPattern, " or ", kMemberPattern));
  }
  if (!violations.empty()) return violations.ToStatus();
  return List<v1::ListPublisherHistoryResponse>(
      *book_, *tokens_, call, request, *subject, [&](const Record&, View&) {
        const bool open = subject->prototype == &v1::Publisher::default_instance();
        // Who works for a publisher is for its members to know.
        if (open || call.who.SeesWorkOf(publisher)) return absl::OkStatus();
        return NotFound(request.name());
      });
}

}  // namespace factcheck::domain
