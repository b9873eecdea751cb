#include "client/cli/record_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Bytes from memory, a few at a time, with an error at the end where that is asked for.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string text, size_t at_a_time = 1 << 16,
                        absl::Status end = absl::OkStatus())
      : text_(std::move(text)), at_a_time_(at_a_time), end_(std::move(end)) {}
  absl::StatusOr<size_t> Read(std::span<char> buffer) override {
    const size_t size = std::min({buffer.size(), at_a_time_, text_.size() - at_});
    if (size == 0 && !end_.ok()) return end_;
    std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(at_), size, buffer.begin());
    at_ += size;
    return size;
  }

 private:
  const std::string text_;
  const size_t at_a_time_;
  const absl::Status end_;
  size_t at_ = 0;
};

struct AllRead {
  std::vector<RecordPiece> pieces;
  absl::Status status;
  int64_t left_out = 0;
};

AllRead ReadAll(ByteSource& source, size_t max_bytes = 1000) {
  AllRead all;
  RecordReader reader(&source, max_bytes);
  while (true) {
    auto piece = reader.Next();
    if (!piece.ok()) all.status = piece.status();
    if (!piece.ok() || !*piece) break;
    all.pieces.push_back(**std::move(piece));
  }
  all.left_out = reader.left_out();
  return all;
}

// Each piece as "LINE TEXT", and with "!PROBLEM" where it has one; the same however few bytes
// come at a time.
std::vector<std::string> Pieces(const std::string& text, size_t max_bytes = 1000) {
  std::vector<std::string> first;
  for (const size_t at_a_time : {size_t{1} << 16, size_t{1}, size_t{7}}) {
    MemorySource source(text, at_a_time);
    const AllRead all = ReadAll(source, max_bytes);
    EXPECT_TRUE(all.status.ok()) << all.status;
    std::vector<std::string> pieces;
    int64_t number = 0;
    for (const RecordPiece& piece : all.pieces) {
      EXPECT_EQ(piece.number, ++number);
      pieces.push_back(client::Concat({std::to_string(piece.line), " ", piece.text,
                                       piece.problem.empty() ? "" : " !", piece.problem}));
    }
    if (first.empty()) {
      first = pieces;
    } else {
      EXPECT_EQ(pieces, first) << at_a_time << " bytes at a time";
    }
  }
  return first;
}

TEST(RecordReaderTest, JsonLines) {
  EXPECT_THAT(Pieces("{\"a\":1}\n\n{\"b\":[1,{\"c\":2}]}\r\n  {\"d\":\"}\"}"),
              ElementsAre("1 {\"a\":1}", "3 {\"b\":[1,{\"c\":2}]}", "4 {\"d\":\"}\"}"));
}

TEST(RecordReaderTest, OneObjectOverSeveralLines) {
  EXPECT_THAT(Pieces("{\n \"a\": 1,\n \"b\": \"x\"\n}\n"),
              ElementsAre("1 {\n \"a\": 1,\n \"b\": \"x\"\n}"));
}

TEST(RecordReaderTest, ObjectsInARow) {
  EXPECT_THAT(Pieces("{\n\"a\":1}{\"b\":2}\n{\n}"),
              ElementsAre("1 {\n\"a\":1}", "2 {\"b\":2}", "3 {\n}"));
}

TEST(RecordReaderTest, AnArray) {
  EXPECT_THAT(Pieces("[{\"a\":1},\n {\"b\":[{}]},{\"c\":3}\n]\n"),
              ElementsAre("1 {\"a\":1}", "2 {\"b\":[{}]}", "2 {\"c\":3}"));
  EXPECT_THAT(Pieces("[]"), IsEmpty());
  EXPECT_THAT(Pieces("[[{\"a\":1}],[{\"b\":2}]]"), ElementsAre("1 {\"a\":1}", "1 {\"b\":2}"));
}

