#include "server/gateway/public_site.h"

#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/values/crypto.h"

namespace factcheck::gateway {
namespace {

constexpr std::string_view kClaims = "/claims/";
constexpr std::string_view kPublishers = "/publishers/";
constexpr std::string_view kJsonLd = ".jsonld";
constexpr size_t kEtagBytes = 12;

bool TakeSuffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

// One part of a path that could be an id; the server says whether it is.
bool IsOnePart(std::string_view text) {
  return !text.empty() && text.find_first_of("/%.") == std::string_view::npos;
}

// Whether JSON-LD is asked for and HTML is not.
bool WantsJsonLd(const Headers& headers) {
  const std::string_view accept = headers.Get("accept");
  return ListHas(accept, "application/ld+json") && !ListHas(accept, "text/html");
}

}  // namespace

std::shared_ptr<Handler> PublicPage(const Request& request, std::string_view credential,
                                    std::string_view base, RpcClient* client) {
  PageRequest page{.behalf = {client, StrCat("Bearer ", credential), request.peer},
                   .base = base.empty() ? StrCat(request.secure ? "https://" : "http://",
                                                 request.headers.Get("host"))
                                        : std::string(base),
                   .matches = std::string(request.headers.Get("if-none-match"))};
  std::string_view path = request.path;
  if (path == "/datafeed.json") return DataFeed(std::move(page));
  if (path.starts_with(kClaims)) {
    path.remove_prefix(kClaims.size());
    const bool suffix = TakeSuffix(path, kJsonLd);
    if (!IsOnePart(path)) return nullptr;
    return suffix || WantsJsonLd(request.headers) ? ClaimJsonLd(std::move(page), path)
                                                  : ClaimPage(std::move(page), path);
  }
  if (path.starts_with(kPublishers)) {
    path.remove_prefix(kPublishers.size());
    const bool atom = TakeSuffix(path, "/feed.atom");
    const bool json = !atom && TakeSuffix(path, "/feed.json");
    if ((!atom && !json) || !IsOnePart(path)) return nullptr;
    return PublisherFeed(std::move(page), path, atom ? FeedForm::kAtom : FeedForm::kJson);
  }
  return nullptr;
}

Response Page(const PageRequest& request, std::string_view type, std::string body) {
  std::string etag =
      StrCat("\"", domain::HexEncode(domain::Sha256(body).substr(0, kEtagBytes)), "\"");
  Response response;
  response.headers = {{"Content-Type", std::string(type)},
                      {"Cache-Control", "public, max-age=60"},
                      {"Vary", "Accept"},
                      {"ETag", etag}};
  if (ListHas(request.matches, etag)) {
    response.status = 304;
  } else {
    response.body = std::move(body);
  }
  return response;
}

Response PageError(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::NOT_FOUND:
    case grpc::StatusCode::INVALID_ARGUMENT:
      return PlainError(404, "there is nothing here");
    default: {
      Response response = PlainError(503, "this can't be shown now; try again");
      response.headers.Add("Retry-After", "5");
      return response;
    }
  }
}

}  // namespace factcheck::gateway
