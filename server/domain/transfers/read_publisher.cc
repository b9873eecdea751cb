// Who published a review, and who wrote it.
#include <algorithm>
#include <array>

#include "server/base/absl_strings.h"
#include "server/domain/transfers/loose_json.h"
#include "server/domain/transfers/review_reader.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

using Json = nlohmann::json;

constexpr TextRule kName{.max_bytes = 500};
constexpr TextRule kByline{.max_bytes = 200};
constexpr int kMaxAuthors = 20;
constexpr size_t kMaxIdBytes = 63;

// Sites that publish for many: their domain says nothing of the publisher.
constexpr std::array<std::string_view, 32> kSharedSites = {
    "archive.is",      "archive.org",   "archive.ph", "archive.today",   "bit.ly",
    "docs.google.com", "facebook.com",  "fb.com",     "fb.watch",        "instagram.com",
    "linkedin.com",    "linktr.ee",     "medium.com", "mstdn.social",    "news.google.com",
    "perma.cc",        "pinterest.com", "reddit.com", "rumble.com",      "sites.google.com",
    "substack.com",    "t.co",          "t.me",       "telegra.ph",      "threads.net",
    "tiktok.com",      "twitter.com",   "vimeo.com",  "web.archive.org", "x.com",
    "youtu.be",        "youtube.com"};

bool IsShared(std::string_view domain) {
  return std::find(kSharedSites.begin(), kSharedSites.end(), domain) != kSharedSites.end();
}

// The host without `www.` and the like.
std::string DomainOf(const Url& url) {
  constexpr std::string_view kScheme = "https://";
  const std::string canonical = CanonicalUrl(url);
  const size_t end = canonical.find_first_of(":/?", kScheme.size());
  return canonical.substr(kScheme.size(), end - kScheme.size());
}

bool IsPerson(const Json& item) { return IsOfType(item, "Person"); }

bool IsOrganization(const Json& item) {
  for (const Json* type : ItemsOf(item, "@type")) {
    if (type->is_string() &&
        type->get_ref<const std::string&>().find("Organization") != std::string::npos) {
      return true;
    }
  }
  return false;
}

// The organisation among author and publisher; nullptr: none is named.
const Json* FindOrganization(const Json& review) {
  const JsonItems authors = ItemsOf(review, "author");
  const JsonItems publishers = ItemsOf(review, "publisher");
  for (const JsonItems* items : {&authors, &publishers}) {
    for (const Json* item : *items) {
      if (IsOrganization(*item)) return item;
    }
  }
  for (const JsonItems* items : {&publishers, &authors}) {
    for (const Json* item : *items) {
      if (!IsPerson(*item) && !TextOf(*item).empty()) return item;
    }
  }
  return nullptr;
}

void AddBylines(const Json& review, std::string_view property, const Json* organization,
                ReviewReader& reader, v1::VerdictRevision& revision) {
  for (const Json* item : ItemsOf(review, property)) {
    if (item == organization || IsOrganization(*item)) continue;
    std::string name = OneLine(reader.Text(property, TextOf(*item), kByline));
    if (name.empty() || std::find(revision.authors().begin(), revision.authors().end(), name) !=
                            revision.authors().end()) {
      continue;
    }
    if (revision.authors_size() == kMaxAuthors) {
      return reader.texts.Warn(StrCat("only the first ", kMaxAuthors, " authors were taken"));
    }
    revision.add_authors(std::move(name));
  }
}

// Where the articles stand: the article's own domain, but that above it where the
// organisation names that as its home; an organisation's home for articles on
// shared sites.
std::string ChooseDomain(const Url& article, const std::optional<ReadUrl>& home) {
  std::string at = DomainOf(article);
  if (!home) return IsShared(at) ? std::string() : at;
  std::string from = DomainOf(home->parsed);
  if (IsShared(from)) return IsShared(at) ? std::string() : at;
  if (IsShared(at) || IsWithinDomain(at, from)) return from;
  return at;
}

std::optional<ReadUrl> HomeOf(const Json* organization, ReviewReader& reader) {
  if (organization == nullptr || !organization->is_object()) return std::nullopt;
  for (std::string_view property : {"url", "@id", "sameAs"}) {
    const std::string address = AddressIn(*organization, property);
    if (address.empty() || (property == "@id" && !address.starts_with("http"))) continue;
    if (std::optional<ReadUrl> home = reader.Address("author.url", address)) return home;
  }
  return std::nullopt;
}

}  // namespace

void ReadPublisher(const Json& review, const Url& article, ReviewReader& reader,
                   ParsedReview* out) {
  ParsedPublisher& publisher = out->publisher;
  const Json* organization = FindOrganization(review);
  const std::optional<ReadUrl> home = HomeOf(organization, reader);
  if (organization != nullptr) {
    publisher.display_name = OneLine(reader.Text("author.name", TextOf(*organization), kName));
    publisher.our_id = OurIdOf(*organization, kPublisherPattern);
    const std::string logo = AddressIn(*organization, "logo");
    if (!logo.empty()) {
      if (std::optional<ReadUrl> url = reader.Address("author.logo", logo)) {
        publisher.logo_url = std::move(url->url);
      }
    }
  }
  publisher.domain = ChooseDomain(article, home);
  if (publisher.domain.empty() && publisher.display_name.empty()) {
    publisher.domain = DomainOf(article);
  }
  if (!publisher.domain.empty()) {
    publisher.key = publisher.domain;
    publisher.home_url = home && IsWithinDomain(DomainOf(home->parsed), publisher.domain)
                             ? home->url
                             : StrCat("https://", publisher.domain, "/");
    if (publisher.display_name.empty()) publisher.display_name = publisher.domain;
  } else {
    publisher.key = StrCat("name:", ExactForm(publisher.display_name));
    if (home) publisher.home_url = home->url;
  }
  publisher.id =
      SlugOf(publisher.domain.empty() ? publisher.display_name : publisher.domain, kMaxIdBytes);
  if (publisher.id.empty()) publisher.id = DerivedId({"publisher", publisher.key});

  AddBylines(review, "creator", organization, reader, out->revision);
  AddBylines(review, "author", organization, reader, out->revision);
}

}  // namespace factcheck::domain
