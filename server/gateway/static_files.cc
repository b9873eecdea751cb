#include "server/gateway/static_files.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "server/base/absl_strings.h"
#include "server/domain/values/crypto.h"
#include "server/gateway/encoding.h"

namespace factcheck::gateway {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kIndex = "index.html";
// Where the build puts files that have a hash of their bytes in their name.
constexpr std::string_view kHashed = "assets/";
constexpr size_t kNonceBytes = 16;
constexpr size_t kEtagBytes = 12;

struct Type {
  std::string_view extension;
  std::string_view type;
};
constexpr std::array<Type, 16> kTypes = {{{".css", "text/css; charset=utf-8"},
                                          {".gif", "image/gif"},
                                          {".html", "text/html; charset=utf-8"},
                                          {".ico", "image/x-icon"},
                                          {".jpg", "image/jpeg"},
                                          {".js", "text/javascript; charset=utf-8"},
                                          {".json", "application/json"},
                                          {".map", "application/json"},
                                          {".mjs", "text/javascript; charset=utf-8"},
                                          {".png", "image/png"},
                                          {".svg", "image/svg+xml"},
                                          {".txt", "text/plain; charset=utf-8"},
                                          {".webmanifest", "application/manifest+json"},
                                          {".webp", "image/webp"},
                                          {".woff2", "font/woff2"},
                                          {".xml", "application/xml"}}};

std::string_view TypeOf(const std::string& extension) {
  for (const Type& type : kTypes) {
    if (type.extension == extension) return type.type;
  }
  return "application/octet-stream";
}

absl::Status Unusable(const std::string& directory, std::string_view why) {
  return absl::InvalidArgumentError(StrCat("can't serve the files in ", directory, ": ", why));
}

absl::StatusOr<std::string> ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) return absl::InvalidArgumentError(StrCat("can't read ", path.string()));
  return bytes;
}

// `nonce` is "", or as a source of styles and scripts.
std::string Policy(std::string_view nonce) {
  return StrCat("default-src 'none'; script-src 'self'", nonce, "; style-src 'self'", nonce,
                "; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
                "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
}

bool IsPage(std::string_view path) {
  return path.substr(path.rfind('/') + 1).find('.') == std::string_view::npos;
}

}  // namespace

absl::StatusOr<std::unique_ptr<StaticFiles>> StaticFiles::Load(const std::string& directory) {
  auto files = std::make_unique<StaticFiles>();
  std::map<std::string, std::string> all;
  size_t bytes = 0;
  std::error_code error;
  fs::recursive_directory_iterator at(directory, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (at->is_symlink() || !at->is_regular_file()) continue;
    absl::StatusOr<std::string> read = ReadFile(at->path());
    if (!read.ok()) return Unusable(directory, ToStd(read.status().message()));
    bytes += read->size();
    all[at->path().lexically_relative(directory).generic_string()] = *std::move(read);
    if (all.size() > kMaxStaticFiles || bytes > kMaxStaticBytes) {
      return Unusable(directory, "that is too much to keep in memory");
    }
  }
  if (error) return Unusable(directory, error.message());
  for (auto& [name, content] : all) {
    const std::string extension = fs::path(name).extension().string();
    const std::string plain = fs::path(name).replace_extension().generic_string();
    if ((extension == ".gz" || extension == ".br") && all.contains(plain)) continue;
    File& file = files->files_[name];
    file.type = TypeOf(extension);
    file.immutable = name.starts_with(kHashed);
    file.etag =
        StrCat("\"", domain::HexEncode(domain::Sha256(content).substr(0, kEtagBytes)), "\"");
    if (const auto gzip = all.find(name + ".gz"); gzip != all.end()) file.gzip = gzip->second;
    if (const auto brotli = all.find(name + ".br"); brotli != all.end()) {
      file.brotli = brotli->second;
    }
    file.bytes = content;
  }
  if (!files->files_.contains(kIndex)) return Unusable(directory, "there is no index.html");
  return files;
}

Response StaticFiles::Index(const File& index) const {
  const std::string nonce = domain::Base64UrlEncode(domain::RandomBytes(kNonceBytes));
  Response response;
  response.headers.Add("Content-Type", std::string(index.type));
  response.headers.Add("Cache-Control", "no-store");
  response.headers.Add("Content-Security-Policy", Policy(StrCat(" 'nonce-", nonce, "'")));
  std::string_view rest = index.bytes;
  for (size_t at = rest.find(kNoncePlaceholder); at != std::string_view::npos;
       at = rest.find(kNoncePlaceholder)) {
    StrAppend(&response.body, rest.substr(0, at), nonce);
    rest.remove_prefix(at + kNoncePlaceholder.size());
  }
  StrAppend(&response.body, rest);
  return response;
}

Response StaticFiles::Get(std::string_view path, const Headers& headers) const {
  const std::optional<std::string> decoded = PercentDecode(path, false);
  if (!decoded) return PlainError(400, "the path is malformed");
  auto at = files_.find(*decoded);
  if (at == files_.end() && IsPage(*decoded)) at = files_.find(kIndex);
  if (at == files_.end()) return PlainError(404, "there is no such file");
  const File& file = at->second;
  if (at->first == kIndex) return Index(file);
  Response response;
  response.headers.Add("Content-Type", std::string(file.type));
  response.headers.Add("ETag", file.etag);
  response.headers.Add("Cache-Control",
                       file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  response.headers.Add("Content-Security-Policy", Policy(""));
  response.headers.Add("Vary", "Accept-Encoding");
  if (ListHas(headers.Get("if-none-match"), file.etag)) {
    response.status = 304;
    return response;
  }
  const std::string_view accepted = headers.Get("accept-encoding");
  if (!file.brotli.empty() && ListHas(accepted, "br")) {
    response.headers.Add("Content-Encoding", "br");
    response.body = file.brotli;
  } else if (!file.gzip.empty() && ListHas(accepted, "gzip")) {
    response.headers.Add("Content-Encoding", "gzip");
    response.body = file.gzip;
  } else {
    response.body = file.bytes;
  }
  return response;
}

}  // namespace factcheck::gateway
