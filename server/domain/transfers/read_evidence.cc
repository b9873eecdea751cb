// What a review cites.
#include <algorithm>

#include "server/base/absl_strings.h"
#include "server/domain/transfers/loose_date.h"
#include "server/domain/transfers/loose_json.h"
#include "server/domain/transfers/review_reader.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxCited = 200;
constexpr int kMaxCaptures = 50;
constexpr int64_t kMaxSizeBytes = int64_t{1} << 53;
constexpr TextRule kCitation{.max_bytes = 5000, .lines = true};
constexpr TextRule kLongText{.max_bytes = 10'000, .lines = true};
constexpr TextRule kShortText{.max_bytes = 500};
constexpr TextRule kOrigin{.max_bytes = 200};
constexpr TextRule kNote{.max_bytes = 1000};
constexpr TextRule kMediaType{.max_bytes = 127};

template <typename Enum>
Enum OurEnum(const Json& work, std::string_view property, std::string_view prefix,
             bool (*parse)(google::protobuf::ConstStringParam, Enum*), Enum otherwise) {
  Enum value;
  const std::string name = IdentifierOf(work, property);
  return !name.empty() && parse(StrCat(prefix, name), &value) ? value : otherwise;
}

std::string Sha256In(const Json& object) {
  std::string digits = TextIn(object, "sha256");
  for (char& c : digits) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c | 0x20);
  }
  const bool valid = digits.size() == 64 && std::all_of(digits.begin(), digits.end(), [](char c) {
                       return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                     });
  return valid ? digits : std::string();
}

v1::Capture* AddCapture(std::string_view address, ReviewReader& reader, v1::Evidence& evidence) {
  const std::optional<ReadUrl> url = reader.Address("archivedAt", address);
  if (!url) return nullptr;
  for (v1::Capture& other : *evidence.mutable_captures()) {
    if (other.archive_url() == url->url) return &other;
  }
  if (evidence.captures_size() == kMaxCaptures) return nullptr;
  v1::Capture* capture = evidence.add_captures();
  capture->set_archive_url(url->url);
  return capture;
}

void ReadCaptures(const Json& work, ReviewReader& reader, v1::Evidence& evidence) {
  for (const Json* item : ItemsOf(work, "encoding")) {
    if (!item->is_object()) continue;
    v1::Capture* capture = AddCapture(AddressOf(*item), reader, evidence);
    if (capture == nullptr) continue;
    capture->set_sha256(Sha256In(*item));
    const std::optional<double> size = NumberIn(*item, "contentSize");
    if (size && *size >= 0 && *size <= static_cast<double>(kMaxSizeBytes)) {
      capture->set_size_bytes(static_cast<int64_t>(*size));
    }
    capture->set_media_type(
        OneLine(reader.Text("encodingFormat", TextIn(*item, "encodingFormat"), kMediaType)));
    std::optional<v1::PartialDate> date = reader.Date(*item, {"dateCreated", "uploadDate"});
    if (date && date->has_time()) *capture->mutable_capture_time() = date->time();
    if (const Json* creator = FirstOf(*item, "creator")) {
      capture->set_captured_by(OneLine(reader.Text("creator", TextOf(*creator), kShortText)));
    }
  }
  v1::Capture* last = nullptr;
  const JsonItems archives = ItemsOf(work, "archivedAt");
  for (const Json* item : archives) last = AddCapture(AddressOf(*item), reader, evidence);
  if (last != nullptr && archives.size() == 1 && last->sha256().empty()) {
    last->set_sha256(Sha256In(work));
  }
}

std::string NamesIn(const Json& work, std::string_view property) {
  std::string names;
  for (const Json* item : ItemsOf(work, property)) {
    const std::string name = TextOf(*item);
    if (name.empty()) continue;
    if (!names.empty()) names += ", ";
    names += name;
  }
  return names;
}

