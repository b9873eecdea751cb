// A file that holds one key and a line feed, for its owner's eyes only.
#ifndef FACTCHECK_SERVER_DOMAIN_ADMIN_KEY_FILE_H_
#define FACTCHECK_SERVER_DOMAIN_ADMIN_KEY_FILE_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace factcheck::domain {

// The key in the file at `path`; nullopt where there is no file, or only the
// beginning of one: what a crash leaves of WriteKeyFile. FAILED_PRECONDITION
// where it is anything else: not a regular file of this user, readable by
// others, or with other content.
absl::StatusOr<std::optional<std::string>> ReadKeyFile(const std::string& path);

// Creates the file with mode 0600; durable, with its directory, on return. Takes the place
// of the beginning of a key file, and of nothing else.
absl::Status WriteKeyFile(const std::string& path, std::string_view key);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_ADMIN_KEY_FILE_H_
