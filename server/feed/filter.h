// Which changes a reader wants (factcheck.v1.ChangeFilter), parsed once.
#ifndef FACTCHECK_SERVER_FEED_FILTER_H_
#define FACTCHECK_SERVER_FEED_FILTER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/change.pb.h"
#include "server/domain/values/error.h"

namespace factcheck::feed {

inline constexpr int kMaxFilterKinds = 50;
inline constexpr int kMaxFilterPublishers = 100;
inline constexpr int kMaxFilterTopics = 50;
inline constexpr int kMaxFilterClaims = 1000;

// What the public API calls a change of the log. UNSPECIFIED: it is not for the feed.
v1::Change::Kind KindOf(const storage::v1::Change& change);

// Immutable.
class Filter {
 public:
  // Selects everything.
  Filter() = default;
  // Adds violations below `field` where a bound or a name's pattern is not kept.
  static Filter Parse(std::string_view field, const v1::ChangeFilter& filter,
                      domain::Violations& violations);

  bool SelectsAll() const { return kinds_ == 0 && publishers_.empty() && OnlyByClaim(); }
  bool by_topic() const { return !topics_.empty(); }
  bool by_publisher() const { return !publishers_.empty(); }

  // From the log's record alone: false where the change can't be selected. Statuses
  // and topics are to be looked at.
  bool MaySelect(const storage::v1::Change& change) const;
  bool SelectsTopic(std::string_view topic) const { return topics_.contains(topic); }
  // `publisher`: an id.
  bool SelectsPublisher(std::string_view publisher) const {
    return publishers_.contains(publisher);
  }

 private:
  bool OnlyByClaim() const { return topics_.empty() && claims_.empty(); }
  bool SelectsKind(v1::Change::Kind kind) const {
    return kinds_ == 0 || ((kinds_ >> static_cast<unsigned>(kind)) & 1u) != 0;
  }

  // Ids; std::string_view is found without a copy.
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const { return a == b; }
  };
  using Set = absl::flat_hash_set<std::string, Hash, Equal>;

  uint64_t kinds_ = 0;  // A bit each; none: all.
  Set publishers_;
  Set topics_;
  Set claims_;
};

}  // namespace factcheck::feed

#endif  // FACTCHECK_SERVER_FEED_FILTER_H_
