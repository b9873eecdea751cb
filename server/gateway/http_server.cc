// The one file that knows Boost. Apart, since it is slow to compile.
#include "server/gateway/http_server.h"

// clang-format off: Boost 1.74's awaitable.hpp forgets it.
#include <utility>
// clang-format on

#include <array>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string_view>
#include <thread>
#include <type_traits>
#include <variant>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "server/base/absl_strings.h"
#include "server/gateway/request_head.h"

namespace factcheck::gateway {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Strand = asio::strand<asio::io_context::executor_type>;
using Socket = asio::basic_stream_socket<tcp, Strand>;
using TlsSocket = asio::ssl::stream<Socket>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Strand>;
template <typename T>
using Awaitable = asio::awaitable<T, Strand>;
constexpr asio::use_awaitable_t<Strand> kAwait;

// Read at once.
constexpr size_t kChunkBytes = 16 << 10;
// Read ahead while an answer is under way; then a client that goes is noticed when it is written
// to.
constexpr size_t kAheadBytes = 64 << 10;
// After a refusal the client may still be sending: so much is read so that it gets to see why.
constexpr size_t kLingerBytes = 1 << 20;
constexpr absl::Duration kLinger = absl::Seconds(2);
constexpr absl::Duration kAcceptAgain = absl::Milliseconds(100);

struct Shared {
  HttpLimits limits;
  Dispatch dispatch;
  std::atomic<bool> draining = false;
  std::atomic<int> connections = 0;
  std::atomic<int64_t> body_bytes = 0;
  std::atomic<uint64_t> accepted = 0;
  std::atomic<uint64_t> requests = 0;
  std::atomic<uint64_t> refused = 0;
  std::atomic<uint64_t> timed_out = 0;
};

HttpCounts CountsOf(const Shared& shared) {
  return {.connections = shared.connections,
          .accepted = shared.accepted,
          .requests = shared.requests,
          .refused = shared.refused,
          .timed_out = shared.timed_out};
}

// Bytes of bodies that are in memory; given back with the object.
class BodyShare {
 public:
  explicit BodyShare(Shared* shared) : shared_(*shared) {}
  ~BodyShare() { shared_.body_bytes -= held_; }
  BodyShare(const BodyShare&) = delete;
  BodyShare& operator=(const BodyShare&) = delete;

  // False where all requests together have too many.
  bool Grow(size_t bytes) {
    const auto more = static_cast<int64_t>(bytes);
    held_ += more;
    return (shared_.body_bytes += more) <= static_cast<int64_t>(shared_.limits.bodies_bytes);
  }

 private:
  Shared& shared_;
  int64_t held_ = 0;
};

// What a connection looks like to its listener.
class Open {
 public:
  virtual ~Open() = default;
  // Any thread. No further request; an answer under way goes on.
  virtual void Drain() = 0;
  // Any thread.
  virtual void Close() = 0;
};

}  // namespace

// ---------------------------------------------------------------- one request's answer

namespace {

struct Begun {
  Response head;
};
struct Piece {
  std::string bytes;
};
struct Finished {
  bool whole = true;
};
using Output = std::variant<Response, Begun, Piece, Finished>;

// Between a handler and the connection, which takes the outputs one by one. On the strand.
class LiveExchange final : public Exchange {
 public:
  LiveExchange(Strand strand, std::function<void()> wake)
      : strand_(std::move(strand)), wake_(std::move(wake)) {}

  void Post(std::function<void()> task) override { asio::post(strand_, std::move(task)); }
  void Answer(Response response) override { Put(std::move(response)); }
  void Begin(Response head) override { Put(Begun{std::move(head)}); }
  void Write(std::string bytes) override { Put(Piece{std::move(bytes)}); }
  void End() override { Put(Finished{}); }
  void Abort() override { Put(Finished{.whole = false}); }

  std::optional<Output> Take() {
    if (outputs_.empty()) return std::nullopt;
    Output output = std::move(outputs_.front());
    outputs_.pop_front();
    return output;
  }
  bool empty() const { return outputs_.empty(); }
  // The connection takes nothing any more.
  void Close() {
    closed_ = true;
    outputs_.clear();
  }

 private:
  void Put(Output output) {
    if (closed_) return;
    outputs_.push_back(std::move(output));
    wake_();
  }

  const Strand strand_;
  const std::function<void()> wake_;
  std::deque<Output> outputs_;
  bool closed_ = false;
};

// ---------------------------------------------------------------- one connection

// Everything runs on the strand. Bytes are read by one operation at a time, which also sees the
// client go while an answer is made; deadlines are one timer that closes the socket.
template <typename Stream>
class Connection final : public Open, public std::enable_shared_from_this<Connection<Stream>> {
 public:
  static constexpr bool kTls = !std::is_same_v<Stream, Socket>;

