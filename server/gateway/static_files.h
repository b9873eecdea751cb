// The desk's files, read into memory once at the start.
#ifndef FACTCHECK_SERVER_GATEWAY_STATIC_FILES_H_
#define FACTCHECK_SERVER_GATEWAY_STATIC_FILES_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "server/gateway/http.h"

namespace factcheck::gateway {

inline constexpr size_t kMaxStaticBytes = size_t{64} << 20;
inline constexpr size_t kMaxStaticFiles = 10'000;
// In index.html this becomes a fresh nonce each time it is served, the one that the
// Content-Security-Policy names.
inline constexpr std::string_view kNoncePlaceholder = "__CSP_NONCE__";

// Thread-safe.
class StaticFiles {
 public:
  // `directory` must hold index.html. Files NAME.gz and NAME.br stand in for NAME where a client
  // takes them. INVALID_ARGUMENT, for the operator, where it can't be used: also above the bounds.
  static absl::StatusOr<std::unique_ptr<StaticFiles>> Load(const std::string& directory);

  // Answers GET and HEAD for `path` below the desk's root ("assets/app-1a2b3c.js"). A path
  // without a dot in its last part is a page of the desk: index.html.
  Response Get(std::string_view path, const Headers& headers) const;

 private:
  struct File {
    std::string bytes;
    std::string gzip;
    std::string brotli;
    std::string etag;
    std::string_view type;
    bool immutable = false;
  };

  Response Index(const File& index) const;

  std::map<std::string, File, std::less<>> files_;
};

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_STATIC_FILES_H_
