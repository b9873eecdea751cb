#include "server/gateway/encoding.h"

#include <array>
#include <cstddef>

namespace factcheck::gateway {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kHex = "0123456789ABCDEF";
constexpr size_t kFrameHead = 5;

constexpr std::array<int8_t, 256> Values() {
  std::array<int8_t, 256> values{};
  for (auto& value : values) value = -1;
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<int8_t>(i);
  }
  values['-'] = 62;
  values['_'] = 63;
  return values;
}
constexpr std::array<int8_t, 256> kValues = Values();

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// Up to four characters without padding; false where they stand for no whole byte.
bool DecodeGroup(std::string_view group, std::string& out) {
  if (group.size() == 1) return false;
  uint32_t bits = 0;
  for (char c : group) {
    const int8_t value = kValues[static_cast<unsigned char>(c)];
    if (value < 0) return false;
    bits = bits << 6 | static_cast<uint32_t>(value);
  }
  bits <<= 6 * (4 - group.size());
  for (size_t i = 0; i + 1 < group.size(); ++i) {
    out.push_back(static_cast<char>(bits >> (16 - 8 * i) & 0xff));
  }
  return true;
}

}  // namespace

std::string Base64(std::string_view bytes, bool padded) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    uint32_t bits = 0;
    for (size_t j = 0; j < 3; ++j) {
      bits = bits << 8 | (j < group.size() ? static_cast<unsigned char>(group[j]) : 0U);
    }
    for (size_t j = 0; j <= group.size(); ++j) out.push_back(kAlphabet[bits >> (18 - 6 * j) & 63]);
    if (padded) out.append(3 - group.size(), '=');
  }
  return out;
}

std::optional<std::string> FromBase64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3 + 3);
  while (!text.empty()) {
    std::string_view group = text.substr(0, 4);
    text.remove_prefix(group.size());
    const size_t padding = group.find('=');
    if (padding != std::string_view::npos) {
      if (group.size() != 4 || padding < 2) return std::nullopt;
      if (group.find_first_not_of('=', padding) != std::string_view::npos) return std::nullopt;
      group = group.substr(0, padding);
    }
    if (!DecodeGroup(group, out)) return std::nullopt;
  }
  return out;
}

std::string PercentEncode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (unsigned char c : text) {
    if (c >= 0x20 && c <= 0x7e && c != '%') {
      out.push_back(static_cast<char>(c));
    } else {
      out.push_back('%');
      out.push_back(kHex[c >> 4]);
      out.push_back(kHex[c & 15]);
    }
  }
  return out;
}

std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out.push_back(' ');
    } else if (text[i] != '%') {
      out.push_back(text[i]);
    } else {
      const int high = i + 1 < text.size() ? HexValue(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? HexValue(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      out.push_back(static_cast<char>(high << 4 | low));
      i += 2;
    }
  }
  return out;
}

std::optional<std::map<std::string, std::string>> ParseQuery(std::string_view query) {
  std::map<std::string, std::string> parameters;
  while (!query.empty()) {
    const size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (pair.empty()) continue;
    const size_t equals = pair.find('=');
    std::optional<std::string> name = PercentDecode(pair.substr(0, equals), true);
    std::optional<std::string> value =
        equals == std::string_view::npos ? "" : PercentDecode(pair.substr(equals + 1), true);
    if (!name || !value) return std::nullopt;
    if (!parameters.emplace(*std::move(name), *std::move(value)).second) return std::nullopt;
  }
  return parameters;
}

std::string Frame(uint8_t flags, std::string_view message) {
  const auto size = static_cast<uint32_t>(message.size());
  std::string out;
  out.reserve(kFrameHead + message.size());
  out.push_back(static_cast<char>(flags));
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(size >> shift));
  out.append(message);
  return out;
}

Unframed Unframe(std::string_view body) {
  if (body.size() < kFrameHead) return {.error = "the body holds no whole message"};
  const auto flags = static_cast<uint8_t>(body[0]);
  uint32_t size = 0;
  for (size_t i = 1; i < kFrameHead; ++i) size = size << 8 | static_cast<unsigned char>(body[i]);
  if ((flags & kCompressedFlag) != 0) {
    return {.error = "the message is compressed, which this server does not take",
            .compressed = true};
  }
  if (flags != 0) return {.error = "the first message has flags that mean nothing here"};
  body.remove_prefix(kFrameHead);
  if (size > body.size()) return {.error = "the message ends too early"};
  if (size < body.size()) return {.error = "one message is expected; more follows it"};
  return {.message = body};
}

std::string EscapeHtml(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default: {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 || c == '\t' || c == '\n' || c == '\r') out.push_back(c);
      }
    }
  }
  return out;
}

}  // namespace factcheck::gateway
