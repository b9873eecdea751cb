#include "server/feed/changes.h"

#include <optional>
#include <utility>

#include "absl/time/time.h"
#include "factcheck/v1/status.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/statuses/answer.h"
#include "server/domain/values/check.h"
#include "server/domain/values/names.h"
#include "server/feed/render.h"
#include "server/feed/rights.h"

namespace factcheck::feed {
namespace {

using domain::AppendField;
using domain::AppendVarintField;
using domain::Violations;

constexpr storage::ScanOptions kSnapshotPage = {.max_entries = 1000, .max_bytes = 512 << 10};
constexpr size_t kListPageBytes = 1 << 20;

// 1 second to 1 hour; the default where it is absent.
absl::Duration ReadInterval(const v1::WatchChangesRequest& request, Violations& violations) {
  if (!request.has_bookmark_interval()) return kDefaultBookmarkInterval;
  const auto& given = request.bookmark_interval();
  const absl::Duration interval = absl::Seconds(given.seconds()) + absl::Nanoseconds(given.nanos());
  if (interval < kMinBookmarkInterval || interval > kMaxBookmarkInterval) {
    violations.Add("bookmark_interval", "must be 1 second to 1 hour");
  }
  return interval;
}

}  // namespace

absl::StatusOr<std::string> Changes::ListChanges(const domain::Call& call,
                                                 const v1::ListChangesRequest& request) {
  Violations violations(request);
  domain::CheckPage(request.page_size(), "", violations);
  const Filter filter = Filter::Parse("filter", request.filter(), violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<storage::Version> position = reader_.PositionOf("start", request.start());
  if (!position.ok()) return position.status();
  const ReadLimits limits = {
      .max_commits = static_cast<size_t>(domain::EffectivePageSize(request.page_size())),
      .max_bytes = kListPageBytes};
  absl::StatusOr<ReadPage> page =
      reader_.Read(Rights(call.who), filter, request.view(), *position, limits);
  if (!page.ok()) return page.status();
  std::string response;
  for (const ReadCommit& commit : page->commits) {
    AppendField(v1::ListChangesResponse::kCommitsFieldNumber, commit.bytes, response);
  }
  AppendField(v1::ListChangesResponse::kTokenFieldNumber, reader_.TokenOf(page->position),
              response);
  if (!page->caught_up && page->position < book_.engine().LatestVersion()) {
    AppendVarintField(v1::ListChangesResponse::kMoreFieldNumber, 1, response);
  }
  return response;
}

absl::StatusOr<std::shared_ptr<Hub::Subscription>> Changes::WatchChanges(
    const domain::Call& /*call*/, const v1::WatchChangesRequest& request,
    std::shared_ptr<Sink> sink) {
  Violations violations(request);
  Wanted wanted;
  wanted.filter = Filter::Parse("filter", request.filter(), violations);
  wanted.bookmark_interval = ReadInterval(request, violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<storage::Version> position = reader_.PositionOf("start", request.start());
  if (!position.ok()) return position.status();
  wanted.view = request.view();
  wanted.position = *position;
  return hub_.Subscribe(std::move(wanted), std::move(sink));
}

absl::Status Changes::SnapshotStatuses(const domain::Call& call, Send send) {
  const Rights rights(call.who);
  const storage::Version moment = book_.engine().LatestVersion();
  storage::KeyRange range = storage::PrefixRange(domain::keys::kStatuses);
  for (;;) {
    absl::StatusOr<std::unique_ptr<storage::Snapshot>> snapshot =
        book_.engine().NewSnapshot(moment, call.deadline);
    if (!snapshot.ok()) return snapshot.status();
    domain::View view(*std::move(snapshot), moment);
    // Where the next page begins is for the newest keys to say: those of the moment are fewer.
    absl::StatusOr<storage::ScanResult> keys = view.snapshot().Scan(range, kSnapshotPage);
    if (!keys.ok()) return keys.status();
    Renderer renderer(&book_, &rights, v1::CHANGE_VIEW_FULL);
    std::string response;
    for (storage::Entry& newest : keys->entries) {
      const std::string_view id =
          std::string_view(newest.key).substr(domain::keys::kStatuses.size());
      absl::StatusOr<std::string> status = renderer.StatusAt(id, moment);
      if (!status.ok()) return status.status();
      if (status->empty()) continue;
      std::string entry;
      AppendField(v1::SnapshotStatus::kClaimFieldNumber,
                  domain::MakeName(domain::kClaimPattern, {id}), entry);
      AppendField(v1::SnapshotStatus::kStatusFieldNumber, *status, entry);
      AppendField(v1::SnapshotStatusesResponse::kStatusesFieldNumber, entry, response);
    }
    if (!response.empty()) {
      absl::Status sent = send(std::move(response));
      if (!sent.ok()) return sent;
    }
    if (!keys->more || keys->entries.empty()) break;
    range.start = keys->entries.back().key + '\0';
  }
  std::string last;
  AppendField(v1::SnapshotStatusesResponse::kTokenFieldNumber, reader_.TokenOf(moment), last);
  return send(std::move(last));
}

}  // namespace factcheck::feed
