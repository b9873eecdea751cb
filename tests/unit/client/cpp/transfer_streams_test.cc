#include "client/cpp/transfer_streams.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "tests/unit/client/cpp/fake_server.h"

namespace factcheck::client {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Le;

using ImportServerStream =
    grpc::ServerReaderWriter<v1::ImportClaimReviewsResponse, v1::ImportClaimReviewsRequest>;

v1::ImportBatch BatchAt(int64_t position) {
  v1::ImportBatch batch;
  batch.add_records()->set_position(position);
  return batch;
}

// Sends batches 1 to `count`, and returns the positions that were answered, in order.
absl::StatusOr<std::vector<int64_t>> ImportAll(const Client& client, int count) {
  std::vector<int64_t> answered;
  ImportSettings settings;
  settings.max_in_flight = 2;
  settings.on_answer = [&](const v1::ImportBatch& batch, const v1::ImportClaimReviewsResponse&) {
    answered.push_back(batch.records(0).position());
  };
  v1::ImportOptions options;
  options.set_default_language("en");
  auto import = client.ImportClaimReviews(options, settings);
  for (int i = 1; i <= count; ++i) {
    if (absl::Status status = import->Send(BatchAt(i)); !status.ok()) return status;
  }
  if (absl::Status status = import->Finish(); !status.ok()) return status;
  return answered;
}

TEST(ImportStreamTest, AnswersComeInOrder) {
  FakeServer server;
  server.import = [](ImportServerStream* stream) {
    v1::ImportClaimReviewsRequest request;
    EXPECT_TRUE(stream->Read(&request));
    EXPECT_EQ(request.options().default_language(), "en");
    while (stream->Read(&request)) stream->Write({});
    return grpc::Status::OK;
  };
  const auto answered = ImportAll(server.NewClient(), 5);
  ASSERT_TRUE(answered.ok()) << answered.status();
  EXPECT_THAT(*answered, ElementsAre(1, 2, 3, 4, 5));
}

TEST(ImportStreamTest, GoesOnBehindTheLastAnswerWhereTheStreamBreaks) {
  FakeServer server;
  std::vector<int64_t> seen;
  server.import = [&](ImportServerStream* stream) {
    v1::ImportClaimReviewsRequest request;
    stream->Read(&request);
    EXPECT_TRUE(request.has_options());
    for (int i = 0; i < 2 && stream->Read(&request); ++i) {
      seen.push_back(request.batch().records(0).position());
      if (i == 1) return grpc::Status(grpc::UNAVAILABLE, "restarting");
      stream->Write({});
    }
    return grpc::Status::OK;
  };
  const auto answered = ImportAll(server.NewClient(), 4);
  ASSERT_TRUE(answered.ok()) << answered.status();
  EXPECT_THAT(*answered, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(seen, ElementsAre(1, 2, 2, 3, 3, 4, 4));
}

TEST(ImportStreamTest, GivesUpWhereNothingGetsThrough) {
  FakeServer server;
  std::atomic<int> streams = 0;
  server.import = [&](ImportServerStream*) {
    ++streams;
    return grpc::Status(grpc::UNAVAILABLE, "down");
  };
  const auto answered = ImportAll(server.NewClient({.retry = {.max_attempts = 3}}), 4);
  EXPECT_EQ(answered.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(streams, 3);
}

TEST(ImportStreamTest, AnErrorOfTheServerEndsTheImport) {
  FakeServer server;
  server.import = [](ImportServerStream* stream) {
    v1::ImportClaimReviewsRequest request;
    stream->Read(&request);
    return ErrorWith(grpc::PERMISSION_DENIED, "MISSING_ROLE");
  };
  const auto answered = ImportAll(server.NewClient(), 4);
  EXPECT_EQ(ReasonOf(answered.status()), v1::ERROR_REASON_MISSING_ROLE);
}

TEST(ImportStreamTest, SendsNoMoreThanItsWindowAhead) {
  FakeServer server;
  std::atomic<int> sent = 0;
  std::vector<int> ahead;
  server.import = [&](ImportServerStream* stream) {
    v1::ImportClaimReviewsRequest request;
    stream->Read(&request);
    for (int answered = 0; stream->Read(&request); ++answered) {
      ahead.push_back(sent - answered);
      stream->Write({});
    }
    return grpc::Status::OK;
  };
  ImportSettings settings;
  settings.max_in_flight = 2;
  auto import = server.NewClient().ImportClaimReviews({}, settings);
  for (int i = 1; i <= 20; ++i) {
    ++sent;
    ASSERT_TRUE(import->Send(BatchAt(i)).ok());
  }
  ASSERT_TRUE(import->Finish().ok());
  EXPECT_EQ(ahead.size(), 20u);
  // Two under way, and one that waits in Send.
  EXPECT_THAT(ahead, Each(Le(3)));
}

TEST(ImportStreamTest, AnImportOfNothingOpensNoStream) {
  FakeServer server;
  server.import = [](ImportServerStream*) { return grpc::Status::OK; };
  auto import = server.NewClient().ImportClaimReviews({}, {});
  EXPECT_TRUE(import->Finish().ok());
}

TEST(ExportStreamTest, GoesOnBehindTheLastRecordOfTheSameState) {
  FakeServer server;
  int streams = 0;
  server.export_reviews = [&](const v1::ExportClaimReviewsRequest& request,
                              grpc::ServerWriter<v1::ExportClaimReviewsResponse>* writer) {
    EXPECT_EQ(request.read_options().token(), "the-state");
    ++streams;
    for (int message = 0; message < 3; ++message) {
      if (streams == 1 && message == 2) return grpc::Status(grpc::UNAVAILABLE, "restarting");
      v1::ExportClaimReviewsResponse response;
      for (int i = 0; i < 2; ++i) {
        response.add_records()->set_verdict(std::to_string(message * 2 + i));
      }
      writer->Write(response);
    }
    return grpc::Status::OK;
  };
  auto reading = server.NewClient().ExportClaimReviews({});
  std::vector<std::string> verdicts;
  while (true) {
    const auto next = reading->Next();
    ASSERT_TRUE(next.ok()) << next.status();
    if (!*next) break;
    for (const v1::ExportRecord& record : (*next)->records()) verdicts.push_back(record.verdict());
  }
  EXPECT_THAT(verdicts, ElementsAre("0", "1", "2", "3", "4", "5"));
  EXPECT_EQ(streams, 2);
}

}  // namespace
}  // namespace factcheck::client
