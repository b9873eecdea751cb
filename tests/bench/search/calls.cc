// MatchClaims through the server's API.
#include <random>
#include <string>
#include <string_view>

#include "factcheck/v1/search_service.pb.h"
#include "tests/bench/bench.h"
#include "tests/bench/method.h"
#include "tests/bench/search/texts.h"

namespace factcheck::bench {
namespace {

constexpr size_t kPosts = 1000;

}  // namespace

absl::Status MeasureMatchCalls(const Bench& bench, const Store& store, const Echo& echo) {
  if (!WantsSome(bench, "MatchClaims")) return absl::OkStatus();
  auto texts = Texts::Read(bench.reviews);
  if (!texts.ok()) return texts.status();
  Method match{"MatchClaims", "/factcheck.v1.Search/MatchClaims", "", {}};
  std::mt19937_64 random(1);
  const auto statement = [&]() -> std::string_view {
    return texts->Real(random() % texts->size())[search::Field::kStatement];
  };
  for (size_t i = 0; i < kPosts; ++i) {
    v1::MatchClaimsRequest request;
    v1::MatchQuery& query = *request.add_queries();
    query.set_kind(v1::MatchQuery::KIND_POST);
    const std::string_view repeated = statement();
    query.set_text(PostOf(repeated, statement(), random));
    match.requests.push_back(request.SerializeAsString());
  }
  for (const int in_flight : {1, 16}) {
    absl::Status measured = MeasureMethod(bench, store, echo, match, in_flight);
    if (!measured.ok()) return measured;
  }
  return absl::OkStatus();
}

}  // namespace factcheck::bench