void ReadWork(const Json& work, ReviewReader& reader, ParsedEvidence& parsed) {
  v1::Evidence& evidence = parsed.evidence;
  const std::string address =
      AddressIn(work, "url").empty() ? AddressOf(work) : AddressIn(work, "url");
  // An @id that is no address is a name within the document.
  if (address.find("://") != std::string::npos) {
    if (std::optional<ReadUrl> url = reader.Address("citation.url", address)) {
      evidence.set_url(url->url);
    }
  }
  std::string title = TextIn(work, "name");
  if (title.empty()) title = TextIn(work, "headline");
  const std::string authors = NamesIn(work, "author");
  if (!title.empty() && !authors.empty()) {
    title = StrCat(authors, ": ", title);
  } else if (title.empty()) {
    title = authors;
  }
  if (title.empty() && evidence.url().empty()) title = address;
  evidence.set_citation(reader.Text("citation.name", title, kCitation));
  evidence.set_publisher(
      OneLine(reader.Text("citation.publisher", NamesIn(work, "publisher"), kShortText)));
  evidence.set_quote(reader.Text("citation.text", TextIn(work, "text"), kLongText));
  evidence.set_note(reader.Text("citation.abstract", TextIn(work, "abstract"), kLongText));
  evidence.set_origin_group(
      OneLine(reader.Text("citation.isPartOf", TextIn(work, "isPartOf"), kOrigin)));
  evidence.set_language(reader.Language(work));
  if (std::optional<v1::PartialDate> date = reader.Date(work, {"datePublished"})) {
    *evidence.mutable_publish_date() = *std::move(date);
  }
  evidence.set_kind(OurEnum(work, kEvidenceKindProperty, "KIND_", &v1::Evidence::Kind_Parse,
                            v1::Evidence::KIND_SECONDARY));
  evidence.set_stance(OurEnum(work, kStanceProperty, "STANCE_", &v1::Evidence::Stance_Parse,
                              v1::Evidence::STANCE_CONTEXT));
  ReadCaptures(work, reader, evidence);
  parsed.note = reader.Text("citation.comment", TextIn(work, "comment"), kNote);
  parsed.id = OurIdOf(work, kEvidencePattern);
}

void ReadString(const std::string& text, ReviewReader& reader, ParsedEvidence& parsed) {
  v1::Evidence& evidence = parsed.evidence;
  evidence.set_kind(v1::Evidence::KIND_SECONDARY);
  evidence.set_stance(v1::Evidence::STANCE_CONTEXT);
  const size_t first = text.find_first_not_of(" \t\r\n");
  const bool address = first != std::string::npos &&
                       (text.compare(first, 4, "http") == 0 || text.compare(first, 4, "www.") == 0);
  if (address) {
    if (std::optional<ReadUrl> url = reader.Address("citation", text)) evidence.set_url(url->url);
  }
  if (evidence.url().empty()) evidence.set_citation(reader.Text("citation", text, kCitation));
}

// Distinct by address, or by text.
std::string KeyOf(const v1::Evidence& evidence) {
  if (!evidence.url().empty()) {
    if (absl::StatusOr<Url> url = ParseUrl(evidence.url()); url.ok()) return CanonicalUrl(*url);
  }
  return StrCat("text:", evidence.citation());
}

}  // namespace

void ReadEvidence(const Json& review, ReviewReader& reader, ParsedReview* out) {
  for (std::string_view property : {"citation", "isBasedOn"}) {
    for (const Json* item : ItemsOf(review, property)) {
      ParsedEvidence parsed;
      if (item->is_object()) {
        ReadWork(*item, reader, parsed);
      } else if (item->is_string()) {
        ReadString(item->get_ref<const std::string&>(), reader, parsed);
      }
      if (parsed.evidence.url().empty() && parsed.evidence.citation().empty()) continue;
      if (parsed.id.empty()) parsed.id = DerivedId({"evidence", KeyOf(parsed.evidence)});
      const bool known = std::any_of(out->evidence.begin(), out->evidence.end(),
                                     [&](const ParsedEvidence& e) { return e.id == parsed.id; });
      if (known) continue;
      if (out->evidence.size() == kMaxCited) {
        return reader.texts.Warn(StrCat("only the first ", kMaxCited, " citations were taken"));
      }
      out->evidence.push_back(std::move(parsed));
    }
  }
}

}  // namespace factcheck::domain
