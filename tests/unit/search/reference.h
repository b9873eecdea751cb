// The index, slow and obvious: every document is scored for every query, by the definitions.
#ifndef FACTCHECK_TESTS_UNIT_SEARCH_REFERENCE_H_
#define FACTCHECK_TESTS_UNIT_SEARCH_REFERENCE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "server/search/analysis.h"
#include "server/search/document.h"

namespace factcheck::search {

class Reference {
 public:
  void Put(const AnalyzedDocument& document);
  void Remove(std::string_view key);

  // As Index::FindTop.
  std::vector<std::string> FindTop(const Analysis& text, size_t limit, uint32_t labels) const;

  // In the order in which they were put.
  const std::vector<AnalyzedDocument>& documents() const { return documents_; }

 private:
  std::map<std::string, double> Expanded(const Analysis& text) const;
  size_t Frequency(std::string_view term) const;
  double Idf(size_t frequency) const;

  std::vector<AnalyzedDocument> documents_;
};

}  // namespace factcheck::search

#endif  // FACTCHECK_TESTS_UNIT_SEARCH_REFERENCE_H_
