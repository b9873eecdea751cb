#include "server/gateway/http.h"

#include <algorithm>

#include "server/base/absl_strings.h"

namespace factcheck::gateway {
namespace {

class ReadyHandler final : public Handler {
 public:
  explicit ReadyHandler(Response response) : response_(std::move(response)) {}
  void Start(std::shared_ptr<Exchange> exchange) override {
    exchange->Answer(std::move(response_));
  }

 private:
  Response response_;
};

bool Refused(std::string_view parameters) {
  const std::string text = LowerCase(parameters);
  const size_t q = text.find("q=0");
  if (q == std::string::npos) return false;
  // q=0, q=0.0 refuse; q=0.5 does not.
  return text.find_first_of("123456789", q + 3) == std::string::npos;
}

}  // namespace

std::string_view Headers::Get(std::string_view name) const {
  for (const auto& [key, value] : all_) {
    if (key == name) return value;
  }
  return {};
}

bool Headers::Has(std::string_view name) const {
  return std::any_of(all_.begin(), all_.end(), [&](const auto& one) { return one.first == name; });
}

std::shared_ptr<Handler> Ready(Response response) {
  return std::make_shared<ReadyHandler>(std::move(response));
}

Response PlainError(int status, std::string_view detail) {
  Response response;
  response.status = status;
  response.headers.Add("Content-Type", "text/plain; charset=utf-8");
  response.headers.Add("Cache-Control", "no-store");
  response.body = StrCat(detail, "\n");
  return response;
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string MediaType(std::string_view content_type) {
  return LowerCase(Trim(content_type.substr(0, content_type.find(';'))));
}

bool ListHas(std::string_view header, std::string_view token) {
  while (!header.empty()) {
    const size_t comma = header.find(',');
    const std::string_view item = header.substr(0, comma);
    const size_t semicolon = item.find(';');
    if (LowerCase(Trim(item.substr(0, semicolon))) == token) {
      return semicolon == std::string_view::npos || !Refused(item.substr(semicolon));
    }
    if (comma == std::string_view::npos) break;
    header.remove_prefix(comma + 1);
  }
  return false;
}

}  // namespace factcheck::gateway
