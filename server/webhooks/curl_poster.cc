#include "server/webhooks/curl_poster.h"

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <mutex>
#include <string_view>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/base/check.h"
#include "server/webhooks/address.h"

namespace factcheck::webhooks {
namespace {

constexpr size_t kMostAnswerBytes = 64 << 10;
constexpr int kLongestPollMillis = 1000;
constexpr long kIdleConnections = 256;
constexpr std::string_view kStopped = "the server stops";

bool MakeLibraryReady() {
  static std::once_flag once;
  static CURLcode code = CURLE_OK;
  std::call_once(once, [] { code = curl_global_init(CURL_GLOBAL_DEFAULT); });
  return code == CURLE_OK;
}

long Millis(absl::Duration d) { return static_cast<long>(absl::ToInt64Milliseconds(d)); }

}  // namespace

struct CurlPoster::Transfer {
  ~Transfer() {
    curl_slist_free_all(headers);
    curl_easy_cleanup(easy);
  }
  void Finish(PostResult result) { std::exchange(done, nullptr)(std::move(result)); }

  PostRequest request;
  absl::AnyInvocable<void(PostResult)> done;
  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  bool allow_private = false;
  bool refused_address = false;  // Connecting failed because of us.
  size_t header_bytes = 0;
  size_t body_bytes = 0;
};

namespace {

// What curl calls with a Transfer; as templates, since Transfer is CurlPoster's own.

template <typename Transfer>
curl_socket_t OpenSocket(void* self, curlsocktype /*purpose*/, curl_sockaddr* address) {
  auto* transfer = static_cast<Transfer*>(self);
  if (!transfer->allow_private && !IsPublicAddress(&address->addr, address->addrlen)) {
    transfer->refused_address = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

template <typename Transfer>
size_t TakeHeader(char* /*bytes*/, size_t size, size_t count, void* self) {
  auto* transfer = static_cast<Transfer*>(self);
  transfer->header_bytes += size * count;
  return transfer->header_bytes > kMostAnswerBytes ? 0 : size * count;
}

template <typename Transfer>
size_t TakeBody(char* /*bytes*/, size_t size, size_t count, void* self) {
  auto* transfer = static_cast<Transfer*>(self);
  transfer->body_bytes += size * count;
  return transfer->body_bytes > kMostAnswerBytes ? 0 : size * count;
}

template <typename Transfer>
PostResult ResultOf(const Transfer& transfer, CURLcode code) {
  PostResult result;
  long status = 0;
  curl_off_t micros = 0;
  curl_easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(transfer.easy, CURLINFO_TOTAL_TIME_T, &micros);
  result.took = absl::Microseconds(micros);
  // A body that is too long says nothing against the status that came before it.
  const bool answered =
      code == CURLE_OK || (code == CURLE_WRITE_ERROR && transfer.body_bytes > kMostAnswerBytes);
  if (!answered) {
    result.error = transfer.refused_address && code == CURLE_COULDNT_CONNECT
                       ? "the host's address is not public; the server does not connect to it"
                       : StrCat("no answer: ", std::string_view(curl_easy_strerror(code)));
    return result;
  }
  result.http_status = static_cast<int>(status);
  curl_off_t retry_after = 0;
  if (curl_easy_getinfo(transfer.easy, CURLINFO_RETRY_AFTER, &retry_after) == CURLE_OK &&
      retry_after > 0) {
    result.retry_after = absl::Seconds(retry_after);
  }
  if (status >= 200 && status < 300) return result;
  result.error = status >= 300 && status < 400
                     ? StrCat("the receiver redirects (status ", status, "); that is not followed")
                     : StrCat("the receiver answered with status ", status);
  return result;
}

}  // namespace

absl::StatusOr<std::unique_ptr<CurlPoster>> CurlPoster::Start(CurlOptions options) {
  if (!options.ca_file.empty() && !std::ifstream(options.ca_file)) {
    return absl::InvalidArgumentError(
        StrCat("can't read the certificates of webhooks, ", options.ca_file));
  }
  CURLM* multi = MakeLibraryReady() ? curl_multi_init() : nullptr;
  if (multi == nullptr) return absl::UnavailableError("libcurl can't be started");
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, kIdleConnections);
  std::unique_ptr<CurlPoster> poster(new CurlPoster(std::move(options), multi));
  poster->thread_ = std::thread([p = poster.get()] { p->Loop(); });
  return poster;
}

CurlPoster::CurlPoster(CurlOptions options, void* multi)
    : options_(std::move(options)), multi_(multi) {}

CurlPoster::~CurlPoster() {
  Stop();
  curl_multi_cleanup(multi_);
}

void CurlPoster::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  curl_multi_wakeup(multi_);
  if (thread_.joinable()) thread_.join();
}

void CurlPoster::Post(PostRequest request, absl::AnyInvocable<void(PostResult)> done) {
  auto transfer = std::make_unique<Transfer>();
  transfer->request = std::move(request);
  transfer->done = std::move(done);
  {
    absl::MutexLock lock(&mutex_);
    if (!stopping_) {
      waiting_.push_back(std::move(transfer));
      curl_multi_wakeup(multi_);
      return;
    }
  }
  transfer->Finish({.error = std::string(kStopped)});
}

void CurlPoster::Begin(std::unique_ptr<Transfer> transfer) {
  Transfer& t = *transfer;
  t.allow_private = options_.allow_private;
  t.easy = curl_easy_init();
  FACTCHECK_CHECK(t.easy != nullptr);
  for (const std::string& header : t.request.headers) {
    t.headers = curl_slist_append(t.headers, header.c_str());
  }
  // No question whether the body is welcome: that costs a round trip.
  t.headers = curl_slist_append(t.headers, "Expect:");
  CURL* const easy = t.easy;
  curl_easy_setopt(easy, CURLOPT_URL, t.request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, options_.allow_http ? "https,http" : "https");
  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, t.request.body.data());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(t.request.body.size()));
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, t.headers);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, Millis(options_.connect_timeout));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, Millis(options_.timeout));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options_.ca_file.empty()) {
    // Beside the directory of the system's authorities, which stays.
    curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
  }
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, OpenSocket<Transfer>);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &t);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, TakeHeader<Transfer>);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &t);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, TakeBody<Transfer>);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &t);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &t);
  if (curl_multi_add_handle(multi_, easy) != CURLM_OK) {
    return t.Finish({.error = "the transfer could not be begun"});
  }
  under_way_.push_back(std::move(transfer));
}

