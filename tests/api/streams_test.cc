// Streaming calls: ClaimReview in and out, and what ends a stream.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "factcheck/v1/admin_service.pb.h"
#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/transfers_service.grpc.pb.h"
#include "tests/support/server_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kReview[] = R"({
  "@context": "https://schema.org", "@type": "ClaimReview",
  "url": "https://daily.example/apology", "claimReviewed": "There was no apology.",
  "author": {"@type": "Organization", "name": "The Daily", "url": "https://daily.example"},
  "reviewRating": {"@type": "Rating", "alternateName": "True"}, "datePublished": "2023-02-18"})";

using ImportStream =
    grpc::ClientReaderWriter<v1::ImportClaimReviewsRequest, v1::ImportClaimReviewsResponse>;

// One import, from the caller's side.
class Import {
 public:
  explicit Import(const Caller& caller) : stub_(v1::Transfers::NewStub(caller.channel())) {
    caller.Prepare(context_);
    stream_ = stub_->ImportClaimReviews(&context_);
  }
  void SendOptions(const std::string& rules = "") {
    v1::ImportClaimReviewsRequest request;
    request.mutable_options()->set_rating_rules(rules);
    stream_->Write(request);
  }
  void SendBatch(const std::vector<std::string>& records) {
    v1::ImportClaimReviewsRequest request;
    for (const std::string& json : records) request.mutable_batch()->add_records()->set_json(json);
    stream_->Write(request);
  }
  std::optional<v1::ImportClaimReviewsResponse> Read() {
    v1::ImportClaimReviewsResponse response;
    if (!stream_->Read(&response)) return std::nullopt;
    return response;
  }
  absl::Status End() {
    stream_->WritesDone();
    v1::ImportClaimReviewsResponse response;
    while (stream_->Read(&response)) {
    }
    return ToAbslStatus(stream_->Finish());
  }

 private:
  std::unique_ptr<v1::Transfers::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<ImportStream> stream_;
};

std::vector<v1::ExportRecord> Export(const Caller& caller,
                                     const v1::ExportClaimReviewsRequest& request,
                                     absl::Status* status) {
  const auto stub = v1::Transfers::NewStub(caller.channel());
  grpc::ClientContext context;
  caller.Prepare(context);
  const auto reader = stub->ExportClaimReviews(&context, request);
  std::vector<v1::ExportRecord> records;
  v1::ExportClaimReviewsResponse response;
  while (reader->Read(&response)) {
    records.insert(records.end(), response.records().begin(), response.records().end());
  }
  *status = ToAbslStatus(reader->Finish());
  return records;
}

TEST(StreamsTest, ClaimReviewsGoInAndComeOut) {
  TestServer server;
  for (int round = 0; round < 2; ++round) {
    Import import(server.admin());
    import.SendOptions();
    import.SendBatch({kReview, "{}"});
    const auto response = import.Read();
    ASSERT_TRUE(response.has_value()) << import.End();
    EXPECT_EQ(response->created(), round == 0 ? 1 : 0) << response->DebugString();
    EXPECT_EQ(response->unchanged(), round == 0 ? 0 : 1);
    EXPECT_EQ(response->rejections_size(), 1);
    EXPECT_TRUE(import.End().ok());
  }
  absl::Status status;
  const auto records = Export(server.admin(), v1::ExportClaimReviewsRequest(), &status);
  EXPECT_TRUE(status.ok()) << status;
  ASSERT_EQ(records.size(), 1u);
  EXPECT_THAT(records[0].json(), HasSubstr("There was no apology."));
}

TEST(StreamsTest, TheWholeDatabaseGoesOutAndIntoAnEmptyServer) {
  TestServer from;
  Import import(from.admin());
  import.SendOptions();
  import.SendBatch({kReview});
  ASSERT_TRUE(import.End().ok());
  const auto out = v1::Transfers::NewStub(from.admin().channel());
  grpc::ClientContext export_context;
  from.admin().Prepare(export_context);
  const auto reader = out->ExportAll(&export_context, v1::ExportAllRequest());
  TestServer to;
  const auto in = v1::Transfers::NewStub(to.admin().channel());
  grpc::ClientContext import_context;
  to.admin().Prepare(import_context);
  v1::ImportAllResponse response;
  const auto writer = in->ImportAll(&import_context, &response);
  v1::ExportAllResponse chunk;
  while (reader->Read(&chunk)) {
    v1::ImportAllRequest request;
    request.set_chunk(chunk.chunk());
    ASSERT_TRUE(writer->Write(request));
  }
  ASSERT_TRUE(reader->Finish().ok());
  writer->WritesDone();
  const absl::Status imported = ToAbslStatus(writer->Finish());
  ASSERT_TRUE(imported.ok()) << imported;
  EXPECT_GT(response.entries(), 0);

  // The tables, the keys and the records are those of the other server.
  absl::Status status;
  const auto theirs = Export(from.admin(), v1::ExportClaimReviewsRequest(), &status);
  const auto ours =
      Export(to.WithKey(from.admin().key()), v1::ExportClaimReviewsRequest(), &status);
  ASSERT_TRUE(status.ok()) << status;
  ASSERT_EQ(theirs.size(), 1u);
  ASSERT_EQ(ours.size(), 1u);
  EXPECT_EQ(ours[0].SerializeAsString(), theirs[0].SerializeAsString());
  v1::ListClaimsRequest list;
  const auto page = to.admin().Call<v1::ListClaimsResponse>("Claims/ListClaims", list);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->claims_size(), 1);
}

