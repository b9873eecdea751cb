#include <limits>

#include "factcheck/v1/claims_service.pb.h"
#include "gtest/gtest.h"
#include "server/domain/values/consistency_token.h"
#include "server/domain/values/crypto.h"
#include "server/domain/values/error.h"
#include "server/domain/values/page_token.h"

namespace factcheck::domain {
namespace {

constexpr std::string_view kStore = "0123456789abcdef";

void CheckNoToken(std::string_view token) {
  const absl::StatusOr<uint64_t> version = DecodeConsistencyToken(kStore, token);
  EXPECT_EQ(version.status().code(), absl::StatusCode::kInvalidArgument) << token;
  EXPECT_EQ(ReasonOf(version.status()), v1::ERROR_REASON_INVALID_CONSISTENCY_TOKEN) << token;
}

TEST(ConsistencyTokenTest, RoundTripsEveryVersionInOneSize) {
  for (uint64_t version : {uint64_t{0}, uint64_t{1}, uint64_t{1'676'808'000'000'000},
                           std::numeric_limits<uint64_t>::max()}) {
    const std::string token = EncodeConsistencyToken(kStore, version);
    EXPECT_EQ(token.size(), EncodeConsistencyToken(kStore, 0).size());
    EXPECT_LE(token.size(), kMaxConsistencyTokenBytes);
    EXPECT_EQ(*DecodeConsistencyToken(kStore, token), version);
  }
}

TEST(ConsistencyTokenTest, IsOfOneStore) {
  CheckNoToken(EncodeConsistencyToken("another store id", 7));
}

TEST(ConsistencyTokenTest, AnyChangedCharacterIsNoticed) {
  const std::string token = EncodeConsistencyToken(kStore, 1'676'808'000'000'000);
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CheckNoToken(changed);
    CheckNoToken(token.substr(0, i));
  }
  CheckNoToken(token + "A");
  CheckNoToken(token + "=");
  CheckNoToken(std::string(65, 'A'));
  CheckNoToken("not a token");
}

class PageTokenTest : public ::testing::Test {
 protected:
  PageTokenTest() {
    request_.set_parent("claims/a");
    request_.set_filter("stance = REFUTES");
    request_.set_page_token(tokens_.Make("List", "jane", request_, "position", now_));
  }

  void CheckRefused(const absl::StatusOr<std::string>& position) {
    EXPECT_EQ(position.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(ReasonOf(position.status()), v1::ERROR_REASON_INVALID_PAGE_TOKEN);
  }

  const absl::Time now_ = absl::FromUnixSeconds(1'676'808'000);
  const PageTokens tokens_{std::string(kSealKeyBytes, 'k')};
  v1::ListEvidenceRequest request_;
};

TEST_F(PageTokenTest, GivesThePositionBack) {
  EXPECT_EQ(*tokens_.Read("List", "jane", request_, now_), "position");
}

TEST_F(PageTokenTest, NoTokenIsTheFirstPage) {
  EXPECT_EQ(*tokens_.Read("List", "jane", v1::ListEvidenceRequest(), now_), "");
}

TEST_F(PageTokenTest, PageSizeAndReadOptionsMayChange) {
  request_.set_page_size(7);
  request_.mutable_read_options()->set_at_least_as_fresh("whatever");
  EXPECT_EQ(*tokens_.Read("List", "jane", request_, now_), "position");
}

TEST_F(PageTokenTest, IsBoundToTheRequest) {
  request_.set_filter("stance = SUPPORTS");
  CheckRefused(tokens_.Read("List", "jane", request_, now_));
}

TEST_F(PageTokenTest, IsBoundToMethodAndCaller) {
  CheckRefused(tokens_.Read("OtherList", "jane", request_, now_));
  CheckRefused(tokens_.Read("List", "john", request_, now_));
  // Where one ends and the other begins counts, too.
  CheckRefused(tokens_.Read("Listj", "ane", request_, now_));
}

TEST_F(PageTokenTest, IsOfOneServer) {
  const PageTokens others(std::string(kSealKeyBytes, 'o'));
  CheckRefused(others.Read("List", "jane", request_, now_));
}

TEST_F(PageTokenTest, ExpiresAfterADay) {
  EXPECT_TRUE(tokens_.Read("List", "jane", request_, now_ + kPageTokenLife).ok());
  CheckRefused(
      tokens_.Read("List", "jane", request_, now_ + kPageTokenLife + absl::Microseconds(1)));
}

TEST_F(PageTokenTest, AnyFlippedBitIsNoticed) {
  const std::string token = request_.page_token();
  for (size_t bit = 0; bit < token.size() * 8; ++bit) {
    std::string flipped = token;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    // The parser of requests refuses text that is not UTF-8 long before.
    if (static_cast<unsigned char>(flipped[bit / 8]) >= 0x80) continue;
    request_.set_page_token(flipped);
    CheckRefused(tokens_.Read("List", "jane", request_, now_));
  }
}

TEST_F(PageTokenTest, TheLongestPositionFits) {
  const std::string position(kMaxPagePositionBytes, 'p');
  request_.set_page_token(tokens_.Make("List", "jane", request_, position, now_));
  EXPECT_LE(request_.page_token().size(), kMaxPageTokenBytes);
  EXPECT_EQ(*tokens_.Read("List", "jane", request_, now_), position);
}

TEST(PageSizeTest, DefaultAndMost) {
  EXPECT_EQ(EffectivePageSize(0), 50);
  EXPECT_EQ(EffectivePageSize(1), 1);
  EXPECT_EQ(EffectivePageSize(1000), 1000);
  EXPECT_EQ(EffectivePageSize(1001), 1000);
  EXPECT_EQ(EffectivePageSize(std::numeric_limits<int>::max()), 1000);
}

}  // namespace
}  // namespace factcheck::domain
