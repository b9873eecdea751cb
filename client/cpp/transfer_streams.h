// Bulk transfer: ClaimReview in and out, the whole database in and out.
//
// Each object is used by one thread.
#ifndef FACTCHECK_CLIENT_CPP_TRANSFER_STREAMS_H_
#define FACTCHECK_CLIENT_CPP_TRANSFER_STREAMS_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "client/cpp/connection.h"
#include "client/cpp/retry.h"
#include "factcheck/v1/transfers_service.grpc.pb.h"

namespace factcheck::client {

struct ImportSettings {
  // Batches that may be under way at once: what bounds the memory that an import takes.
  size_t max_in_flight = 4;
  // Told of each batch with what the server answered, in order, on another thread; while it
  // runs no further answer is read.
  std::function<void(const v1::ImportBatch&, const v1::ImportClaimReviewsResponse&)> on_answer;
};

// Sends batches of ClaimReview records. A connection that breaks is made again, and what
// was not answered is sent again: importing a record twice changes nothing.
class ClaimReviewImport {
 public:
  ClaimReviewImport(std::shared_ptr<Connection> connection, v1::ImportOptions options,
                    ImportSettings settings);
  // Gives up what was not answered.
  ~ClaimReviewImport();

  // Waits while max_in_flight batches are under way. After an error the import is over.
  absl::Status Send(v1::ImportBatch batch);
  // Waits until everything is answered. Call it once, last.
  absl::Status Finish();

 private:
  using Stream =
      grpc::ClientReaderWriter<v1::ImportClaimReviewsRequest, v1::ImportClaimReviewsResponse>;

  void Open();
  // Sends what is pending but unsent; false where the stream broke.
  bool SendPending() ABSL_LOCKS_EXCLUDED(mutex_);
  void ReadAnswers();
  // Ends a broken stream; OK where it may be opened again, after a wait.
  absl::Status Recover();
  absl::Status CloseStream(bool cancel);

  const std::shared_ptr<Connection> connection_;
  const v1::ImportOptions options_;
  const ImportSettings settings_;
  const std::unique_ptr<v1::Transfers::Stub> stub_;
  Backoff backoff_;

  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<Stream> stream_;
  std::thread reader_;
  bool writes_done_ = false;

  absl::Mutex mutex_;
  std::deque<v1::ImportClaimReviewsRequest> pending_ ABSL_GUARDED_BY(mutex_);
  size_t sent_ ABSL_GUARDED_BY(mutex_) = 0;  // Of pending_, on this stream.
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
  bool progressed_ ABSL_GUARDED_BY(mutex_) = false;  // Since the stream was opened.
};

// Reads an export of ClaimReviews. All of it is of one moment: a stream that breaks is made
// again as of the same state, and goes on behind the last record.
class ClaimReviewExport {
 public:
  ClaimReviewExport(std::shared_ptr<Connection> connection, v1::ExportClaimReviewsRequest request);
  ~ClaimReviewExport();

  // The next records; nullopt at the end. After an error the export is over.
  absl::StatusOr<std::optional<v1::ExportClaimReviewsResponse>> Next();

 private:
  absl::Status PinState();
  void Open();

  const std::shared_ptr<Connection> connection_;
  v1::ExportClaimReviewsRequest request_;
  const std::unique_ptr<v1::Transfers::Stub> stub_;
  Backoff backoff_;
  bool pinned_ = false;
  int64_t delivered_ = 0;  // Records handed out.
  int64_t to_skip_ = 0;    // Records of this stream that were handed out before.
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientReader<v1::ExportClaimReviewsResponse>> reader_;
};

// Reads the whole database. Begins anew where it fails: its parts have no numbers.
class WholeExport {
 public:
  explicit WholeExport(std::shared_ptr<Connection> connection);
  ~WholeExport();
  // The next part; nullopt at the end.
  absl::StatusOr<std::optional<std::string>> Next();

 private:
  const std::shared_ptr<Connection> connection_;
  const std::unique_ptr<v1::Transfers::Stub> stub_;
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientReader<v1::ExportAllResponse>> reader_;
};

// Brings the whole database into a server that is empty.
class WholeImport {
 public:
  explicit WholeImport(std::shared_ptr<Connection> connection);
  ~WholeImport();
  // The parts of an export, in order; any cuts between them will do. False: the server
  // ended the stream; Finish says why.
  bool Send(std::string chunk);
  absl::StatusOr<v1::ImportAllResponse> Finish();

 private:
  const std::shared_ptr<Connection> connection_;
  const std::unique_ptr<v1::Transfers::Stub> stub_;
  std::unique_ptr<grpc::ClientContext> context_;
  v1::ImportAllResponse response_;
  std::unique_ptr<grpc::ClientWriter<v1::ImportAllRequest>> writer_;
  bool finished_ = false;
};

}  // namespace factcheck::client

#endif  // FACTCHECK_CLIENT_CPP_TRANSFER_STREAMS_H_
