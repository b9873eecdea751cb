#include "client/cli/io.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

constexpr size_t kMaxTextBytes = 8 << 20;

absl::Status FileError(std::string_view doing, std::string_view path, int error) {
  return client::InvalidArgument(
      {"can't ", doing, " ", path, ": ", std::generic_category().message(error)});
}

absl::StatusOr<std::string> ReadStream(std::istream& in, std::string_view path) {
  std::string text;
  char buffer[1 << 16];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    text.append(buffer, static_cast<size_t>(in.gcount()));
    if (text.size() > kMaxTextBytes) {
      return client::InvalidArgument({path, " holds more than 8 MiB of text"});
    }
  }
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

}  // namespace

absl::StatusOr<std::string> ReadText(const Io& io, const std::string& path) {
  if (path == "-") return ReadStream(*io.in, "standard input");
  std::ifstream file(path, std::ios::binary);
  if (!file) return FileError("read", path, errno);
  // A directory opens and then can't be read.
  file.peek();
  if (file.bad()) return FileError("read", path, errno == 0 ? EISDIR : errno);
  file.clear();
  return ReadStream(file, path);
}

absl::Status WritePrivateFile(const std::string& path, std::string_view text) {
  const std::string temporary = path + ".new";
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return FileError("write", temporary, errno);
  int error = fchmod(fd, 0600) == 0 ? 0 : errno;
  while (error == 0 && !text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written < 0 && errno != EINTR) error = errno;
    if (written > 0) text.remove_prefix(static_cast<size_t>(written));
  }
  if (close(fd) != 0 && error == 0) error = errno;
  if (error == 0 && rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    unlink(temporary.c_str());
    return FileError("write", path, error);
  }
  return absl::OkStatus();
}

}  // namespace factcheck::cli
