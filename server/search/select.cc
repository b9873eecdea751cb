#include "server/search/select.h"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "server/search/analysis.h"
#include "server/search/forward.h"
#include "server/search/language_words.h"
#include "server/search/top_k.h"

namespace factcheck::search {
namespace {

constexpr size_t kAlikeTerms = 5;

// The documents that have any of some terms, in ascending order.
class AnyCursor {
 public:
  AnyCursor(const Inverted& index, const AnyTerm& word, bool alike) {
    for (const std::string& term : word.terms) Add(index, index.vocabulary().Find(term));
    if (!cursors_.empty() || !alike) return;
    const auto in_use = [&](TermId other) { return index.Frequency(other) > 0; };
    for (const Vocabulary::Alike& other :
         index.vocabulary().FindAlike(word.terms.front(), kAlikeTerms, in_use)) {
      Add(index, other.term);
    }
  }

  const std::vector<TermId>& terms() const { return terms_; }
  // At most so many documents have one.
  uint64_t most() const { return most_; }

  DocId doc() const {
    DocId doc = kNoDoc;
    for (const Part& part : cursors_) doc = std::min(doc, part.cursor.doc());
    return doc;
  }
  void Seek(DocId doc) {
    for (Part& part : cursors_) {
      if (part.cursor.doc() < doc) part.cursor.Seek(doc);
    }
  }
  // That of the best term in `doc`, where the cursor is.
  uint64_t ScoreAt(DocId doc) const {
    uint64_t score = 0;
    for (const Part& part : cursors_) {
      if (part.cursor.doc() == doc) score = std::max(score, part.weight * part.cursor.impact());
    }
    return score;
  }

 private:
  struct Part {
    PostingCursor cursor;
    uint64_t weight;
  };

  void Add(const Inverted& index, TermId term) {
    if (term == kNoTerm || index.Frequency(term) == 0) return;
    if (std::find(terms_.begin(), terms_.end(), term) != terms_.end()) return;
    terms_.push_back(term);
    most_ += index.Postings(term).size();
    cursors_.push_back({PostingCursor(index.Postings(term)), WholeWeight(index.Idf(term))});
  }

  std::vector<TermId> terms_;
  std::vector<Part> cursors_;
  uint64_t most_ = 0;
};

// The words of a phrase that count.
Phrase Counted(const Phrase& phrase) {
  Phrase counted;
  for (const AnyTerm& word : phrase) {
    if (!word.stop) counted.push_back(word);
  }
  return counted.empty() ? phrase : counted;
}

// Documents that have a phrase.
class PhraseCursor {
 public:
  PhraseCursor(const Inverted& index, const Phrase& phrase, bool alike) : index_(index) {
    const Phrase counted = Counted(phrase);
    for (const AnyTerm& word : counted) {
      words_.emplace_back(index, word, alike && counted.size() == 1);
    }
    for (AnyCursor& word : words_) {
      if (rarest_ == nullptr || word.most() < rarest_->most()) rarest_ = &word;
    }
  }

  PhraseCursor(const PhraseCursor&) = delete;
  PhraseCursor& operator=(const PhraseCursor&) = delete;

  uint64_t most() const { return rarest_->most(); }

  // The first document at or after `from` that may have it, by its rarest word.
  DocId Next(DocId from) {
    rarest_->Seek(from);
    return rarest_->doc();
  }
  // Its score in `doc`; nullopt: it isn't there. For ascending documents.
  std::optional<uint64_t> ScoreIn(DocId doc) {
    uint64_t score = 0;
    for (AnyCursor& word : words_) {
      word.Seek(doc);
      const uint64_t part = word.ScoreAt(doc);
      if (part == 0) return std::nullopt;
      score += part;
    }
    if (words_.size() > 1 && !StandsTogether(doc)) return std::nullopt;
    return score;
  }

 private:
  bool StandsTogether(DocId doc) const {
    bool found = false;
    // Bit n: the words before the n-th stood just before here.
    std::vector<bool> begun(words_.size() + 1), next(words_.size() + 1);
    std::optional<Field> last;
    ForEachTerm(index_.documents().Forward(doc), [&](Field field, uint32_t, TermId term, bool) {
      if (field != last) begun.assign(words_.size() + 1, false);
      last = field;
      begun[0] = true;
      next.assign(words_.size() + 1, false);
      for (size_t i = 0; i < words_.size(); ++i) {
        const std::vector<TermId>& terms = words_[i].terms();
        if (begun[i] && std::find(terms.begin(), terms.end(), term) != terms.end()) {
          next[i + 1] = true;
        }
      }
      std::swap(begun, next);
      found = found || begun[words_.size()];
    });
    return found;
  }

  const Inverted& index_;
  std::deque<AnyCursor> words_;
  AnyCursor* rarest_ = nullptr;  // One of words_.
};

}  // namespace

Phrase MakePhrase(std::string_view text) {
  const Analysis guessed = Analyze(text);
  Phrase phrase;
  for (const Token& token : guessed.tokens) phrase.push_back({{token.term}, token.stop});
  for (const LanguageWords& language : AllLanguageWords()) {
    if (language.code == guessed.language) continue;
    const Analysis other = Analyze(text, language.code);
    size_t at = 0;
    for (const Token& token : other.tokens) {
      while (at < guessed.tokens.size() && guessed.tokens[at].begin < token.begin) ++at;
      if (at == guessed.tokens.size()) break;
      if (guessed.tokens[at].begin != token.begin || guessed.tokens[at].end != token.end) continue;
      std::vector<std::string>& terms = phrase[at].terms;
      if (std::find(terms.begin(), terms.end(), token.term) == terms.end()) {
        terms.push_back(token.term);
      }
    }
  }
  return phrase;
}

void Select(const Inverted& index, const Selection& selection, uint32_t labels,
            absl::FunctionRef<void(DocId, uint64_t)> visit) {
  std::deque<PhraseCursor> all, none;  // They stay where they are made.
  for (const Phrase& phrase : selection.all) all.emplace_back(index, phrase, /*alike=*/true);
  for (const Phrase& phrase : selection.none) none.emplace_back(index, phrase, /*alike=*/false);
  const auto rarest = std::min_element(
      all.begin(), all.end(),
      [](const PhraseCursor& a, const PhraseCursor& b) { return a.most() < b.most(); });
  const Documents& documents = index.documents();
  for (DocId doc = 0; doc < documents.size(); ++doc) {
    if (rarest != all.end()) doc = rarest->Next(doc);
    if (doc == kNoDoc) return;
    if ((documents.labels(doc) & labels) == 0) continue;
    uint64_t score = 0;
    bool matches = true;
    for (PhraseCursor& phrase : all) {
      const std::optional<uint64_t> part = phrase.ScoreIn(doc);
      matches = part.has_value();
      if (!matches) break;
      score += *part;
    }
    for (PhraseCursor& phrase : none) matches = matches && !phrase.ScoreIn(doc).has_value();
    if (matches) visit(doc, score);
  }
}

}  // namespace factcheck::search
