// An index as a file, so that a start needs no analysis of every claim.
//
// file     := header chunk*
// header   := "FCSEARCH" format:u32 analysis:u32
// chunk    := size:u32 crc32:u32 payload      never empty; no record spans two
// payloads := meta term^terms document^documents
// meta     := position:u64 terms:u32 documents:u32
// term     := bytes frequency:varint postings:varint bytes
// document := labels:varint (bytes bytes)?    key and forward terms, unless labels is 0: removed
// bytes    := size:varint byte^size
//
// Fixed integers are little endian. Postings and forward terms are as they are in memory.
#ifndef FACTCHECK_SERVER_SEARCH_CHECKPOINT_H_
#define FACTCHECK_SERVER_SEARCH_CHECKPOINT_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/search/inverted.h"

namespace factcheck::search {

// Of the file; to be raised with the grammar above.
inline constexpr uint32_t kCheckpointFormat = 1;
// Of what the file holds; to be raised with every change of analysis, field weights or impacts,
// because terms of two analyses don't meet. A test knows when it must.
inline constexpr uint32_t kAnalysisVersion = 1;

struct Checkpoint {
  Inverted inverted;
  uint64_t position = 0;
};

// See Index::Save and Index::Load.
absl::Status SaveCheckpoint(const std::string& path, const Inverted& inverted, uint64_t position);
absl::StatusOr<Checkpoint> LoadCheckpoint(const std::string& path);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_CHECKPOINT_H_
