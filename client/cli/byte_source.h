// Bytes of a file, whether it is compressed or not.
#ifndef FACTCHECK_CLIENT_CLI_BYTE_SOURCE_H_
#define FACTCHECK_CLIENT_CLI_BYTE_SOURCE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "absl/status/statusor.h"

namespace factcheck::cli {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills the beginning of `buffer`; 0 at the end.
  virtual absl::StatusOr<size_t> Read(std::span<char> buffer) = 0;
  // For a progress bar: bytes of the file read so far, and in all (0: not known).
  virtual int64_t position() const { return 0; }
  virtual int64_t size() const { return 0; }
};

// A file, "-" for standard input; gzip is told by its content and taken apart on the way. A
// file that ends within its compressed stream is DATA_LOSS, after all that could be read.
absl::StatusOr<std::unique_ptr<ByteSource>> OpenSource(const std::string& path);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_BYTE_SOURCE_H_
