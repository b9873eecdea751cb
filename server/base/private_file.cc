#include "server/base/private_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include "server/base/absl_strings.h"

namespace factcheck {
namespace {

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool open() const { return fd_ >= 0; }
  int fd() const { return fd_; }

 private:
  const int fd_;
};

absl::Status Failed(std::string_view what, const std::string& path, int error) {
  const std::string message = StrCat("can't ", what, " ", path, ": ", std::strerror(error));
  return error == ENOSPC || error == EDQUOT ? absl::ResourceExhaustedError(message)
                                            : absl::FailedPreconditionError(message);
}

absl::Status WriteAll(const File& file, const std::string& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(file.fd(), bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Failed("write", path, errno);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  // Without this a power loss could keep the store and lose the only key to it.
  if (fsync(file.fd()) != 0) return Failed("write", path, errno);
  return absl::OkStatus();
}

absl::Status SyncDirectoryOf(const std::string& path) {
  std::string directory = std::filesystem::path(path).parent_path().string();
  if (directory.empty()) directory = ".";
  File file(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!file.open() || fsync(file.fd()) != 0) return Failed("write", directory, errno);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::optional<std::string>> ReadPrivateFile(const std::string& path,
                                                           size_t max_bytes) {
  // A link could lead to a file that somebody else can read or chose.
  File file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!file.open()) {
    if (errno == ENOENT) return std::optional<std::string>();
    if (errno == ELOOP) return absl::PermissionDeniedError("it is a symbolic link");
    return Failed("read", path, errno);
  }
  struct stat facts;
  if (fstat(file.fd(), &facts) != 0) return Failed("read", path, errno);
  if (!S_ISREG(facts.st_mode)) return absl::PermissionDeniedError("it is not a regular file");
  // A key that others may know, or even have put there, is none.
  if (facts.st_uid != geteuid()) return absl::PermissionDeniedError("it belongs to another user");
  if ((facts.st_mode & 077) != 0) {
    return absl::PermissionDeniedError("others than its owner have access to it");
  }
  std::string content(max_bytes + 1, '\0');
  size_t size = 0;
  while (size < content.size()) {
    const ssize_t n = read(file.fd(), content.data() + size, content.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Failed("read", path, errno);
    if (n == 0) break;
    size += static_cast<size_t>(n);
  }
  if (size > max_bytes) return absl::PermissionDeniedError("it is something else");
  content.resize(size);
  return std::optional<std::string>(std::move(content));
}

absl::Status CreatePrivateFile(const std::string& path, std::string_view content) {
  File file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.open()) return Failed("create", path, errno);
  // The umask may have taken the owner's own rights away.
  if (fchmod(file.fd(), 0600) != 0) return Failed("create", path, errno);
  absl::Status written = WriteAll(file, path, content);
  if (!written.ok()) {
    unlink(path.c_str());
    return written;
  }
  return SyncDirectoryOf(path);
}

absl::Status ReplacePrivateFile(const std::string& path, std::string_view content) {
  const std::string partial = path + ".partial";
  // What a crash left of an earlier one.
  if (unlink(partial.c_str()) != 0 && errno != ENOENT) return Failed("replace", partial, errno);
  absl::Status created = CreatePrivateFile(partial, content);
  if (!created.ok()) return created;
  if (std::rename(partial.c_str(), path.c_str()) != 0) return Failed("replace", path, errno);
  return SyncDirectoryOf(path);
}

}  // namespace factcheck
