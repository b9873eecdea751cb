// Addresses of appearances, evidence and articles.
#ifndef FACTCHECK_SERVER_DOMAIN_VALUES_URL_H_
#define FACTCHECK_SERVER_DOMAIN_VALUES_URL_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace factcheck::domain {

// A http or https address in parts; parsed by libcurl, the host by ICU's IDNA
// (UTS 46, non-transitional).
struct Url {
  std::string scheme;  // Lower case.
  std::string host;    // Lower case, punycode.
  std::string port;    // Empty where it is the scheme's own.
  std::string path;    // At least "/".
  std::string query;   // Without '?'.
};
// The error's message says what is wrong, for people; it has no details.
absl::StatusOr<Url> ParseUrl(std::string_view url);

// The form in which look-ups compare: `https` for both schemes, lower-case
// punycode host without a leading `www.` or `m.`, no default port, no fragment, no
// tracking parameters (utm_*, fbclid, gclid and their like), parameters in
// order, percent-encoding normalised (RFC 3986 section 6.2.2), no final slash but
// the root's. Parsed with success before.
std::string CanonicalUrl(const Url& url);

// The host without what leads to the same site: a leading `www.` or `m.`.
std::string SiteOf(const Url& url);

// Platform and the platform's own id of the post or video, where the address is
// one of a known platform: x.com (and twitter.com), facebook.com, instagram.com,
// youtube.com (and youtu.be), tiktok.com, t.me, threads.net, reddit.com, vk.com.
struct PlatformPost {
  std::string platform;
  std::string id;  // May be empty.
};
std::optional<PlatformPost> PlatformOf(const Url& url);

// Whether `host` is `domain` or below it. Both lower case.
bool IsWithinDomain(std::string_view host, std::string_view domain);
// A host name in lower-case punycode for `domain` as people write it; nullopt where it is none.
std::optional<std::string> CanonicalDomain(std::string_view domain);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VALUES_URL_H_
