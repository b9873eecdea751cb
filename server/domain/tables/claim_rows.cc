#include "server/domain/tables/claim_rows.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>

namespace factcheck::domain {
namespace {

int64_t MicrosOf(const google::protobuf::Timestamp& t) {
  return t.seconds() * 1'000'000 + t.nanos() / 1000;
}

std::string_view IdOf(std::string_view name) { return name.substr(name.rfind('/') + 1); }

// Brings texts from one pool into another, each once.
class PoolCopy {
 public:
  PoolCopy(const TextPool& from, TextPool& to)
      : from_(from), to_(to), known_(from.size(), ClaimRow::kNone) {}
  uint32_t operator()(uint32_t number) {
    if (number == ClaimRow::kNone) return number;
    if (known_[number] == ClaimRow::kNone) known_[number] = to_.Intern(from_[number]);
    return known_[number];
  }

 private:
  const TextPool& from_;
  TextPool& to_;
  std::vector<uint32_t> known_;
};

// The same for lists of such texts.
class ListCopy {
 public:
  ListCopy(const TextPool& from, TextPool& to, PoolCopy& texts)
      : from_(from), to_(to), texts_(texts), known_(from.size(), ClaimRow::kNone) {}
  uint32_t operator()(uint32_t number) {
    if (number == ClaimRow::kNone) return number;
    if (known_[number] != ClaimRow::kNone) return known_[number];
    const std::string_view bytes = from_[number];
    numbers_.resize(bytes.size() / sizeof(uint32_t));
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(numbers_.data()));
    for (uint32_t& text : numbers_) text = texts_(text);
    return known_[number] = to_.InternList(numbers_);
  }

 private:
  const TextPool& from_;
  TextPool& to_;
  PoolCopy& texts_;
  std::vector<uint32_t> known_;
  std::vector<uint32_t> numbers_;
};

}  // namespace

void ClaimRows::Apply(std::vector<ClaimChange> changes) {
  std::sort(changes.begin(), changes.end(),
            [](const ClaimChange& a, const ClaimChange& b) { return a.id < b.id; });
  for (const ClaimChange& change : changes) Set(change);
  if (updates_.size() > 2 * rows_.size() + kRebuildSlack) DropDeadUpdates();
}

void ClaimRows::Set(const ClaimChange& change) {
  // A status without its claim is of a damaged store, which readers report.
  if (!change.claim && !ids_.Find(change.id)) return;
  const uint32_t slot = ids_.Intern(change.id);
  if (slot == rows_.size()) rows_.Append({});
  if (change.claim) SetClaim(slot, *change.claim, change.deleted);
  if (change.status) SetStatus(slot, *change.status);
}

void ClaimRows::SetClaim(uint32_t slot, const v1::Claim& claim, bool deleted) {
  std::vector<uint32_t> numbers;
  for (const std::string& topic : claim.topics()) numbers.push_back(texts_.Intern(topic));
  const uint32_t topics = lists_.InternList(numbers);
  numbers.clear();
  for (const v1::Claimant& claimant : claim.claimants()) {
    numbers.push_back(texts_.Intern(claimant.name()));
  }
  ClaimRow& row = rows_.Mutable(slot);
  row.topics = topics;
  row.claimants = lists_.InternList(numbers);
  row.language = claim.language().empty() ? ClaimRow::kNone : texts_.Intern(claim.language());
  row.assignee = claim.assignee().empty() ? ClaimRow::kNone : texts_.Intern(claim.assignee());
  row.year = static_cast<int16_t>(claim.claim_date().year());
  row.state = static_cast<uint8_t>(claim.state());
  row.decline_reason = static_cast<uint8_t>(claim.decline_reason());
  deleted_ = deleted_ - (row.deleted ? 1 : 0) + (deleted ? 1 : 0);
  row.deleted = deleted;
  row.create_micros = MicrosOf(claim.create_time());
  const int64_t updated_before = std::exchange(row.update_micros, MicrosOf(claim.update_time()));
  if (slot > 0 && slot + 1 == rows_.size() &&
      std::tuple(row.create_micros, ids_[slot]) <
          std::tuple(rows_[slot - 1].create_micros, ids_[slot - 1])) {
    unordered_ = true;
  }
  // A record that is read again.
  if (row.update_micros == updated_before) return;
  if (!updates_.empty() && std::tuple(updates_.back().micros, ids_[updates_.back().slot]) >
                               std::tuple(row.update_micros, ids_[slot])) {
    unordered_ = true;
  }
  updates_.Append({row.update_micros, slot});
}

