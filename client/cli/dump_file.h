// A whole database, or a whole ledger, in a file.
//
//   file  = gzip of: magic *frame end
//   magic = "factcheck dump 1" LF / "factcheck ledger 1" LF
//   frame = length bytes      ; length is 4 bytes, big-endian, not 0
//                             ; of a database: one part of ExportAll
//                             ; of a ledger: a v1.Checkpoint, then v1.GetEntriesResponses
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

enum class DumpKind { kDatabase, kLedger };

class DumpWriter {
 public:
  explicit DumpWriter(OutputFile* file, DumpKind kind = DumpKind::kDatabase)
      : file_(file), kind_(kind) {}
  absl::Status Add(std::string_view part);
  absl::Status Finish();

 private:
  absl::Status Begin();

  OutputFile* const file_;
  const DumpKind kind_;
  bool begun_ = false;
};

class DumpReader {
 public:
  // `expected`: what the file must hold; nullopt: either.
  explicit DumpReader(ByteSource* source, std::optional<DumpKind> expected = DumpKind::kDatabase)
      : source_(source), expected_(expected) {}
  // What the file holds. Errors as of Next.
  absl::StatusOr<DumpKind> Kind();
  // The next part; nullopt at the end. DATA_LOSS where the file is no dump, damaged or cut off.
  absl::StatusOr<std::optional<std::string>> Next();

 private:
  absl::StatusOr<std::string> Take(size_t size);

  ByteSource* const source_;
  const std::optional<DumpKind> expected_;
  std::optional<DumpKind> kind_;
};

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_DUMP_FILE_H_
