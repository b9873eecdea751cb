// Which trigrams of a query's terms the terms of a document have.
#ifndef FACTCHECK_SERVER_SEARCH_QUERY_LETTERS_H_
#define FACTCHECK_SERVER_SEARCH_QUERY_LETTERS_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "server/search/term_traits.h"

namespace factcheck::search {

// First takes the terms of the query, then document after document: its beginning, its terms, its
// end. For one thread.
class QueryLetters {
 public:
  // Of a query at most so many terms, each of at most so many trigrams.
  static constexpr size_t kMostTerms = 255, kMostGrams = 255;

  void AddTerm(std::string_view text);

  void BeginDocument() {
    if (document_ == kLastDocument) {
      found_.assign(found_.size(), kNoDocument);
      document_ = kNoDocument;
    }
    document_ = Document{static_cast<uint8_t>(static_cast<uint8_t>(document_) + 1)};
  }
  // Notes the trigrams of a term of the document; returns how many of them the query has, a
  // repeated one each time.
  size_t Note(const TermTraits& traits) {
    // So many at a time that it can mostly be foretold how often.
    size_t shared = 0;
    for (size_t i = 0; i < TermTraits::kFewGrams; ++i) shared += Note(traits.places[i]);
    if (traits.grams > TermTraits::kFewGrams) {
      for (size_t i = TermTraits::kFewGrams; i < TermTraits::kMostGrams; ++i) {
        shared += Note(traits.places[i]);
      }
    }
    return shared;
  }
  // The same of the text of a term that is_long().
  size_t NoteLong(std::string_view text) {
    size_t shared = 0;
    ForEachGram(text, [&](uint16_t place) { shared += Note(place); });
    return shared;
  }
  void EndDocument() {
    for (const Copy& copy : copies_) found_[copy.to] = found_[copy.from];
  }

  // How many trigrams the i-th term of the query has, and how many of them the document.
  size_t Grams(size_t i) const { return terms_[i].grams; }
  size_t Found(size_t i) const {
    const Term& term = terms_[i];
    size_t found = 0;
    for (size_t at = term.begin; at < term.begin + term.grams; at += kAtOnce) {
      found += CountOfDocument(found_.data() + at);
    }
    return found;
  }

 private:
  // The number of a document, of a type of its own: writing it changes nothing else that a
  // compiler knows. It begins anew after the last.
  enum class Document : uint8_t {};
  static constexpr Document kNoDocument{0}, kLastDocument{UINT8_MAX};
  static constexpr size_t kAtOnce = 8;

  struct Term {
    uint32_t begin;  // Of its places in found_; rounded up to whole kAtOnce.
    uint32_t grams;
  };
  struct Copy {
    uint16_t from, to;
  };

  // Without a branch: whether the query has a trigram can't be foretold.
  size_t Note(uint16_t place) {
    const uint16_t number = numbers_[place];
    found_[number] = document_;
    return number != kNotAsked ? 1 : 0;
  }

  // How many of kAtOnce are of this document: bytes that are 0 after subtraction.
  size_t CountOfDocument(const Document* at) const {
    constexpr uint64_t kOnes = 0x0101010101010101, kLow = 0x7F7F7F7F7F7F7F7F;
    uint64_t some = 0;
    static_assert(sizeof(some) == kAtOnce);
    std::memcpy(&some, at, sizeof(some));
    some ^= kOnes * static_cast<uint8_t>(document_);
    const uint64_t zeros = ~(((some & kLow) + kLow) | some | kLow);
    return (zeros >> 7) * kOnes >> 56;
  }

  static constexpr uint16_t kNotAsked = 0;
  // By place: the number of the trigram, kNotAsked where the query doesn't have it.
  std::array<uint16_t, kGramPlaces + 1> numbers_ = {};
  // By number, the last document that has the trigram. The first few are of none that is asked
  // for; those of a term are side by side.
  std::vector<Document> found_ = std::vector<Document>(kAtOnce, kNoDocument);
  std::vector<Copy> copies_;  // Of trigrams that several terms have, or one twice.
  std::vector<Term> terms_;
  Document document_ = kNoDocument;
};

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_QUERY_LETTERS_H_
