#include "server/base/chunk_file.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

#include "server/base/absl_strings.h"
#include "server/base/varint.h"

namespace factcheck {
namespace {

constexpr std::string_view kHeader = "CHUNKS00";

class ChunkFileTest : public ::testing::Test {
 protected:
  ChunkFileTest() { std::filesystem::create_directory(directory_); }
  ~ChunkFileTest() override { std::filesystem::remove_all(directory_); }

  // So many records of up to 3,000 bytes, with their number.
  absl::Status Write(uint32_t records) {
    ChunkWriter writer(path_);
    absl::Status status = writer.Open(kHeader);
    for (uint32_t i = 0; i < records && status.ok(); ++i) {
      AppendFixed8(static_cast<uint8_t>(i), writer.buffer());
      AppendFixed32(i, writer.buffer());
      AppendFixed64(uint64_t{i} << 32, writer.buffer());
      AppendVarint(i, writer.buffer());
      AppendBytes(std::string(i % 3000, 'x'), writer.buffer());
      status = writer.EndRecord();
    }
    return status.ok() ? writer.Commit() : status;
  }
  // Whether they are there.
  absl::Status Read(uint32_t records) const {
    ChunkReader reader(path_);
    const absl::StatusOr<std::string> header = reader.Open(kHeader.size());
    if (!header.ok()) return header.status();
    if (*header != kHeader) return reader.Damaged("another header");
    for (uint32_t i = 0; i < records; ++i) {
      uint8_t small = 0;
      uint32_t number = 0, varint = 0;
      uint64_t large = 0;
      std::string_view bytes;
      absl::Status read = reader.NextRecord();
      if (read.ok()) read = reader.Fixed8(small);
      if (read.ok()) read = reader.Fixed32(number);
      if (read.ok()) read = reader.Fixed64(large);
      if (read.ok()) read = reader.Varint(varint);
      if (read.ok()) read = reader.Bytes(bytes);
      if (!read.ok()) return read;
      EXPECT_EQ(small, i % 256);
      EXPECT_EQ(number, i);
      EXPECT_EQ(large, uint64_t{i} << 32);
      EXPECT_EQ(varint, i);
      EXPECT_EQ(bytes, std::string(i % 3000, 'x'));
    }
    return reader.ExpectEnd();
  }
  std::string Content() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void SetContent(std::string_view content) const {
    std::ofstream(path_, std::ios::binary) << content;
  }

  const std::filesystem::path directory_ =
      std::filesystem::path(::testing::TempDir()) / StrCat("chunks", std::random_device()());
  const std::string path_ = directory_ / "file";
};

TEST_F(ChunkFileTest, GivesBackWhatWasWritten) {
  for (const uint32_t records : {0U, 1U, 5000U}) {
    ASSERT_TRUE(Write(records).ok());
    EXPECT_TRUE(Read(records).ok()) << Read(records);
    EXPECT_TRUE(absl::IsDataLoss(Read(records + 1)));
    if (records > 0) {
      EXPECT_TRUE(absl::IsDataLoss(Read(records - 1)));
    }
  }
  EXPECT_GT(Content().size(), size_t{5} << 20) << "several chunks";
}

TEST_F(ChunkFileTest, WhatIsNotThereIsNotFound) { EXPECT_TRUE(absl::IsNotFound(Read(1))); }

TEST_F(ChunkFileTest, NoDamageIsTakenForContent) {
  ASSERT_TRUE(Write(1200).ok());
  const std::string whole = Content();
  std::mt19937_64 random(7);
  for (int i = 0; i < 300; ++i) {
    std::string damaged = whole;
    if (i % 3 == 0) {
      damaged.resize(random() % whole.size());
    } else if (i % 3 == 1) {
      damaged[random() % whole.size()] ^= static_cast<char>(1 + random() % 255);
    } else {
      damaged += static_cast<char>(random());
    }
    SetContent(damaged);
    EXPECT_TRUE(absl::IsDataLoss(Read(1200))) << i;
  }
}

TEST_F(ChunkFileTest, AFileThatIsNotCommittedReplacesNothing) {
  ASSERT_TRUE(Write(10).ok());
  {
    ChunkWriter writer(path_);
    ASSERT_TRUE(writer.Open("OTHER000").ok());
    AppendFixed32(1, writer.buffer());
    ASSERT_TRUE(writer.EndChunk().ok());
  }
  EXPECT_TRUE(Read(10).ok());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_), {}), 1)
      << "what was begun is removed";
}

TEST_F(ChunkFileTest, LeavesTheDiskItsRoom) {
  ASSERT_TRUE(Write(10).ok());
  {
    ChunkWriter writer(path_, /*room_left=*/UINT64_MAX);
    ASSERT_TRUE(writer.Open(kHeader).ok());
    AppendFixed32(1, writer.buffer());
    EXPECT_TRUE(absl::IsResourceExhausted(writer.Commit()));
  }
  EXPECT_TRUE(Read(10).ok()) << "what was there is as it was";
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_), {}), 1);
}

TEST_F(ChunkFileTest, SaysWhereItCannotWrite) {
  ChunkWriter writer(directory_ / "absent" / "file");
  EXPECT_TRUE(absl::IsUnavailable(writer.Open(kHeader)));
}

}  // namespace
}  // namespace factcheck
