// What the connections of one listener share, and how a handler's answer comes to its connection.
// For http_server.cc alone.
#ifndef FACTCHECK_SERVER_GATEWAY_HTTP_EXCHANGE_H_
#define FACTCHECK_SERVER_GATEWAY_HTTP_EXCHANGE_H_

// clang-format off: Boost 1.74's awaitable.hpp forgets it.
#include <utility>
// clang-format on

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "server/gateway/http.h"
#include "server/gateway/http_server.h"

namespace factcheck::gateway::net {

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
inline constexpr asio::use_awaitable_t<Strand> kAwait;

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

inline HttpCounts CountsOf(const Shared& shared) {
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

}  // namespace factcheck::gateway::net

#endif  // FACTCHECK_SERVER_GATEWAY_HTTP_EXCHANGE_H_
