#include "server/domain/values/url.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/domain/values/check.h"
#include "tests/unit/domain/values/violations_of.h"

namespace factcheck::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Canonical(std::string_view url) {
  const absl::StatusOr<Url> parsed = ParseUrl(url);
  return parsed.ok() ? CanonicalUrl(*parsed) : parsed.status().ToString();
}

void CheckCanonical(std::string_view url, const std::string& expected) {
  EXPECT_EQ(Canonical(url), expected) << url;
  EXPECT_EQ(Canonical(expected), expected) << "canonical once is canonical for good";
}

void CheckRefused(std::string_view url, const std::string& why) {
  const absl::StatusOr<Url> parsed = ParseUrl(url);
  ASSERT_FALSE(parsed.ok()) << url << " became " << CanonicalUrl(*parsed);
  EXPECT_THAT(std::string(parsed.status().message()), HasSubstr(why)) << url;
}

TEST(ParseUrlTest, GivesTheParts) {
  const absl::StatusOr<Url> url = ParseUrl("HTTP://B\u00FCcher.Example:8080/a/../b?x=1#top");
  ASSERT_TRUE(url.ok()) << url.status();
  EXPECT_EQ(url->scheme, "http");
  EXPECT_EQ(url->host, "xn--bcher-kva.example");
  EXPECT_EQ(url->port, "8080");
  EXPECT_EQ(url->path, "/b");
  EXPECT_EQ(url->query, "x=1");
}

TEST(ParseUrlTest, LeavesOutTheSchemesOwnPort) {
  EXPECT_EQ(ParseUrl("http://a.org:80/")->port, "");
  EXPECT_EQ(ParseUrl("https://a.org:443")->port, "");
  EXPECT_EQ(ParseUrl("http://a.org:443/")->port, "443");
  EXPECT_EQ(ParseUrl("https://a.org")->path, "/");
}

TEST(ParseUrlTest, RefusesOtherSchemes) {
  for (const char* url :
       {"javascript:alert(1)", "data:text/html,x", "ftp://a.org/", "file:///etc", "//a.org/",
        "a.org", "", "http:", "http://", "http:a.org", "https:///a.org", "mailto:a@b.org",
        "view-source:http://a.org", "javascript://a.org/%0Aalert"}) {
    CheckRefused(url, "http://");
  }
}

TEST(ParseUrlTest, RefusesUserInformation) {
  for (const char* url : {"https://user@a.org/", "https://user:pw@a.org/", "https://@a.org/",
                          "https://a.org:x@b.org/"}) {
    CheckRefused(url, "must be");
  }
  CheckRefused("https://user:pw@a.org/", "without a user name");
}

TEST(ParseUrlTest, RefusesBadHostsAndPorts) {
  for (const char* url :
       {"https://a..org/", "https://.a.org/", "https://a.org:99999/", "https://a.org:x/",
        "https://a org/", "https://a.org/a b", "https://a\\b.org/", "https://a<b>.org/",
        "https://[::1/", "https://[zz]/", "https://a%00.org/", "https://xn--a.org/",
        "https://\u202Ea.org/", "https://a.org/\n", "https://%/", "https://4./", "https://0x7f./",
        "https://a.1/"}) {
    EXPECT_FALSE(ParseUrl(url).ok()) << url;
  }
  EXPECT_FALSE(ParseUrl("https://" + std::string(64, 'a') + ".org/").ok());
  EXPECT_FALSE(ParseUrl(std::string_view("https://a.org/\0x", 16)).ok());
}

