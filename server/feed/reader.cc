#include "server/feed/reader.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "server/domain/core/stamp.h"
#include "server/domain/values/check.h"

namespace factcheck::feed {
namespace {

constexpr size_t kLogPageEntries = 500;
constexpr size_t kLogPageBytes = 1 << 20;
// Larger commits (imports) are rendered for each reader: they would fill the memory.
constexpr size_t kMaxKeptRecordBytes = 4 << 10;
constexpr size_t kMaxKeptBytes = 8 << 10;

}  // namespace

absl::Status PositionTrimmed(const domain::Stamps& stamps, storage::Version oldest) {
  return domain::Error(absl::StatusCode::kOutOfRange, v1::ERROR_REASON_POSITION_TRIMMED,
                       "what follows this position is no longer kept; begin with SnapshotStatuses",
                       {{"oldest_token", stamps.TokenOf(oldest)}});
}

absl::StatusOr<storage::Version> Reader::PositionOfToken(std::string_view token) {
  absl::StatusOr<storage::Version> version = book_.stamps().VersionOf(token);
  if (!version.ok()) return version;
  if (*version > book_.engine().LatestVersion()) {
    return domain::Error(absl::StatusCode::kOutOfRange, v1::ERROR_REASON_POSITION_AHEAD,
                         "the store has no commit at this position yet: it went back to a backup; "
                         "begin with SnapshotStatuses");
  }
  return version;
}

absl::StatusOr<storage::Version> Reader::PositionOf(std::string_view field,
                                                    const v1::ChangeStart& start) {
  storage::Version position;
  domain::Violations violations;
  switch (start.start_case()) {
    case v1::ChangeStart::kToken: {
      absl::StatusOr<storage::Version> version = PositionOfToken(start.token());
      if (!version.ok()) return version;
      position = *version;
      break;
    }
    case v1::ChangeStart::kTime: {
      const std::string place = std::string(field) + ".time";
      domain::CheckTimestamp(place, start.time(), violations);
      if (!violations.empty()) return violations.ToStatus();
      const absl::Time time = domain::FromTimestamp(start.time());
      if (time > book_.Now()) return domain::InvalidField(place, "must not be in the future");
      // With the commits of that very microsecond.
      const absl::Time whole = absl::FromUnixMicros(absl::ToUnixMicros(time));
      position = storage::VersionAt(whole == time ? whole - absl::Microseconds(1) : whole);
      position = std::min(position, book_.engine().LatestVersion());
      break;
    }
    case v1::ChangeStart::kEdge:
      if (start.edge() == v1::ChangeStart::EDGE_NOW) return book_.engine().LatestVersion();
      if (start.edge() != v1::ChangeStart::EDGE_BEGINNING) {
        return domain::InvalidField(std::string(field) + ".edge", "must be BEGINNING or NOW");
      }
      break;
    case v1::ChangeStart::START_NOT_SET:
      return domain::InvalidField(field, "must have one of token, time, edge");
  }
  absl::StatusOr<storage::Version> oldest = book_.engine().OldestLogPosition();
  if (!oldest.ok()) return oldest;
  if (position < *oldest) return PositionTrimmed(book_.stamps(), *oldest);
  return position;
}

absl::StatusOr<Reader::Next> Reader::After(storage::Version position, size_t most) {
  most = std::min(most, kLogPageEntries);
  // Before anything is read: what is committed up to here is in what is read.
  const storage::Version latest = book_.engine().LatestVersion();
  if (recent_ != nullptr) {
    std::optional<RecentCommits::Slice> slice = recent_->After(position, most);
    // Where it ends before the newest commit, the log says whether that is all.
    if (slice && (!slice->commits.empty() || slice->position >= latest)) {
      return Next{std::move(slice->commits), slice->position, true};
    }
  }
  absl::StatusOr<std::vector<storage::LogEntry>> entries =
      book_.engine().ReadLog(position, {.max_entries = most, .max_bytes = kLogPageBytes});
  if (absl::IsOutOfRange(entries.status())) {
    absl::StatusOr<storage::Version> oldest = book_.engine().OldestLogPosition();
    if (!oldest.ok()) return oldest.status();
    return PositionTrimmed(book_.stamps(), *oldest);
  }
  if (!entries.ok()) return entries.status();
  Next next{{}, std::max(position, latest), false};
  for (const storage::LogEntry& entry : *entries) {
    absl::StatusOr<LoggedCommit> commit = ParseLogEntry(entry);
    if (!commit.ok()) return commit.status();
    next.commits.push_back(std::make_shared<SharedCommit>(*std::move(commit), entry.record.size()));
  }
  if (!next.commits.empty()) next.position = next.commits.back()->commit().version;
  return next;
}

absl::StatusOr<std::string> Reader::Serialise(const SharedCommit& shared, bool keep,
                                              const Rights& rights, const Filter& filter,
                                              v1::ChangeView view, Renderer& renderer) {
  const LoggedCommit& commit = shared.commit();
  keep = keep && shared.bytes() <= kMaxKeptRecordBytes;
  if (keep) {
    const auto may_select = [&](const storage::v1::Change& change) {
      return filter.MaySelect(change) && rights.MaySee(change);
    };
    const auto& changes = commit.record.changes();
    if (std::none_of(changes.begin(), changes.end(), may_select)) return std::string();
    if (auto kept = shared.Find(rights.signature(), view, recent_->hidings().newest())) {
      if (filter.SelectsAll()) return kept->serialised;
      return renderer.Assemble(commit, kept->rendered, filter);
    }
  }
  static const Filter* const everything = new Filter;
  absl::StatusOr<RenderedCommit> rendered = renderer.Render(commit, keep ? *everything : filter);
  if (!rendered.ok()) return rendered.status();
  if (!keep || rendered->bytes > kMaxKeptBytes) {
    return renderer.Assemble(commit, *rendered, filter);
  }
  absl::StatusOr<std::string> all = renderer.Assemble(commit, *rendered, *everything);
  if (!all.ok()) return all;
  absl::StatusOr<storage::Version> seen = renderer.SeenUpTo();
  if (!seen.ok()) return seen.status();
  auto whole = std::make_shared<const WholeCommit>(WholeCommit{*std::move(rendered), *all});
  shared.Keep(rights.signature(), view, *seen, whole);
  return filter.SelectsAll() ? all : renderer.Assemble(commit, whole->rendered, filter);
}

absl::StatusOr<ReadPage> Reader::Read(const Rights& rights, const Filter& filter,
                                      v1::ChangeView view, storage::Version after,
                                      const ReadLimits& limits) {
  if (view == v1::CHANGE_VIEW_UNSPECIFIED) view = v1::CHANGE_VIEW_FULL;
  ReadPage page;
  page.position = after;
  size_t looked_at = 0;
  size_t bytes = 0;
  while (looked_at < limits.max_looked_at) {
    absl::StatusOr<Next> next = After(page.position, limits.max_looked_at - looked_at);
    if (!next.ok()) return next.status();
    Renderer renderer(&book_, &rights, view);
    for (const SharedCommitPtr& commit : next->commits) {
      absl::StatusOr<std::string> serialised =
          Serialise(*commit, next->shared, rights, filter, view, renderer);
      if (!serialised.ok()) return serialised.status();
      const storage::Version version = commit->commit().version;
      if (!serialised->empty()) {
        if (!page.commits.empty() && bytes + serialised->size() > limits.max_bytes) return page;
        bytes += serialised->size();
        page.commits.push_back({version, *std::move(serialised)});
      }
      page.position = version;
      ++looked_at;
      if (page.commits.size() >= limits.max_commits || bytes >= limits.max_bytes) return page;
    }
    page.position = next->position;
    if (next->commits.empty()) {
      page.caught_up = true;
      return page;
    }
  }
  return page;
}

}  // namespace factcheck::feed
