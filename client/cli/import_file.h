// A file of ClaimReview records into the server.
#ifndef FACTCHECK_CLIENT_CLI_IMPORT_FILE_H_
#define FACTCHECK_CLIENT_CLI_IMPORT_FILE_H_

#include <cstdint>
#include <fstream>
#include <functional>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "client/cli/byte_source.h"
#include "client/cli/record_reader.h"
#include "client/cpp/client.h"

namespace factcheck::cli {

struct ImportCounts {
  int64_t records = 0;  // Cut out of the file.
  int64_t created = 0;
  int64_t updated = 0;
  int64_t unchanged = 0;
  int64_t rejected = 0;
  int64_t warnings = 0;
  int64_t left_out = 0;  // Nodes of graphs that are no reviews.
};

// Writes what was refused, one JSON object a line: line, record, reason, original. The file is
// made with the first of them.
class RejectsFile {
 public:
  explicit RejectsFile(std::string path) : path_(std::move(path)) {}
  // `original` is what stood in the file.
  absl::Status Add(const RecordPiece& piece, const std::string& reason);
  // InvalidArgument where something could not be written.
  absl::Status Close();

  static std::string Line(const RecordPiece& piece, const std::string& reason);

 private:
  const std::string path_;
  std::ofstream out_;
};

class FileImport {
 public:
  struct Options {
    v1::ImportOptions import;
    std::string rejects_path;
    int batch_records = 200;
    size_t max_in_flight = 6;
    // Told of each warning.
    std::function<void(int64_t line, const std::string& message)> on_warning;
    // Told after each record that was read, on the thread that runs it.
    std::function<void(const ImportCounts&)> on_progress;
  };

  FileImport(const client::Client& client, ByteSource* source, Options options);
  // Everything; what was counted is there also after an error.
  absl::Status Run();
  ImportCounts counts() const;

 private:
  absl::Status Add(RecordPiece piece);
  absl::Status Flush();
  void OnAnswer(const v1::ImportBatch& batch, const v1::ImportClaimReviewsResponse& answer);
  void Reject(const RecordPiece& piece, const std::string& reason)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Options options_;
  RecordReader reader_;
  v1::ImportBatch batch_;
  size_t batch_bytes_ = 0;

  mutable absl::Mutex mutex_;
  ImportCounts counts_ ABSL_GUARDED_BY(mutex_);
  RejectsFile rejects_ ABSL_GUARDED_BY(mutex_);
  absl::Status rejects_status_ ABSL_GUARDED_BY(mutex_);
  // Lines of the records that are under way, by their number.
  std::map<int64_t, int64_t> lines_ ABSL_GUARDED_BY(mutex_);

  std::unique_ptr<client::ClaimReviewImport> stream_;
};

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_IMPORT_FILE_H_