TEST(ParseUrlTest, TakesHostsThatAreInUse) {
  EXPECT_EQ(ParseUrl("https://r3---sn-abc.googlevideo.com/")->host, "r3---sn-abc.googlevideo.com");
  EXPECT_EQ(ParseUrl("https://foo_bar.tumblr.com/")->host, "foo_bar.tumblr.com");
  EXPECT_EQ(ParseUrl("https://\u043F\u0440\u0438\u043C\u0435\u0440.\u0440\u0444/")->host,
            "xn--e1afmkfd.xn--p1ai");
  // Non-transitional: the German sharp s is a letter of its own.
  EXPECT_EQ(ParseUrl("https://stra\u00DFe.de/")->host, "xn--strae-oqa.de");
  EXPECT_EQ(ParseUrl("https://\uFF41.org/")->host, "a.org");
  EXPECT_EQ(ParseUrl("https://a.org./")->host, "a.org");
  EXPECT_EQ(ParseUrl("https://[2001:DB8::1]:8443/")->host, "[2001:db8::1]");
  for (const char* url : {"https://127.0.0.1/", "https://127.0.0.1./", "https://0x7f.1/"}) {
    EXPECT_EQ(ParseUrl(url)->host, "127.0.0.1") << url;
  }
}

TEST(CanonicalUrlTest, IsOneForEqualForms) {
  const std::string form = "https://example.org/a/b?id=7&page=2";
  for (const char* url :
       {"https://example.org/a/b?id=7&page=2", "http://www.Example.ORG:80/a/b/?page=2&id=7#top",
        "https://m.example.org/a/./x/../b?utm_source=x&id=7&page=2&fbclid=abc&UTM_Campaign=y",
        "https://www.example.org/%61/b?id=%37&page=2&&gclid=1",
        "https://example.org./a/b///?id=7&page=2"}) {
    CheckCanonical(url, form);
  }
}

TEST(CanonicalUrlTest, KeepsWhatIsADifference) {
  CheckCanonical("https://example.org/A/b", "https://example.org/A/b");
  CheckCanonical("https://example.org:8443/", "https://example.org:8443/");
  CheckCanonical("https://example.org/?a=2&a=1", "https://example.org/?a=2&a=1");
  CheckCanonical("https://example.org/a%2Fb%3f", "https://example.org/a%2Fb%3F");
  CheckCanonical("https://example.org/x?q=a%26b", "https://example.org/x?q=a%26b");
  CheckCanonical("https://news.example.org/", "https://news.example.org/");
  CheckCanonical("https://example.org//a", "https://example.org//a");
  CheckCanonical("https://example.org/?utm=1&ref=2", "https://example.org/?ref=2&utm=1");
}

TEST(CanonicalUrlTest, NormalisesPercentEncoding) {
  CheckCanonical("https://example.org/caf\u00E9", "https://example.org/caf%C3%A9");
  CheckCanonical("https://example.org/caf%c3%a9", "https://example.org/caf%C3%A9");
  CheckCanonical("https://example.org/100%", "https://example.org/100%25");
  CheckCanonical("https://example.org/%zz", "https://example.org/%25zz");
  CheckCanonical("https://example.org/a/%2e%2E/b", "https://example.org/b");
  CheckCanonical("https://example.org/%7Euser", "https://example.org/~user");
  CheckCanonical("https://example.org/a%20b", "https://example.org/a%20b");
}

TEST(CanonicalUrlTest, TakesSitePrefixesOffButNeverTheSite) {
  CheckCanonical("https://www.m.example.org/", "https://example.org/");
  CheckCanonical("https://www.uk/", "https://www.uk/");
  CheckCanonical("https://m.uk/", "https://m.uk/");
  CheckCanonical("https://www2.example.org/", "https://www2.example.org/");
}

void CheckPost(std::string_view url, const std::string& platform, const std::string& id) {
  const std::optional<PlatformPost> post = PlatformOf(*ParseUrl(url));
  ASSERT_TRUE(post.has_value()) << url;
  EXPECT_EQ(post->platform, platform) << url;
  EXPECT_EQ(post->id, id) << url;
}

