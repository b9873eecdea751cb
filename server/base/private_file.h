// Files for their owner's eyes only: keys.
#ifndef FACTCHECK_SERVER_BASE_PRIVATE_FILE_H_
#define FACTCHECK_SERVER_BASE_PRIVATE_FILE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace factcheck {

// What the file at `path` holds, at most `max_bytes`; nullopt where there is no file.
// PERMISSION_DENIED where it is not to be trusted: not a regular file of this user, readable by
// others, or larger; the message is the reason alone. Other errors name the file.
absl::StatusOr<std::optional<std::string>> ReadPrivateFile(const std::string& path,
                                                           size_t max_bytes);

// Creates the file with mode 0600; durable, with its directory, on return. FAILED_PRECONDITION
// where there is one; RESOURCE_EXHAUSTED where the disk is full.
absl::Status CreatePrivateFile(const std::string& path, std::string_view content);
// The same in the place of what is there: whatever happens, that or `content` is there.
absl::Status ReplacePrivateFile(const std::string& path, std::string_view content);

}  // namespace factcheck

#endif  // FACTCHECK_SERVER_BASE_PRIVATE_FILE_H_
