// Which documents have all of these words and phrases, and none of those.
#ifndef FACTCHECK_SERVER_SEARCH_SELECT_H_
#define FACTCHECK_SERVER_SEARCH_SELECT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "server/search/inverted.h"

namespace factcheck::search {

// A word by every term that it may have become: texts of several languages are stemmed each in
// their own way.
struct AnyTerm {
  std::vector<std::string> terms;  // Never empty.
  bool stop = false;               // Stop words stand in no document.
};

// Words that stand side by side in one field; one word alone is one, too. Stop words are in no
// document and are passed over, in the phrase as in the documents.
using Phrase = std::vector<AnyTerm>;

struct Selection {
  std::vector<Phrase> all, none;
};

// The words of `text` as a phrase: its terms in each language that the analysis knows; which
// words stop is decided in the language that is guessed. Empty where it has no words.
Phrase MakePhrase(std::string_view text);

// Calls `visit(doc, score)` for each live document that shares a bit with `labels` and has all
// and none of what `selection` says, in ascending order; each, where `all` is empty. A word
// alone that no document has stands for those that look alike. The score is that of BM25.
void Select(const Inverted& index, const Selection& selection, uint32_t labels,
            absl::FunctionRef<void(DocId, uint64_t)> visit);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_SELECT_H_
