// A real receiver behind real TLS, which does what receivers do.
#include "server/webhooks/curl_poster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "server/base/absl_strings.h"
#include "tests/support/https_receiver.h"

namespace factcheck::webhooks {
namespace {

using ::testing::HasSubstr;
using testing::HttpsReceiver;
using testing::ReceivedPost;
using testing::Reply;

Reply Fine(const ReceivedPost&) { return {}; }

class CurlPosterTest : public ::testing::Test {
 protected:
  std::unique_ptr<CurlPoster> Start(const HttpsReceiver& receiver, CurlOptions options = {}) {
    options.ca_file = receiver.ca_file();
    options.allow_private = true;
    absl::StatusOr<std::unique_ptr<CurlPoster>> poster = CurlPoster::Start(options);
    EXPECT_TRUE(poster.ok()) << poster.status();
    return *std::move(poster);
  }
  static PostResult Post(CurlPoster& poster, const std::string& url,
                         const std::string& body = "{}") {
    PostResult result;
    absl::Notification done;
    poster.Post({.url = url, .headers = {"webhook-id: m1"}, .body = body}, [&](PostResult r) {
      result = std::move(r);
      done.Notify();
    });
    done.WaitForNotification();
    return result;
  }
  // What the poster makes of a reply.
  PostResult After(const Reply& reply, CurlOptions options = {}) {
    HttpsReceiver receiver([reply](const ReceivedPost&) { return reply; });
    const auto poster = Start(receiver, options);
    const PostResult result = Post(*poster, receiver.url());
    EXPECT_EQ(receiver.posts().size(), 1u);
    return result;
  }
};

TEST_F(CurlPosterTest, PostsWhatItIsGiven) {
  HttpsReceiver receiver(Fine);
  const auto poster = Start(receiver);
  const std::string body(300'000, 'b');
  const PostResult result = Post(*poster, receiver.url(), body);
  EXPECT_TRUE(result.ok()) << result.error;
  EXPECT_EQ(result.http_status, 200);
  ASSERT_EQ(receiver.posts().size(), 1u);
  EXPECT_EQ(receiver.posts()[0].path, "/hook");
  EXPECT_EQ(receiver.posts()[0].id(), "m1");
  EXPECT_EQ(receiver.posts()[0].body, body);
  // The connection is kept.
  EXPECT_TRUE(Post(*poster, receiver.url()).ok());
  EXPECT_EQ(receiver.connections(), 1u);
}

TEST_F(CurlPosterTest, TellsReceiversAnswersApart) {
  for (int status : {200, 201, 204, 299}) EXPECT_TRUE(After({.status = status}).ok()) << status;
  for (int status : {400, 404, 410, 429, 500, 503}) {
    const PostResult result = After({.status = status});
    EXPECT_FALSE(result.ok());
    EXPECT_EQ(result.http_status, status);
    EXPECT_FALSE(result.retry_after.has_value());
    EXPECT_THAT(result.error, HasSubstr(std::to_string(status)));
  }
}

TEST_F(CurlPosterTest, ReadsRetryAfter) {
  EXPECT_EQ(After({.status = 429, .headers = "retry-after: 120\r\n"}).retry_after,
            absl::Seconds(120));
}

TEST_F(CurlPosterTest, FollowsNoRedirect) {
  HttpsReceiver elsewhere(Fine);
  const PostResult result =
      After({.status = 307, .headers = StrCat("location: ", elsewhere.url(), "\r\n")});
  EXPECT_EQ(result.http_status, 307);
  EXPECT_THAT(result.error, HasSubstr("redirects"));
  EXPECT_EQ(elsewhere.connections(), 0u);
}

TEST_F(CurlPosterTest, SurvivesBadReceivers) {
  EXPECT_THAT(After({.how = Reply::How::kCloseAtOnce}).error, HasSubstr("no answer"));
  EXPECT_THAT(After({.how = Reply::How::kCutOff}).error, HasSubstr("no answer"));
  const PostResult hung = After({.how = Reply::How::kHang}, {.timeout = absl::Milliseconds(200)});
  EXPECT_THAT(hung.error, HasSubstr("no answer"));
  EXPECT_EQ(hung.http_status, 0);
}

TEST_F(CurlPosterTest, TakesInLittleOfALongAnswer) {
  EXPECT_TRUE(After({.body_bytes = 8 << 20}).ok());
  EXPECT_FALSE(After({.status = 500, .body_bytes = 8 << 20}).ok());
  const std::string headers = StrCat("x-long: ", std::string(90'000, 'h'), "\r\n");
  EXPECT_FALSE(After({.headers = headers}).ok());
}

TEST_F(CurlPosterTest, NothingListensThere) {
  std::string url;
  std::unique_ptr<CurlPoster> poster;
  {
    HttpsReceiver receiver(Fine);
    url = receiver.url();
    poster = Start(receiver);
  }
  EXPECT_THAT(Post(*poster, url).error, HasSubstr("no answer"));
}

TEST_F(CurlPosterTest, AnAuthorityThatIsNotKnownIsNotTrusted) {
  HttpsReceiver receiver(Fine);
  auto poster = CurlPoster::Start({.allow_private = true});
  ASSERT_TRUE(poster.ok());
  EXPECT_FALSE(Post(**poster, receiver.url()).ok());
  EXPECT_TRUE(receiver.posts().empty());
}

TEST_F(CurlPosterTest, ConnectsToNoPrivateAddressWhateverLeadsThere) {
  HttpsReceiver receiver(Fine);
  auto poster = CurlPoster::Start({.ca_file = receiver.ca_file()});
  ASSERT_TRUE(poster.ok());
  const std::string port = std::to_string(receiver.port());
  for (const std::string& url :
       {receiver.url(), receiver.localhost_url(), StrCat("https://127.1:", port, "/"),
        StrCat("https://0x7f000001:", port, "/"), StrCat("https://[::ffff:127.0.0.1]:", port, "/"),
        StrCat("https://0.0.0.0:", port, "/")}) {
    const PostResult result = Post(**poster, url);
    EXPECT_THAT(result.error, HasSubstr("not public")) << url;
  }
  EXPECT_EQ(receiver.connections(), 0u);
}

TEST_F(CurlPosterTest, SpeaksNothingButHttps) {
  HttpsReceiver receiver(Fine);
  const auto poster = Start(receiver);
  for (const char* url : {"http://127.0.0.1:1/", "file:///etc/passwd", "ftp://127.0.0.1/",
                          "gopher://127.0.0.1:1/", "not a url", ""}) {
    EXPECT_FALSE(Post(*poster, url).ok()) << url;
  }
}

TEST_F(CurlPosterTest, ProxiesOfTheEnvironmentAreNotAsked) {
  HttpsReceiver receiver(Fine);
  HttpsReceiver proxy(Fine);
  const std::string address = StrCat("http://127.0.0.1:", proxy.port());
  for (const char* name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    setenv(name, address.c_str(), 1);
  }
  const auto poster = Start(receiver);
  EXPECT_TRUE(Post(*poster, receiver.url()).ok());
  EXPECT_EQ(proxy.connections(), 0u);
  for (const char* name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) unsetenv(name);
}

TEST_F(CurlPosterTest, AHangingReceiverKeepsNoOtherWaiting) {
  HttpsReceiver receiver([](const ReceivedPost& post) {
    return Reply{.how = post.path == "/hang" ? Reply::How::kHang : Reply::How::kAnswer};
  });
  const auto poster = Start(receiver);
  bool hung = true;
  poster->Post({.url = StrCat("https://127.0.0.1:", receiver.port(), "/hang"), .body = "{}"},
               [&](PostResult) { hung = false; });
  ASSERT_TRUE(receiver.AwaitPosts(1));
  EXPECT_TRUE(Post(*poster, receiver.url()).ok());
  EXPECT_TRUE(hung);
  poster->Stop();
}

TEST_F(CurlPosterTest, StoppingEndsWhatIsUnderWay) {
  HttpsReceiver receiver([](const ReceivedPost&) { return Reply{.how = Reply::How::kHang}; });
  const auto poster = Start(receiver);
  absl::Notification ended;
  std::string error;
  poster->Post({.url = receiver.url(), .body = "{}"}, [&](PostResult result) {
    error = result.error;
    ended.Notify();
  });
  ASSERT_TRUE(receiver.AwaitPosts(1));
  poster->Stop();
  ended.WaitForNotification();
  EXPECT_THAT(error, HasSubstr("stops"));
  EXPECT_THAT(Post(*poster, receiver.url()).error, HasSubstr("stops"));
}

TEST_F(CurlPosterTest, ACertificateFileThatIsNotThereIsSaidAtOnce) {
  EXPECT_EQ(CurlPoster::Start({.ca_file = "/nowhere/ca.pem"}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace factcheck::webhooks
