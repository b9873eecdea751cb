// Where our std::string_view meets an Abseil whose string_view is its own type, as in
// Debian 12. Everything here is a plain view or a concatenation: no ownership passes, and a
// view lives as long as what it was made of.
#ifndef FACTCHECK_SERVER_BASE_ABSL_STRINGS_H_
#define FACTCHECK_SERVER_BASE_ABSL_STRINGS_H_

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace factcheck {

// The same bytes, seen as Abseil's type. An empty view stays empty.
inline absl::string_view ToAbsl(std::string_view text) {
  return absl::string_view(text.data(), text.size());
}

// The same bytes, seen as the standard type.
inline std::string_view ToStd(absl::string_view text) {
  return std::string_view(text.data(), text.size());
}

// What StrCat hands to Abseil: standard views as Abseil's, all else as it is.
template <typename T>
decltype(auto) ForStrCat(const T& value) {
  if constexpr (std::same_as<T, std::string_view>) {
    return ToAbsl(value);
  } else {
    return (value);
  }
}

// absl::StrCat that takes std::string_view too: strings, views, numbers, absl::Hex and the
// like, in order.
template <typename... Args>
std::string StrCat(const Args&... args) {
  return absl::StrCat(ForStrCat(args)...);
}

// absl::StrAppend that takes std::string_view too. No argument may view into `*target`.
template <typename... Args>
void StrAppend(std::string* target, const Args&... args) {
  absl::StrAppend(target, ForStrCat(args)...);
}

}  // namespace factcheck

#endif  // FACTCHECK_SERVER_BASE_ABSL_STRINGS_H_
