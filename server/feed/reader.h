// Reads the commit log for one caller: commits as factcheck.v1 has them, whole, in order, with
// the caller's rights of the moment. Stateless: a position is a Version.
#ifndef FACTCHECK_SERVER_FEED_READER_H_
#define FACTCHECK_SERVER_FEED_READER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "factcheck/v1/change.pb.h"
#include "server/domain/core/book.h"
#include "server/domain/core/principal.h"
#include "server/domain/values/error.h"
#include "server/feed/filter.h"
#include "server/feed/recent.h"
#include "server/feed/render.h"
#include "server/feed/rights.h"
#include "server/storage/engine.h"

namespace factcheck::feed {

inline constexpr size_t kMaxReadCommits = 1000;

// A page ends where one of these is reached; each is looked at after a commit, but for
// max_bytes, which only a single commit (kMaxCommitBytes at most) exceeds.
struct ReadLimits {
  size_t max_commits = kMaxReadCommits;
  size_t max_bytes = 256 << 10;
  // Commits of the log that are looked through, so that a filter which selects few of many
  // takes a bounded time.
  size_t max_looked_at = 5'000;
};

// One commit, as much of it as the caller may see and the filter selects.
struct ReadCommit {
  storage::Version version;
  std::string bytes;  // Serialised factcheck.v1.Commit.
};

struct ReadPage {
  std::vector<ReadCommit> commits;  // Ascending; may be empty.
  // Everything up to here was looked at: go on behind it, whatever was found.
  storage::Version position;
  bool caught_up = false;  // Nothing was behind `position` when it was looked at.
};

// OUT_OF_RANGE POSITION_TRIMMED; metadata `oldest_token` has `oldest`.
absl::Status PositionTrimmed(const domain::Stamps& stamps, storage::Version oldest);

// Thread-safe.
class Reader {
 public:
  // Both must outlive this. `recent` spares reading the newest commits again; with it or
  // without, every commit that was acknowledged before is read.
  explicit Reader(domain::ClaimBook* book, const RecentCommits* recent = nullptr)
      : book_(*book), recent_(recent) {}

  // The position at which `start` begins. Its form is checked as the field `field`.
  // INVALID_FIELDS, INVALID_CONSISTENCY_TOKEN, POSITION_TRIMMED, POSITION_AHEAD.
  absl::StatusOr<storage::Version> PositionOf(std::string_view field, const v1::ChangeStart& start);
  // Of a token. INVALID_CONSISTENCY_TOKEN, POSITION_AHEAD; it may be trimmed.
  absl::StatusOr<storage::Version> PositionOfToken(std::string_view token);
  std::string TokenOf(storage::Version position) const { return book_.stamps().TokenOf(position); }

  // The commits behind `after`. POSITION_TRIMMED. Reads the store; never waits for a commit.
  absl::StatusOr<ReadPage> Read(const Rights& rights, const Filter& filter, v1::ChangeView view,
                                storage::Version after, const ReadLimits& limits = {});

  // The next position to wait behind, with AwaitCommit, is a page's that is caught up.
  domain::ClaimBook& book() { return book_; }

 private:
  // What follows a position; nothing where it is the end.
  struct Next {
    std::vector<SharedCommitPtr> commits;
    storage::Version position;
    bool shared = false;
  };
  absl::StatusOr<Next> After(storage::Version position, size_t most);
  absl::StatusOr<std::string> Serialise(const SharedCommit& commit, bool shared,
                                        const Rights& rights, const Filter& filter,
                                        v1::ChangeView view, Renderer& renderer);

  domain::ClaimBook& book_;
  const RecentCommits* const recent_;
};

}  // namespace factcheck::feed

#endif  // FACTCHECK_SERVER_FEED_READER_H_
