#include "tests/bench/search/texts.h"

#include <algorithm>
#include <utility>

#include "nlohmann/json.hpp"
#include "tests/bench/review_file.h"

namespace factcheck::bench {
namespace {

using search::Document;
using search::Field;

constexpr uint64_t kNewWordOneIn = 50;
constexpr uint64_t kLeftOutOneIn = 4;
constexpr size_t kOwnWords = 8;  // Of a post.
constexpr size_t kMostSearchWords = 3;
constexpr size_t kLongWordBytes = 5;
constexpr uint64_t kSites = 20;

std::vector<std::string_view> WordsOf(std::string_view text) {
  std::vector<std::string_view> words;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

void AppendWord(std::string_view word, std::string& text) {
  if (!text.empty()) text += ' ';
  text += word;
}

// The first or the second half of a word, cut between two characters.
std::string_view HalfOf(std::string_view word, bool first) {
  size_t middle = word.size() / 2;
  while (middle < word.size() && (static_cast<unsigned char>(word[middle]) & 0xC0) == 0x80) {
    ++middle;
  }
  return first ? word.substr(0, middle) : word.substr(middle);
}

std::string TextAt(const nlohmann::json& record, std::string_view name) {
  const auto found = record.find(name);
  return found != record.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Document DocumentOf(const nlohmann::json& record) {
  Document document;
  document.language = TextAt(record, "inLanguage");
  document[Field::kStatement] = TextAt(record, "claimReviewed");
  document[Field::kTitle] = TextAt(record, "name");
  const auto item = record.find("itemReviewed");
  if (item != record.end() && item->is_object()) {
    const auto author = item->find("author");
    if (author != item->end() && author->is_object()) {
      document[Field::kClaimant] = TextAt(*author, "name");
    }
  }
  return document;
}

}  // namespace

std::string KeyOf(uint64_t number) { return "c" + std::to_string(number); }

absl::StatusOr<Texts> Texts::Read(const std::filesystem::path& reviews) {
  Texts texts;
  const absl::Status read = ReadLines(reviews, [&texts](const std::string& line) {
    const nlohmann::json record = nlohmann::json::parse(line, nullptr, false);
    if (!record.is_object()) return;
    Document document = DocumentOf(record);
    if (document[Field::kStatement].empty()) return;
    document.key = KeyOf(texts.size());
    texts.documents_.push_back(std::move(document));
  });
  if (!read.ok()) return read;
  if (texts.documents_.empty()) return absl::NotFoundError("no statements in " + reviews.string());
  return texts;
}

std::string Texts::Recombined(Field field, std::mt19937_64& random) const {
  const auto any_words = [&] { return WordsOf(documents_[random() % size()][field]); };
  const std::vector<std::string_view> first = any_words();
  const std::vector<std::string_view> second = any_words();
  std::string text;
  const auto append = [&](std::string_view word) {
    if (field != Field::kStatement || random() % kNewWordOneIn != 0) return AppendWord(word, text);
    const std::string_view other = second.empty() ? word : second[random() % second.size()];
    AppendWord(HalfOf(word, true), text);
    text += HalfOf(other, false);
  };
  for (size_t i = 0; i < (first.size() + 1) / 2; ++i) append(first[i]);
  for (size_t i = second.size() / 2; i < second.size(); ++i) append(second[i]);
  return text;
}

Document Texts::Made(uint64_t number) const {
  std::mt19937_64 random(number);
  Document document;
  document.key = KeyOf(number);
  document.language = documents_[random() % size()].language;
  for (const Field field : {Field::kStatement, Field::kTitle, Field::kClaimant}) {
    document[field] = Recombined(field, random);
  }
  return document;
}

std::string ReviewOf(const Document& document, uint64_t number) {
  const std::string site = "https://checker" + std::to_string(number % kSites) + ".example/";
  // Two that are made of the same words are two claims.
  const std::string statement =
      std::string(document[Field::kStatement]) + " " + std::to_string(number);
  const nlohmann::json review = {
      {"@context", "https://schema.org"},
      {"@type", "ClaimReview"},
      {"url", site + std::to_string(number)},
      {"claimReviewed", statement},
      {"name", std::string(document[Field::kTitle])},
      {"datePublished", "2021-03-17"},
      {"author", {{"@type", "Organization"}, {"name", site}, {"url", site}}},
      {"inLanguage", document.language},
      {"reviewRating", {{"@type", "Rating"}, {"alternateName", "False"}}},
      {"itemReviewed",
       {{"@type", "Claim"},
        {"author", {{"@type", "Person"}, {"name", std::string(document[Field::kClaimant])}}}}}};
  // Words are cut anywhere.
  return review.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string PostOf(std::string_view statement, std::string_view other, std::mt19937_64& random) {
  const std::vector<std::string_view> own = WordsOf(other);
  std::string post;
  const auto append_own = [&] {
    for (size_t i = 0; i < kOwnWords / 2 && !own.empty(); ++i) {
      AppendWord(own[random() % own.size()], post);
    }
  };
  append_own();
  for (const std::string_view word : WordsOf(statement)) {
    if (random() % kLeftOutOneIn != 0) AppendWord(word, post);
  }
  append_own();
  return post;
}

std::string SearchOf(std::string_view statement, std::mt19937_64& random) {
  std::vector<std::string_view> words = WordsOf(statement);
  std::erase_if(words, [](std::string_view word) { return word.size() < kLongWordBytes; });
  std::shuffle(words.begin(), words.end(), random);
  words.resize(std::min<size_t>(words.size(), 1 + random() % kMostSearchWords));
  std::string search;
  for (const std::string_view word : words) AppendWord(word, search);
  return search;
}

}  // namespace factcheck::bench