void ClaimRows::SetStatus(uint32_t slot, const v1::ClaimStatus& status) {
  ClaimRow& row = rows_.Mutable(slot);
  row.status = v1::ClaimStatus::STATE_UNSPECIFIED;
  row.publishers = ClaimRow::kNone;
  row.ratings = 0;
  row.disputed = false;
  row.stale = false;
  // What is known of a merged claim counts for its target alone.
  if (IdOf(status.claim()) != ids_[slot]) return;
  row.status = static_cast<uint8_t>(status.state());
  row.disputed = status.disputed();
  row.stale = status.stale();
  std::vector<uint32_t> publishers;
  for (const v1::VerdictSummary& verdict : status.verdicts()) {
    if (verdict.retracted()) continue;
    const uint32_t publisher = texts_.Intern(verdict.publisher());
    if (std::find(publishers.begin(), publishers.end(), publisher) == publishers.end()) {
      publishers.push_back(publisher);
    }
    if (verdict.normal() > 0 && verdict.normal() < 8) {
      row.ratings =
          static_cast<uint8_t>(row.ratings | 1u << static_cast<unsigned>(verdict.normal()));
    }
  }
  if (!publishers.empty()) row.publishers = lists_.InternList(publishers);
}

ClaimRowsView ClaimRows::Freeze(storage::Version version) {
  ClaimRowsView view;
  view.version_ = version;
  view.deleted_ = deleted_;
  view.rows_ = rows_.Freeze();
  view.updates_ = updates_.Freeze();
  view.ids_ = ids_.Freeze();
  view.texts_ = texts_.Freeze();
  view.lists_ = lists_.Freeze();
  return view;
}

std::vector<ClaimUpdate> ClaimRows::LiveUpdates() const {
  std::vector<ClaimUpdate> live;
  live.reserve(rows_.size());
  for (size_t i = 0; i < updates_.size(); ++i) {
    const ClaimUpdate& update = updates_[i];
    if (rows_[update.slot].update_micros == update.micros) live.push_back(update);
  }
  return live;
}

void ClaimRows::DropDeadUpdates() {
  const std::vector<ClaimUpdate> live = LiveUpdates();
  updates_ = {};
  for (const ClaimUpdate& update : live) updates_.Append(update);
}

bool ClaimRows::WantsRebuild() const {
  // A claim has rarely more than this many texts and lists of its own: mere growth is no reason.
  constexpr size_t kTextsOfAClaim = 4;
  return unordered_ || texts() > std::max(rebuild_at_, kTextsOfAClaim * rows_.size());
}

std::unique_ptr<ClaimRows> ClaimRows::Rebuilt() const {
  const auto created_before = [this](uint32_t a, uint32_t b) {
    return std::tuple(rows_[a].create_micros, ids_[a]) <
           std::tuple(rows_[b].create_micros, ids_[b]);
  };
  const auto updated_before = [this](const ClaimUpdate& a, const ClaimUpdate& b) {
    return std::tuple(a.micros, ids_[a.slot]) < std::tuple(b.micros, ids_[b.slot]);
  };
  std::vector<uint32_t> order(rows_.size());
  std::iota(order.begin(), order.end(), 0);
  std::vector<ClaimUpdate> updates = LiveUpdates();
  // Both are in order already but after a load.
  if (unordered_) {
    std::sort(order.begin(), order.end(), created_before);
    std::sort(updates.begin(), updates.end(), updated_before);
  }

  auto rebuilt = std::make_unique<ClaimRows>();
  rebuilt->ids_.Reserve(rows_.size());
  rebuilt->texts_.Reserve(texts_.size());
  rebuilt->lists_.Reserve(lists_.size());
  PoolCopy texts(texts_, rebuilt->texts_);
  ListCopy lists(lists_, rebuilt->lists_, texts);
  std::vector<uint32_t> slot_of(rows_.size());
  for (uint32_t old : order) {
    ClaimRow row = rows_[old];
    row.topics = lists(row.topics);
    row.claimants = lists(row.claimants);
    row.publishers = lists(row.publishers);
    row.language = texts(row.language);
    row.assignee = texts(row.assignee);
    slot_of[old] = rebuilt->ids_.Intern(ids_[old]);
    rebuilt->rows_.Append(row);
  }
  for (const ClaimUpdate& update : updates) {
    rebuilt->updates_.Append({update.micros, slot_of[update.slot]});
  }
  rebuilt->deleted_ = deleted_;
  // At least as much must come as there is before it is worth it again.
  rebuilt->rebuild_at_ = 2 * rebuilt->texts() + kRebuildSlack;
  return rebuilt;
}

size_t ClaimRows::memory_bytes() const {
  return rows_.memory_bytes() + updates_.memory_bytes() + ids_.memory_bytes() +
         texts_.memory_bytes() + lists_.memory_bytes();
}

}  // namespace factcheck::domain
