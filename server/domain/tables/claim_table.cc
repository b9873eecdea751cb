#include "server/domain/tables/claim_table.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"

namespace factcheck::domain {
namespace {

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

void ClaimKind::Apply(Changes changes, const std::unique_ptr<Rows>& rows) {
  rows->Apply(std::move(changes));
}

void ClaimKind::Settle(std::unique_ptr<Rows>& rows) {
  if (rows->WantsRebuild()) rows = rows->Rebuilt();
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

}  // namespace factcheck::domain
