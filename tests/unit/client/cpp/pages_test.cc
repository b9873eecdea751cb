#include "client/cpp/pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ranges>

#include "tests/unit/client/cpp/fake_server.h"

namespace factcheck::client {
namespace {

using ::testing::ElementsAre;

static_assert(std::ranges::input_range<Pages<v1::Claim>>);

// Pages of these sizes, of claims numbered through.
void ServePages(FakeServer& server, std::vector<int> sizes) {
  server.list = [sizes](const v1::ListClaimsRequest& request, v1::ListClaimsResponse* response) {
    const size_t page = request.page_token().empty() ? 0 : std::stoul(request.page_token());
    int first = 0;
    for (size_t i = 0; i < page; ++i) first += sizes[i];
    for (int i = 0; i < sizes[page]; ++i) {
      response->add_claims()->set_name(request.filter() + std::to_string(first + i));
    }
    if (page + 1 < sizes.size()) response->set_next_page_token(std::to_string(page + 1));
    return grpc::Status::OK;
  };
}

// Names in order, and errors as their message.
std::vector<std::string> ReadAll(Pages<v1::Claim> pages) {
  std::vector<std::string> read;
  for (absl::StatusOr<v1::Claim>& claim : pages) {
    read.push_back(claim.ok() ? claim->name() : std::string(claim.status().message()));
  }
  return read;
}

v1::ListClaimsRequest Filtered() {
  v1::ListClaimsRequest request;
  request.set_filter("c");
  return request;
}

TEST(PagesTest, ReadThroughAllPagesWithTheSameRequest) {
  FakeServer server;
  ServePages(server, {2, 1, 2});
  EXPECT_THAT(ReadAll(server.NewClient().ListClaims(Filtered())),
              ElementsAre("c0", "c1", "c2", "c3", "c4"));
}

TEST(PagesTest, AnEmptyPageIsNotTheEnd) {
  FakeServer server;
  ServePages(server, {0, 1, 0, 0, 1, 0});
  EXPECT_THAT(ReadAll(server.NewClient().ListClaims(Filtered())), ElementsAre("c0", "c1"));
}

TEST(PagesTest, AnEmptyListHasNoElement) {
  FakeServer server;
  ServePages(server, {0});
  EXPECT_THAT(ReadAll(server.NewClient().ListClaims(Filtered())), ElementsAre());
}

TEST(PagesTest, AnErrorIsTheLastElement) {
  FakeServer server;
  ServePages(server, {1, 1});
  const auto pages = server.list;
  server.list = [pages](const v1::ListClaimsRequest& request, v1::ListClaimsResponse* response) {
    if (!request.page_token().empty()) return ErrorWith(grpc::INVALID_ARGUMENT, "expired");
    return pages(request, response);
  };
  EXPECT_THAT(ReadAll(server.NewClient().ListClaims(Filtered())), ElementsAre("c0", "expired"));
}

TEST(PagesTest, APageThatCannotBeReachedIsTriedAgain) {
  FakeServer server;
  ServePages(server, {1, 1});
  server.FailNext(grpc::Status::OK);
  server.FailNext(grpc::Status(grpc::UNAVAILABLE, "gone"));
  EXPECT_THAT(ReadAll(server.NewClient().ListClaims(Filtered())), ElementsAre("c0", "c1"));
}

TEST(PagesTest, OnlyWhatIsReadIsFetched) {
  FakeServer server;
  ServePages(server, {1, 1, 1});
  int calls = 0;
  const auto pages = server.list;
  server.list = [&](const v1::ListClaimsRequest& request, v1::ListClaimsResponse* response) {
    ++calls;
    return pages(request, response);
  };
  auto claims = server.NewClient().ListClaims(Filtered());
  EXPECT_EQ(calls, 0);
  EXPECT_EQ((*claims.begin())->name(), "c0");
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace factcheck::client
