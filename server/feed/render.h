// Commits of the log as callers get them: factcheck.v1.Commit, serialised. Stored records go
// in byte for byte, nothing is parsed that need not be.
#ifndef FACTCHECK_SERVER_FEED_RENDER_H_
#define FACTCHECK_SERVER_FEED_RENDER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/change.pb.h"
#include "server/domain/core/book.h"
#include "server/feed/filter.h"
#include "server/feed/rights.h"
#include "server/storage/engine.h"

namespace factcheck::feed {

// No commit is larger: gRPC's clients take 4 MiB by default.
inline constexpr size_t kMaxCommitBytes = 3 << 20;

// A record of the log, read.
struct LoggedCommit {
  storage::Version version;
  storage::v1::LogRecord record;
};
// kDataLoss where it can't be read.
absl::StatusOr<LoggedCommit> ParseLogEntry(const storage::LogEntry& entry);

// A change as one class of callers sees it.
struct RenderedChange {
  int index = 0;                        // In the log's record.
  std::string basic;                    // Serialised factcheck.v1.Change without records.
  std::string content;                  // Its records; `basic content` is the whole message.
  std::vector<std::string> publishers;  // Ids that a status names.
};

// A commit before a filter is applied to it.
struct RenderedCommit {
  std::vector<RenderedChange> changes;
  size_t bytes = 0;
};

// Renders with the rights of one caller in one view of the store, opened when it is first
// needed: make it after the commits were read, so that the view is not older. Used by one
// thread, for one page.
class Renderer {
 public:
  // All must outlive this.
  Renderer(domain::ClaimBook* book, const Rights* rights, v1::ChangeView view)
      : book_(*book), rights_(*rights), full_(view != v1::CHANGE_VIEW_BASIC) {}

  // What the caller may see of what `filter` may select.
  absl::StatusOr<RenderedCommit> Render(const LoggedCommit& commit, const Filter& filter);
  // The serialised Commit of what `filter` selects; "" where that is nothing.
  absl::StatusOr<std::string> Assemble(const LoggedCommit& commit, const RenderedCommit& rendered,
                                       const Filter& filter);
  // The status of a claim as Change.status would have it; "" where nothing is known of it,
  // then or by now.
  absl::StatusOr<std::string> StatusAt(std::string_view claim, storage::Version version);
  // The version of the view that was rendered in.
  absl::StatusOr<storage::Version> SeenUpTo();

 private:
  using LogChange = storage::v1::Change;

  // False where the change does not show.
  absl::StatusOr<bool> RenderChange(const LoggedCommit& commit, int index, RenderedChange& out);
  absl::StatusOr<bool> AddStatus(const LogChange& change, storage::Version version, bool hidden,
                                 RenderedChange& out);
  // `stored` without what the caller may not see of it.
  absl::StatusOr<std::string> Shown(v1::ClaimStatus status, std::string_view stored);
  absl::StatusOr<bool> AddRelationship(const LogChange& change, storage::Version version,
                                       RenderedChange& out);
  absl::Status AddRevisions(const LogChange& change, storage::Version version, RenderedChange& out);
  absl::Status AddRecord(int field, const std::string& key, storage::Version version, bool staff,
                         RenderedChange& out);
  absl::StatusOr<bool> Selects(const LoggedCommit& commit, const RenderedChange& change,
                               const Filter& filter);
  absl::StatusOr<domain::View*> Store();
  absl::StatusOr<std::optional<storage::Entry>> GetAt(const std::string& key,
                                                      storage::Version version);
  // Whether the claim is deleted by now.
  absl::StatusOr<bool> IsDeleted(std::string_view claim);

  domain::ClaimBook& book_;
  const Rights& rights_;
  const bool full_;
  std::optional<domain::View> store_;
  absl::flat_hash_map<std::string, bool> deleted_;
};

}  // namespace factcheck::feed

#endif  // FACTCHECK_SERVER_FEED_RENDER_H_
