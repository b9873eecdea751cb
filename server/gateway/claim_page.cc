// The page of a claim for people: plain HTML without a script, every text escaped.
#include <algorithm>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/publishers_service.pb.h"
#include "factcheck/v1/verdicts_service.pb.h"
#include "google/protobuf/util/time_util.h"
#include "server/base/absl_strings.h"
#include "server/domain/values/crypto.h"
#include "server/gateway/encoding.h"
#include "server/gateway/public_site.h"

namespace factcheck::gateway {
namespace {

// Shown; beyond these the page says how many there are.
constexpr int kVerdicts = 20;
constexpr int kRevisions = 100;
constexpr int kEvidence = 1000;

constexpr std::string_view kStyle =
    "body{font:1.06rem/1.55 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;"
    "color:#1a1a1a;background:#fff}h1{font-size:1.5rem;line-height:1.3}blockquote{margin:0}"
    ".text{white-space:pre-wrap;overflow-wrap:anywhere}.rating{font-weight:700;font-size:1.2rem}"
    ".note{border-inline-start:.3rem solid #b35900;padding-inline-start:.8rem}"
    "article{border-top:1px solid #bbb;margin-top:1.5rem}a{color:#0b57a4}small{color:#555}"
    "@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#161616}a{color:#8ec1ff}"
    "small{color:#b0b0b0}}";

std::string Policy() {
  return StrCat("default-src 'none'; style-src 'sha256-", Base64(domain::Sha256(kStyle)),
                "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
}

std::string Day(const google::protobuf::Timestamp& time) {
  return google::protobuf::util::TimeUtil::ToString(time).substr(0, 10);
}

std::string Day(const v1::PartialDate& date) {
  std::string text = StrCat(absl::Dec(date.year(), absl::kZeroPad4));
  if (date.month() > 0) StrAppend(&text, "-", absl::Dec(date.month(), absl::kZeroPad2));
  if (date.day() > 0) StrAppend(&text, "-", absl::Dec(date.day(), absl::kZeroPad2));
  return text;
}

std::string_view KindText(v1::VerdictRevision::Kind kind) {
  switch (kind) {
    case v1::VerdictRevision::KIND_UPDATE:
      return "Updated";
    case v1::VerdictRevision::KIND_CORRECTION:
      return "Corrected";
    case v1::VerdictRevision::KIND_RETRACTION:
      return "Retracted";
    default:
      return "Published";
  }
}

// <tag class="text" lang dir="auto">text</tag>; nothing where there is no text.
void AddText(std::string& page, std::string_view tag, std::string_view text,
             std::string_view language = {}) {
  if (text.empty()) return;
  StrAppend(&page, "<", tag, " class=\"text\" dir=\"auto\"");
  if (!language.empty()) StrAppend(&page, " lang=\"", EscapeHtml(language), "\"");
  StrAppend(&page, ">", EscapeHtml(text), "</", tag, ">\n");
}

// A link where the address is of the web, else its text alone.
std::string Link(std::string_view url, std::string_view text) {
  if (!url.starts_with("https://") && !url.starts_with("http://")) return EscapeHtml(text);
  return StrCat("<a rel=\"nofollow noopener noreferrer\" href=\"", EscapeHtml(url), "\">",
                EscapeHtml(text), "</a>");
}

class ClaimPageHandler final : public CallingHandler {
 public:
  ClaimPageHandler(PageRequest request, std::string_view claim)
      : CallingHandler(request.behalf),
        request_(std::move(request)),
        name_(StrCat("claims/", claim)) {}

 private:
  void Begin() override {
    v1::GetClaimRequest ask;
    ask.set_name(name_);
    AskFor("factcheck.v1.Claims/GetClaim", ask, &claim_, [this] {
      if (claim_.state() == v1::Claim::STATE_MERGED && !claim_.merged_into().empty()) {
        Response response = PlainError(301, "this claim was merged into another");
        response.headers.Add("Location", StrCat("/", claim_.merged_into()));
        Finish(std::move(response));
      } else {
        AskVerdicts();
      }
    });
  }

  void AskVerdicts() {
    v1::ListVerdictsRequest ask;
    ask.set_parent(name_);
    ask.set_page_size(kVerdicts);
    ask.set_order_by("publish_time desc");
    AskFor("factcheck.v1.Verdicts/ListVerdicts", ask, &verdicts_, [this] {
      // What nobody has spoken on is no page yet, whatever others may read of it.
      if (verdicts_.verdicts().empty()) {
        Finish(PlainError(404, "there is nothing here"));
      } else {
        AskEvidence();
      }
    });
  }

  void AskEvidence() {
    v1::ListEvidenceRequest ask;
    ask.set_parent(name_);
    ask.set_page_size(kEvidence);
    AskFor("factcheck.v1.Claims/ListEvidence", ask, &evidence_, [this] { AskMore(); });
  }

  // The publisher and the revisions of one verdict after the other.
  void AskMore() {
    if (static_cast<int>(publishers_.size()) == verdicts_.verdicts_size()) {
      Response response = Page(request_, "text/html; charset=utf-8", Html());
      response.headers.Add("Content-Security-Policy", Policy());
      response.headers.Add("Link", StrCat("</", name_,
                                          ".jsonld>; rel=\"alternate\"; "
                                          "type=\"application/ld+json\""));
      Finish(std::move(response));
      return;
    }
    const std::string& verdict = verdicts_.verdicts(static_cast<int>(publishers_.size())).name();
    v1::GetPublisherRequest publisher;
    publisher.set_name(StrCat("publishers/", verdict.substr(verdict.rfind('/') + 1)));
    AskFor("factcheck.v1.Publishers/GetPublisher", publisher, &publishers_.emplace_back(),
           [this, verdict] {
             v1::ListVerdictRevisionsRequest ask;
             ask.set_parent(verdict);
             ask.set_page_size(kRevisions);
             AskFor("factcheck.v1.Verdicts/ListVerdictRevisions", ask, &revisions_.emplace_back(),
                    [this] { AskMore(); });
           });
  }

  template <typename Answer>
  void AskFor(std::string_view method, const google::protobuf::Message& ask, Answer* answer,
              std::function<void()> then) {
    Ask(method, ask,
        [this, answer, then = std::move(then)](const grpc::Status& status,
                                               const std::string& message) {
          if (!status.ok()) return Finish(PageError(status));
          if (!answer->ParseFromString(message)) {
            return Finish(PageError({grpc::StatusCode::INTERNAL, ""}));
          }
          then();
        });
  }

  std::string Html() const {
    std::string page = StrCat(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width\">"
        "<title>",
        EscapeHtml(claim_.statement()), "</title><link rel=\"alternate\" ",
        "type=\"application/ld+json\" href=\"/", EscapeHtml(name_), ".jsonld\"><style>", kStyle,
        "</style></head>\n<body><main>\n");
    StrAppend(&page, "<p><small>The claim</small></p>\n<blockquote>");
    AddText(page, "h1", claim_.statement(), claim_.language());
    StrAppend(&page, "</blockquote>\n");
    AddClaimants(page);
    AddText(page, "p", claim_.context());
    for (int i = 0; i < verdicts_.verdicts_size(); ++i) AddVerdict(page, i);
    if (!verdicts_.next_page_token().empty()) {
      StrAppend(&page, "<p>", verdicts_.total_size(), " verdicts in all.</p>\n");
    }
    StrAppend(&page, "</main></body></html>\n");
    return page;
  }

  void AddClaimants(std::string& page) const {
    std::string by;
    for (const v1::Claimant& claimant : claim_.claimants()) {
      StrAppend(&by, by.empty() ? "" : ", ", "<bdi>", EscapeHtml(claimant.name()), "</bdi>");
    }
    if (claim_.has_claim_date()) {
      StrAppend(&by, by.empty() ? "" : ", ", Day(claim_.claim_date()));
    }
    if (!claim_.claim_place().empty()) {
      StrAppend(&by, by.empty() ? "" : ", ", "<bdi>", EscapeHtml(claim_.claim_place()), "</bdi>");
    }
    if (!by.empty()) StrAppend(&page, "<p>", by, "</p>\n");
  }

  void AddVerdict(std::string& page, int i) const {
    const v1::Verdict& verdict = verdicts_.verdicts(i);
    const v1::VerdictRevision& revision = verdict.published();
    const v1::Publisher& publisher = publishers_[static_cast<size_t>(i)];
    const std::string_view language = revision.language();
    StrAppend(&page, "<article>\n<p><small>", KindText(revision.kind()), " by ",
              Link(publisher.home_url(), publisher.display_name()), ", ",
              Day(revision.publish_time()), verdict.stale() ? ", due to be looked at again" : "",
              "</small></p>\n");
    if (verdict.state() == v1::Verdict::STATE_RETRACTED) {
      StrAppend(&page, "<p class=\"rating\">Retracted</p>\n");
    } else if (revision.has_rating()) {
      StrAppend(&page, "<div class=\"rating\">");
      AddText(page, "div", revision.rating().label(), language);
      StrAppend(&page, "</div>\n");
    }
    AddText(page, "h2", revision.title(), language);
    if (!revision.public_note().empty()) {
      StrAppend(&page, "<div class=\"note\">");
      AddText(page, "p", revision.public_note(), language);
      StrAppend(&page, "</div>\n");
    }
    AddText(page, "p", revision.summary(), language);
    AddText(page, "div", revision.explanation(), language);
    if (!revision.url().empty()) {
      StrAppend(&page, "<p>", Link(revision.url(), "Read the whole article"), "</p>\n");
    }
    AddCitations(page, revision);
    AddRevisions(page, revisions_[static_cast<size_t>(i)]);
    StrAppend(&page, "</article>\n");
  }

  void AddCitations(std::string& page, const v1::VerdictRevision& revision) const {
    std::string list;
    for (const v1::EvidenceCitation& citation : revision.citations()) {
      const auto at =
          std::find_if(evidence_.evidence().begin(), evidence_.evidence().end(),
                       [&](const v1::Evidence& e) { return e.name() == citation.evidence(); });
      if (at == evidence_.evidence().end()) continue;
      const std::string& text = at->citation().empty() ? at->url() : at->citation();
      StrAppend(&list, "<li dir=\"auto\">", Link(at->url(), text));
      if (!citation.note().empty()) StrAppend(&list, ": ", EscapeHtml(citation.note()));
      StrAppend(&list, "</li>\n");
    }
    if (!list.empty()) StrAppend(&page, "<h3>Evidence</h3>\n<ul>\n", list, "</ul>\n");
  }

  // What was published, and why it was changed.
  static void AddRevisions(std::string& page, const v1::ListVerdictRevisionsResponse& all) {
    if (all.revisions_size() < 2) return;
    StrAppend(&page, "<h3>History</h3>\n<ol reversed>\n");
    for (const v1::VerdictRevision& revision : all.revisions()) {
      StrAppend(&page, "<li>", KindText(revision.kind()), ", ", Day(revision.publish_time()));
      if (revision.has_rating()) {
        StrAppend(&page, ": <bdi>", EscapeHtml(revision.rating().label()), "</bdi>");
      }
      if (!revision.public_note().empty()) {
        StrAppend(&page, " <bdi>(", EscapeHtml(revision.public_note()), ")</bdi>");
      }
      StrAppend(&page, "</li>\n");
    }
    StrAppend(&page, "</ol>\n");
  }

  const PageRequest request_;
  const std::string name_;
  v1::Claim claim_;
  v1::ListVerdictsResponse verdicts_;
  v1::ListEvidenceResponse evidence_;
  // By verdict. Lists: what is asked for is written to where it stands.
  std::deque<v1::Publisher> publishers_;
  std::deque<v1::ListVerdictRevisionsResponse> revisions_;
};

}  // namespace

std::shared_ptr<Handler> ClaimPage(PageRequest request, std::string_view claim) {
  return std::make_shared<ClaimPageHandler>(std::move(request), claim);
}

}  // namespace factcheck::gateway
