#include "server/domain/values/names.h"

#include <algorithm>
#include <cstdint>

#include "server/base/absl_strings.h"
#include "server/base/check.h"
#include "server/domain/values/crypto.h"

namespace factcheck::domain {
namespace {

constexpr size_t kMaxIdBytes = 63;
constexpr std::string_view kIdRule =
    "1 to 63 characters of [a-z0-9-], beginning and ending with a letter or digit";
constexpr std::string_view kCrockford = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr size_t kUlidBytes = 16;
constexpr size_t kUlidCharacters = 26;

bool IsLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool IsNumber(std::string_view text) {
  constexpr uint64_t kMax = INT32_MAX;
  if (text.empty() || text.size() > 10 || text.front() == '0') return false;
  uint64_t value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return false;
    value = value * 10 + static_cast<uint64_t>(c - '0');
  }
  return value <= kMax;
}

// Cuts the part before the next '/' off `path`.
std::string_view NextSegment(std::string_view& path) {
  const size_t slash = path.find('/');
  const std::string_view segment = path.substr(0, slash);
  path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  return segment;
}

}  // namespace

bool IsId(std::string_view text) {
  return !text.empty() && text.size() <= kMaxIdBytes && IsLetterOrDigit(text.front()) &&
         IsLetterOrDigit(text.back()) && std::all_of(text.begin(), text.end(), [](char c) {
           return IsLetterOrDigit(c) || c == '-';
         });
}

std::string NewId(absl::Time now) {
  const auto millis = static_cast<uint64_t>(std::max<int64_t>(0, absl::ToUnixMillis(now)));
  std::string bytes;
  for (int shift = 40; shift >= 0; shift -= 8) bytes += static_cast<char>(millis >> shift);
  bytes += RandomBytes(kUlidBytes - bytes.size());
  // 128 bits are 26 digits of five with two zero bits before them.
  std::string id;
  uint32_t bits = 0;
  int held = 2;
  for (char byte : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(byte);
    held += 8;
    while (held >= 5) {
      held -= 5;
      id += kCrockford[bits >> held & 31];
    }
    bits &= (1u << held) - 1;
  }
  FACTCHECK_CHECK(id.size() == kUlidCharacters);
  return id;
}

std::optional<std::vector<std::string_view>> MatchName(std::string_view pattern,
                                                       std::string_view name) {
  if (std::count(pattern.begin(), pattern.end(), '/') !=
      std::count(name.begin(), name.end(), '/')) {
    return std::nullopt;
  }
  std::vector<std::string_view> ids;
  std::string_view collection;
  while (!pattern.empty()) {
    const std::string_view wanted = NextSegment(pattern);
    const std::string_view found = NextSegment(name);
    if (wanted == "*") {
      const bool numbered = collection == "versions" || collection == "revisions";
      if (!(numbered ? IsNumber(found) : IsId(found))) return std::nullopt;
      ids.push_back(found);
    } else if (wanted != found) {
      return std::nullopt;
    }
    collection = wanted;
  }
  return ids;
}

std::vector<std::string> ReadName(std::string_view field, std::string_view pattern,
                                  std::string_view name, Violations& violations) {
  if (auto ids = MatchName(pattern, name)) return {ids->begin(), ids->end()};
  violations.Add(field, name.empty()
                            ? StrCat("is required: ", pattern)
                            : StrCat("must be of the form ", pattern, ", each * being ", kIdRule));
  return std::vector<std::string>(
      static_cast<size_t>(std::count(pattern.begin(), pattern.end(), '*')));
}

std::string MakeName(std::string_view pattern, std::initializer_list<std::string_view> ids) {
  std::string name;
  auto id = ids.begin();
  for (char c : pattern) {
    if (c == '*') {
      FACTCHECK_CHECK(id != ids.end());
      name += *id++;
    } else {
      name += c;
    }
  }
  FACTCHECK_CHECK(id == ids.end());
  return name;
}

void CheckId(std::string_view field, std::string_view id, bool required, Violations& violations) {
  if (id.empty()) {
    if (required) violations.Add(field, StrCat("is required: ", kIdRule));
  } else if (!IsId(id)) {
    violations.Add(field, StrCat("must be ", kIdRule));
  }
}

}  // namespace factcheck::domain
