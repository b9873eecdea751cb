#include "server/search/service/searches.h"

#include <algorithm>

namespace factcheck::search {

void CheckPresent(const v1::ReadOptions& options, domain::Violations& violations) {
  if (options.as_of_case() != v1::ReadOptions::AS_OF_NOT_SET) {
    violations.Add("read_options", "the past can't be searched; leave out time and token");
  }
}

absl::StatusOr<std::shared_ptr<const Index>> Searches::Newest(const domain::Call& call,
                                                              const v1::ReadOptions& options) {
  storage::Version at_least = book_.engine().LatestVersion();
  if (!options.at_least_as_fresh().empty()) {
    absl::StatusOr<storage::Version> version =
        book_.stamps().VersionOf(options.at_least_as_fresh());
    if (!version.ok()) return version.status();
    at_least = std::max(at_least, *version);
  }
  return projection_.Get(at_least, call.deadline);
}

v1::SearchIndex Searches::Describe() const {
  const Projection::State state = projection_.state();
  v1::SearchIndex index;
  index.set_claims(static_cast<int64_t>(state.stats.documents));
  index.set_terms(static_cast<int64_t>(state.stats.terms));
  index.set_memory_bytes(static_cast<int64_t>(state.stats.memory_bytes));
  if (state.ready) index.set_consistency_token(book_.stamps().TokenOf(state.position));
  index.set_building(state.building);
  index.set_ready(state.ready);
  return index;
}

absl::StatusOr<std::string> Searches::GetSearchIndex(const domain::Call& /*call*/,
                                                     const v1::GetSearchIndexRequest& /*request*/) {
  return Describe().SerializeAsString();
}

absl::StatusOr<std::string> Searches::RebuildSearchIndex(
    const domain::Call& call, const v1::RebuildSearchIndexRequest& /*request*/) {
  if (absl::Status built = projection_.Rebuild(call.deadline); !built.ok()) return built;
  return Describe().SerializeAsString();
}

}  // namespace factcheck::search
