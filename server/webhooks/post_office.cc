#include "server/webhooks/post_office.h"

#include <random>
#include <utility>

#include "server/domain/admin/bootstrap.h"

namespace factcheck::webhooks {
namespace {

constexpr std::string_view kSealKey = "webhook-secrets";

}  // namespace

PostOffice::PostOffice(domain::ClaimBook* book, const domain::PageTokens* tokens,
                       std::string seal_key, std::unique_ptr<CurlPoster> poster,
                       Courier::Owners owners, domain::Clock clock, CourierOptions courier,
                       UrlRules rules)
    : reader_(book),
      box_(std::move(seal_key)),
      poster_(std::move(poster)),
      courier_(book, &reader_, poster_.get(), &box_, std::move(owners), std::move(clock),
               std::move(courier)),
      service_(book, tokens, &reader_, poster_.get(), &box_, rules) {}

absl::StatusOr<std::unique_ptr<PostOffice>> PostOffice::Open(
    domain::ClaimBook* book, const domain::PageTokens* tokens, Courier::Owners owners,
    domain::Clock clock, std::function<void(const absl::Status&)> on_error,
    const PostOfficeOptions& options) {
  absl::StatusOr<std::string> key = domain::ServerSecret(*book, kSealKey);
  if (!key.ok()) return key.status();
  absl::StatusOr<std::unique_ptr<CurlPoster>> poster = CurlPoster::Start(options.curl);
  if (!poster.ok()) return poster.status();
  CourierOptions courier;
  courier.retry = options.retry;
  courier.on_error = std::move(on_error);
  courier.random = [random = std::mt19937_64(std::random_device()())]() mutable {
    return std::uniform_real_distribution<double>()(random);
  };
  const UrlRules rules{options.curl.allow_http, options.curl.allow_private};
  std::unique_ptr<PostOffice> office(new PostOffice(book, tokens, *std::move(key),
                                                    *std::move(poster), std::move(owners),
                                                    std::move(clock), std::move(courier), rules));
  absl::Status attached = office->courier_.Attach();
  if (!attached.ok()) return attached;
  return office;
}

void PostOffice::Stop() {
  courier_.Stop();
  // Its last results go to the courier, which is there for longer.
  poster_->Stop();
}

}  // namespace factcheck::webhooks
