#include "server/gateway/request_head.h"

#include <algorithm>

#include "server/gateway/http.h"

namespace factcheck::gateway {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";

bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kTokenMarks.find(c) != std::string_view::npos;
  });
}

// Printable, tabs, and bytes beyond ASCII, which are opaque.
bool IsFieldValue(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
}

std::string_view CheckRequestLine(std::string_view line) {
  const size_t first = line.find(' ');
  const size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
  if (second == std::string_view::npos) return "the request line is malformed";
  const std::string_view target = line.substr(first + 1, second - first - 1);
  const std::string_view version = line.substr(second + 1);
  if (!IsToken(line.substr(0, first))) return "the request line is malformed";
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return "the version is not HTTP/1.1";
  if (!target.starts_with('/') && target != "*") return "the target is not a path";
  const bool printable =
      std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  return printable && target.find('#') == std::string_view::npos ? "" : "the target is malformed";
}

struct Seen {
  int hosts = 0;
  int lengths = 0;
  int encodings = 0;
};

std::string_view CheckField(std::string_view line, Seen& seen) {
  if (line.starts_with(' ') || line.starts_with('\t')) return "a header goes on over a line's end";
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos || !IsToken(line.substr(0, colon))) {
    return "a header's name is malformed";
  }
  const std::string_view value = Trim(line.substr(colon + 1));
  if (!IsFieldValue(value)) return "a header's value is malformed";
  const std::string name = LowerCase(line.substr(0, colon));
  if (name == "host") ++seen.hosts;
  if (name == "content-length") {
    ++seen.lengths;
    if (value.empty() || value.find_first_not_of("0123456789") != std::string_view::npos) {
      return "content-length is malformed";
    }
  }
  if (name == "transfer-encoding") {
    ++seen.encodings;
    if (LowerCase(value) != "chunked") return "the only transfer-encoding taken is chunked";
  }
  return "";
}

}  // namespace

std::optional<size_t> HeadEnd(std::string_view bytes) {
  const size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  return end + 4;
}

std::string_view WhatIsWrong(std::string_view head) {
  const size_t first = head.find(kLineEnd);
  if (first == std::string_view::npos) return "the request line is malformed";
  const std::string_view request_line = head.substr(0, first);
  std::string_view wrong = CheckRequestLine(request_line);
  if (!wrong.empty()) return wrong;
  Seen seen;
  std::string_view rest = head.substr(first + kLineEnd.size());
  while (!rest.starts_with(kLineEnd)) {
    const size_t end = rest.find(kLineEnd);
    if (end == std::string_view::npos) return "a header is malformed";
    wrong = CheckField(rest.substr(0, end), seen);
    if (!wrong.empty()) return wrong;
    rest.remove_prefix(end + kLineEnd.size());
  }
  const bool old = request_line.ends_with("HTTP/1.0");
  if (seen.hosts > 1 || (seen.hosts == 0 && !old)) return "one header host is expected";
  if (seen.lengths > 1) return "content-length is there twice";
  if (seen.encodings > 1) return "transfer-encoding is there twice";
  if (seen.encodings > 0 && seen.lengths > 0) {
    return "content-length and transfer-encoding contradict each other";
  }
  if (seen.encodings > 0 && old) return "HTTP/1.0 has no transfer-encoding";
  return "";
}

}  // namespace factcheck::gateway