TEST(RecordReaderTest, ADataFeed) {
  EXPECT_THAT(
      Pieces("{\"@type\":\"DataFeed\",\"name\":\"x\",\n\"dataFeedElement\":[\n"
             "{\"@type\":\"DataFeedItem\",\"item\":{\"a\":1}},\n{\"b\":2}],\"n\":{\"z\":[1]}}"),
      ElementsAre("3 {\"@type\":\"DataFeedItem\",\"item\":{\"a\":1}}", "4 {\"b\":2}"));
}

TEST(RecordReaderTest, ADataFeedOnOneLineAndSeveralOfThem) {
  EXPECT_THAT(
      Pieces("{\"dataFeedElement\":[{\"a\":1},{\"b\":2}]}\n{\"dataFeedElement\":[{\"c\":3}]}\n"
             "{\"d\":4}\n"),
      ElementsAre("1 {\"a\":1}", "1 {\"b\":2}", "2 {\"c\":3}", "3 {\"d\":4}"));
  EXPECT_THAT(Pieces("[{\"dataFeedElement\":[{\"a\":1}]},{\"b\":2}]"),
              ElementsAre("1 {\"a\":1}", "1 {\"b\":2}"));
  EXPECT_THAT(Pieces("{\"dataFeedElement\":[{\"a\":1}],\"itemListElement\":[{\"b\":2}]}"),
              ElementsAre("1 {\"a\":1}", "1 {\"b\":2}"));
}

TEST(RecordReaderTest, AGraphWithoutItsOtherNodes) {
  MemorySource source(
      "{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"WebPage\"},\n"
      "{\"@type\":\"ClaimReview\",\"claimReviewed\":\"x\"}]}");
  const AllRead all = ReadAll(source);
  ASSERT_THAT(all.pieces, SizeIs(1));
  EXPECT_EQ(all.pieces[0].text, "{\"@type\":\"ClaimReview\",\"claimReviewed\":\"x\"}");
  EXPECT_EQ(all.left_out, 1);
}

TEST(RecordReaderTest, AReviewIsNotTakenApart) {
  const std::string review = "{\"claimReviewed\":\"x\",\"itemListElement\":[{\"a\":1}]}";
  EXPECT_THAT(Pieces(review), ElementsAre("1 " + review));
  const std::string mention = "{\"a\":{\"@graph\":[{\"b\":1}]}}";
  EXPECT_THAT(Pieces(mention), ElementsAre("1 " + mention));
}

TEST(RecordReaderTest, AByteOrderMarkIsNoContent) {
  EXPECT_THAT(Pieces("\xef\xbb\xbf{\"a\":1}\n{\"b\":2}"),
              ElementsAre("1 {\"a\":1}", "2 {\"b\":2}"));
  MemorySource wide(std::string("\xff\xfe{\0}\0", 6));
  EXPECT_THAT(std::string(ReadAll(wide).status.message()), HasSubstr("UTF-16"));
}

TEST(RecordReaderTest, NothingIsNothing) {
  EXPECT_THAT(Pieces(""), IsEmpty());
  EXPECT_THAT(Pieces("\n \n\t"), IsEmpty());
  EXPECT_THAT(Pieces("\xef\xbb\xbf"), IsEmpty());
}

TEST(RecordReaderTest, ALineThatIsNoJsonIsOnePiece) {
  EXPECT_THAT(
      Pieces("{\"a\":1}\n{\"b\": \"no end\n{\"c\":3}\nplain words\n{\"d\":[1,2}\n{\"e\":5}"),
      ElementsAre("1 {\"a\":1}", "2 {\"b\": \"no end", "3 {\"c\":3}", "4 plain words",
                  "5 {\"d\":[1,2}", "6 {\"e\":5}"));
}

TEST(RecordReaderTest, AnArrayGoesOnBehindARecordThatIsNoJson) {
  EXPECT_THAT(Pieces("[\n{\"a\":1},\n{\"b\": oops!},\n{\"c\":3},\n{\"d\": \"open},\n{\"e\":5}\n]"),
              ElementsAre("2 {\"a\":1}", "3 {\"b\": oops!}, !is no JSON (line 3)", "4 {\"c\":3}",
                          "5 {\"d\": \"open}, !is no JSON (line 5)", "6 {\"e\":5}"));
}

