// An index as a file, so that a start needs no analysis of every claim.
//
// file     := header chunk*
// header   := "FCSEARCH" format:u32 analysis:u32
// chunk    := see server/base/chunk_file.h; no record spans two
// payloads := meta term^terms document^documents
// meta     := position:u64 terms:u32 documents:u32
// term     := bytes frequency:varint postings:varint bytes    see PostingList::AppendTo
// document := labels:varint (bytes bytes)?    key and forward terms, unless labels is 0: removed
// bytes    := size:varint byte^size
//
// Fixed integers are little endian. Forward terms are as they are in memory.
#ifndef FACTCHECK_SERVER_SEARCH_CHECKPOINT_H_
#define FACTCHECK_SERVER_SEARCH_CHECKPOINT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "server/search/inverted.h"

namespace factcheck::search {

// Of the file; to be raised with the grammar above.
inline constexpr uint32_t kCheckpointFormat = 4;
// Of what the file holds; to be raised with every change of analysis, field weights or impacts,
// because terms of two analyses don't meet. A test knows when it must.
inline constexpr uint32_t kAnalysisVersion = 3;

struct Checkpoint {
  Inverted inverted;
  uint64_t position = 0;
};

// What an index was at one moment, while it goes on changing: what is replaced is copied here;
// texts, records and postings only grow, so that their beginning stays what it was.
struct IndexImage {
  std::shared_ptr<const Inverted> inverted;
  uint64_t position = 0;
  std::vector<uint32_t> labels;       // By document: as many as there were.
  std::vector<uint32_t> frequencies;  // By term: as many as there were.
};
// Nothing may change meanwhile; it takes some milliseconds a million documents.
IndexImage ImageOf(std::shared_ptr<const Inverted> inverted, uint64_t position);

// See Index::Save and Index::Load. Who changes what the image is of holds `changes`; it is taken
// for a fraction of a millisecond at a time, and not while the disk is waited for.
absl::Status SaveCheckpoint(const std::string& path, const IndexImage& image, absl::Mutex& changes);
absl::StatusOr<Checkpoint> LoadCheckpoint(const std::string& path);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_CHECKPOINT_H_
