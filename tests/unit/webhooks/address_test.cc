#include "server/webhooks/address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <string>

namespace factcheck::webhooks {
namespace {

bool IsPublic(const std::string& text) {
  sockaddr_in in4{};
  in4.sin_family = AF_INET;
  if (inet_pton(AF_INET, text.c_str(), &in4.sin_addr) == 1) {
    return IsPublicAddress(reinterpret_cast<const sockaddr*>(&in4), sizeof(in4));
  }
  sockaddr_in6 in6{};
  in6.sin6_family = AF_INET6;
  EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &in6.sin6_addr), 1) << text;
  return IsPublicAddress(reinterpret_cast<const sockaddr*>(&in6), sizeof(in6));
}

TEST(AddressTest, TellsWhatIsPublic) {
  for (const char* address :
       {"1.1.1.1",          "8.8.8.8",           "9.255.255.255",   "11.0.0.0",
        "100.63.255.255",   "100.128.0.0",       "126.255.255.255", "128.0.0.0",
        "169.253.255.255",  "172.15.255.255",    "172.32.0.0",      "192.167.255.255",
        "192.169.0.0",      "198.17.255.255",    "198.20.0.0",      "223.255.255.255",
        "2606:4700::1111",  "2a00:1450:4001::1", "2001:200::1",     "::ffff:8.8.8.8",
        "64:ff9b::808:808", "2002:808:808::1"}) {
    EXPECT_TRUE(IsPublic(address)) << address;
  }
}

TEST(AddressTest, TellsWhatIsNot) {
  for (const char* address : {"0.0.0.0",
                              "0.1.2.3",
                              "10.0.0.1",
                              "10.255.255.255",
                              "100.64.0.1",
                              "100.127.255.255",
                              "127.0.0.1",
                              "127.255.255.254",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.0.0.8",
                              "192.0.2.1",
                              "192.88.99.1",
                              "192.168.1.1",
                              "198.18.0.1",
                              "198.19.255.255",
                              "198.51.100.1",
                              "203.0.113.9",
                              "224.0.0.1",
                              "239.255.255.255",
                              "240.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::7f00:1",
                              "::ffff:127.0.0.1",
                              "::ffff:10.0.0.1",
                              "::ffff:169.254.169.254",
                              "::ffff:100.64.0.1",
                              "64:ff9b::7f00:1",
                              "64:ff9b::a00:1",
                              "64:ff9b:1::808:808",
                              "100::1",
                              "2001::1",
                              "2001:db8::1",
                              "2001:20::1",
                              "2002:7f00:1::1",
                              "2002:a00:1::",
                              "3fff::1",
                              "5f00::1",
                              "fc00::1",
                              "fd12:3456::1",
                              "fe80::1",
                              "febf::1",
                              "fec0::1",
                              "ff02::1",
                              "4000::1"}) {
    EXPECT_FALSE(IsPublic(address)) << address;
  }
}

TEST(AddressTest, OtherFamiliesAreNot) {
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  EXPECT_FALSE(IsPublicAddress(reinterpret_cast<const sockaddr*>(&local), sizeof(local)));
  sockaddr_in6 cut{};
  cut.sin6_family = AF_INET6;
  EXPECT_FALSE(IsPublicAddress(reinterpret_cast<const sockaddr*>(&cut), sizeof(sockaddr_in)));
}

TEST(AddressTest, HostsAreToldInEverySpelling) {
  for (const char* host :
       {"localhost", "localhost.", "a.localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001",
        "0177.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "10.1", "0", "169.254.169.254"}) {
    EXPECT_FALSE(MayBePublicHost(host)) << host;
  }
  for (const char* host : {"example.org", "localhost.example", "8.8.8.8", "[2606:4700::1111]",
                           "xn--bcher-kva.example"}) {
    EXPECT_TRUE(MayBePublicHost(host)) << host;
  }
}

}  // namespace
}  // namespace factcheck::webhooks