void CurlPoster::Reap() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* const easy = message->easy_handle;
    const CURLcode code = message->data.result;
    const auto at = std::find_if(under_way_.begin(), under_way_.end(),
                                 [&](const auto& transfer) { return transfer->easy == easy; });
    FACTCHECK_CHECK(at != under_way_.end());
    const std::unique_ptr<Transfer> transfer = std::move(*at);
    under_way_.erase(at);
    PostResult result = ResultOf(*transfer, code);
    curl_multi_remove_handle(multi_, easy);
    transfer->Finish(std::move(result));
  }
}

void CurlPoster::Loop() {
  for (;;) {
    std::vector<std::unique_ptr<Transfer>> begun;
    bool stopping = false;
    {
      absl::MutexLock lock(&mutex_);
      begun.swap(waiting_);
      stopping = stopping_;
    }
    if (stopping) {
      for (auto& transfer : under_way_) curl_multi_remove_handle(multi_, transfer->easy);
      for (auto& transfer : under_way_) begun.push_back(std::move(transfer));
      under_way_.clear();
      for (auto& transfer : begun) transfer->Finish({.error = std::string(kStopped)});
      return;
    }
    for (auto& transfer : begun) Begin(std::move(transfer));
    int running = 0;
    curl_multi_perform(multi_, &running);
    Reap();
    curl_multi_poll(multi_, nullptr, 0, kLongestPollMillis, nullptr);
  }
}

}  // namespace factcheck::webhooks
