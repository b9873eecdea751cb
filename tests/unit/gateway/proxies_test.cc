#include "server/gateway/proxies.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace factcheck::gateway {
namespace {

Request From(std::string peer, std::vector<std::string> forwarded_for, std::string proto = "") {
  Request request;
  request.peer = std::move(peer);
  for (std::string& value : forwarded_for) {
    request.headers.Add("x-forwarded-for", std::move(value));
  }
  if (!proto.empty()) request.headers.Add("x-forwarded-proto", std::move(proto));
  return request;
}

std::string PeerOf(const std::vector<std::string>& trusted, Request request) {
  const auto proxies = TrustedProxies::Parse(trusted);
  EXPECT_TRUE(proxies.ok()) << proxies.status();
  if (proxies.ok()) proxies->Resolve(request);
  return request.peer;
}

TEST(TrustedProxiesTest, NobodyIsBelievedWhereNoneIsTrusted) {
  EXPECT_EQ(PeerOf({}, From("192.0.2.1", {"198.51.100.7"})), "192.0.2.1");
  EXPECT_EQ(PeerOf({"10.0.0.0/8"}, From("192.0.2.1", {"198.51.100.7"})), "192.0.2.1");
}

TEST(TrustedProxiesTest, TakesTheLastAddressThatIsNotAProxy) {
  const std::vector<std::string> trusted = {"10.0.0.0/8", "127.0.0.1"};
  EXPECT_EQ(PeerOf(trusted, From("127.0.0.1", {"198.51.100.7"})), "198.51.100.7");
  // The client wrote the first, to be taken for this machine.
  EXPECT_EQ(PeerOf(trusted, From("127.0.0.1", {"127.0.0.1, 198.51.100.7"})), "198.51.100.7");
  EXPECT_EQ(PeerOf(trusted, From("127.0.0.1", {"203.0.113.9, 198.51.100.7, 10.1.2.3"})),
            "198.51.100.7");
  EXPECT_EQ(PeerOf(trusted, From("127.0.0.1", {"203.0.113.9", "198.51.100.7", "10.1.2.3"})),
            "198.51.100.7");
  EXPECT_EQ(PeerOf(trusted, From("127.0.0.1", {"10.1.2.3"})), "10.1.2.3");
}

TEST(TrustedProxiesTest, StopsAtWhatIsNoAddress) {
  const std::vector<std::string> trusted = {"10.0.0.0/8"};
  EXPECT_EQ(PeerOf(trusted, From("10.0.0.1", {"198.51.100.7, unknown"})), "10.0.0.1");
  EXPECT_EQ(PeerOf(trusted, From("10.0.0.1", {"198.51.100.7, , 10.0.0.2"})), "10.0.0.2");
  EXPECT_EQ(PeerOf(trusted, From("10.0.0.1", {""})), "10.0.0.1");
  EXPECT_EQ(PeerOf(trusted, From("10.0.0.1", {"[198.51.100.7"})), "10.0.0.1");
  EXPECT_EQ(PeerOf(trusted, From("10.0.0.1", {})), "10.0.0.1");
}

TEST(TrustedProxiesTest, PassesPortsOver) {
  const std::vector<std::string> trusted = {"10.0.0.0/8", "fd00::/8"};
  EXPECT_EQ(PeerOf(trusted, From("10.0.0.1", {"198.51.100.7:4711"})), "198.51.100.7");
  EXPECT_EQ(PeerOf(trusted, From("10.0.0.1", {"[2001:db8::1]:4711"})), "2001:db8::1");
  EXPECT_EQ(PeerOf(trusted, From("fd00::1", {"2001:db8::1"})), "2001:db8::1");
}

TEST(TrustedProxiesTest, AMappedAddressIsTheAddress) {
  EXPECT_EQ(PeerOf({"10.0.0.0/8"}, From("::ffff:10.0.0.1", {"198.51.100.7"})), "198.51.100.7");
}

TEST(TrustedProxiesTest, ANetworkEndsWhereItsPrefixSays) {
  EXPECT_EQ(PeerOf({"10.0.0.0/9"}, From("10.127.255.255", {"198.51.100.7"})), "198.51.100.7");
  EXPECT_EQ(PeerOf({"10.0.0.0/9"}, From("10.128.0.0", {"198.51.100.7"})), "10.128.0.0");
  EXPECT_EQ(PeerOf({"0.0.0.0/0"}, From("203.0.113.1", {"2001:db8::1"})), "2001:db8::1");
  EXPECT_EQ(PeerOf({"0.0.0.0/0"}, From("2001:db8::2", {"2001:db8::1"})), "2001:db8::2");
}

TEST(TrustedProxiesTest, OnlyATrustedProxySaysThatTlsWasSpoken) {
  const auto secure = [](Request request) {
    TrustedProxies::Parse({"10.0.0.0/8"})->Resolve(request);
    return request.secure;
  };
  EXPECT_TRUE(secure(From("10.0.0.1", {}, "https")));
  EXPECT_TRUE(secure(From("10.0.0.1", {}, "http, HTTPS")));
  EXPECT_FALSE(secure(From("10.0.0.1", {}, "https, http")));
  EXPECT_FALSE(secure(From("192.0.2.1", {}, "https")));
}

TEST(TrustedProxiesTest, RefusesWhatIsNoNetwork) {
  for (const char* text : {"", "proxy.example.org", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x",
                           "10.0.0.1/8", "fd00::1/8", "::/129", "10.0.0.0/-1", "10.1"}) {
    const auto parsed = TrustedProxies::Parse({"192.0.2.1", text});
    ASSERT_FALSE(parsed.ok()) << text;
    EXPECT_NE(parsed.status().message().find(text), std::string::npos);
  }
}

}  // namespace
}  // namespace factcheck::gateway
