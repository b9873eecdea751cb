#include "tests/support/https_receiver.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "server/base/check.h"
#include "tests/support/certificate.h"

namespace factcheck::testing {

struct HttpsReceiver::Tls {
  explicit Tls(const Certificate& certificate) : context(SSL_CTX_new(TLS_server_method())) {
    BIO* pem = BIO_new_mem_buf(certificate.certificate.data(),
                               static_cast<int>(certificate.certificate.size()));
    X509* x509 = PEM_read_bio_X509(pem, nullptr, nullptr, nullptr);
    BIO* key_pem =
        BIO_new_mem_buf(certificate.key.data(), static_cast<int>(certificate.key.size()));
    EVP_PKEY* key = PEM_read_bio_PrivateKey(key_pem, nullptr, nullptr, nullptr);
    FACTCHECK_CHECK(SSL_CTX_use_certificate(context, x509) == 1);
    FACTCHECK_CHECK(SSL_CTX_use_PrivateKey(context, key) == 1);
    EVP_PKEY_free(key);
    X509_free(x509);
    BIO_free(key_pem);
    BIO_free(pem);
  }
  ~Tls() { SSL_CTX_free(context); }
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  SSL_CTX* const context;
};

HttpsReceiver::HttpsReceiver(Answer answer, int port) : answer_(std::move(answer)) {
  // Clients that are killed close in the middle.
  std::signal(SIGPIPE, SIG_IGN);
  const Certificate certificate = MakeCertificate();
  tls_ = std::make_unique<Tls>(certificate);
  std::string name = "/tmp/factcheck-receiver-XXXXXX";
  const int file = mkstemp(name.data());
  FACTCHECK_CHECK(file >= 0);
  close(file);
  ca_file_ = name;
  std::ofstream(ca_file_) << certificate.certificate;

  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  FACTCHECK_CHECK(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
  FACTCHECK_CHECK(listen(listener_, SOMAXCONN) == 0);
  socklen_t size = sizeof(address);
  getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread([this] { Accept(); });
}

HttpsReceiver::~HttpsReceiver() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    for (int fd : open_) shutdown(fd, SHUT_RDWR);
  }
  shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  std::vector<std::thread> serving;
  {
    absl::MutexLock lock(&mutex_);
    serving.swap(serving_);
  }
  for (std::thread& thread : serving) thread.join();
  close(listener_);
  unlink(ca_file_.c_str());
}

std::string HttpsReceiver::url() const {
  return "https://127.0.0.1:" + std::to_string(port_) + "/hook";
}

std::string HttpsReceiver::localhost_url() const {
  return "https://localhost:" + std::to_string(port_) + "/hook";
}

std::vector<ReceivedPost> HttpsReceiver::posts() const {
  absl::MutexLock lock(&mutex_);
  return posts_;
}

bool HttpsReceiver::AwaitPosts(size_t count, absl::Duration timeout) const {
  const auto came = [this, count]()
                        ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return posts_.size() >= count; };
  absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(&came), timeout);
}

size_t HttpsReceiver::connections() const {
  absl::MutexLock lock(&mutex_);
  return connections_;
}

void HttpsReceiver::Accept() {
  for (;;) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    absl::MutexLock lock(&mutex_);
    if (stopping_) {
      if (fd >= 0) close(fd);
      return;
    }
    if (fd < 0) continue;
    ++connections_;
    open_.insert(fd);
    serving_.emplace_back([this, fd] { Serve(fd); });
  }
}

void HttpsReceiver::Serve(int fd) {
  SSL* ssl = SSL_new(tls_->context);
  SSL_set_fd(ssl, fd);
  if (SSL_accept(ssl) == 1) {
    while (ServeOne(ssl)) {
    }
  }
  SSL_free(ssl);
  absl::MutexLock lock(&mutex_);
  open_.erase(fd);
  close(fd);
}

bool HttpsReceiver::ServeOne(void* connection) {
  SSL* ssl = static_cast<SSL*>(connection);
  std::string text;
  char buffer[16384];
  size_t end = std::string::npos;
  while ((end = text.find("\r\n\r\n")) == std::string::npos) {
    const int n = SSL_read(ssl, buffer, sizeof(buffer));
    if (n <= 0) return false;
    text.append(buffer, static_cast<size_t>(n));
  }
  ReceivedPost post;
  const size_t path = text.find(' ') + 1;
  post.path = text.substr(path, text.find(' ', path) - path);
  for (size_t at = text.find("\r\n") + 2; at < end + 2;) {
    const size_t line_end = text.find("\r\n", at);
    const size_t colon = text.find(':', at);
    std::string name = text.substr(at, colon - at);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    post.headers[name] = text.substr(colon + 2, line_end - colon - 2);
    at = line_end + 2;
  }
  post.body = text.substr(end + 4);
  const size_t length = std::stoul(post.headers["content-length"]);
  while (post.body.size() < length) {
    const int n = SSL_read(ssl, buffer, sizeof(buffer));
    if (n <= 0) return false;
    post.body.append(buffer, static_cast<size_t>(n));
  }

  const Reply reply = answer_(post);
  {
    absl::MutexLock lock(&mutex_);
    posts_.push_back(std::move(post));
    if (reply.how == Reply::How::kHang) {
      const auto stopping = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_; };
      mutex_.Await(absl::Condition(&stopping));
      return false;
    }
  }
  if (reply.how == Reply::How::kCloseAtOnce) return false;
  std::string answer = "HTTP/1.1 " + std::to_string(reply.status) +
                       " Said\r\ncontent-length: " + std::to_string(reply.body_bytes) + "\r\n" +
                       reply.headers + "\r\n" + std::string(reply.body_bytes, 'x');
  if (reply.how == Reply::How::kCutOff) answer.resize(answer.size() - 1);
  if (SSL_write(ssl, answer.data(), static_cast<int>(answer.size())) <= 0) return false;
  return reply.how == Reply::How::kAnswer;
}

}  // namespace factcheck::testing
