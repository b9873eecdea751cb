// The one file that is compiled with Boost. Apart, since it is slow to compile.
#include "server/gateway/http_server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <map>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "server/base/absl_strings.h"
#include "server/gateway/http_connection.h"

namespace factcheck::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using net::Awaitable;
using net::Connection;
using net::error_code;
using net::Open;
using net::Shared;
using net::Socket;
using net::Strand;
using net::Timer;
using net::TlsSocket;

constexpr absl::Duration kAcceptAgain = absl::Milliseconds(100);

std::string AddressOf(const Socket& socket) {
  error_code error;
  const tcp::endpoint endpoint = socket.remote_endpoint(error);
  if (error) return "unknown";
  asio::ip::address address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  return address.to_string();
}

std::string TlsError(std::string_view what, const error_code& error) {
  return StrCat("can't use the TLS ", what, ": ", error.message());
}

}  // namespace

class HttpServer::Listener : public std::enable_shared_from_this<HttpServer::Listener> {
 public:
  Listener(HttpServerOptions options, Dispatch dispatch)
      : options_(std::move(options)),
        context_(options_.threads),
        strand_(asio::make_strand(context_)),
        acceptor_(strand_),
        again_(strand_) {
    shared_->limits = options_.limits;
    shared_->dispatch = std::move(dispatch);
  }

  absl::Status Listen() {
    if (!options_.tls_cert.empty()) {
      absl::Status tls = SetUpTls();
      if (!tls.ok()) return tls;
    }
    error_code error;
    tcp::resolver resolver(context_);
    const auto found =
        resolver.resolve(options_.host, std::to_string(options_.port),
                         tcp::resolver::passive | tcp::resolver::numeric_service, error);
    if (error || found.empty()) {
      return absl::InvalidArgumentError(
          StrCat("'", options_.host, "' is no address to serve HTTP at"));
    }
    const tcp::endpoint endpoint = found.begin()->endpoint();
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return absl::UnavailableError(StrCat("can't serve HTTP at ", options_.host, ":",
                                           options_.port, ": ", error.message(),
                                           "; choose another address with --http-listen"));
    }
    port_ = acceptor_.local_endpoint(error).port();
    return absl::OkStatus();
  }

  void Run() {
    Accept();
    for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { context_.run(); });
  }

  int port() const { return port_; }

  const std::shared_ptr<Shared>& shared() const { return shared_; }

  void Drain() {
    shared_->draining = true;
    asio::post(strand_, [self = shared_from_this()] {
      error_code ignored;
      self->acceptor_.close(ignored);
      self->again_.cancel();
    });
    for (const std::shared_ptr<Open>& open : All()) open->Drain();
  }

  void Stop(absl::Time deadline) {
    if (threads_.empty()) return;
    Drain();
    AwaitNone(deadline);
    for (const std::shared_ptr<Open>& open : All()) open->Close();
    AwaitNone(absl::Now() + net::kLinger);
    context_.stop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    // What was cancelled last holds this object, which holds it.
    context_.restart();
    context_.poll();
  }

 private:
  absl::Status SetUpTls() {
    tls_.emplace(asio::ssl::context::tls_server);
    error_code error;
    tls_->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                          asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                          asio::ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION,
                      error);
    if (error) return absl::InvalidArgumentError(TlsError("options", error));
    tls_->use_certificate_chain_file(options_.tls_cert, error);
    if (error) return absl::InvalidArgumentError(TlsError("certificate", error));
    tls_->use_private_key_file(options_.tls_key, asio::ssl::context::pem, error);
    if (error) return absl::InvalidArgumentError(TlsError("key", error));
    return absl::OkStatus();
  }

  void Accept() {
    if (shared_->draining) return;
    acceptor_.async_accept(asio::make_strand(context_),
                           [self = shared_from_this()](error_code error, Socket socket) {
                             if (!error) {
                               self->Take(std::move(socket));
                             } else if (error == asio::error::operation_aborted) {
                               return;
                             } else {
                               // Out of descriptors, most likely: the next attempt would fail at
                               // once.
                               self->again_.expires_after(absl::ToChronoNanoseconds(kAcceptAgain));
                               self->again_.async_wait([self](error_code cancelled) {
                                 if (!cancelled) self->Accept();
                               });
                               return;
                             }
                             self->Accept();
                           });
  }

  void Take(Socket socket) {
    ++shared_->accepted;
    if (shared_->connections >= shared_->limits.connections) {
      ++shared_->refused;
      return;
    }
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    const Strand strand = socket.get_executor();
    std::string peer = AddressOf(socket);
    if (tls_) {
      Spawn(std::make_shared<Connection<TlsSocket>>(TlsSocket(std::move(socket), *tls_), strand,
                                                    std::move(peer), shared_),
            strand);
    } else {
      Spawn(
          std::make_shared<Connection<Socket>>(std::move(socket), strand, std::move(peer), shared_),
          strand);
    }
  }

  template <typename T>
  void Spawn(std::shared_ptr<T> connection, const Strand& strand) {
    ++shared_->connections;
    {
      absl::MutexLock lock(&mutex_);
      open_.emplace(connection.get(), connection);
    }
    asio::co_spawn(
        strand, [connection]() -> Awaitable<void> { return connection->Run(); },
        [self = shared_from_this(), connection](const std::exception_ptr& thrown) {
          // Only memory can run out here.
          if (thrown != nullptr) connection->Close();
          absl::MutexLock lock(&self->mutex_);
          self->open_.erase(connection.get());
        });
  }

  std::vector<std::shared_ptr<Open>> All() {
    std::vector<std::shared_ptr<Open>> all;
    absl::MutexLock lock(&mutex_);
    for (const auto& [address, weak] : open_) {
      if (auto open = weak.lock()) all.push_back(std::move(open));
    }
    return all;
  }

  void AwaitNone(absl::Time deadline) {
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithDeadline(
        absl::Condition(
            +[](std::map<Open*, std::weak_ptr<Open>>* open) { return open->empty(); }, &open_),
        deadline);
  }

  const HttpServerOptions options_;
  const std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
  asio::io_context context_;
  std::optional<asio::ssl::context> tls_;
  Strand strand_;
  asio::basic_socket_acceptor<tcp, Strand> acceptor_;
  Timer again_;
  int port_ = 0;
  absl::Mutex mutex_;
  std::map<Open*, std::weak_ptr<Open>> open_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(HttpServerOptions options,
                                                              Dispatch dispatch) {
  auto listener = std::make_shared<Listener>(std::move(options), std::move(dispatch));
  absl::Status listening = listener->Listen();
  if (!listening.ok()) return listening;
  listener->Run();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(listener)));
}

HttpServer::HttpServer(std::shared_ptr<Listener> listener) : listener_(std::move(listener)) {}
HttpServer::~HttpServer() { Stop(absl::InfinitePast()); }
int HttpServer::port() const { return listener_->port(); }
std::function<HttpCounts()> HttpServer::counter() const {
  return [shared = listener_->shared()] { return net::CountsOf(*shared); };
}
void HttpServer::Drain() { listener_->Drain(); }
void HttpServer::Stop(absl::Time deadline) { listener_->Stop(deadline); }

}  // namespace factcheck::gateway
