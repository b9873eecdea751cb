#include "server/domain/core/plain_wire.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "factcheck/v1/claims_service.pb.h"
#include "tests/support/storage_fixture.h"

namespace factcheck::testing {
namespace {

using domain::PlainClaimId;
using domain::TakePlainField;

constexpr int kName = v1::GetClaimRequest::kNameFieldNumber;

TEST(PlainWireTest, ReadsWhatProtobufWrites) {
  for (const size_t size : {0, 1, 100, 127, 128, 16'383, 16'384, 2'000'000}) {
    v1::GetClaimRequest request;
    request.set_name("claims/" + std::string(size, 'x'));
    EXPECT_EQ(PlainClaimId(kName, request.SerializeAsString()).value_or("none").size(), size);
  }
}

TEST(PlainWireTest, TakesFieldsOneAfterTheOther) {
  v1::BatchGetClaimsRequest request;
  request.add_names("one");
  request.add_names("");
  const std::string bytes = request.SerializeAsString();
  std::string_view wire = bytes;
  EXPECT_EQ(TakePlainField(1, wire), "one");
  EXPECT_EQ(TakePlainField(1, wire), "");
  EXPECT_EQ(wire, "");
  EXPECT_EQ(TakePlainField(1, wire), std::nullopt);
}

TEST(PlainWireTest, LeavesEverythingElseToProtobuf) {
  v1::GetClaimRequest request;
  EXPECT_EQ(PlainClaimId(kName, request.SerializeAsString()), std::nullopt) << "empty";
  request.set_name("c1");
  EXPECT_EQ(PlainClaimId(kName, request.SerializeAsString()), std::nullopt) << "not a claim's name";
  request.set_name("claims/c1");
  const std::string plain = request.SerializeAsString();
  EXPECT_EQ(PlainClaimId(kName, plain), "c1");
  EXPECT_EQ(PlainClaimId(kName + 1, plain), std::nullopt) << "another field";
  EXPECT_EQ(PlainClaimId(kName, plain + plain), std::nullopt) << "the last one counts";
  EXPECT_EQ(PlainClaimId(kName, plain + "\x98\x06\x01"), std::nullopt) << "an unknown field";
  request.mutable_read_options();
  EXPECT_EQ(PlainClaimId(kName, request.SerializeAsString()), std::nullopt) << "read options";
  for (size_t size = 0; size < plain.size(); ++size) {
    EXPECT_EQ(PlainClaimId(kName, plain.substr(0, size)), std::nullopt) << "cut short";
  }
  const std::string endless("\x0a\xff\xff\xff\xff\xff\xff", 7);
  EXPECT_EQ(PlainClaimId(kName, endless), std::nullopt);
}

// Whatever it makes sense of, protobuf reads in the same way.
TEST(PlainWireTest, AgreesWithProtobufOnAnyBytes) {
  std::mt19937_64 random(TestSeed());
  v1::GetClaimRequest request;
  request.set_name("claims/c1");
  int understood = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = request.SerializeAsString();
    if (random() % 2 == 0) bytes += bytes;
    for (uint64_t changes = random() % 4; changes > 0; --changes) {
      bytes[random() % bytes.size()] =
          static_cast<char>(random() % 2 == 0 ? random() % 20 : random());
    }
    const auto id = PlainClaimId(kName, bytes);
    // Text that is not UTF-8 is no id, which whoever takes the id looks at.
    v1::GetClaimRequest parsed;
    if (!id || !parsed.ParseFromString(bytes)) continue;
    ++understood;
    EXPECT_EQ(parsed.name(), "claims/" + std::string(*id));
    EXPECT_FALSE(parsed.has_read_options());
  }
  EXPECT_GT(understood, 0);
}

}  // namespace
}  // namespace factcheck::testing
