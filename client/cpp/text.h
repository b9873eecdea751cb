// Text at the seam between the standard library and an Abseil whose string_view is
// a type of its own, as in Debian 12.
#ifndef FACTCHECK_CLIENT_CPP_TEXT_H_
#define FACTCHECK_CLIENT_CPP_TEXT_H_

#include <initializer_list>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace factcheck::client {

// The same bytes, seen as the other type.
inline absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view ToStd(absl::string_view text) { return {text.data(), text.size()}; }

// The parts, one after the other.
inline std::string Concat(std::initializer_list<std::string_view> parts) {
  size_t size = 0;
  for (std::string_view part : parts) size += part.size();
  std::string all;
  all.reserve(size);
  for (std::string_view part : parts) all += part;
  return all;
}

// INVALID_ARGUMENT with these parts as its message.
inline absl::Status InvalidArgument(std::initializer_list<std::string_view> parts) {
  return absl::InvalidArgumentError(Concat(parts));
}

// What a status says, as the standard type.
inline std::string_view MessageOf(const absl::Status& status) { return ToStd(status.message()); }

}  // namespace factcheck::client

#endif  // FACTCHECK_CLIENT_CPP_TEXT_H_
