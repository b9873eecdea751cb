// Pages for everybody, people and machines, made from what the public may read: claims that
// have a published verdict, and nothing of what is being worked on.
//
//   /claims/{claim}                  HTML, or JSON-LD where Accept prefers it
//   /claims/{claim}.jsonld           its verdicts as schema.org ClaimReview
//   /publishers/{publisher}/feed.atom, feed.json
//                                    the newest 100 publications, corrections and retractions
//   /datafeed.json                   every verdict as a schema.org DataFeed of ClaimReviews
#ifndef FACTCHECK_SERVER_GATEWAY_PUBLIC_SITE_H_
#define FACTCHECK_SERVER_GATEWAY_PUBLIC_SITE_H_

#include <memory>
#include <string>
#include <string_view>

#include "server/gateway/calling_handler.h"
#include "server/gateway/http.h"
#include "server/gateway/rpc_client.h"

namespace factcheck::gateway {

// Who asks, and what pages need to name themselves.
struct PageRequest {
  OnBehalf behalf;
  std::string base;     // "https://facts.example.org", for addresses that must be whole.
  std::string matches;  // The header If-None-Match.
};

// A handler where `request` is for one of the above; else null. GET and HEAD.
std::shared_ptr<Handler> PublicPage(const Request& request, std::string_view credential,
                                    std::string_view base, RpcClient* client);

// The page of one claim (an id), of one publisher's publications (an id), and of everything.
std::shared_ptr<Handler> ClaimPage(PageRequest request, std::string_view claim);
std::shared_ptr<Handler> ClaimJsonLd(PageRequest request, std::string_view claim);
enum class FeedForm { kAtom, kJson };
std::shared_ptr<Handler> PublisherFeed(PageRequest request, std::string_view publisher,
                                       FeedForm form);
std::shared_ptr<Handler> DataFeed(PageRequest request);

// A page that may be kept for a minute and asked about by its ETag.
Response Page(const PageRequest& request, std::string_view type, std::string body);
// What a page says where a call failed: 404 for what does not exist or is no name, else 503.
Response PageError(const grpc::Status& status);

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_PUBLIC_SITE_H_
