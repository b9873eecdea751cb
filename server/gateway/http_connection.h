// One connection: requests are read, handled and answered one after the other. For http_server.cc
// alone.
#ifndef FACTCHECK_SERVER_GATEWAY_HTTP_CONNECTION_H_
#define FACTCHECK_SERVER_GATEWAY_HTTP_CONNECTION_H_

#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "absl/time/time.h"
#include "server/gateway/http_exchange.h"
#include "server/gateway/request_head.h"

namespace factcheck::gateway::net {

// Read at once.
inline constexpr size_t kChunkBytes = 16 << 10;
// Read ahead while an answer is under way; then a client that goes is noticed when it is written
// to.
inline constexpr size_t kAheadBytes = 64 << 10;
// After a refusal the client may still be sending: so much is read so that it gets to see why.
inline constexpr size_t kLingerBytes = 1 << 20;
inline constexpr absl::Duration kLinger = absl::Seconds(2);

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

}  // namespace factcheck::gateway::net

#endif  // FACTCHECK_SERVER_GATEWAY_HTTP_CONNECTION_H_
