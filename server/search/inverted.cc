#include "server/search/inverted.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "server/search/forward.h"

namespace factcheck::search {
namespace {

// Compacting takes a second or two a million documents: never for a few.
constexpr size_t kFewRemoved = 1000;
constexpr size_t kLiveToRemoved = 3;
constexpr size_t kFewDocuments = 4096;

struct TermField {
  TermId term;
  Field field;
  bool operator<(const TermField& other) const {
    return term != other.term ? term < other.term : field < other.field;
  }
};

// The terms of a document with their fields, sorted.
std::vector<TermField> SortedTerms(std::string_view forward,
                                   std::array<uint32_t, kFields>& lengths) {
  std::vector<TermField> terms;
  lengths.fill(0);
  ForEachTerm(forward, [&](Field field, uint32_t, TermId term, bool) {
    terms.push_back({term, field});
    ++lengths[static_cast<size_t>(field)];
  });
  std::sort(terms.begin(), terms.end());
  return terms;
}

// ln(frequency + 1/2), for the frequencies that most terms have.
const std::array<double, kFewDocuments>& LogsOfFew() {
  static const auto& logs = *[] {
    auto* made = new std::array<double, kFewDocuments>;
    for (size_t i = 0; i < kFewDocuments; ++i) (*made)[i] = std::log(static_cast<double>(i) + 0.5);
    return made;
  }();
  return logs;
}

}  // namespace

// ln(1 + (N - f + 1/2) / (f + 1/2)), as ln(N + 1) - ln(f + 1/2).
InverseFrequency::InverseFrequency(size_t documents)
    : log_all_(std::log(static_cast<double>(documents) + 1)) {}

double InverseFrequency::LogOf(uint32_t frequency) {
  return frequency < kFewDocuments ? LogsOfFew()[frequency] : std::log(frequency + 0.5);
}

TermId Inverted::AddTerm(std::string_view text) {
  const TermId term = vocabulary_.Add(text);
  if (term == postings_.size()) {
    postings_.emplace_back();
    frequencies_.push_back(0);
    traits_.emplace_back(text);
  }
  return term;
}

void Inverted::Put(const AnalyzedDocument& document) {
  Remove(document.key);
  std::array<uint32_t, kFields> counts;
  std::vector<uint32_t> terms;
  for (size_t f = 0; f < kFields; ++f) {
    counts[f] = static_cast<uint32_t>(document.terms[f].size());
    for (const FieldTerm& term : document.terms[f]) {
      terms.push_back(AddTerm(term.term) << 1 | (term.name ? 1 : 0));
    }
  }
  const std::string forward = MakeForward(counts, terms);
  AddPostings(documents_.Add(document.key, document.labels, forward), forward);
}

void Inverted::AddPostings(DocId doc, std::string_view forward) {
  std::array<uint32_t, kFields> lengths;
  const std::vector<TermField> terms = SortedTerms(forward, lengths);
  for (size_t i = 0; i < terms.size();) {
    const TermId term = terms[i].term;
    std::array<uint32_t, kFields> frequencies = {};
    for (; i < terms.size() && terms[i].term == term; ++i) {
      ++frequencies[static_cast<size_t>(terms[i].field)];
    }
    PostingList& list = postings_[term];
    postings_bytes_ -= list.memory_bytes();
    list.Append(doc, Impact(frequencies, lengths));
    postings_bytes_ += list.memory_bytes();
    SetFrequency(term, frequencies_[term] + 1);
  }
}

bool Inverted::LoadPostings(TermId term, std::string_view bytes, uint32_t size, DocId end) {
  PostingList& list = postings_[term];
  postings_bytes_ -= list.memory_bytes();
  const bool loaded =
      list.Load(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(), size, end);
  postings_bytes_ += list.memory_bytes();
  return loaded;
}

bool Inverted::Remove(std::string_view key) {
  const DocId doc = documents_.Find(key);
  if (doc == kNoDoc) return false;
  std::array<uint32_t, kFields> lengths;
  const std::vector<TermField> terms = SortedTerms(documents_.Forward(doc), lengths);
  for (size_t i = 0; i < terms.size(); ++i) {
    const TermId term = terms[i].term;
    if (i == 0 || term != terms[i - 1].term) SetFrequency(term, frequencies_[term] - 1);
  }
  documents_.Remove(doc);
  return true;
}

bool Inverted::IsWasteful() const {
  const size_t removed = documents_.size() - documents_.live();
  return removed > kFewRemoved && removed * kLiveToRemoved > documents_.live();
}

size_t Inverted::memory_bytes() const {
  return vocabulary_.memory_bytes() + documents_.memory_bytes() +
         frequencies_.capacity() * sizeof(frequencies_[0]) +
         traits_.capacity() * sizeof(traits_[0]) + postings_.capacity() * sizeof(PostingList) +
         postings_bytes_;
}

}  // namespace factcheck::search
