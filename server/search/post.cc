#include "server/search/post.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace factcheck::search {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool IsTagByte(char c) {
  return IsDigit(c) || IsUpper(c) || IsLower(c) || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

char Lower(char c) { return IsUpper(c) ? static_cast<char>(c + 32) : c; }

bool StartsWith(std::string_view text, std::string_view lower_prefix) {
  return text.size() >= lower_prefix.size() &&
         std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(),
                    [](char a, char b) { return a == Lower(b); });
}

// A typographic mark that ends a tag or an address: U+2000 to U+206F.
bool IsGeneralPunctuation(std::string_view text) {
  return text.size() >= 3 && text[0] == '\xE2' && (text[1] == '\x80' || text[1] == '\x81');
}

// Whether an address may begin with these two.
bool MayBeginAddress(char first, char second) {
  switch (Lower(first)) {
    case 'h':
      return Lower(second) == 't';
    case 'w':
      return Lower(second) == 'w';
    case 'p':
      return Lower(second) == 'i';
    case 't':
      return second == '.';
    default:
      return false;
  }
}

// By byte: whether it stays as it is whatever follows.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain;
  plain.fill(true);
  for (const unsigned char c : std::string_view("#@&hHwWpPtT")) plain[c] = false;
  return plain;
}();

// How many bytes of address `text` begins with; 0: none.
size_t AddressLength(std::string_view text) {
  if (text.size() < 2 || !MayBeginAddress(text[0], text[1])) return 0;
  constexpr std::string_view kSchemes[] = {"https://",         "http://",    "www.",
                                           "pic.twitter.com/", "pic.x.com/", "t.co/"};
  for (const std::string_view scheme : kSchemes) {
    if (!StartsWith(text, scheme)) continue;
    size_t end = scheme.size();
    while (end < text.size() && !IsSpace(text[end]) && text[end] != '"' && text[end] != '<' &&
           text[end] != ')' && !IsGeneralPunctuation(text.substr(end)) &&
           !(end > scheme.size() && StartsWith(text.substr(end), "http")) &&
           !StartsWith(text.substr(end), "pic.twitter.com/")) {
      ++end;
    }
    return end;
  }
  return 0;
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

// A signature "— Name (@user) January 5, 2020" at the end of a text, and where it begins: at the
// text's size where there is none.
struct Tail {
  size_t begin;
  Signature signature;
};

Tail TailOf(std::string_view text) {
  constexpr size_t kLongestName = 120;
  const Tail none = {text.size(), {}};
  const size_t user = text.rfind("(@");
  if (user == std::string_view::npos) return none;
  const size_t close = text.find(')', user);
  if (close == std::string_view::npos) return none;
  const std::string_view date = text.substr(close + 1);
  // Of letters, digits and commas, that ends in a year or is missing.
  if (date.size() > 30) return none;
  for (const char c : date) {
    if (!IsDigit(c) && !IsUpper(c) && !IsLower(c) && !IsSpace(c) && c != ',' && c != '.') {
      return none;
    }
  }
  const std::string_view before = text.substr(0, user);
  constexpr std::string_view kDashes[] = {"\xE2\x80\x94", "--"};  // An em dash is the usual one.
  for (const std::string_view dash : kDashes) {
    const size_t begin = before.rfind(dash);
    if (begin == std::string_view::npos) continue;
    if (user - begin > kLongestName) return none;
    return {begin, {Trimmed(before.substr(begin + dash.size())), Trimmed(date)}};
  }
  return none;
}

// Appends the words of a tag: split at underscores, digits and inner capitals.
void AppendTag(std::string_view tag, std::string& out) {
  for (size_t i = 0; i < tag.size(); ++i) {
    const char c = tag[i];
    if (c == '_') {
      out += ' ';
      continue;
    }
    if (i > 0 && tag[i - 1] != '_') {
      const char last = tag[i - 1];
      const bool next_lower = i + 1 < tag.size() && IsLower(tag[i + 1]);
      const bool inner_capital = IsUpper(c) && (IsLower(last) || (IsUpper(last) && next_lower));
      const bool digits = IsDigit(c) != IsDigit(last) && (IsDigit(c) ? IsLower(last) : IsUpper(c));
      if (inner_capital || digits) out += ' ';
    }
    out += c;
  }
}

// Resolves an entity at the start of `text`; gives its length, or 0.
size_t Entity(std::string_view text, char& c) {
  constexpr std::pair<std::string_view, char> kEntities[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
  for (const auto& [name, value] : kEntities) {
    if (text.starts_with(name)) {
      c = value;
      return name.size();
    }
  }
  return 0;
}

}  // namespace

Signature SignatureOf(std::string_view text) { return TailOf(text).signature; }

std::string CleanPost(std::string_view text) {
  text = text.substr(0, TailOf(text).begin);
  std::string out;
  out.reserve(text.size());
  size_t at = 0;
  if (text.starts_with("RT @")) at = std::min(text.size(), text.find(':') + 1);
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    const char c = text[at];
    if (const size_t length = AddressLength(rest)) {
      out += ' ';
      at += length;
    } else if ((c == '#' || c == '@') && at + 1 < text.size() && IsTagByte(text[at + 1]) &&
               !IsGeneralPunctuation(text.substr(at + 1)) &&
               (c == '#' || at == 0 || !IsTagByte(text[at - 1]))) {
      const size_t begin = ++at;
      while (at < text.size() && IsTagByte(text[at]) && !IsGeneralPunctuation(text.substr(at)) &&
             AddressLength(text.substr(at)) == 0) {
        ++at;
      }
      out += ' ';
      AppendTag(text.substr(begin, at - begin), out);
      out += ' ';
    } else if (char resolved = c; const size_t length = c == '&' ? Entity(rest, resolved) : 0) {
      out += resolved;
      at += length;
    } else {
      const size_t begin = at++;
      while (at < text.size() && kPlain[static_cast<unsigned char>(text[at])]) ++at;
      out.append(text, begin, at - begin);
    }
  }
  return out;
}

}  // namespace factcheck::search
