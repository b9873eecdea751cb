// An index without what was removed from it, made step by step while the index goes on changing.
#ifndef FACTCHECK_SERVER_SEARCH_COMPACTION_H_
#define FACTCHECK_SERVER_SEARCH_COMPACTION_H_

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "server/search/inverted.h"
#include "server/search/postings.h"
#include "server/search/vocabulary.h"

namespace factcheck::search {

// Copies the documents of an index in their order, which only gets longer, and removes from the
// copy what was removed after it was copied. Beside the copy it needs 4 bytes a term, and whoever
// changes the index 4 bytes for each removal meanwhile. For one thread.
class Compaction {
 public:
  explicit Compaction(std::shared_ptr<const Inverted> from);

  // Goes on by at most `most` documents and removals; false: the copy has the same documents by
  // now, in the same order. `removed` has every document that was removed since this was made, in
  // order. Nothing may change meanwhile.
  bool Step(const std::vector<DocId>& removed, size_t most);

  // The copy, after a Step that said so; nothing changed since.
  Inverted Take() { return std::move(to_); }

 private:
  void Copy(DocId doc);
  TermId Copied(TermId term);

  const std::shared_ptr<const Inverted> from_;
  Inverted to_;
  DocId next_ = 0;           // The first that isn't copied.
  size_t removals_ = 0;      // Of `removed`, taken in.
  std::vector<TermId> ids_;  // By term of from_: its number in to_, kNoTerm as long as none.
  std::vector<uint32_t> terms_;
};

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_COMPACTION_H_
