// What a review says of the claim: statement, claimants, date, place, topics, appearances.
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

#include "absl/container/flat_hash_set.h"
#include "server/base/absl_strings.h"
#include "server/domain/claims/validate.h"
#include "server/domain/transfers/html_entities.h"
#include "server/domain/transfers/loose_json.h"
#include "server/domain/transfers/review_reader.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

using Json = nlohmann::json;

constexpr TextRule kStatement{.max_bytes = 10'000, .required = true, .lines = true};
constexpr TextRule kLongText{.max_bytes = 10'000, .lines = true};
constexpr TextRule kShortText{.max_bytes = 500};
constexpr TextRule kTopic{.max_bytes = 100};
constexpr int kMaxClaimants = 20;
constexpr int kMaxTopics = 50;
constexpr int kMaxArchiveUrls = 20;

// Names that stand for nobody.
constexpr std::array<std::string_view, 12> kNobody = {
    "-",    "?",   "n/a",       "na",      "nil",      "none", "not available",
    "null", "tbd", "undefined", "unknown", "not known"};

// Names, in exact form, that stand for whoever spread it.
constexpr std::array<std::string_view, 36> kCrowds = {"blog posting",
                                                      "blog posts",
                                                      "bloggers",
                                                      "chain e-mail",
                                                      "chain email",
                                                      "chain emails",
                                                      "facebook post",
                                                      "facebook posts",
                                                      "facebook user",
                                                      "facebook users",
                                                      "image",
                                                      "instagram posts",
                                                      "instagram users",
                                                      "internet",
                                                      "meme",
                                                      "memes",
                                                      "multiple people",
                                                      "multiple sources",
                                                      "multiple users",
                                                      "online users",
                                                      "several people",
                                                      "social media",
                                                      "social media post",
                                                      "social media posts",
                                                      "social media user",
                                                      "social media users",
                                                      "tweets",
                                                      "twitter users",
                                                      "various",
                                                      "various sources",
                                                      "viral image",
                                                      "viral meme",
                                                      "viral post",
                                                      "viral posts",
                                                      "viral video",
                                                      "whatsapp users"};

template <size_t N>
bool Holds(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// `guess`: whether the name may tell.
v1::Claimant::Kind KindOf(const Json& item, std::string_view exact_name, bool guess) {
  if (guess && Holds(kCrowds, exact_name)) return v1::Claimant::KIND_CROWD;
  if (item.is_object()) {
    if (IdentifierOf(item, kClaimantKindProperty) == "CROWD") return v1::Claimant::KIND_CROWD;
    if (IsOfType(item, "Person")) return v1::Claimant::KIND_PERSON;
    for (const Json* type : ItemsOf(item, "@type")) {
      if (TextOf(*type).find("Organization") != std::string::npos) {
        return v1::Claimant::KIND_ORGANIZATION;
      }
    }
    return v1::Claimant::KIND_UNSPECIFIED;
  }
  return v1::Claimant::KIND_UNSPECIFIED;
}

std::string PersonName(const Json& item) {
  std::string name = TextOf(item);
  if (!name.empty() || !item.is_object()) return name;
  name = TextIn(item, "givenName");
  const std::string family = TextIn(item, "familyName");
  if (!name.empty() && !family.empty()) name += " ";
  return name + family;
}

void AddClaimant(const Json& item, ReviewReader& reader, v1::Claim& claim) {
  const std::string name =
      OneLine(reader.Text("itemReviewed.author.name", PersonName(item), kShortText));
  const std::string exact = ExactForm(name);
  if (name.empty() || (reader.texts.decodes() && Holds(kNobody, exact))) return;
  for (const v1::Claimant& other : claim.claimants()) {
    if (other.name() == name) return;
  }
  if (claim.claimants_size() == kMaxClaimants) {
    return reader.texts.Warn(StrCat("only the first ", kMaxClaimants, " claimants were taken"));
  }
  v1::Claimant& claimant = *claim.add_claimants();
  claimant.set_name(name);
  claimant.set_kind(KindOf(item, exact, reader.texts.decodes()));
  if (!item.is_object()) return;
  claimant.set_role(
      OneLine(reader.Text("itemReviewed.author.jobTitle", TextIn(item, "jobTitle"), kShortText)));
  for (std::string_view property : {"sameAs", "url"}) {
    const std::string address = AddressIn(item, property);
    if (address.empty()) continue;
    if (std::optional<ReadUrl> url = reader.Address("itemReviewed.author.sameAs", address)) {
      claimant.set_same_as(url->url);
      return;
    }
  }
}

// What a Python list became when it was printed: "['a', \"b's\"]".
std::vector<std::string> PrintedList(std::string_view text) {
  std::vector<std::string> items;
  for (size_t at = 1; at + 1 < text.size(); ++at) {
    const char quote = text[at];
    if (quote != '\'' && quote != '"') continue;
    std::string item;
    for (++at; at < text.size() && text[at] != quote; ++at) {
      if (text[at] == '\\' && at + 1 < text.size()) ++at;
      item.push_back(text[at]);
    }
    items.push_back(std::move(item));
  }
  return items;
}

std::vector<std::string> SplitKeywords(const std::string& text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') return PrintedList(text);
  std::vector<std::string> items;
  const char separator = text.find(';') != std::string::npos ? ';' : ',';
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find(separator, at), text.size());
    items.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return items;
}

std::string LowerCase(std::string_view text) {
  std::string lower;
  icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())))
      .toLower(icu::Locale::getRoot())
      .toUTF8String(lower);
  return lower;
}

