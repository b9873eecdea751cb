// A whole database in a file.
//
//   file  = gzip of: magic *frame end
//   magic = "factcheck dump 1" LF
//   frame = length bytes      ; one part of ExportAll; length is 4 bytes, big-endian, not 0
//   end   = 4 bytes of 0      ; without it the file was cut off
#ifndef FACTCHECK_CLIENT_CLI_DUMP_FILE_H_
#define FACTCHECK_CLIENT_CLI_DUMP_FILE_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/byte_source.h"
#include "client/cli/output_file.h"

namespace factcheck::cli {

class DumpWriter {
 public:
  explicit DumpWriter(OutputFile* file) : file_(file) {}
  absl::Status Add(std::string_view part);
  absl::Status Finish();

 private:
  absl::Status Begin();

  OutputFile* const file_;
  bool begun_ = false;
};

class DumpReader {
 public:
  explicit DumpReader(ByteSource* source) : source_(source) {}
  // The next part; nullopt at the end. DATA_LOSS where the file is no dump, damaged or cut off.
  absl::StatusOr<std::optional<std::string>> Next();

 private:
  absl::StatusOr<std::string> Take(size_t size);

  ByteSource* const source_;
  bool begun_ = false;
};

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_DUMP_FILE_H_
