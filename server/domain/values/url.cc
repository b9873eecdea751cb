#include "server/domain/values/url.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <unicode/bytestream.h>
#include <unicode/idna.h>
#include <unicode/stringpiece.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "server/base/absl_strings.h"
#include "server/base/check.h"

namespace factcheck::domain {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

absl::Status Wrong(std::string_view what) { return absl::InvalidArgumentError(ToAbsl(what)); }

// Parameters that say how a reader came, not what is read.
constexpr std::string_view kTracking[] = {
    "_ga",     "_gl",     "_hsenc",   "_hsmi",   "dclid",   "fb_action_ids", "fb_action_types",
    "fb_ref",  "fbclid",  "gbraid",   "gclid",   "gclsrc",  "igsh",          "igshid",
    "mc_cid",  "mc_eid",  "mibextid", "mkt_tok", "msclkid", "oly_anon_id",   "oly_enc_id",
    "ref_src", "ref_url", "twclid",   "ttclid",  "vero_id", "wbraid",        "wickedid",
    "yclid"};

bool IsTracking(std::string_view parameter) {
  const std::string name = absl::AsciiStrToLower(ToAbsl(parameter.substr(0, parameter.find('='))));
  return absl::StartsWith(name, "utm_") ||
         std::find(std::begin(kTracking), std::end(kTracking), name) != std::end(kTracking);
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// RFC 3986 section 2.3.
bool IsUnreserved(unsigned char c) {
  return absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}
// Sections 2.2 and 3.3: what may stand as it is.
bool IsPlainInUrl(unsigned char c) {
  return IsUnreserved(c) ||
         std::string_view("!$&'()*+,;=:@/?[]").find(static_cast<char>(c)) != std::string_view::npos;
}

void AppendEncoded(unsigned char c, std::string& out) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  out += '%';
  out += kDigits[c >> 4];
  out += kDigits[c & 15];
}

// RFC 3986 section 6.2.2: encodes what must be, decodes what need not be, capital digits.
std::string NormalEncoding(std::string_view part) {
  std::string out;
  for (size_t i = 0; i < part.size(); ++i) {
    const auto c = static_cast<unsigned char>(part[i]);
    if (c == '%' && i + 2 < part.size() && HexDigit(part[i + 1]) >= 0 &&
        HexDigit(part[i + 2]) >= 0) {
      const auto meant =
          static_cast<unsigned char>(HexDigit(part[i + 1]) << 4 | HexDigit(part[i + 2]));
      IsUnreserved(meant) ? static_cast<void>(out += static_cast<char>(meant))
                          : AppendEncoded(meant, out);
      i += 2;
    } else {
      IsPlainInUrl(c) ? static_cast<void>(out += static_cast<char>(c)) : AppendEncoded(c, out);
    }
  }
  return out;
}

// A dot may be written %2E; libcurl takes "/a/../" out but not "/a/%2E%2E/".
std::string WithPlainDots(std::string_view url) {
  std::string out;
  for (size_t i = 0; i < url.size(); ++i) {
    if (url[i] == '%' && i + 2 < url.size() && url[i + 1] == '2' && (url[i + 2] | 0x20) == 'e') {
      out += '.';
      i += 2;
    } else {
      out += url[i];
    }
  }
  return out;
}

const icu::IDNA& Idna() {
  static const icu::IDNA* const idna = [] {
    UErrorCode error = U_ZERO_ERROR;
    const icu::IDNA* made = icu::IDNA::createUTS46Instance(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
                                                               UIDNA_NONTRANSITIONAL_TO_ASCII |
                                                               UIDNA_NONTRANSITIONAL_TO_UNICODE,
                                                           error);
    FACTCHECK_CHECK(U_SUCCESS(error));
    return made;
  }();
  return *idna;
}

// As the URL standard has it, a host that ends in a number is an IPv4 address or
// nothing: "4." must not be read as 0.0.0.4 the next time.
bool IsNumberOfAnotherForm(const std::string& host) {
  const size_t label = host.rfind('.') + 1;  // npos + 1 is 0.
  in_addr address;
  return absl::ascii_isdigit(static_cast<unsigned char>(host[label])) &&
         inet_pton(AF_INET, host.c_str(), &address) != 1;
}

// nullopt where `host` is no host name. As browsers do, hyphens may be anywhere.
std::optional<std::string> ToAsciiHost(std::string_view host) {
  constexpr uint32_t kHyphens =
      UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;
  std::string ascii;
  icu::StringByteSink<std::string> sink(&ascii);
  icu::IDNAInfo info;
  UErrorCode error = U_ZERO_ERROR;
  Idna().nameToASCII_UTF8({host.data(), static_cast<int32_t>(host.size())}, sink, info, error);
  if (U_FAILURE(error) || (info.getErrors() & ~kHyphens) != 0) return std::nullopt;
  if (!ascii.empty() && ascii.back() == '.') ascii.pop_back();
  const auto allowed = [](unsigned char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-' || c == '.' || c == '_';
  };
  if (ascii.empty() || ascii.front() == '.' || ascii.back() == '.' ||
      !std::all_of(ascii.begin(), ascii.end(), allowed) || IsNumberOfAnotherForm(ascii)) {
    return std::nullopt;
  }
  return ascii;
}

std::optional<std::string> Part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return std::nullopt;
  std::string copy(text);
  curl_free(text);
  return copy;
}