void AddTopics(const Json& object, ReviewReader& reader, v1::Claim& claim) {
  for (const Json* item : ItemsOf(object, "keywords")) {
    std::vector<std::string> texts;
    if (item->is_string() && reader.texts.decodes()) {
      texts = SplitKeywords(DecodeEntities(item->get_ref<const std::string&>()));
    } else {
      texts = {TextOf(*item)};
    }
    for (const std::string& text : texts) {
      const std::string cut =
          LowerCase(OneLine(reader.Text("keywords", text, {.max_bytes = kTopic.max_bytes * 8})));
      std::string topic = reader.Text("keywords", cut, kTopic);
      if (topic.empty() ||
          std::find(claim.topics().begin(), claim.topics().end(), topic) != claim.topics().end()) {
        continue;
      }
      if (claim.topics_size() == kMaxTopics) {
        return reader.texts.Warn(StrCat("only the first ", kMaxTopics, " keywords were taken"));
      }
      claim.add_topics(std::move(topic));
    }
  }
}

void AddArchives(const Json& work, ReviewReader& reader, v1::Appearance& appearance) {
  for (const Json* item : ItemsOf(work, "archivedAt")) {
    if (appearance.archive_urls_size() == kMaxArchiveUrls) return;
    if (std::optional<ReadUrl> url = reader.Address("archivedAt", AddressOf(*item))) {
      appearance.add_archive_urls(url->url);
    }
  }
}

void AddAppearance(const Json& work, ReviewReader& reader, ParsedReview* out) {
  const std::string address = AddressOf(work);
  if (address.empty()) return;
  const std::optional<ReadUrl> url = reader.Address("appearance.url", address);
  if (!url) return;
  std::string canonical = CanonicalUrl(url->parsed);
  for (const v1::Appearance& other : out->claim.appearances()) {
    if (other.canonical_url() == canonical) return;
  }
  if (out->claim.appearances_size() == kMaxAppearances) {
    return reader.texts.Warn(StrCat("only the first ", kMaxAppearances, " appearances were taken"));
  }
  v1::Appearance& appearance = *out->claim.add_appearances();
  appearance.set_url(url->url);
  appearance.set_canonical_url(canonical);
  std::string id;
  if (work.is_object()) {
    id = OurIdOf(work, kAppearancePattern);
    if (const Json* author = FirstOf(work, "author")) {
      appearance.set_author(OneLine(reader.Text("appearance.author", TextOf(*author), kShortText)));
    }
    appearance.set_quote(reader.Text("appearance.text", TextIn(work, "text"), kLongText));
    if (std::optional<v1::PartialDate> date = reader.Date(work, {"datePublished"})) {
      *appearance.mutable_publish_date() = *std::move(date);
    }
    AddArchives(work, reader, appearance);
  }
  out->appearance_ids.push_back(id.empty() ? DerivedId({"appearance", canonical}) : std::move(id));
}