TEST(PlatformOfTest, KnowsPostsByTheirAddress) {
  CheckPost("https://twitter.com/nbc/status/1627309472563?s=20", "x.com", "1627309472563");
  CheckPost("https://mobile.twitter.com/nbc/status/16", "x.com", "16");
  CheckPost("https://x.com/i/web/status/17/photo/1", "x.com", "17");
  CheckPost("https://www.facebook.com/nbcnews/posts/pfbid02abc", "facebook.com", "pfbid02abc");
  CheckPost("https://m.facebook.com/story.php?story_fbid=12&id=3", "facebook.com", "12");
  CheckPost("https://www.facebook.com/watch/?v=99", "facebook.com", "99");
  CheckPost("https://www.facebook.com/groups/12/posts/34/", "facebook.com", "34");
  CheckPost("https://www.instagram.com/p/Cx-_1/", "instagram.com", "Cx-_1");
  CheckPost("https://www.youtube.com/watch?app=x&v=dQw4w9WgXcQ", "youtube.com", "dQw4w9WgXcQ");
  CheckPost("https://youtu.be/dQw4w9WgXcQ?t=3", "youtube.com", "dQw4w9WgXcQ");
  CheckPost("https://youtube.com/shorts/abc", "youtube.com", "abc");
  CheckPost("https://www.tiktok.com/@a.b/video/71", "tiktok.com", "71");
  CheckPost("https://t.me/s/channel/42", "t.me", "channel/42");
  CheckPost("https://t.me/channel/42", "t.me", "channel/42");
  CheckPost("https://www.threads.net/@a/post/Cu1", "threads.net", "Cu1");
  CheckPost("https://old.reddit.com/r/news/comments/abc1/title/", "reddit.com", "abc1");
  CheckPost("https://vk.com/wall-1_2", "vk.com", "wall-1_2");
  CheckPost("https://vk.com/club1?w=wall-1_2", "vk.com", "wall-1_2");
}

TEST(PlatformOfTest, KnowsThePlatformWithoutAPost) {
  CheckPost("https://x.com/nbc", "x.com", "");
  CheckPost("https://vk.com/durov", "vk.com", "");
  CheckPost("https://www.youtube.com/@nbc", "youtube.com", "");
}

TEST(PlatformOfTest, OtherSitesAreNone) {
  for (const char* url : {"https://example.org/status/1", "https://notx.com/a/status/1",
                          "https://x.com.example.org/a/status/1"}) {
    EXPECT_FALSE(PlatformOf(*ParseUrl(url)).has_value()) << url;
  }
}

TEST(IsWithinDomainTest, TheDomainAndWhatIsBelowIt) {
  EXPECT_TRUE(IsWithinDomain("a.org", "a.org"));
  EXPECT_TRUE(IsWithinDomain("b.a.org", "a.org"));
  EXPECT_FALSE(IsWithinDomain("ba.org", "a.org"));
  EXPECT_FALSE(IsWithinDomain("a.org", "b.a.org"));
  EXPECT_FALSE(IsWithinDomain("a.org", ""));
}

TEST(CanonicalDomainTest, TakesWhatPeopleWrite) {
  EXPECT_EQ(CanonicalDomain(" WWW.Reuters.com "), "www.reuters.com");
  EXPECT_EQ(CanonicalDomain("b\u00FCcher.example."), "xn--bcher-kva.example");
  for (const char* bad : {"", "localhost", "a..b", "http://a.org", "a.org/b", "a b.org", "1.2.3.4",
                          "a.org:80", ".org", "*.org", "\xFF.org"}) {
    EXPECT_EQ(CanonicalDomain(bad), std::nullopt) << bad;
  }
}

void CheckField(std::string url, bool required, std::vector<std::string> violated) {
  Violations violations;
  CheckUrl("u", required, &url, violations);
  EXPECT_EQ(testing::FieldsOf(violations), violated) << url;
}

TEST(CheckUrlTest, RequiredBoundedAndValid) {
  CheckField("", false, {});
  CheckField("", true, {"u"});
  CheckField("https://a.org/", true, {});
  CheckField("javascript:alert(1)", false, {"u"});
  CheckField("https://a.org/" + std::string(2034, 'a'), true, {});
  CheckField("https://a.org/" + std::string(2035, 'a'), true, {"u"});
  CheckField("https://a.org/\xFF", true, {"u"});
}

TEST(CheckUrlTest, KeepsItAsGivenButForWhiteSpaceAround) {
  std::string url = " https://WWW.a.org/?utm_source=x#y ";
  Violations violations;
  CheckUrl("u", true, &url, violations);
  EXPECT_TRUE(violations.empty());
  EXPECT_EQ(url, "https://WWW.a.org/?utm_source=x#y");
}

}  // namespace
}  // namespace factcheck::domain
