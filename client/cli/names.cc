#include "client/cli/names.h"

#include <algorithm>
#include <vector>

#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

std::vector<std::string_view> SplitName(std::string_view name) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t slash = name.find('/');
    parts.push_back(name.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    name.remove_prefix(slash + 1);
  }
}

}  // namespace

std::string ExpandName(std::string_view pattern, std::string_view text, std::string_view parent) {
  if (text.empty() || pattern.empty()) return std::string(text);
  const std::vector<std::string_view> segments = SplitName(pattern);
  const std::vector<std::string_view> ids = SplitName(text);
  const auto stars = static_cast<size_t>(std::count(segments.begin(), segments.end(), "*"));
  // A short form holds no collection.
  if (ids[0] == segments[0] && ids.size() > 1) return std::string(text);
  if (!parent.empty() && ids.size() + 1 == stars) {
    std::string_view collection = pattern.substr(0, pattern.rfind('/'));
    collection.remove_prefix(collection.rfind('/'));
    return client::Concat({parent, collection, "/", text});
  }
  if (ids.size() != stars) return std::string(text);
  std::string name;
  size_t next = 0;
  for (std::string_view segment : segments) {
    if (!name.empty()) name += '/';
    name += segment == "*" ? ids[next++] : segment;
  }
  return name;
}

std::string ShortName(std::string_view name) {
  const std::vector<std::string_view> parts = SplitName(name);
  if (parts.size() < 2 || parts.size() % 2 != 0) return std::string(name);
  std::string ids;
  for (size_t i = 1; i < parts.size(); i += 2) {
    if (!ids.empty()) ids += '/';
    ids += parts[i];
  }
  return ids;
}

}  // namespace factcheck::cli
