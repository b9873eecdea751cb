// A matching task: claims, queries, and which claims each query repeats.
#ifndef FACTCHECK_TESTS_BENCH_MATCHING_COLLECTION_H_
#define FACTCHECK_TESTS_BENCH_MATCHING_COLLECTION_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "server/search/document.h"

namespace factcheck::bench {

struct LabelledQuery {
  std::string id;
  std::string text;
  std::set<std::string> relevant;  // Keys of documents; never empty.
};

struct Collection {
  std::string name;
  std::vector<search::Document> documents;
  std::map<std::string, std::vector<LabelledQuery>> splits;
};

// The collection in folder `name` of FACTCHECK_DATA/matching (default ../shared/data/matching),
// with those of the splits "train", "dev" and "test" that are there; nullopt: there is none.
std::optional<Collection> ReadCollection(std::string_view name);

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_MATCHING_COLLECTION_H_
