// What a publisher published, corrected and retracted: Atom (RFC 4287) and JSON Feed 1.1.
#include <string>
#include <string_view>
#include <utility>

#include "factcheck/v1/publishers_service.pb.h"
#include "factcheck/v1/verdicts_service.pb.h"
#include "google/protobuf/util/time_util.h"
#include "nlohmann/json.hpp"
#include "server/base/absl_strings.h"
#include "server/gateway/encoding.h"
#include "server/gateway/public_site.h"

namespace factcheck::gateway {
namespace {

using nlohmann::ordered_json;

constexpr int kEntries = 100;

std::string Rfc3339(const google::protobuf::Timestamp& time) {
  return google::protobuf::util::TimeUtil::ToString(time);
}

std::string_view Category(const v1::VerdictRevision& revision) {
  switch (revision.kind()) {
    case v1::VerdictRevision::KIND_UPDATE:
      return "update";
    case v1::VerdictRevision::KIND_CORRECTION:
      return "correction";
    case v1::VerdictRevision::KIND_RETRACTION:
      return "retraction";
    default:
      return "verdict";
  }
}

// What an entry is called: what happened, where it is not the first, and the headline.
std::string TitleOf(const v1::VerdictRevision& revision) {
  const std::string& what = revision.title().empty() ? revision.rating().label() : revision.title();
  switch (revision.kind()) {
    case v1::VerdictRevision::KIND_UPDATE:
      return StrCat("Update: ", what);
    case v1::VerdictRevision::KIND_CORRECTION:
      return StrCat("Correction: ", what);
    case v1::VerdictRevision::KIND_RETRACTION:
      return StrCat("Retraction: ", what);
    default:
      return what.empty() ? "Verdict" : what;
  }
}

std::string TextOf(const v1::VerdictRevision& revision) {
  if (revision.public_note().empty()) return revision.summary();
  if (revision.summary().empty()) return revision.public_note();
  return StrCat(revision.public_note(), "\n\n", revision.summary());
}

class FeedHandler final : public CallingHandler {
 public:
  FeedHandler(PageRequest request, std::string_view publisher, FeedForm form)
      : CallingHandler(request.behalf),
        request_(std::move(request)),
        name_(StrCat("publishers/", publisher)),
        form_(form) {}

 private:
  void Begin() override {
    v1::GetPublisherRequest ask;
    ask.set_name(name_);
    Ask("factcheck.v1.Publishers/GetPublisher", ask,
        [this](const grpc::Status& status, const std::string& message) {
          if (!status.ok() || !publisher_.ParseFromString(message)) {
            return Finish(PageError(status));
          }
          AskVerdicts();
        });
  }

  void AskVerdicts() {
    v1::ListVerdictsRequest ask;
    ask.set_parent("claims/-");
    ask.set_page_size(kEntries);
    ask.set_filter(StrCat("publisher = \"", name_, "\""));
    ask.set_order_by("publish_time desc");
    Ask("factcheck.v1.Verdicts/ListVerdicts", ask,
        [this](const grpc::Status& status, const std::string& message) {
          if (!status.ok() || !verdicts_.ParseFromString(message)) {
            return Finish(PageError(status));
          }
          Finish(form_ == FeedForm::kAtom
                     ? Page(request_, "application/atom+xml; charset=utf-8", Atom())
                     : Page(request_, "application/feed+json; charset=utf-8", Json()));
        });
  }

  std::string SelfUrl() const {
    return StrCat(request_.base, "/", name_,
                  form_ == FeedForm::kAtom ? "/feed.atom" : "/feed.json");
  }
  std::string ClaimUrl(const v1::Verdict& verdict) const {
    return StrCat(request_.base, "/", verdict.name().substr(0, verdict.name().find("/verdicts/")));
  }
  // The same for good: names are never given twice.
  std::string IdOf(const v1::Verdict& verdict) const {
    return StrCat(request_.base, "/", verdict.published().name());
  }
  // Of the newest, or of the publisher where it has published nothing.
  std::string Updated() const {
    return Rfc3339(verdicts_.verdicts().empty() ? publisher_.create_time()
                                                : verdicts_.verdicts(0).published().publish_time());
  }

  std::string Atom() const {
    const auto tag = [](std::string_view name, std::string_view text) {
      return StrCat("<", name, ">", EscapeHtml(text), "</", name, ">\n");
    };
    const auto link = [](std::string_view rel, std::string_view url) {
      return StrCat("<link rel=\"", rel, "\" href=\"", EscapeHtml(url), "\"/>\n");
    };
    std::string feed = StrCat("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n",
                              "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n",
                              tag("title", publisher_.display_name()), tag("id", SelfUrl()),
                              tag("updated", Updated()), link("self", SelfUrl()));
    if (!publisher_.home_url().empty()) feed += link("alternate", publisher_.home_url());
    feed += StrCat("<author>", tag("name", publisher_.display_name()), "</author>\n");
    for (const v1::Verdict& verdict : verdicts_.verdicts()) {
      const v1::VerdictRevision& revision = verdict.published();
      const std::string time = Rfc3339(revision.publish_time());
      StrAppend(&feed, "<entry xml:lang=\"", EscapeHtml(revision.language()), "\">\n",
                tag("title", TitleOf(revision)), tag("id", IdOf(verdict)), tag("published", time),
                tag("updated", time), link("alternate", ClaimUrl(verdict)), "<category term=\"",
                Category(revision), "\"/>\n");
      if (!revision.url().empty()) feed += link("related", revision.url());
      for (const std::string& author : revision.authors()) {
        StrAppend(&feed, "<author>", tag("name", author), "</author>\n");
      }
      StrAppend(&feed, tag("summary", TextOf(revision)), "</entry>\n");
    }
    return feed + "</feed>\n";
  }

  std::string Json() const {
    ordered_json feed = {{"version", "https://jsonfeed.org/version/1.1"},
                         {"title", publisher_.display_name()},
                         {"feed_url", SelfUrl()}};
    if (!publisher_.home_url().empty()) feed["home_page_url"] = publisher_.home_url();
    feed["items"] = ordered_json::array();
    for (const v1::Verdict& verdict : verdicts_.verdicts()) {
      const v1::VerdictRevision& revision = verdict.published();
      ordered_json item = {{"id", IdOf(verdict)},
                           {"url", ClaimUrl(verdict)},
                           {"title", TitleOf(revision)},
                           {"content_text", TextOf(revision)},
                           {"date_published", Rfc3339(revision.publish_time())},
                           {"language", revision.language()},
                           {"tags", {Category(revision)}}};
      if (!revision.url().empty()) item["external_url"] = revision.url();
      for (const std::string& author : revision.authors()) {
        item["authors"].push_back({{"name", author}});
      }
      feed["items"].push_back(std::move(item));
    }
    return feed.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
  }

  const PageRequest request_;
  const std::string name_;
  const FeedForm form_;
  v1::Publisher publisher_;
  v1::ListVerdictsResponse verdicts_;
};

}  // namespace

std::shared_ptr<Handler> PublisherFeed(PageRequest request, std::string_view publisher,
                                       FeedForm form) {
  return std::make_shared<FeedHandler>(std::move(request), publisher, form);
}

}  // namespace factcheck::gateway