  Connection(Stream stream, Strand strand, std::string peer, std::shared_ptr<Shared> shared)
      : stream_(std::move(stream)),
        strand_(std::move(strand)),
        peer_(std::move(peer)),
        shared_(std::move(shared)),
        wake_(strand_, std::chrono::steady_clock::time_point::max()),
        deadline_(strand_) {}

  ~Connection() override { --shared_->connections; }

  void Drain() override {
    asio::post(strand_, [self = this->shared_from_this()] {
      self->draining_ = true;
      if (!self->busy_) self->CloseNow();
    });
  }

  void Close() override {
    asio::post(strand_, [self = this->shared_from_this()] { self->CloseNow(); });
  }

  Awaitable<void> Run() {
    if constexpr (kTls) {
      SetDeadline(shared_->limits.handshake);
      error_code error;
      co_await stream_.async_handshake(asio::ssl::stream_base::server,
                                       asio::redirect_error(kAwait, error));
      if (error) co_return CloseNow();
    }
    for (bool more = true; more && !gone_;) more = co_await Serve();
    co_await Farewell();
    CloseNow();
  }

 private:
  using Parser = http::request_parser<http::string_body>;

  Socket& socket() {
    if constexpr (kTls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  void CloseNow() {
    error_code ignored;
    deadline_.cancel();
    socket().close(ignored);
    gone_ = true;
    Wake();
  }

  void SetDeadline(absl::Duration wait) {
    deadline_.expires_after(absl::ToChronoNanoseconds(wait));
    deadline_.async_wait([self = this->shared_from_this()](error_code error) {
      // One that was set anew while this was on its way is not over.
      if (error || self->deadline_.expiry() > std::chrono::steady_clock::now()) return;
      self->expired_ = true;
      if (self->late_is_told_) {
        self->Wake();
      } else {
        // A connection that nobody used is no slow client.
        if (self->busy_) ++self->shared_->timed_out;
        self->CloseNow();
      }
    });
  }

  void ClearDeadline() { deadline_.expires_at(std::chrono::steady_clock::time_point::max()); }

  void Wake() { wake_.cancel(); }

  Awaitable<void> AwaitWake() {
    error_code ignored;
    wake_.expires_at(std::chrono::steady_clock::time_point::max());
    co_await wake_.async_wait(asio::redirect_error(kAwait, ignored));
  }

  // Starts to read unless that is under way or enough was read.
  void Read() {
    if (reading_ || gone_ || ended_ || input_.size() >= kAheadBytes) return;
    reading_ = true;
    stream_.async_read_some(
        asio::buffer(chunk_),
        [self = this->shared_from_this()](error_code error, size_t n) { self->Took(error, n); });
  }

  void Took(error_code error, size_t n) {
    reading_ = false;
    if (error) {
      ended_ = true;
    } else {
      input_.append(chunk_.data(), n);
      if (in_answer_) Read();
    }
    Wake();
  }

  // Waits for more bytes. False where none come any more, or the time is up.
  Awaitable<bool> More() {
    const size_t before = input_.size();
    Read();
    while (input_.size() == before && !ended_ && !gone_ && !expired_) co_await AwaitWake();
    co_return input_.size() != before && !gone_ && !expired_;
  }

  // One request and its answer. False where it was the last.
  Awaitable<bool> Serve() {
    busy_ = false;
    expired_ = late_is_told_ = false;
    if (draining_ || shared_->draining) co_return false;
    SetDeadline(shared_->limits.idle);
    // RFC 9112 section 2.2: an empty line before the request is ignored.
    while (input_.size() < 2) {
      if (!co_await More()) co_return false;
    }
    if (input_.starts_with("\r\n")) input_.erase(0, 2);
    busy_ = true;
    late_is_told_ = true;
    SetDeadline(shared_->limits.header);
    Parser parser;
    parser.header_limit(static_cast<uint32_t>(shared_->limits.header_bytes));
    parser.body_limit(shared_->limits.body_bytes);
    BodyShare share(shared_.get());
    Request request;
    bool head_only = false;
    std::optional<Response> refusal = co_await ReadHead(parser);
    if (!refusal && parser.is_header_done()) {
      // Before the body: what comes as a trailer is no header.
      request = Make(parser.get());
      keep_ = parser.keep_alive();
      version_ = parser.get().version();
      head_only = parser.get().method() == http::verb::head;
      refusal = co_await ReadBody(parser, share);
    }
    if (refusal) {
      ++shared_->refused;
      keep_ = false;
      version_ = 11;
      late_is_told_ = false;
      expired_ = false;
      co_await SendWhole(*std::move(refusal), {}, false);
      co_return false;
    }
    if (gone_ || !parser.is_done()) co_return false;
    late_is_told_ = false;
    expired_ = false;
    ClearDeadline();
    ++shared_->requests;
    request.body = std::move(parser.get().body());
    co_return co_await Answer(std::move(request), head_only);
  }

  Awaitable<std::optional<Response>> ReadHead(Parser& parser) {
    std::optional<size_t> end;
    while (!(end = HeadEnd(input_)) && input_.size() <= shared_->limits.header_bytes) {
      // This never becomes a head: say so now.
      if (input_.find("\n\n") != std::string::npos || input_.starts_with('\n')) {
        co_return PlainError(400, "lines end in CR LF");
      }
      if (co_await More()) continue;
      if (!expired_ || gone_) co_return std::nullopt;
      ++shared_->timed_out;
      co_return PlainError(408, "the request did not come in time");
    }
    if (!end || *end > shared_->limits.header_bytes) {
      co_return PlainError(431, "the headers are too large");
    }
    const std::string_view wrong = WhatIsWrong(std::string_view(input_).substr(0, *end));
    if (!wrong.empty()) co_return PlainError(400, wrong);
    error_code error;
    const size_t used = parser.put(asio::buffer(input_.data(), *end), error);
    if (error == http::error::body_limit) co_return TooLarge();
    if ((error && error != http::error::need_more) || !parser.is_header_done()) {
      co_return PlainError(400, "the request is malformed");
    }
    input_.erase(0, used);
    const auto length = parser.content_length();
    if (length && *length > shared_->limits.body_bytes) co_return TooLarge();
    co_return std::nullopt;
  }

  static Response TooLarge() { return PlainError(413, "the body is too large"); }

  Awaitable<std::optional<Response>> ReadBody(Parser& parser, BodyShare& share) {
    SetDeadline(shared_->limits.body);
    if (LowerCase(View(parser.get()[http::field::expect])) == "100-continue" && !parser.is_done() &&
        input_.empty()) {
      error_code ignored;
      co_await asio::async_write(stream_, asio::buffer(kContinue),
                                 asio::redirect_error(kAwait, ignored));
    }
    while (!parser.is_done()) {
      error_code error;
      if (input_.empty() && !co_await More()) {
        if (expired_ && !gone_) {
          ++shared_->timed_out;
          co_return PlainError(408, "the request did not come in time");
        }
        co_return std::nullopt;
      }
      const size_t used = parser.put(asio::buffer(input_), error);
      if (!share.Grow(used)) co_return PlainError(503, "too many large requests; try again");
      if (error == http::error::body_limit) co_return TooLarge();
      if (error && error != http::error::need_more) {
        co_return PlainError(400, "the body is malformed");
      }
      input_.erase(0, used);
      // The parser wants more than one chunk's head at a time, but never much.
      if (used == 0 && input_.size() >= kAheadBytes) {
        co_return PlainError(400, "the body is malformed");
      }
      if (used == 0 && !co_await More()) co_return std::nullopt;
    }
    co_return std::nullopt;
  }

  static std::string_view View(boost::beast::string_view text) {
    return {text.data(), text.size()};
  }

  Request Make(const http::request<http::string_body>& parsed) const {
    Request request;
    request.method = View(parsed.method_string());
    const std::string_view target = View(parsed.target());
    const size_t question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string_view::npos) request.query = target.substr(question + 1);
    for (const auto& field : parsed) {
      request.headers.Add(LowerCase(View(field.name_string())), std::string(View(field.value())));
    }
    request.peer = peer_;
    request.secure = kTls;
    return request;
  }

  Awaitable<bool> Answer(Request request, bool head_only) {
    const Dispatched dispatched = shared_->dispatch(std::move(request));
    auto exchange = std::make_shared<LiveExchange>(strand_, [weak = this->weak_from_this()] {
      if (const auto self = weak.lock()) self->Wake();
    });
    in_answer_ = true;
    cut_short_ = false;
    Read();
    dispatched.handler->Start(exchange);
    bool over = false;
    while (!over && !gone_ && !ended_) {
      std::optional<Output> output = exchange->Take();
      if (!output) {
        co_await AwaitWake();
        continue;
      }
      over = co_await Put(*std::move(output), dispatched.common, head_only);
      if (!over && !gone_ && exchange->empty()) dispatched.handler->Drained();
    }
    in_answer_ = false;
    exchange->Close();
    if (!over) CloseNow();
    if (!over || cut_short_) dispatched.handler->Gone();
    co_return over&& keep_ && !gone_;
  }

  // Whether that was the end of the answer.
  Awaitable<bool> Put(Output output, const Headers& common, bool head_only) {
    if (auto* whole = std::get_if<Response>(&output)) {
      co_await SendWhole(std::move(*whole), common, head_only);
      co_return !gone_;
    }
    SetDeadline(shared_->limits.write);
    error_code error;
    bool last = false;
    if (const auto* begun = std::get_if<Begun>(&output)) {
      http::response<http::empty_body> head(static_cast<http::status>(begun->head.status),
                                            version_);
      // HTTP/1.0 has no chunks: its answers end with the connection.
      chunked_ = version_ >= 11;
      if (!chunked_) keep_ = false;
      head.chunked(chunked_);
      Fill(head, begun->head.headers, common);
      // To HEAD there is no more.
      last = cut_short_ = head_only;
      http::response_serializer<http::empty_body> serializer(head);
      co_await http::async_write_header(stream_, serializer, asio::redirect_error(kAwait, error));
      if (error == http::error::end_of_stream) error = {};
    } else if (const auto* piece = std::get_if<Piece>(&output)) {
      // An empty chunk would be the end.
      if (!piece->bytes.empty() && chunked_) {
        co_await asio::async_write(stream_, http::make_chunk(asio::buffer(piece->bytes)),
                                   asio::redirect_error(kAwait, error));
      } else if (!piece->bytes.empty()) {
        co_await asio::async_write(stream_, asio::buffer(piece->bytes),
                                   asio::redirect_error(kAwait, error));
      }
    } else {
      last = true;
      if (!std::get<Finished>(output).whole) {
        CloseNow();
      } else if (chunked_) {
        co_await asio::async_write(stream_, http::make_chunk_last(),
                                   asio::redirect_error(kAwait, error));
      }
    }
    ClearDeadline();
    if (error) CloseNow();
    co_return last && !gone_;
  }

  template <typename Message>
  void Fill(Message& message, const Headers& own, const Headers& common) {
    for (const auto& [name, value] : own) message.insert(name, value);
    for (const auto& [name, value] : common) {
      // Answers vary by all that either names.
      if (name == "Vary" || message.find(name) == message.end()) message.insert(name, value);
    }
    if (draining_ || shared_->draining) keep_ = false;
    message.keep_alive(keep_);
  }

  Awaitable<void> SendWhole(Response response, const Headers& common, bool head_only) {
    SetDeadline(shared_->limits.write);
    http::response<http::string_body> message(static_cast<http::status>(response.status), version_);
    Fill(message, response.headers, common);
    message.body() = std::move(response.body);
    const bool bodiless = response.status == 204 || response.status == 304;
    if (!bodiless) message.content_length(message.body().size());
    if (head_only || bodiless) message.body().clear();
    http::response_serializer<http::string_body> serializer(message);
    error_code error;
    co_await http::async_write(stream_, serializer, asio::redirect_error(kAwait, error));
    ClearDeadline();
    if (error) CloseNow();
  }

  // Lets the client read what was sent before the connection goes, and no longer.
  Awaitable<void> Farewell() {
    if (gone_) co_return;
    error_code ignored;
    late_is_told_ = expired_ = false;
    SetDeadline(kLinger);
    if constexpr (kTls) {
      co_await stream_.async_shutdown(asio::redirect_error(kAwait, ignored));
      co_return;
    }
    late_is_told_ = true;
    socket().shutdown(tcp::socket::shutdown_send, ignored);
    for (size_t read = 0; read < kLingerBytes && !ended_;) {
      input_.clear();
      if (!co_await More()) break;
      read += input_.size();
    }
  }

  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

  Stream stream_;
  const Strand strand_;
  const std::string peer_;
  const std::shared_ptr<Shared> shared_;
  Timer wake_;
  Timer deadline_;
  std::array<char, kChunkBytes> chunk_;
  std::string input_;
  bool reading_ = false;
  bool in_answer_ = false;
  bool ended_ = false;         // Nothing more comes.
  bool gone_ = false;          // Closed.
  bool expired_ = false;       // The deadline has passed.
  bool late_is_told_ = false;  // Of a deadline's end: the client is told, before it is closed.
  bool busy_ = false;          // Between a request's first byte and its answer's last.
  bool draining_ = false;
  bool keep_ = false;
  bool chunked_ = false;
  bool cut_short_ = false;  // The answer ends although its handler has more.
  unsigned version_ = 11;
};

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

// ---------------------------------------------------------------- the listener

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
    AwaitNone(absl::Now() + kLinger);
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
  return [shared = listener_->shared()] { return CountsOf(*shared); };
}
void HttpServer::Drain() { listener_->Drain(); }
void HttpServer::Stop(absl::Time deadline) { listener_->Stop(deadline); }

}  // namespace factcheck::gateway
