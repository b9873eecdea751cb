// Suggests likely duplicates of new claims: follows the commit log behind the index, and writes
// SUGGESTED relationships as actors/factcheckd. Nothing is ever merged or confirmed by it.
#ifndef FACTCHECK_SERVER_SEARCH_SERVICE_INTAKE_H_
#define FACTCHECK_SERVER_SEARCH_SERVICE_INTAKE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "factcheck/storage/v1/records.pb.h"
#include "server/domain/core/book.h"
#include "server/domain/relationships/stored_suggestion.h"
#include "server/search/service/projection.h"
#include "server/storage/engine.h"

namespace factcheck::search {

// Of a claim, when it comes in; others may suggest it later.
inline constexpr size_t kMaxSuggestions = 3;
// Of a suggestion's score, 0 to 1: the share of their words, weighted by rarity, that the two
// statements have in common. On 50,000 real claims two thirds of those above it say the same, and a
// third of those between 0.7 and it: below, most share little but the names of famous people.
inline constexpr double kDefaultSuggestScore = 0.8;
// `Relationship.model` of what it suggests; a new one where the rule below changes.
inline constexpr std::string_view kSuggestModel = "factcheckd-lexical-1";

struct IntakeOptions {
  bool enabled = true;
  // Claims that are less alike are not suggested.
  double least_score = kDefaultSuggestScore;
  // While others write it rests so many times as long as it worked, so that an import has the
  // machine for itself, and catches up after it.
  int rest = 25;
  // Told of what went wrong in the background; it is tried again. May be empty.
  std::function<void(const absl::Status&)> on_error;
  // Told once of each new claim that is passed over because of a damaged record. May be empty.
  std::function<void(const absl::Status&)> on_damaged;
};

struct IntakeCounts {
  uint64_t claims = 0;       // Looked at since the start.
  uint64_t suggestions = 0;  // Made since the start.
  uint64_t damaged = 0;      // Claims that were passed over since the start.
  absl::Duration lag;        // How long ago the claim came in that is next; zero: none waits.
};

// Which claims are suggested
//   A new claim's statement is matched against the index as of then or later. Of the claims
//   found that came in before it, stand, and agree with it in numbers, dates and negations, the
//   best kMaxSuggestions are suggested to be what it is a duplicate of (in the same words) or a
//   paraphrase of. So a pair is looked at once, whichever order an import has. Where a merged
//   claim is found, it is the claim that it was merged into.
//   What everybody may read of claims is in the index, and no more; who may not see a claim
//   (a deleted one) sees no relationship to it.
//
// How far it is, is stored in the commit of what it suggests, so each claim is looked at once,
// also after kill -9. It begins with the claims that come in after the first start; where it was
// off for a while, with those that came in since. Claims whose log is trimmed by then are left out,
// and so are those of which a stored record is damaged.
//
// Thread-safe.
class Intake {
 public:
  // Both must outlive this.
  Intake(domain::ClaimBook* book, Projection* projection, IntakeOptions options);
  ~Intake();
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;

  // Starts the thread, where it is enabled: what comes in from here on is looked at. At most once.
  absl::Status Start();
  void Stop();
  // The store was replaced under it (Engine::Load): begins with what comes in from now on.
  void StoreReplaced();

  // Whether all that came in up to this version was looked at, by `deadline`.
  bool Await(storage::Version version, absl::Time deadline) const;
  IntakeCounts counts() const;

 private:
  // A new claim, and how far everything is once it was looked at.
  struct Arrival {
    storage::Version version;
    std::string claim;
    storage::v1::IntakeProgress after;
  };

  void Run();
  // Reads where it was. A store that has no such note gets one.
  absl::Status Begin();
  // Looks at what came in; waits for something for a moment.
  absl::Status Round();
  absl::StatusOr<std::vector<Arrival>> ReadArrivals(storage::Version latest);
  absl::Status LookAt(std::span<const Arrival> arrivals);
  // The same, one by one, past those that can't be looked at because a record is damaged.
  absl::Status LookAtEach(std::span<const Arrival> arrivals);
  // Stores the suggestions that can be, and `progress`.
  absl::Status Commit(std::span<const domain::Suggestion> suggestions,
                      const storage::v1::IntakeProgress& progress);
  absl::Status StoreProgress();
  // Shows how far it is, and the commit of the claim that is next: 0 where none waits, nullopt
  // where that stays.
  void Publish(std::optional<storage::Version> next);
  void NoteOthers();
  // Lets others have the machine where they write.
  void Rest(absl::Duration worked);
  void Pause(absl::Duration duration);
  bool interrupted() const;
  void Report(const absl::Status& status) const;

  domain::ClaimBook& book_;
  Projection& projection_;
  const IntakeOptions options_;
  std::thread thread_;

  // Of the thread.
  bool begun_ = false;
  storage::v1::IntakeProgress progress_;
  std::string stored_;     // As it is in the store; "": it has none.
  bool unstored_ = false;  // The log went on since.
  absl::Time stored_at_ = absl::InfinitePast();
  storage::Version own_;     // Its own last commit.
  storage::Version others_;  // The last of others that it saw.

  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  IntakeCounts counts_ ABSL_GUARDED_BY(mutex_);
  std::optional<storage::Version> replaced_ ABSL_GUARDED_BY(mutex_);
  storage::Version position_ ABSL_GUARDED_BY(mutex_);
  storage::Version next_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_SERVICE_INTAKE_H_
