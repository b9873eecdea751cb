#include "client/cli/output_file.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

absl::Status FileError(const std::string& path, int error) {
  return client::InvalidArgument(
      {"can't write ", path, ": ", std::generic_category().message(error)});
}

class StreamFile final : public OutputFile {
 public:
  explicit StreamFile(std::ostream* out) : out_(out) {}
  absl::Status Write(std::string_view bytes) override {
    *out_ << bytes;
    return Check();
  }
  absl::Status Finish() override {
    out_->flush();
    return Check();
  }

 private:
  absl::Status Check() const {
    return out_->good() ? absl::OkStatus()
                        : client::InvalidArgument({"standard output can't be written"});
  }
  std::ostream* const out_;
};

class ZlibFile final : public OutputFile {
 public:
  ZlibFile(gzFile file, int fd, std::string path, std::string temporary)
      : file_(file), fd_(fd), path_(std::move(path)), temporary_(std::move(temporary)) {}

  ~ZlibFile() override {
    if (file_ == nullptr) return;
    gzclose_w(file_);
    if (!temporary_.empty()) unlink(temporary_.c_str());
  }

  absl::Status Write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto size = static_cast<unsigned>(std::min<size_t>(bytes.size(), 1 << 30));
      const int written = gzwrite(file_, bytes.data(), size);
      if (written <= 0) return FileError(path_, errno == 0 ? EIO : errno);
      bytes.remove_prefix(static_cast<size_t>(written));
    }
    return absl::OkStatus();
  }

  absl::Status Finish() override {
    // A pipe can be neither synced nor renamed.
    const bool named = !temporary_.empty();
    bool good = gzflush(file_, Z_FINISH) == Z_OK && (!named || fsync(fd_) == 0);
    good = gzclose_w(std::exchange(file_, nullptr)) == Z_OK && good;
    good = good && (!named || rename(temporary_.c_str(), path_.c_str()) == 0);
    if (good) return absl::OkStatus();
    const int error = errno == 0 ? EIO : errno;
    if (named) unlink(temporary_.c_str());
    return FileError(path_, error);
  }

 private:
  gzFile file_;
  const int fd_;
  const std::string path_;
  const std::string temporary_;  // "": standard output.
};

}  // namespace

absl::StatusOr<std::unique_ptr<OutputFile>> OutputFile::Open(const Io& io, const std::string& path,
                                                             bool compress, bool private_file) {
  if (path == "-" && !compress) return std::make_unique<StreamFile>(io.out);
  const bool standard = path == "-";
  const std::string temporary = standard ? std::string() : path + ".part";
  const int fd = standard ? dup(STDOUT_FILENO)
                          : open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                                 private_file ? 0600 : 0644);
  if (fd < 0) return FileError(path, errno);
  const gzFile file = gzdopen(fd, compress ? "wb6" : "wbT");
  if (file == nullptr) {
    close(fd);
    return absl::ResourceExhaustedError("no memory to write the file");
  }
  gzbuffer(file, 1 << 18);
  return std::make_unique<ZlibFile>(file, fd, path, temporary);
}

}  // namespace factcheck::cli
