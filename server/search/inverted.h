// The inverted index itself, for one thread that changes it while no other reads.
#ifndef FACTCHECK_SERVER_SEARCH_INVERTED_H_
#define FACTCHECK_SERVER_SEARCH_INVERTED_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/base/huge_pages.h"
#include "server/search/document.h"
#include "server/search/documents.h"
#include "server/search/postings.h"
#include "server/search/term_traits.h"
#include "server/search/vocabulary.h"

namespace factcheck::search {

// BM25's inverse document frequencies, above 0, among so many documents.
class InverseFrequency {
 public:
  explicit InverseFrequency(size_t documents);
  // Of a term that so many of them have.
  double Of(uint32_t frequency) const { return OfLog(LogOf(frequency)); }
  // The same, with the part of it that depends on nothing else known before.
  static double LogOf(uint32_t frequency);
  double OfLog(double log) const { return log_all_ - log; }

 private:
  double log_all_;
};

class Inverted {
 public:
  // Adds the document, in place of the one with its key.
  void Put(const AnalyzedDocument& document);
  // False: there was none.
  bool Remove(std::string_view key);

  // Whether so much was removed that a Compaction is worth its time.
  bool IsWasteful() const;

  const Vocabulary& vocabulary() const { return vocabulary_; }
  const Documents& documents() const { return documents_; }
  const PostingList& Postings(TermId term) const { return postings_[term]; }
  void PrefetchPostings(TermId term) const { __builtin_prefetch(postings_.data() + term); }
  void PrefetchTraits(TermId term) const { __builtin_prefetch(traits_.data() + term); }
  const TermTraits& Traits(TermId term) const { return traits_[term]; }
  // Live documents that have the term.
  uint32_t Frequency(TermId term) const { return frequencies_[term]; }
  double Idf(TermId term) const { return IdfOf(frequencies_[term]); }
  // That of a term in so many documents.
  double IdfOf(uint32_t frequency) const {
    return InverseFrequency(documents_.live()).Of(frequency);
  }

  const HugeVector<uint32_t>& frequencies() const { return frequencies_; }  // By term.

  size_t memory_bytes() const;

 private:
  friend class CheckpointReader;
  friend class Compaction;

  // Indexes the terms of a document that `documents_` has been given.
  void AddPostings(DocId doc, std::string_view forward);
  TermId AddTerm(std::string_view text);
  void SetFrequency(TermId term, uint32_t frequency) {
    frequencies_[term] = frequency;
    traits_[term].log_frequency = InverseFrequency::LogOf(frequency);
  }
  // False: the bytes are no such list.
  bool LoadPostings(TermId term, std::string_view bytes, uint32_t size, DocId end);

  Vocabulary vocabulary_;
  HugeVector<PostingList> postings_;  // By term.
  HugeVector<uint32_t> frequencies_;  // By term.
  HugeVector<TermTraits> traits_;     // By term.
  size_t postings_bytes_ = 0;         // Of all lists, beyond sizeof(PostingList) each.
  Documents documents_;
};

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_INVERTED_H_
