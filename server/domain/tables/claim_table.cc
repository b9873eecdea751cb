#include "server/domain/tables/claim_table.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"

namespace factcheck::domain {
namespace {

bool IsWatched(std::string_view key) {
  return key.starts_with(keys::kClaims) || key.starts_with(keys::kStatuses);
}

template <typename M>
std::unique_ptr<M> Parse(std::string_view bytes) {
  auto message = std::make_unique<M>();
  if (!message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return nullptr;
  return message;
}

}  // namespace

void AddClaimChange(std::string_view key, std::string_view value,
                    std::vector<ClaimChange>& changes) {
  absl::StatusOr<Record> record = ParseRecord(value);
  if (!record.ok()) return;
  const bool is_claim = key.starts_with(keys::kClaims);
  const std::string_view id = key.substr(is_claim ? keys::kClaims.size() : keys::kStatuses.size());
  auto change = std::find_if(changes.begin(), changes.end(),
                             [&](const ClaimChange& known) { return known.id == id; });
  if (change == changes.end()) {
    change = changes.insert(changes.end(), ClaimChange());
    change->id = id;
  }
  if (is_claim) {
    change->claim = Parse<v1::Claim>(record->all_bytes);
    change->deleted = record->deleted();
  } else {
    change->status = Parse<v1::ClaimStatus>(record->public_bytes);
  }
}

ClaimTable::~ClaimTable() { Detach(); }

absl::Status ClaimTable::Load(storage::Snapshot& from, ClaimRows& rows) {
  // Claims first: a status without its claim is passed over.
  for (std::string_view kind : {keys::kClaims, keys::kStatuses}) {
    storage::KeyRange range = storage::PrefixRange(kind);
    for (bool more = true; more;) {
      absl::StatusOr<storage::ScanResult> page = from.Scan(range, {});
      if (!page.ok()) return page.status();
      for (const storage::Entry& entry : page->entries) {
        std::vector<ClaimChange> change;
        AddClaimChange(entry.key, entry.value, change);
        rows.Apply(std::move(change));
      }
      more = page->more && !page->entries.empty();
      if (more) range.start = page->entries.back().key + '\0';
    }
  }
  return absl::OkStatus();
}

absl::Status ClaimTable::Attach(storage::Engine* engine) {
  Detach();
  {
    absl::MutexLock lock(&mutex_);
    loading_ = true;
    waiting_.clear();
  }
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> from = engine->AddObserver(this);
  if (!from.ok()) return from.status();
  engine_ = engine;
  auto rows = std::make_unique<ClaimRows>();
  absl::Status status = Load(**from, *rows);
  if (!status.ok()) {
    Detach();
    return status;
  }
  rows = rows->Rebuilt();

  absl::MutexLock lock(&mutex_);
  rows_ = std::move(rows);
  view_ = nullptr;
  version_ = (*from)->version();
  for (const Waiting& commit : std::exchange(waiting_, {})) {
    std::vector<ClaimChange> changes;
    for (const auto& [key, value] : commit.puts) AddClaimChange(key, value, changes);
    Apply(commit.version, std::move(changes));
  }
  loading_ = false;
  return absl::OkStatus();
}

void ClaimTable::Detach() {
  if (engine_ != nullptr) std::exchange(engine_, nullptr)->RemoveObserver(this);
}

void ClaimTable::Apply(storage::Version version, std::vector<ClaimChange> changes) {
  version_ = version;
  if (changes.empty()) return;
  rows_->Apply(std::move(changes));
  if (rows_->WantsRebuild()) rows_ = rows_->Rebuilt();
  view_ = nullptr;
}

void ClaimTable::OnCommit(storage::Version version, std::span<const storage::Mutation> mutations,
                          std::string_view) {
  {
    absl::MutexLock lock(&mutex_);
    if (loading_) {
      Waiting& commit = waiting_.emplace_back();
      commit.version = version;
      for (const storage::Mutation& m : mutations) {
        if (m.value && IsWatched(m.key)) commit.puts.emplace_back(m.key, *m.value);
      }
      return;
    }
  }
  std::vector<ClaimChange> changes;
  for (const storage::Mutation& m : mutations) {
    if (m.value && IsWatched(m.key)) AddClaimChange(m.key, *m.value, changes);
  }
  absl::MutexLock lock(&mutex_);
  Apply(version, std::move(changes));
}

absl::StatusOr<std::shared_ptr<const ClaimRowsView>> ClaimTable::View(storage::Version at_least,
                                                                      absl::Time deadline) const {
  const auto fresh = [this, at_least]()
                         ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return version_ >= at_least; };
  absl::MutexLock lock(&mutex_);
  if (!mutex_.AwaitWithDeadline(absl::Condition(&fresh), deadline)) {
    return absl::DeadlineExceededError("the claims are not yet as fresh as asked");
  }
  if (view_ == nullptr) view_ = std::make_shared<const ClaimRowsView>(rows_->Freeze(version_));
  return view_;
}

std::vector<uint32_t> ClaimTable::SlotsOf(const ClaimRowsView& rows,
                                          std::span<const std::string_view> ids) const {
  constexpr size_t kAtATime = 1000;
  std::vector<uint32_t> slots;
  slots.reserve(ids.size());
  for (size_t at = 0; at < ids.size(); at += kAtATime) {
    const absl::MutexLock lock(&mutex_);
    for (const std::string_view id : ids.subspan(at, std::min(kAtATime, ids.size() - at))) {
      const std::optional<uint32_t> slot = rows_->Find(id);
      // The rows may have been put in another order since.
      const bool good = slot && *slot < rows.size() && rows.id(*slot) == id;
      slots.push_back(good ? *slot : kNoSlot);
    }
  }
  return slots;
}

size_t ClaimTable::size() const {
  absl::MutexLock lock(&mutex_);
  return rows_->size();
}

size_t ClaimTable::memory_bytes() const {
  absl::MutexLock lock(&mutex_);
  return rows_->memory_bytes();
}

}  // namespace factcheck::domain
