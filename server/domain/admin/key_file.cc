#include "server/domain/admin/key_file.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/base/private_file.h"
#include "server/domain/admin/key.h"

namespace factcheck::domain {
namespace {

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

// What the file at `path` holds; nullopt where there is no file.
absl::StatusOr<std::optional<std::string>> Content(const std::string& path) {
  absl::StatusOr<std::optional<std::string>> content = ReadPrivateFile(path, kKeyBytes + 1);
  if (absl::IsPermissionDenied(content.status())) {
    return Unfit(path, ToStd(content.status().message()));
  }
  return content;
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
    if (unlink(path.c_str()) != 0) {
      return absl::FailedPreconditionError(
          StrCat("can't replace ", path, ": ", std::strerror(errno)));
    }
  }
  return CreatePrivateFile(path, StrCat(key, "\n"));
}

}  // namespace factcheck::domain
