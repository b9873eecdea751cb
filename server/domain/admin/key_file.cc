#include "server/domain/admin/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/admin/key.h"

namespace factcheck::domain {
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

absl::Status Unfit(const std::string& path, std::string_view why) {
  return absl::FailedPreconditionError(
      StrCat("the store is new, and the first admin key can't be written to ", path, ": ", why,
             "; move it away or name another file"));
}

// Whether a crash in the middle of WriteKeyFile may have left `content`.
bool IsBeginning(std::string_view content) {
  if (content.size() > kKeyBytes) return false;
  const size_t n = std::min(content.size(), kKeyPrefix.size());
  if (content.substr(0, n) != kKeyPrefix.substr(0, n)) return false;
  return std::all_of(content.begin(), content.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

// What the file at `path` holds, at most one byte more than a key file has; nullopt where there
// is no file.
absl::StatusOr<std::optional<std::string>> Content(const std::string& path) {
  // A link could lead to a file that somebody else can read or chose.
  File file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!file.open()) {
    if (errno == ENOENT) return std::optional<std::string>();
    if (errno == ELOOP) return Unfit(path, "it is a symbolic link");
    return Failed("read", path, errno);
  }
  struct stat facts;
  if (fstat(file.fd(), &facts) != 0) return Failed("read", path, errno);
  if (!S_ISREG(facts.st_mode)) return Unfit(path, "it is not a regular file");
  // A key that others may know, or even have put there, must not open the store.
  if (facts.st_uid != geteuid()) return Unfit(path, "it belongs to another user");
  if ((facts.st_mode & 077) != 0) return Unfit(path, "others than its owner have access to it");
  std::array<char, kKeyBytes + 2> buffer;
  size_t size = 0;
  while (size < buffer.size()) {
    const ssize_t n = read(file.fd(), buffer.data() + size, buffer.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Failed("read", path, errno);
    if (n == 0) break;
    size += static_cast<size_t>(n);
  }
  return std::optional<std::string>(std::string(buffer.data(), size));
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

absl::StatusOr<std::optional<std::string>> ReadKeyFile(const std::string& path) {
  absl::StatusOr<std::optional<std::string>> content = Content(path);
  if (!content.ok() || !*content || IsBeginning(**content)) {
    if (content.ok()) return std::optional<std::string>();
    return content.status();
  }
  std::string key = **std::move(content);
  if (key.size() != kKeyBytes + 1 || key.back() != '\n') return Unfit(path, "it is something else");
  key.pop_back();
  if (!KeyIdOf(key)) return Unfit(path, "it is something else");
  return std::optional<std::string>(std::move(key));
}

absl::Status WriteKeyFile(const std::string& path, std::string_view key) {
  absl::StatusOr<std::optional<std::string>> content = Content(path);
  if (!content.ok()) return content.status();
  if (*content) {
    if (!IsBeginning(**content)) return Unfit(path, "it is something else");
    if (unlink(path.c_str()) != 0) return Failed("replace", path, errno);
  }
  File file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.open()) return Failed("create", path, errno);
  // The umask may have taken the owner's own rights away.
  if (fchmod(file.fd(), 0600) != 0) return Failed("create", path, errno);
  absl::Status written = WriteAll(file, path, StrCat(key, "\n"));
  if (!written.ok()) {
    unlink(path.c_str());
    return written;
  }
  return SyncDirectoryOf(path);
}

}  // namespace factcheck::domain