// Of a claim, its appearances; of a work, the work itself.
void AddAppearances(const Json& item, ReviewReader& reader, ParsedReview* out) {
  for (std::string_view property : {"appearance", "firstAppearance"}) {
    for (const Json* work : ItemsOf(item, property)) AddAppearance(*work, reader, out);
  }
  if (!item.is_object()) return;
  for (const Json* url : ItemsOf(item, "url")) AddAppearance(*url, reader, out);
  if (IsOfType(item, "Claim")) return;
  for (const Json* url : ItemsOf(item, "sameAs")) AddAppearance(*url, reader, out);
}

void ReadPlace(const Json& item, ReviewReader& reader, v1::Claim& claim) {
  std::string place = TextIn(item, "locationCreated");
  std::string context = TextIn(item, "abstract");
  const std::string description = TextIn(item, "description");
  if (description.size() <= kShortText.max_bytes) {
    if (place.empty()) place = description;
  } else if (context.empty()) {
    context = description;
  }
  claim.set_claim_place(OneLine(reader.Text("itemReviewed.description", place, kShortText)));
  claim.set_context(reader.Text("itemReviewed.abstract", context, kLongText));
}

// The statement whole, as claims are told apart by it.
std::string ExactStatement(const std::string& given, const ReviewReader& reader) {
  return ExactForm(reader.texts.decodes() ? DecodeEntities(given) : given);
}

std::string SharedIdOf(const std::string& exact, const v1::Claim& claim) {
  if (claim.claimants().empty()) return {};
  std::vector<std::string> names;
  for (const v1::Claimant& claimant : claim.claimants())
    names.push_back(ExactForm(claimant.name()));
  std::sort(names.begin(), names.end());
  std::string all;
  for (const std::string& name : names) StrAppend(&all, name.size(), ":", name);
  return DerivedId({"claim", exact, all});
}

std::string FindStatement(const Json& review) {
  std::string statement = TextIn(review, "claimReviewed");
  if (!statement.empty()) return statement;
  for (const Json* item : ItemsOf(review, "itemReviewed")) {
    if (!IsOfType(*item, "Claim")) continue;
    statement = TextIn(*item, "text");
    if (!statement.empty()) break;
  }
  return statement;
}

}  // namespace

bool ReadClaim(const Json& review, ReviewReader& reader, ParsedReview* out) {
  v1::Claim& claim = out->claim;
  const std::string given = FindStatement(review);
  claim.set_statement(reader.Text("claimReviewed", given, kStatement));
  if (claim.statement().empty()) return false;

  const JsonItems items = ItemsOf(review, "itemReviewed");
  for (const Json* item : items) {
    if (!item->is_object()) continue;
    JsonItems claimants = ItemsOf(*item, "author");
    if (claimants.empty()) claimants = ItemsOf(*item, "creator");
    for (const Json* claimant : claimants) AddClaimant(*claimant, reader, claim);
    AddTopics(*item, reader, claim);
    AddAppearances(*item, reader, out);
  }
  AddTopics(review, reader, claim);
  for (const Json* item : items) {
    if (!item->is_object()) continue;
    ReadPlace(*item, reader, claim);
    claim.set_language(reader.Language(*item));
    if (std::optional<v1::PartialDate> date =
            reader.Date(*item, {"datePublished", "dateCreated"})) {
      *claim.mutable_claim_date() = *std::move(date);
    }
    break;
  }
  if (claim.language().empty()) claim.set_language(out->revision.language());
  const std::string exact = ExactStatement(given, reader);
  out->shared_claim_id = SharedIdOf(exact, claim);
  out->record_id = DerivedId({"record", out->publisher.key, out->canonical_url, exact});
  return true;
}

}  // namespace factcheck::domain
