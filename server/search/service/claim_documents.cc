#include "server/search/service/claim_documents.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <map>
#include <optional>
#include <thread>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"

namespace factcheck::search {
namespace {

namespace keys = domain::keys;

// An explanation is an article: its beginning says what it is about.
constexpr size_t kExplanationBytes = 4000;
constexpr size_t kQuotes = 5;
constexpr size_t kVerdicts = 10;
constexpr size_t kClaimsAtATime = 2000;
constexpr size_t kMaxThreads = 8;

void AppendLine(std::string_view text, std::string& out) {
  if (text.empty()) return;
  if (!out.empty()) out += '\n';
  out += text;
}

using Revisions = std::vector<v1::VerdictRevision>;

absl::Status Damaged(std::string_view key) {
  return absl::DataLossError(StrCat("a stored record that search reads is damaged: ", key));
}

// What the public may read of a record.
template <typename M>
bool ParsePublic(const absl::StatusOr<domain::Record>& record, M& message) {
  return record.ok() && message.ParseFromArray(record->public_bytes.data(),
                                               static_cast<int>(record->public_bytes.size()));
}

// Adds the revision in force of the verdict in `entry`, where there is one that says something
// of the claim.
void AddVerdict(const storage::Entry& entry, OnDamaged damaged, Revisions& revisions) {
  v1::Verdict verdict;
  if (!ParsePublic(domain::ParseRecord(entry.value), verdict)) return damaged(Damaged(entry.key));
  if (verdict.state() == v1::Verdict::STATE_PUBLISHED && verdict.has_published() &&
      revisions.size() < kVerdicts) {
    revisions.push_back(std::move(*verdict.mutable_published()));
  }
}

absl::Status ScanAll(storage::Snapshot& snapshot, storage::KeyRange range,
                     absl::FunctionRef<void(const storage::Entry&)> visit) {
  for (;;) {
    absl::StatusOr<storage::ScanResult> page = snapshot.Scan(range, {});
    if (!page.ok()) return page.status();
    for (const storage::Entry& entry : page->entries) visit(entry);
    if (!page->more || page->entries.empty()) return absl::OkStatus();
    range.start = page->entries.back().key + '\0';
  }
}

// A change to make before it is analysed.
struct Draft {
  Document document;
  bool removes = true;
};

Draft DraftOf(std::string_view id, const std::optional<storage::Entry>& entry,
              const Revisions& verdicts, OnDamaged damaged) {
  Draft draft;
  draft.document.key = std::string(id);
  if (!entry) return draft;
  const absl::StatusOr<domain::Record> record = domain::ParseRecord(entry->value);
  if (record.ok() && record->deleted()) return draft;
  v1::Claim claim;
  if (!ParsePublic(record, claim)) {
    damaged(Damaged(entry->key));
    return draft;
  }
  draft.document = DocumentOf(id, claim, verdicts);
  draft.removes = false;
  return draft;
}

void AnalyzeDraft(const Draft& draft, Change& change) {
  change.removes = draft.removes;
  if (draft.removes) {
    change.document.key = draft.document.key;
  } else {
    change.document = AnalyzeDocument(draft.document);
  }
}

std::vector<Change> AnalyzeAll(std::span<const Draft> drafts, size_t threads) {
  std::vector<Change> changes(drafts.size());
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < drafts.size(); i = next++) AnalyzeDraft(drafts[i], changes[i]);
  };
  std::vector<std::thread> others;
  for (size_t i = 1; i < threads; ++i) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
  return changes;
}

}  // namespace

Document DocumentOf(std::string_view id, const v1::Claim& claim,
                    std::span<const v1::VerdictRevision> verdicts) {
  Document document;
  document.key = std::string(id);
  document.language = claim.language();
  document.labels = claim.state() == v1::Claim::STATE_MERGED ? kMergedClaim : kLiveClaim;
  document[Field::kStatement] = claim.statement();
  for (const v1::Claimant& claimant : claim.claimants()) {
    AppendLine(claimant.name(), document[Field::kClaimant]);
  }
  std::string& context = document[Field::kContext];
  AppendLine(claim.context(), context);
  AppendLine(claim.claim_place(), context);
  size_t quotes = 0;
  for (const v1::Appearance& appearance : claim.appearances()) {
    if (!appearance.quote().empty() && quotes++ < kQuotes) AppendLine(appearance.quote(), context);
  }
  for (const std::string& topic : claim.topics()) AppendLine(topic, document[Field::kTopics]);
  for (const v1::VerdictRevision& verdict : verdicts) {
    AppendLine(verdict.title(), document[Field::kTitle]);
    AppendLine(verdict.summary(), document[Field::kSummary]);
    AppendLine(std::string_view(verdict.explanation()).substr(0, kExplanationBytes), context);
  }
  return document;
}

absl::StatusOr<std::vector<Change>> ReadChanges(storage::Snapshot& snapshot,
                                                std::span<const std::string> ids,
                                                OnDamaged damaged) {
  std::vector<Draft> drafts;
  for (const std::string& id : ids) {
    absl::StatusOr<std::optional<storage::Entry>> entry = snapshot.Get(keys::Claim(id));
    if (!entry.ok()) return entry.status();
    Revisions verdicts;
    absl::Status scanned =
        ScanAll(snapshot, storage::PrefixRange(keys::PublicVerdictPrefix(id)),
                [&](const storage::Entry& verdict) { AddVerdict(verdict, damaged, verdicts); });
    if (!scanned.ok()) return scanned;
    drafts.push_back(DraftOf(id, *entry, verdicts, damaged));
  }
  return AnalyzeAll(drafts, 1);
}

absl::Status ReadEveryClaim(storage::Snapshot& snapshot,
                            absl::FunctionRef<absl::Status(std::span<const Change>)> take,
                            OnDamaged damaged) {
  const size_t threads = std::clamp<size_t>(std::thread::hardware_concurrency(), 1, kMaxThreads);
  storage::KeyRange claims = storage::PrefixRange(keys::kClaims);
  for (bool more = true; more;) {
    absl::StatusOr<storage::ScanResult> page =
        snapshot.Scan(claims, {.max_entries = kClaimsAtATime, .max_bytes = 16 << 20});
    if (!page.ok()) return page.status();
    if (page->entries.empty()) return absl::OkStatus();
    more = page->more;
    claims.start = page->entries.back().key + '\0';
    const std::string_view first = keys::LastId(page->entries.front().key);
    const std::string_view last = keys::LastId(page->entries.back().key);
    // Verdicts are in the order of their claims.
    std::map<std::string, Revisions, std::less<>> verdicts;
    absl::Status scanned =
        ScanAll(snapshot,
                {keys::PublicVerdictPrefix(first),
                 storage::PrefixRange(keys::PublicVerdictPrefix(last)).limit},
                [&](const storage::Entry& entry) {
                  AddVerdict(entry, damaged, verdicts[std::string(keys::Ids(entry.key).front())]);
                });
    if (!scanned.ok()) return scanned;
    std::vector<Draft> drafts;
    for (storage::Entry& entry : page->entries) {
      const std::string id(keys::LastId(entry.key));
      const auto found = verdicts.find(id);
      Draft draft = DraftOf(id, std::move(entry),
                            found == verdicts.end() ? Revisions() : found->second, damaged);
      if (!draft.removes) drafts.push_back(std::move(draft));
    }
    if (absl::Status taken = take(AnalyzeAll(drafts, threads)); !taken.ok()) return taken;
  }
  return absl::OkStatus();
}

}  // namespace factcheck::search
