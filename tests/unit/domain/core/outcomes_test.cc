#include "server/domain/core/outcomes.h"

#include <string>

#include "factcheck/v1/claims_service.pb.h"
#include "gtest/gtest.h"
#include "server/domain/core/keys.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::domain {
namespace {

class OutcomesTest : public ::factcheck::testing::DomainTest {
 protected:
  void WriteAs(const std::string& request_id) {
    v1::AcceptClaimRequest request;
    request.set_request_id(request_id);
    const Call call{admin_, "factcheck.v1.Test/Write"};
    ASSERT_TRUE(book()
                    .WriteAndWait(call, request,
                                  [](Txn&) -> absl::StatusOr<std::string> { return "answer"; })
                    .ok());
  }
  bool IsKept(const std::string& request_id) {
    auto snapshot = engine().NewSnapshot();
    return (*snapshot)->Get(keys::Request("admin", request_id))->has_value();
  }
};

TEST_F(OutcomesTest, OnlyOldOnesAreForgotten) {
  for (int i = 0; i < 1'200; ++i) WriteAs("old-" + std::to_string(i));
  clock().Advance(absl::Hours(25));
  WriteAs("younger");
  ASSERT_EQ(*ForgetOutcomes(book()), 0u);
  clock().Advance(absl::Hours(24));
  EXPECT_EQ(*ForgetOutcomes(book()), 1'200u);
  EXPECT_FALSE(IsKept("old-0"));
  EXPECT_TRUE(IsKept("younger"));
}

}  // namespace
}  // namespace factcheck::domain
