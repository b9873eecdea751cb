#include "server/base/ip_network.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace factcheck {
namespace {

IpAddress Address(std::string_view text) {
  const std::optional<IpAddress> parsed = ParseIpAddress(text);
  EXPECT_TRUE(parsed.has_value()) << text;
  return parsed.value_or(IpAddress{});
}

TEST(IpNetworkTest, ParsesBothFamiliesIntoOneForm) {
  EXPECT_EQ(Address("192.0.2.7"), MappedIp4(192, 0, 2, 7));
  EXPECT_EQ(Address("::ffff:192.0.2.7"), MappedIp4(192, 0, 2, 7));
  EXPECT_EQ(Address("::1")[15], 1);
  EXPECT_EQ(Address("2001:db8::")[2], 0x0d);
}

TEST(IpNetworkTest, RefusesWhatIsNoAddress) {
  for (const std::string_view text : {"", "localhost", "127.1", "0x7f000001", "1.2.3", "1.2.3.4.5",
                                      "[::1]", "1.2.3.256", "::1%lo", "1.2.3.4 "}) {
    EXPECT_FALSE(ParseIpAddress(text).has_value()) << text;
  }
  EXPECT_FALSE(ParseIpAddress(std::string("1.2.3.4\0.5", 10)).has_value());
}

TEST(IpNetworkTest, AnAddressIsWithinByItsPrefixAlone) {
  struct Case {
    std::string_view network;
    int bits;
    std::string_view address;
    bool within;
  };
  for (const Case& each : {
           Case{"10.0.0.0", 104, "10.255.0.1", true},
           Case{"10.0.0.0", 104, "11.0.0.0", false},
           Case{"172.16.0.0", 108, "172.31.255.255", true},
           Case{"172.16.0.0", 108, "172.32.0.0", false},
           Case{"192.0.2.7", 128, "192.0.2.7", true},
           Case{"192.0.2.7", 128, "192.0.2.6", false},
           Case{"10.0.0.0", 104, "a00::", false},
           Case{"fd00::", 8, "fdff::1", true},
           Case{"fd00::", 8, "fc00::1", false},
           Case{"2001:db8::", 33, "2001:db8:7fff::", true},
           Case{"2001:db8::", 33, "2001:db8:8000::", false},
           Case{"::", 0, "ffff::", true},
       }) {
    EXPECT_EQ(IsWithin(Address(each.address), {Address(each.network), each.bits}), each.within)
        << each.address << " in " << each.network << "/" << each.bits;
  }
}

TEST(IpNetworkTest, ANetworkHasNoBitsBehindItsPrefix) {
  EXPECT_TRUE(IsWholeNetwork({Address("10.0.0.0"), 104}));
  EXPECT_FALSE(IsWholeNetwork({Address("10.0.0.1"), 104}));
  EXPECT_TRUE(IsWholeNetwork({Address("10.0.0.1"), 128}));
  EXPECT_TRUE(IsWholeNetwork({Address("::"), 0}));
  EXPECT_FALSE(IsWholeNetwork({Address("fd80::"), 8}));
}

}  // namespace
}  // namespace factcheck
