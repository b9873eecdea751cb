// A file that is there whole or not at all.
#ifndef FACTCHECK_CLIENT_CLI_OUTPUT_FILE_H_
#define FACTCHECK_CLIENT_CLI_OUTPUT_FILE_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/io.h"

namespace factcheck::cli {

// Written under another name beside it, which Finish changes; without Finish nothing stays.
class OutputFile {
 public:
  virtual ~OutputFile() = default;
  virtual absl::Status Write(std::string_view bytes) = 0;
  virtual absl::Status Finish() = 0;

  // "-": standard output, which is written as it comes. `compress`: gzip. Others may read the
  // file only where `private_file` is not set.
  static absl::StatusOr<std::unique_ptr<OutputFile>> Open(const Io& io, const std::string& path,
                                                          bool compress, bool private_file);
};

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_OUTPUT_FILE_H_
