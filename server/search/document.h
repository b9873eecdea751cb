// What the index takes in: the searchable text of one claim.
#ifndef FACTCHECK_SERVER_SEARCH_DOCUMENT_H_
#define FACTCHECK_SERVER_SEARCH_DOCUMENT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace factcheck::search {

enum class Field : uint8_t { kStatement, kTitle, kSummary, kClaimant, kContext, kTopics };
inline constexpr size_t kFields = 6;
inline constexpr std::array<Field, kFields> kAllFields = {Field::kStatement, Field::kTitle,
                                                          Field::kSummary,   Field::kClaimant,
                                                          Field::kContext,   Field::kTopics};

struct Document {
  std::string key;       // At most kMaxKeyBytes; a document replaces the one with its key.
  std::string language;  // BCP 47, as Analyze takes it, for each field.
  uint32_t labels = 1;   // A query sees the documents with which it shares a bit.
  std::array<std::string, kFields> text;  // By Field.

  std::string& operator[](Field field) { return text[static_cast<size_t>(field)]; }
  std::string_view operator[](Field field) const { return text[static_cast<size_t>(field)]; }
};

inline constexpr size_t kMaxKeyBytes = 1000;
// Of each field so many terms are indexed; what follows is left out.
inline constexpr size_t kMaxFieldTerms = 4000;

// A term of a field, in order of the text; stop words are left out unless there is nothing else.
struct FieldTerm {
  std::string term;
  bool name = false;
};

// A document as the index stores it. After its topics stand the words of scale that its numbers
// are written with: "22 million" is one term, and yet "million" finds it.
struct AnalyzedDocument {
  std::string key;
  uint32_t labels = 1;
  std::array<std::vector<FieldTerm>, kFields> terms;
};

// Any thread may call: analysis is the dear part of indexing and needs no index.
AnalyzedDocument AnalyzeDocument(const Document& document);

// How a field counts in BM25: `weight` multiplies its term frequencies; `length` is the number of
// terms at which they are taken as they are, and `b` how strongly other lengths are corrected for.
// The lengths are fixed, not averages over the index, so that a score depends on a document and
// the frequencies of its terms alone, and not on the order in which documents came.
struct FieldRule {
  double weight;
  double length;
  double b;
};
FieldRule RuleOf(Field field);

// BM25's part of one term in one document, 1 to 255 for 0 to its limit; `frequencies` and
// `lengths` are those of each field.
uint8_t Impact(const std::array<uint32_t, kFields>& frequencies,
               const std::array<uint32_t, kFields>& lengths);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_DOCUMENT_H_
