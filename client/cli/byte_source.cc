#include "client/cli/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

class ZlibSource final : public ByteSource {
 public:
  ZlibSource(gzFile file, std::string path, int64_t size)
      : file_(file), path_(std::move(path)), size_(size) {}
  ~ZlibSource() override { gzclose_r(file_); }

  absl::StatusOr<size_t> Read(std::span<char> buffer) override {
    const int got = gzread(file_, buffer.data(),
                           static_cast<unsigned>(std::min<size_t>(buffer.size(), 1 << 30)));
    if (got > 0) return static_cast<size_t>(got);
    int error = Z_OK;
    const char* message = gzerror(file_, &error);
    // gzread reports a stream that is cut off with the last of its bytes.
    if (error == Z_OK || error == Z_STREAM_END) return size_t{0};
    if (error == Z_BUF_ERROR) {
      return absl::DataLossError(client::Concat({path_, " ends within its compressed data"}));
    }
    if (error == Z_ERRNO) {
      return absl::DataLossError(
          client::Concat({"can't read ", path_, ": ", std::generic_category().message(errno)}));
    }
    return absl::DataLossError(client::Concat({path_, " is damaged: ", message}));
  }

  int64_t position() const override { return gzoffset(file_); }
  int64_t size() const override { return size_; }

 private:
  const gzFile file_;
  const std::string path_;
  const int64_t size_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ByteSource>> OpenSource(const std::string& path) {
  const bool standard = path == "-";
  const int fd = standard ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat about {};
  if (fd < 0 || fstat(fd, &about) != 0) {
    return client::InvalidArgument(
        {"can't read ", path, ": ", std::generic_category().message(errno)});
  }
  if (S_ISDIR(about.st_mode)) {
    close(fd);
    return client::InvalidArgument({"can't read ", path, ": it is a directory"});
  }
  const gzFile file = gzdopen(fd, "rb");
  if (file == nullptr) {
    close(fd);
    return absl::ResourceExhaustedError("no memory to read the file");
  }
  gzbuffer(file, 1 << 18);
  return std::make_unique<ZlibSource>(file, standard ? "standard input" : path,
                                      S_ISREG(about.st_mode) ? about.st_size : 0);
}

}  // namespace factcheck::cli