TEST(RecordReaderTest, AFileThatEndsWithinARecordSaysSo) {
  EXPECT_THAT(Pieces("[{\"a\":1},{\"b\":"),
              ElementsAre("1 {\"a\":1}", "1 {\"b\": !the file ends within it"));
  EXPECT_THAT(Pieces("{\n\"b\":\"x"), ElementsAre("1 {\n\"b\":\"x !the file ends within it"));
  EXPECT_THAT(
      Pieces("[{\"a\":1},"),
      ElementsAre("1 {\"a\":1}", "1  !the file ends early: what holds its records is not closed"));
  EXPECT_THAT(
      Pieces("{\"dataFeedElement\":[\n{\"a\":1}]"),
      ElementsAre("2 {\"a\":1}", "2  !the file ends early: what holds its records is not closed"));
}

TEST(RecordReaderTest, ARecordThatIsTooLongIsSkippedNotHeld) {
  const std::string big = "{\"a\":\"" + std::string(5000, 'x') + "\"}";
  for (const std::string& text :
       {"{\"s\":1}\n" + big + "\n{\"b\":2}", "[{\"s\":1},\n" + big + ",\n{\"b\":2}]"}) {
    MemorySource source(text);
    const AllRead all = ReadAll(source);
    ASSERT_THAT(all.pieces, SizeIs(3));
    EXPECT_THAT(all.pieces[1].text, SizeIs(1000));
    EXPECT_EQ(all.pieces[1].problem, "is longer than 1000 bytes");
    EXPECT_EQ(all.pieces[2].text, "{\"b\":2}");
  }
}

TEST(RecordReaderTest, AFirstLineLongerThanARecordIsTakenApart) {
  std::string feed = "{\"dataFeedElement\":[";
  for (int i = 0; i < 500; ++i) feed += (i == 0 ? "" : ",") + ("{\"n\":" + std::to_string(i) + "}");
  EXPECT_THAT(Pieces(feed + "]}"), SizeIs(500));
}

TEST(RecordReaderTest, AFileThatIsNoJsonAtAllIsRefused) {
  std::string page;
  for (int i = 0; i < 300; ++i) page += "<p>words</p>\n";
  MemorySource source(page);
  const AllRead all = ReadAll(source);
  EXPECT_EQ(all.status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(all.pieces, SizeIs(100));
}

TEST(RecordReaderTest, WhatCouldBeReadComesBeforeTheError) {
  MemorySource source("{\"a\":1}\n{\"b\":2}\n", 4, absl::DataLossError("cut off"));
  const AllRead all = ReadAll(source);
  EXPECT_THAT(all.pieces, SizeIs(2));
  EXPECT_EQ(all.status.code(), absl::StatusCode::kDataLoss);
}

TEST(RecordReaderTest, NestingHasABound) {
  const std::string deep(100'000, '[');
  EXPECT_THAT(Pieces("{\"a\":\n" + deep + "\n}", 1 << 20), ::testing::Not(IsEmpty()));
}

// Whatever the bytes are, reading ends, and no piece is over the bound.
TEST(RecordReaderTest, EndsOnAnyBytes) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  constexpr std::string_view kAlphabet = "{}[]\",:\\ \n\rab1@\xef\xbb\xbf";
  for (int round = 0; round < 3000; ++round) {
    std::string text = round % 3 == 0 ? "{\"@graph\":[" : round % 3 == 1 ? "[{" : "";
    for (size_t i = random() % 200; i > 0; --i) text += kAlphabet[random() % kAlphabet.size()];
    MemorySource source(text, 1 + random() % 9);
    const AllRead all = ReadAll(source, 40);
    for (const RecordPiece& piece : all.pieces) EXPECT_LE(piece.text.size(), 40u);
    EXPECT_LE(all.pieces.size(), text.size() + 1);
  }
}

}  // namespace
}  // namespace factcheck::cli
