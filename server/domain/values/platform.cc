#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "server/base/absl_strings.h"
#include "server/domain/values/url.h"

namespace factcheck::domain {
namespace {

constexpr size_t kMaxPlatformIdBytes = 200;

// How a platform writes the addresses of its posts. In `path`, `*` is any
// segment and `#` one that is kept; what follows the pattern doesn't matter.
// Where `parameter` is not empty, its value is the id.
struct Pattern {
  std::string_view path;
  std::string_view parameter = {};
};
struct Platform {
  std::string_view name;
  std::vector<std::string_view> domains;
  std::vector<Pattern> patterns;  // The first that fits counts.
};

const std::vector<Platform>& Platforms() {
  static const auto* const platforms = new std::vector<Platform>{
      {"x.com",
       {"x.com", "twitter.com"},
       {{"/i/web/status/#"}, {"/*/status/#"}, {"/*/statuses/#"}}},
      {"facebook.com",
       {"facebook.com", "fb.com"},
       {{"/*/posts/#"},
        {"/groups/*/posts/#"},
        {"/groups/*/permalink/#"},
        {"/*/videos/#"},
        {"/*/photos/*/#"},
        {"/reel/#"},
        {"/permalink.php", "story_fbid"},
        {"/story.php", "story_fbid"},
        {"/photo.php", "fbid"},
        {"/photo", "fbid"},
        {"/watch", "v"},
        {"/video.php", "v"}}},
      {"instagram.com",
       {"instagram.com"},
       {{"/p/#"}, {"/reel/#"}, {"/reels/#"}, {"/tv/#"}, {"/*/p/#"}, {"/*/reel/#"}}},
      {"youtube.com",
       {"youtube.com", "youtube-nocookie.com"},
       {{"/watch", "v"}, {"/shorts/#"}, {"/live/#"}, {"/embed/#"}, {"/v/#"}}},
      {"youtube.com", {"youtu.be"}, {{"/#"}}},
      {"tiktok.com", {"tiktok.com"}, {{"/*/video/#"}, {"/*/photo/#"}}},
      {"t.me", {"t.me", "telegram.me"}, {{"/s/#/#"}, {"/#/#"}}},
      {"threads.net", {"threads.net", "threads.com"}, {{"/*/post/#"}, {"/t/#"}}},
      {"reddit.com",
       {"reddit.com"},
       {{"/r/*/comments/#"}, {"/user/*/comments/#"}, {"/comments/#"}}},
      {"reddit.com", {"redd.it"}, {{"/#"}}},
      {"vk.com", {"vk.com", "vk.ru"}, {{"/", "w"}, {"/*", "w"}, {"/*", "z"}, {"/#"}}},
  };
  return *platforms;
}

std::vector<absl::string_view> Segments(std::string_view path) {
  return absl::StrSplit(ToAbsl(path), '/', absl::SkipEmpty());
}

// What `#` stands for in `path`, joined by '/'; nullopt where it does not fit.
std::optional<std::string> MatchPath(std::string_view pattern, std::string_view path) {
  const std::vector<absl::string_view> wanted = Segments(pattern);
  const std::vector<absl::string_view> found = Segments(path);
  if (found.size() < wanted.size()) return std::nullopt;
  std::string kept;
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "#") {
      StrAppend(&kept, kept.empty() ? "" : "/", found[i]);
    } else if (wanted[i] != "*" && wanted[i] != found[i]) {
      return std::nullopt;
    }
  }
  return kept;
}

std::string Parameter(std::string_view query, std::string_view name) {
  for (absl::string_view pair : absl::StrSplit(ToAbsl(query), '&')) {
    const std::vector<absl::string_view> parts = absl::StrSplit(pair, absl::MaxSplits('=', 1));
    if (parts.size() == 2 && parts[0] == ToAbsl(name)) return std::string(parts[1]);
  }
  return "";
}

bool IsPlatformId(std::string_view id) {
  return !id.empty() && id.size() <= kMaxPlatformIdBytes &&
         std::all_of(id.begin(), id.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '/' || c == '.';
         });
}

std::string IdIn(const Platform& platform, const Url& url) {
  for (const Pattern& pattern : platform.patterns) {
    std::optional<std::string> id = MatchPath(pattern.path, url.path);
    if (id && !pattern.parameter.empty()) id = Parameter(url.query, pattern.parameter);
    if (id && IsPlatformId(*id)) return *std::move(id);
  }
  return "";
}

// On vk.com what is no post is an account: posts are "wall-1_2", "video-1_2" and the like.
bool IsVkPost(std::string_view id) {
  return id.find('_') != std::string_view::npos &&
         std::any_of(id.begin(), id.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
}

}  // namespace

std::optional<PlatformPost> PlatformOf(const Url& url) {
  for (const Platform& platform : Platforms()) {
    for (std::string_view domain : platform.domains) {
      if (!IsWithinDomain(url.host, domain)) continue;
      PlatformPost post{std::string(platform.name), IdIn(platform, url)};
      if (platform.name == "vk.com" && !IsVkPost(post.id)) post.id.clear();
      return post;
    }
  }
  return std::nullopt;
}

}  // namespace factcheck::domain
