// HTTP as the gateway's handlers see it: requests whole, answers whole or streamed. Nothing
// here knows the library that speaks to the network.
#ifndef FACTCHECK_SERVER_GATEWAY_HTTP_H_
#define FACTCHECK_SERVER_GATEWAY_HTTP_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace factcheck::gateway {

// In the order sent. Names of requests are in lower case; those of answers are looked up as
// they were added.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<std::pair<std::string, std::string>> all) : all_(all) {}

  void Add(std::string name, std::string value) {
    all_.emplace_back(std::move(name), std::move(value));
  }
  // The first of this name; "" where there is none.
  std::string_view Get(std::string_view name) const;
  bool Has(std::string_view name) const;

  auto begin() const { return all_.begin(); }
  auto end() const { return all_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

struct Request {
  std::string method;
  std::string path;   // Before the "?", as sent.
  std::string query;  // After it.
  Headers headers;
  std::string body;
  std::string peer;     // Who connected: an address, without a port. See TrustedProxies.
  bool secure = false;  // Came over TLS.
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
};

// What one request is answered through: by Answer, or by Begin, then Writes, then End. All is
// called on the connection's strand but for Post. What comes after the client has gone is
// dropped.
class Exchange {
 public:
  virtual ~Exchange() = default;
  // Runs `task` on the strand. Any thread.
  virtual void Post(std::function<void()> task) = 0;
  virtual void Answer(Response response) = 0;
  // The head of a streamed answer; its body must be empty.
  virtual void Begin(Response head) = 0;
  // One at a time: Handler::Drained follows once the network took it.
  virtual void Write(std::string bytes) = 0;
  virtual void End() = 0;
  // In place of End: closes the connection, so that nobody takes what came for the whole.
  virtual void Abort() = 0;
};

// Answers one request. Called on the connection's strand.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual void Start(std::shared_ptr<Exchange> exchange) = 0;
  virtual void Drained() {}
  // The client has gone before the end of the answer.
  virtual void Gone() {}
};

// Who answers a request, and what every answer to it carries beside its own headers.
struct Dispatched {
  std::shared_ptr<Handler> handler;
  Headers common;
};
// Thread-safe.
using Dispatch = std::function<Dispatched(Request request)>;

// Answers with what is known at once.
std::shared_ptr<Handler> Ready(Response response);

// A refusal in plain text. `detail` is for people, and never what was sent.
Response PlainError(int status, std::string_view detail);

// "Text/HTML; charset=utf-8" is "text/html".
std::string MediaType(std::string_view content_type);
// Whether the comma-separated list `header` has `token`, in any case; parameters don't count,
// but for "q=0".
bool ListHas(std::string_view header, std::string_view token);
std::string LowerCase(std::string_view text);
std::string_view Trim(std::string_view text);  // Spaces and tabs around.

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_HTTP_H_
