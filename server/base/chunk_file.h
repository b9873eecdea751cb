// A file of records in checksummed chunks that takes the place of an older one at once: how what is
// in memory is kept beside the store.
//
// file    := header chunk*
// chunk   := size:u32 sum:u64 payload    payload: at least one record, `size` bytes; sum: its XXH3
//
// Integers are little endian. No record spans two chunks. The header and the records are the
// caller's.
#ifndef FACTCHECK_SERVER_BASE_CHUNK_FILE_H_
#define FACTCHECK_SERVER_BASE_CHUNK_FILE_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/varint.h"

namespace factcheck {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// Writes a new file beside the old one, and puts it in its place at the end. UNAVAILABLE: the
// disk can't; RESOURCE_EXHAUSTED: a record of more than 1 GiB, or the disk would have less than
// 256 MiB left, which are for what must be written.
class ChunkWriter {
 public:
  // More than the store keeps free for itself, so that its room is never taken.
  static constexpr uint64_t kRoomLeft = uint64_t{256} << 20;

  // `room_left`: so many bytes of the disk stay free.
  explicit ChunkWriter(const std::string& path, uint64_t room_left = kRoomLeft);
  ~ChunkWriter();  // Removes what Commit didn't put in place.
  ChunkWriter(const ChunkWriter&) = delete;
  ChunkWriter& operator=(const ChunkWriter&) = delete;

  absl::Status Open(std::string_view header);

  // Where the next record goes; EndRecord after each.
  std::vector<uint8_t>& buffer() { return buffer_; }
  absl::Status EndRecord();
  // Also ends the chunk.
  absl::Status EndChunk();

  // Syncs the file and renames it.
  absl::Status Commit();

 private:
  absl::Status Failed(std::string_view doing) const;
  absl::Status ExpectRoom(size_t bytes) const;
  absl::Status Write(const void* bytes, size_t size);
  absl::Status WriteBack();

  const std::string path_;
  const std::string temporary_;
  const uint64_t room_left_;
  File file_;
  off64_t written_ = 0;
  off64_t written_back_ = 0;  // So much of it the disk was asked to take.
  std::vector<uint8_t> buffer_;
};

// Reads the records back; DATA_LOSS as soon as something isn't what was written.
class ChunkReader {
 public:
  explicit ChunkReader(const std::string& path) : path_(path) {}

  // NOT_FOUND: there is no such file. The header is `header_size` bytes.
  absl::StatusOr<std::string> Open(size_t header_size);

  // Before each record: goes on to the next chunk at the end of one.
  absl::Status NextRecord() { return at_ == end_ ? NextChunk() : absl::OkStatus(); }
  // At the beginning, and where the caller ended a chunk.
  absl::Status NextChunk();
  absl::Status ExpectEnd();

  // Each fails where the chunk doesn't have it. Inline: a start calls them many million times.
  absl::Status Varint(uint32_t& value) {
    return ReadVarint(at_, end_, value) ? absl::OkStatus() : Damaged("a number is missing");
  }
  // With their size before; valid until the next chunk.
  absl::Status Bytes(std::string_view& bytes) {
    uint32_t size = 0;
    if (absl::Status read = Varint(size); !read.ok()) return read;
    if (size > static_cast<size_t>(end_ - at_)) return Damaged("a text is cut");
    bytes = {reinterpret_cast<const char*>(at_), size};
    at_ += size;
    return absl::OkStatus();
  }
  absl::Status Fixed8(uint8_t& value) { return Fixed(value); }
  absl::Status Fixed32(uint32_t& value) { return Fixed(value); }
  absl::Status Fixed64(uint64_t& value) { return Fixed(value); }

  absl::Status Damaged(std::string_view what) const;

 private:
  template <typename T>
  static T FixedOf(const uint8_t* at) {
    T value = 0;
    for (size_t i = 0; i < sizeof(T); ++i) value = static_cast<T>(value | T{at[i]} << (8 * i));
    return value;
  }
  template <typename T>
  absl::Status Fixed(T& value) {
    if (static_cast<size_t>(end_ - at_) < sizeof(T)) return Damaged("a number is missing");
    value = FixedOf<T>(at_);
    at_ += sizeof(T);
    return absl::OkStatus();
  }

  const std::string path_;
  File file_;
  std::vector<uint8_t> chunk_;
  const uint8_t* at_ = nullptr;
  const uint8_t* end_ = nullptr;
};

void AppendFixed8(uint8_t value, std::vector<uint8_t>& bytes);
void AppendFixed32(uint32_t value, std::vector<uint8_t>& bytes);
void AppendFixed64(uint64_t value, std::vector<uint8_t>& bytes);
void AppendBytes(std::string_view value, std::vector<uint8_t>& bytes);  // Their size before.

}  // namespace factcheck

#endif  // FACTCHECK_SERVER_BASE_CHUNK_FILE_H_