TEST(StreamsTest, OptionsComeFirstAndOnce) {
  TestServer server;
  Import without(server.admin());
  without.SendBatch({kReview});
  EXPECT_THAT(ViolatedFields(without.End()), ElementsAre("options"));
  Import twice(server.admin());
  twice.SendOptions();
  twice.SendOptions();
  EXPECT_THAT(ViolatedFields(twice.End()), ElementsAre("options"));
  Import nothing(server.admin());
  EXPECT_THAT(ViolatedFields(nothing.End()), ElementsAre("options"));
}

TEST(StreamsTest, OptionsThatAreNoGoodEndTheStream) {
  TestServer server;
  Import import(server.admin());
  import.SendOptions("nonsense ->");
  EXPECT_EQ(ReasonName(import.End()), "INVALID_FIELDS");
}

TEST(StreamsTest, TextThatIsNotUtf8IsNamed) {
  TestServer server;
  // ExportClaimReviewsRequest{publisher: "\xff"}
  const absl::Status status =
      ToAbslStatus(server.admin().CallRaw("Transfers/ExportClaimReviews", "\x0a\x01\xff").status);
  EXPECT_EQ(ReasonName(status), "INVALID_FIELDS");
  EXPECT_THAT(ViolatedFields(status), ElementsAre("publisher"));
}

TEST(StreamsTest, OnlyAdminsImport) {
  TestServer server;
  const Caller consumer = server.NewActor("platform", {v1::ROLE_CONSUMER});
  Import import(consumer);
  import.SendOptions();
  EXPECT_EQ(ReasonName(import.End()), "MISSING_ROLE");
  absl::Status status;
  Export(consumer, v1::ExportClaimReviewsRequest(), &status);
  EXPECT_TRUE(status.ok()) << status;
}

TEST(StreamsTest, AKeyThatIsRevokedMeanwhileEndsTheStream) {
  TestServer server;
  const Caller admin = server.NewActor("second", {v1::ROLE_ADMIN});
  const auto me = admin.Call<v1::WhoAmIResponse>("Admin/WhoAmI", v1::WhoAmIRequest());
  ASSERT_TRUE(me.ok());
  Import import(admin);
  import.SendOptions();
  import.SendBatch({kReview});
  ASSERT_TRUE(import.Read().has_value());
  v1::RevokeApiKeyRequest revoke;
  revoke.set_name(me->api_key());
  ASSERT_TRUE(server.admin().Try("Admin/RevokeApiKey", revoke).ok());
  import.SendBatch({kReview});
  EXPECT_EQ(ReasonName(import.End()), "INVALID_CREDENTIALS");
}

TEST(StreamsTest, StreamsAreBoundedByKeyAndAltogether) {
  TestServer server([](api::ServerOptions& options) {
    options.limits.streams = 3;
    options.limits.streams_per_key = 2;
  });
  const Caller other = server.NewActor("other", {v1::ROLE_ADMIN});
  const auto answered = [](Import& import) {
    import.SendOptions();
    import.SendBatch({"{}"});
    return import.Read().has_value();
  };
  Import first(server.admin());
  Import second(server.admin());
  EXPECT_TRUE(answered(first));
  EXPECT_TRUE(answered(second));
  EXPECT_EQ(ReasonName(Import(server.admin()).End()), "RATE_LIMITED");
  Import third(other);
  EXPECT_TRUE(answered(third));
  EXPECT_EQ(ReasonName(Import(other).End()), "RATE_LIMITED");
  EXPECT_TRUE(first.End().ok());
  Import fourth(other);
  EXPECT_TRUE(answered(fourth));
  EXPECT_TRUE(second.End().ok());
  EXPECT_TRUE(third.End().ok());
  EXPECT_TRUE(fourth.End().ok());
}

}  // namespace
}  // namespace factcheck::testing