// libcurl also reads "http:host" and "http:///host", which nobody means.
bool BeginsWell(std::string_view url) {
  const absl::string_view text = ToAbsl(url);
  for (absl::string_view scheme : {"http://", "https://"}) {
    if (absl::StartsWithIgnoreCase(text, scheme)) {
      return text.size() > scheme.size() && text[scheme.size()] != '/';
    }
  }
  return false;
}

bool IsWithoutGaps(std::string_view url) {
  return std::none_of(url.begin(), url.end(),
                      [](unsigned char c) { return c <= 0x20 || c == 0x7f; });
}

std::string CanonicalQuery(std::string_view query) {
  std::vector<std::string> kept;
  for (absl::string_view parameter : absl::StrSplit(ToAbsl(query), '&', absl::SkipEmpty())) {
    std::string normal = NormalEncoding(ToStd(parameter));
    if (!IsTracking(normal)) kept.push_back(std::move(normal));
  }
  // By name only: values of one name may be a list.
  const auto name = [](const std::string& s) { return ToAbsl(s).substr(0, s.find('=')); };
  std::stable_sort(kept.begin(), kept.end(),
                   [&](const std::string& a, const std::string& b) { return name(a) < name(b); });
  return absl::StrJoin(kept, "&");
}

}  // namespace

absl::StatusOr<Url> ParseUrl(std::string_view url) {
  if (!BeginsWell(url)) return Wrong("must be an address that begins with http:// or https://");
  if (!IsWithoutGaps(url)) return Wrong("must be an address without spaces or control characters");
  std::unique_ptr<CURLU, FreeUrl> parsed(curl_url());
  FACTCHECK_CHECK(parsed != nullptr);
  const CURLUcode code =
      curl_url_set(parsed.get(), CURLUPART_URL, WithPlainDots(url).c_str(), CURLU_DISALLOW_USER);
  if (code == CURLUE_USER_NOT_ALLOWED || Part(parsed.get(), CURLUPART_USER)) {
    return Wrong("must be an address without a user name or password");
  }
  const std::optional<std::string> host = Part(parsed.get(), CURLUPART_HOST);
  if (code != CURLUE_OK || !host) {
    return Wrong(StrCat("must be a valid address: ", curl_url_strerror(code)));
  }
  Url out;
  out.scheme = absl::AsciiStrToLower(Part(parsed.get(), CURLUPART_SCHEME).value_or(""));
  if (host->front() == '[') {
    if (Part(parsed.get(), CURLUPART_ZONEID)) return Wrong("must be an address without a zone");
    out.host = absl::AsciiStrToLower(*host);
  } else if (std::optional<std::string> ascii = ToAsciiHost(*host)) {
    out.host = *std::move(ascii);
  } else {
    return Wrong("must be an address with a valid host name");
  }
  out.port = Part(parsed.get(), CURLUPART_PORT).value_or("");
  if (out.port == (out.scheme == "http" ? "80" : "443")) out.port.clear();
  out.path = Part(parsed.get(), CURLUPART_PATH).value_or("/");
  if (out.path.empty()) out.path = "/";
  out.query = Part(parsed.get(), CURLUPART_QUERY).value_or("");
  return out;
}

std::string SiteOf(const Url& url) {
  std::string_view host = url.host;
  for (bool again = true; again;) {
    again = false;
    for (std::string_view prefix : {"www.", "m."}) {
      // "m.uk" is a site of its own.
      if (host.starts_with(prefix) && host.find('.', prefix.size()) != std::string_view::npos) {
        host.remove_prefix(prefix.size());
        again = true;
      }
    }
  }
  return std::string(host);
}

std::string CanonicalUrl(const Url& url) {
  std::string canonical = StrCat("https://", SiteOf(url));
  if (!url.port.empty()) StrAppend(&canonical, ":", url.port);
  std::string path = NormalEncoding(url.path);
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  canonical += path;
  if (const std::string query = CanonicalQuery(url.query); !query.empty()) {
    StrAppend(&canonical, "?", query);
  }
  return canonical;
}

bool IsWithinDomain(std::string_view host, std::string_view domain) {
  if (domain.empty() || host.size() < domain.size()) return false;
  const size_t before = host.size() - domain.size();
  return host.substr(before) == domain && (before == 0 || host[before - 1] == '.');
}

std::optional<std::string> CanonicalDomain(std::string_view domain) {
  std::optional<std::string> ascii = ToAsciiHost(ToStd(absl::StripAsciiWhitespace(ToAbsl(domain))));
  if (!ascii) return std::nullopt;
  const size_t dot = ascii->rfind('.');
  // The last label of a name is no number; that of an IPv4 address is.
  if (dot == std::string::npos || absl::ascii_isdigit(static_cast<unsigned char>(ascii->back()))) {
    return std::nullopt;
  }
  return ascii;
}

}  // namespace factcheck::domain
