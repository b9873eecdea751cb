// Files as the program reads and writes them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "client/cli/byte_source.h"
#include "client/cli/dump_file.h"
#include "client/cli/io.h"
#include "client/cli/output_file.h"
#include "tests/support/server_process.h"

namespace factcheck::cli {
namespace {

using ::testing::HasSubstr;

class FilesTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return (directory_.path() / name).string(); }
  std::string Write(const std::string& name, const std::string& bytes) const {
    std::ofstream(Path(name), std::ios::binary) << bytes;
    return Path(name);
  }
  static std::string Gzip(const std::string& text) {
    std::string out(compressBound(static_cast<uLong>(text.size())) + 64, '\0');
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
  }
  // Everything, then the error where there is one.
  static std::pair<std::string, absl::Status> ReadAll(const std::string& path) {
    auto source = OpenSource(path);
    if (!source.ok()) return {"", source.status()};
    std::string all;
    char buffer[1000];
    while (true) {
      const auto got = (*source)->Read(buffer);
      if (!got.ok()) return {all, got.status()};
      if (*got == 0) return {all, absl::OkStatus()};
      all.append(buffer, *got);
    }
  }

  const testing::TemporaryDirectory directory_;
  std::ostringstream out_;
  const Io io_{.out = &out_};
};

std::string LongText() {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7919) + "\n";
  return text;
}

TEST_F(FilesTest, CompressedOrNotTheBytesAreTheSame) {
  const std::string text = LongText();
  EXPECT_EQ(ReadAll(Write("plain", text)).first, text);
  EXPECT_EQ(ReadAll(Write("one", Gzip(text))).first, text);
  EXPECT_EQ(ReadAll(Write("two", Gzip(text) + Gzip("more"))).first, text + "more");
  EXPECT_EQ(ReadAll(Write("empty", "")).first, "");
}

TEST_F(FilesTest, ACutCompressedFileIsReadAsFarAsItGoesAndSaysSo) {
  const std::string text = LongText();
  const std::string gzip = Gzip(text);
  const auto [read, status] = ReadAll(Write("cut", gzip.substr(0, gzip.size() / 2)));
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_GT(read.size(), 1000u);
  EXPECT_EQ(text.compare(0, read.size(), read), 0);
}

TEST_F(FilesTest, ADamagedCompressedFileSaysSo) {
  std::string gzip = Gzip(LongText());
  gzip[gzip.size() / 2] = static_cast<char>(gzip[gzip.size() / 2] ^ 0x55);
  EXPECT_EQ(ReadAll(Write("bad", gzip)).second.code(), absl::StatusCode::kDataLoss);
}

TEST_F(FilesTest, WhatCannotBeReadSaysWhy) {
  EXPECT_THAT(std::string(ReadAll(Path("absent")).second.message()), HasSubstr("No such file"));
  EXPECT_THAT(std::string(ReadAll(directory_.path().string()).second.message()),
              HasSubstr("is a directory"));
  EXPECT_THAT(std::string(ReadText(io_, Path("absent")).status().message()),
              HasSubstr("No such file"));
}

TEST_F(FilesTest, TextLosesItsLastLineFeed) {
  EXPECT_EQ(*ReadText(io_, Write("text", "two\nlines\n\n")), "two\nlines");
}

TEST_F(FilesTest, PrivateFilesAreForTheirOwner) {
  const std::string path = Path("key");
  ASSERT_TRUE(WritePrivateFile(path, "secret\n").ok());
  struct stat about {};
  ASSERT_EQ(stat(path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  EXPECT_EQ(*ReadText(io_, path), "secret");
}

TEST_F(FilesTest, AnOutputFileIsThereWholeOrNotAtAll) {
  const std::string path = Path("out.gz");
  {
    auto file = OutputFile::Open(io_, path, /*compress=*/true, /*private_file=*/false);
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE((*file)->Write("given up").ok());
  }
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
  auto file = OutputFile::Open(io_, path, /*compress=*/true, /*private_file=*/false);
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE((*file)->Write("kept").ok());
  EXPECT_FALSE(std::filesystem::exists(path));
  ASSERT_TRUE((*file)->Finish().ok());
  EXPECT_EQ(ReadAll(path).first, "kept");
}

TEST_F(FilesTest, ADumpComesBackInItsParts) {
  const std::string path = Path("dump");
  auto file = OutputFile::Open(io_, path, true, true);
  ASSERT_TRUE(file.ok());
  DumpWriter writer(file->get());
  ASSERT_TRUE(writer.Add("first").ok());
  ASSERT_TRUE(writer.Add(std::string("\0second\n", 8)).ok());
  ASSERT_TRUE(writer.Finish().ok());

  auto source = OpenSource(path);
  DumpReader reader(source->get());
  EXPECT_EQ(**reader.Next(), "first");
  EXPECT_EQ(**reader.Next(), std::string("\0second\n", 8));
  EXPECT_EQ(*reader.Next(), std::nullopt);
}

TEST_F(FilesTest, ALedgerIsToldFromADatabase) {
  const std::string path = Path("ledger");
  auto file = OutputFile::Open(io_, path, true, false);
  ASSERT_TRUE(file.ok());
  DumpWriter writer(file->get(), DumpKind::kLedger);
  ASSERT_TRUE(writer.Add("first").ok());
  ASSERT_TRUE(writer.Finish().ok());
  auto source = OpenSource(path);
  DumpReader reader(source->get(), std::nullopt);
  EXPECT_EQ(*reader.Kind(), DumpKind::kLedger);
  EXPECT_EQ(**reader.Next(), "first");
  // Where a database is expected, it is none.
  source = OpenSource(path);
  DumpReader database(source->get());
  EXPECT_EQ(database.Kind().status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(database.Next().status().code(), absl::StatusCode::kDataLoss);
}

// The first error that reading gives; OK where there is none.
absl::Status ErrorOf(const std::string& path) {
  auto source = OpenSource(path);
  DumpReader reader(source->get());
  while (true) {
    const auto part = reader.Next();
    if (!part.ok()) return part.status();
    if (!*part) return absl::OkStatus();
  }
}

TEST_F(FilesTest, ADumpThatIsCutOffOrNoneIsNoticed) {
  const std::string whole = Gzip("factcheck dump 1\n" + std::string("\0\0\0\3abc\0\0\0\0", 11));
  EXPECT_TRUE(ErrorOf(Write("whole", whole)).ok());
  EXPECT_FALSE(ErrorOf(Write("cut", whole.substr(0, whole.size() - 9))).ok());
  EXPECT_FALSE(ErrorOf(Write("open", "factcheck dump 1\n" + std::string("\0\0\0\3abc", 7))).ok());
  EXPECT_FALSE(ErrorOf(Write("huge", "factcheck dump 1\n\xff\xff\xff\xff")).ok());
  EXPECT_FALSE(ErrorOf(Write("other", "{\"a\": 1}")).ok());
  EXPECT_FALSE(ErrorOf(Write("nothing", "")).ok());
}

}  // namespace
}  // namespace factcheck::cli
