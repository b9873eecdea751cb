#include "server/base/chunk_file.h"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "server/base/absl_strings.h"
#include "server/base/varint.h"

namespace factcheck {
namespace {

constexpr size_t kChunkBytes = size_t{1} << 20;
// No chunk is larger: its last record may be the postings of a word in every document.
constexpr uint32_t kMaxChunkBytes = uint32_t{1} << 30;

// The disk is asked to take so much at a time.
constexpr off64_t kWriteBackBytes = 4 << 20;
constexpr size_t kFrameBytes = sizeof(uint32_t) + sizeof(uint64_t);

template <typename T>
void AppendFixed(T value, std::vector<uint8_t>& bytes) {
  for (size_t i = 0; i < sizeof(T); ++i) bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

std::string ErrorText(int error) {
  return std::error_code(error, std::generic_category()).message();
}

}  // namespace

void AppendFixed8(uint8_t value, std::vector<uint8_t>& bytes) { bytes.push_back(value); }

void AppendFixed32(uint32_t value, std::vector<uint8_t>& bytes) { AppendFixed(value, bytes); }

void AppendFixed64(uint64_t value, std::vector<uint8_t>& bytes) { AppendFixed(value, bytes); }

void AppendBytes(std::string_view value, std::vector<uint8_t>& bytes) {
  AppendVarint(static_cast<uint32_t>(value.size()), bytes);
  bytes.insert(bytes.end(), value.begin(), value.end());
}

ChunkWriter::ChunkWriter(const std::string& path, uint64_t room_left)
    : path_(path), temporary_(path + ".new"), room_left_(room_left) {}

ChunkWriter::~ChunkWriter() {
  if (file_ == nullptr) return;
  file_.reset();
  std::error_code ignored;
  std::filesystem::remove(temporary_, ignored);
}

absl::Status ChunkWriter::Failed(std::string_view doing) const {
  return absl::UnavailableError(StrCat("can't ", doing, " ", temporary_, ": ", ErrorText(errno)));
}

absl::Status ChunkWriter::ExpectRoom(size_t bytes) const {
  std::error_code unknown;
  const std::filesystem::path parent = std::filesystem::path(path_).parent_path();
  const auto room = std::filesystem::space(parent.empty() ? "." : parent, unknown).available;
  if (unknown || (room >= room_left_ && room - room_left_ >= bytes)) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      StrCat("the disk has too little room left to save ", path_, " (", room >> 20, " MiB)"));
}

absl::Status ChunkWriter::Open(std::string_view header) {
  file_.reset(std::fopen(temporary_.c_str(), "wb"));
  if (file_ == nullptr) return Failed("create");
  return Write(header.data(), header.size());
}

absl::Status ChunkWriter::Write(const void* bytes, size_t size) {
  if (std::fwrite(bytes, 1, size, file_.get()) != size) return Failed("write");
  written_ += static_cast<off64_t>(size);
  return written_ - written_back_ < kWriteBackBytes ? absl::OkStatus() : WriteBack();
}

// Else the disk would get all of it at the end, and commits would wait for it.
absl::Status ChunkWriter::WriteBack() {
  if (std::fflush(file_.get()) != 0) return Failed("write");
  // Waits for what was asked before, so that no more than two pieces are under way. Not every file
  // system can.
  (void)sync_file_range(fileno(file_.get()), 0, written_back_, SYNC_FILE_RANGE_WAIT_BEFORE);
  (void)sync_file_range(fileno(file_.get()), written_back_, written_ - written_back_,
                        SYNC_FILE_RANGE_WRITE);
  written_back_ = written_;
  return absl::OkStatus();
}

absl::Status ChunkWriter::EndRecord() {
  return buffer_.size() < kChunkBytes ? absl::OkStatus() : EndChunk();
}

absl::Status ChunkWriter::EndChunk() {
  if (buffer_.empty()) return absl::OkStatus();
  if (buffer_.size() > kMaxChunkBytes) {
    return absl::ResourceExhaustedError(StrCat("a record is too large to be saved in ", path_));
  }
  if (absl::Status room = ExpectRoom(buffer_.size()); !room.ok()) return room;
  std::vector<uint8_t> frame;
  AppendFixed32(static_cast<uint32_t>(buffer_.size()), frame);
  AppendFixed64(XXH3_64bits(buffer_.data(), buffer_.size()), frame);
  if (absl::Status wrote = Write(frame.data(), frame.size()); !wrote.ok()) return wrote;
  if (absl::Status wrote = Write(buffer_.data(), buffer_.size()); !wrote.ok()) return wrote;
  buffer_.clear();
  return absl::OkStatus();
}

absl::Status ChunkWriter::Commit() {
  if (absl::Status ended = EndChunk(); !ended.ok()) return ended;
  if (std::fflush(file_.get()) != 0 || fsync(fileno(file_.get())) != 0) return Failed("sync");
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) return Failed("rename");
  file_.reset();
  // The directory too: a crash must not bring back the file that this one replaces.
  const std::filesystem::path parent = std::filesystem::path(path_).parent_path();
  const int directory = open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY);
  if (directory < 0) return Failed("open the directory of");
  const int synced = fsync(directory);
  close(directory);
  return synced == 0 ? absl::OkStatus() : Failed("sync the directory of");
}

absl::Status ChunkReader::Damaged(std::string_view what) const {
  return absl::DataLossError(StrCat(path_, " is damaged: ", what));
}

absl::StatusOr<std::string> ChunkReader::Open(size_t header_size) {
  file_.reset(std::fopen(path_.c_str(), "rb"));
  if (file_ == nullptr) {
    const std::string message = StrCat("can't open ", path_, ": ", ErrorText(errno));
    return errno == ENOENT ? absl::NotFoundError(message) : absl::UnavailableError(message);
  }
  std::string header(header_size, '\0');
  if (std::fread(header.data(), 1, header_size, file_.get()) != header_size) {
    return Damaged("it has no header");
  }
  return header;
}

absl::Status ChunkReader::NextChunk() {
  if (at_ != end_) return Damaged("a chunk has more than its records");
  uint8_t frame[kFrameBytes];
  if (std::fread(frame, 1, kFrameBytes, file_.get()) != kFrameBytes) {
    return Damaged("it ends early");
  }
  const auto size = FixedOf<uint32_t>(frame);
  if (size == 0 || size > kMaxChunkBytes) return Damaged("a chunk has no possible size");
  // Piece by piece: a damaged size must not ask for more memory than the file has bytes.
  chunk_.clear();
  while (chunk_.size() < size) {
    const size_t had = chunk_.size();
    const size_t piece = std::min<size_t>(size - had, std::max(had, 4 * kChunkBytes));
    chunk_.resize(had + piece);
    if (std::fread(chunk_.data() + had, 1, piece, file_.get()) != piece) {
      return Damaged("it ends early");
    }
  }
  if (XXH3_64bits(chunk_.data(), size) != FixedOf<uint64_t>(frame + sizeof(uint32_t))) {
    return Damaged("a checksum is wrong");
  }
  at_ = chunk_.data();
  end_ = at_ + size;
  return absl::OkStatus();
}

absl::Status ChunkReader::ExpectEnd() {
  if (at_ != end_ || std::fgetc(file_.get()) != EOF) return Damaged("it goes on too long");
  return absl::OkStatus();
}

}  // namespace factcheck
