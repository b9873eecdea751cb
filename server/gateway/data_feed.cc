// ClaimReviews for machines: of one claim, and of everything as a DataFeed.
#include <string>
#include <utility>
#include <vector>

#include "factcheck/v1/transfers_service.pb.h"
#include "server/base/absl_strings.h"
#include "server/gateway/public_site.h"

namespace factcheck::gateway {
namespace {

constexpr std::string_view kExport = "factcheck.v1.Transfers/ExportClaimReviews";
constexpr std::string_view kJsonLdType = "application/ld+json";

class ClaimHandler final : public CallingHandler {
 public:
  ClaimHandler(PageRequest request, std::string_view claim)
      : CallingHandler(request.behalf), request_(std::move(request)) {
    ask_.set_claim(StrCat("claims/", claim));
  }

 private:
  void Begin() override {
    AskStream(
        kExport, ask_, [this](const std::string& message) { Take(message); },
        [this](const grpc::Status& status) { Ended(status); });
  }

  void Take(const std::string& message) {
    v1::ExportClaimReviewsResponse response;
    if (!response.ParseFromString(message)) return CancelStream();
    for (const v1::ExportRecord& record : response.records()) {
      if (!record.json().empty()) reviews_.push_back(record.json());
    }
    NextMessage();
  }

  void Ended(const grpc::Status& status) {
    if (!status.ok()) return Finish(PageError(status));
    if (reviews_.empty()) return Finish(PlainError(404, "there is nothing here"));
    std::string body = reviews_.front();
    if (reviews_.size() > 1) {
      body = "[";
      for (size_t i = 0; i < reviews_.size(); ++i) StrAppend(&body, i == 0 ? "" : ",", reviews_[i]);
      body += "]";
    }
    Finish(Page(request_, kJsonLdType, std::move(body)));
  }

  const PageRequest request_;
  v1::ExportClaimReviewsRequest ask_;
  std::vector<std::string> reviews_;
};

// Written as it comes: the next message is asked for once the last was taken.
class FeedHandler final : public CallingHandler {
 public:
  using CallingHandler::CallingHandler;
  void Drained() override {
    if (begun_ && !ended_) NextMessage();
  }

 private:
  void Begin() override {
    AskStream(
        kExport, v1::ExportClaimReviewsRequest(),
        [this](const std::string& message) { Take(message); },
        [this](const grpc::Status& status) { Ended(status); });
  }

  void BeginOnce() {
    if (std::exchange(begun_, true)) return;
    Response head;
    head.headers = {{"Content-Type", std::string(kJsonLdType)},
                    {"Cache-Control", "public, max-age=60"}};
    exchange().Begin(std::move(head));
    out_ = R"({"@context":"https://schema.org","@type":"DataFeed","dataFeedElement":[)";
  }

  void Take(const std::string& message) {
    v1::ExportClaimReviewsResponse response;
    if (!response.ParseFromString(message)) return CancelStream();
    BeginOnce();
    for (const v1::ExportRecord& record : response.records()) {
      if (record.json().empty()) continue;
      StrAppend(&out_, any_ ? ",\n" : "\n", R"({"@type":"DataFeedItem","identifier":")",
                record.verdict(), R"(","item":[)", record.json(), "]}");
      any_ = true;
    }
    exchange().Write(std::exchange(out_, {}));
  }

  void Ended(const grpc::Status& status) {
    ended_ = true;
    if (!status.ok() && !begun_) return Finish(PageError(status));
    // Half of it must not look like all.
    if (!status.ok()) return exchange().Abort();
    BeginOnce();
    exchange().Write(std::exchange(out_, {}) + "\n]}\n");
    exchange().End();
  }

  std::string out_;
  bool begun_ = false;
  bool ended_ = false;
  bool any_ = false;
};

}  // namespace

std::shared_ptr<Handler> ClaimJsonLd(PageRequest request, std::string_view claim) {
  return std::make_shared<ClaimHandler>(std::move(request), claim);
}

std::shared_ptr<Handler> DataFeed(PageRequest request) {
  return std::make_shared<FeedHandler>(std::move(request.behalf));
}

}  // namespace factcheck::gateway
