#include "server/domain/core/keys.h"

#include <openssl/sha.h>

#include <initializer_list>

namespace factcheck::domain::keys {
namespace {

std::string Join(char kind, std::initializer_list<std::string_view> parts) {
  std::string key(1, kind);
  for (std::string_view part : parts) {
    key.push_back('/');
    key.append(part);
  }
  return key;
}

template <typename T>
std::string BigEndian(T n) {
  std::string out(sizeof(T), '\0');
  for (size_t i = sizeof(T); i-- > 0; n >>= 8) out[i] = static_cast<char>(n & 0xff);
  return out;
}

uint64_t BigEndianAt(std::string_view bytes, size_t at) {
  uint64_t n = 0;
  for (char c : bytes.substr(at, sizeof(n))) n = n << 8 | static_cast<uint8_t>(c);
  return n;
}

std::string Hash16(std::string_view text) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  return std::string(reinterpret_cast<const char*>(digest), 16);
}

}  // namespace

std::string Claim(std::string_view c) { return Join('c', {c}); }
std::string Evidence(std::string_view c, std::string_view e) { return Join('e', {c, e}); }
std::string EvidencePrefix(std::string_view c) { return Join('e', {c, ""}); }
std::string EvidenceCount(std::string_view c) { return Join('E', {c}); }
std::string EvidenceInOrder(std::string_view c, uint32_t number) {
  return Join('E', {c, BigEndian(number)});
}
std::string EvidenceInOrderPrefix(std::string_view c) { return Join('E', {c, ""}); }
std::string Status(std::string_view c) { return Join('s', {c}); }
std::string PublicVerdict(std::string_view c, std::string_view p) { return Join('v', {c, p}); }
std::string PublicVerdictPrefix(std::string_view c) { return Join('v', {c, ""}); }
std::string WorkVerdict(std::string_view c, std::string_view p) { return Join('w', {c, p}); }
std::string WorkVerdictPrefix(std::string_view c) { return Join('w', {c, ""}); }
std::string Revision(std::string_view c, std::string_view p, uint32_t number) {
  return Join('r', {c, p, BigEndian(number)});
}
std::string RevisionPrefix(std::string_view c, std::string_view p) { return Join('r', {c, p, ""}); }
std::string Relationship(std::string_view c, std::string_view r) { return Join('l', {c, r}); }
std::string RelationshipPrefix(std::string_view c) { return Join('l', {c, ""}); }
std::string RelationshipByTarget(std::string_view target, std::string_view c, std::string_view r) {
  return Join('L', {target, c, r});
}
std::string RelationshipByTargetPrefix(std::string_view target) { return Join('L', {target, ""}); }
std::string RelationshipOfType(std::string_view c, std::string_view target, int type) {
  return Join('n', {c, target, std::to_string(type)});
}
std::string RelationshipOfTypePrefix(std::string_view c, std::string_view target) {
  return Join('n', {c, target, ""});
}
std::string RelationshipCount(std::string_view c) { return Join('N', {c}); }
std::string Publisher(std::string_view p) { return Join('p', {p}); }
std::string Member(std::string_view p, std::string_view a) { return Join('m', {p, a}); }
std::string MemberPrefix(std::string_view p) { return Join('m', {p, ""}); }
std::string Scale(std::string_view p, std::string_view s) { return Join('g', {p, s}); }
std::string ScalePrefix(std::string_view p) { return Join('g', {p, ""}); }
std::string ScaleVersion(std::string_view p, std::string_view s, uint32_t version) {
  return Join('G', {p, s, BigEndian(version)});
}
std::string Actor(std::string_view a) { return Join('a', {a}); }
std::string ApiKey(std::string_view a, std::string_view k) { return Join('k', {a, k}); }
std::string ApiKeyPrefix(std::string_view a) { return Join('k', {a, ""}); }
std::string UrlIndex(std::string_view url, std::string_view c) {
  return Join('u', {Hash16(url), c});
}
std::string UrlIndexPrefix(std::string_view url) { return Join('u', {Hash16(url), ""}); }
std::string TextIndex(std::string_view text, std::string_view c) {
  return Join('t', {Hash16(text), c});
}
std::string TextIndexPrefix(std::string_view text) { return Join('t', {Hash16(text), ""}); }
std::string Original(std::string_view record) { return Join('o', {record}); }
std::string Request(std::string_view a, std::string_view id) { return Join('q', {a, id}); }
std::string Consumer(std::string_view a, std::string_view c) { return Join('f', {a, c}); }
std::string ConsumerPrefix(std::string_view a) { return Join('f', {a, ""}); }
std::string ConsumerCount(std::string_view a) { return Join('F', {a}); }
std::string Due(absl::Time due, std::string_view name) {
  return Join('d', {BigEndian(static_cast<uint64_t>(absl::ToUnixMicros(due))), name});
}
absl::Time DueTime(std::string_view key) {
  return absl::FromUnixMicros(static_cast<int64_t>(BigEndianAt(key, kDue.size())));
}
storage::KeyRange DueBy(absl::Time now) {
  return {std::string(kDue),
          Join('d', {BigEndian(static_cast<uint64_t>(absl::ToUnixMicros(now)) + 1)})};
}
std::string LedgerEntry(uint64_t index) { return Join('y', {BigEndian(index)}); }
std::string LedgerNode(int level, uint64_t index) {
  const char octet = static_cast<char>(level);
  return Join('Y', {"n"}) + octet + BigEndian(index);
}
std::string LedgerIndex(std::string_view c, std::string_view p, uint32_t number) {
  return Join('Y', {"r", c, p, BigEndian(number)});
}
std::string LedgerHead() { return Join('Y', {"head"}); }
uint64_t LedgerEntryIndex(std::string_view key) { return BigEndianAt(key, kLedgerEntries.size()); }
std::string LedgerIndexValue(uint64_t index) { return BigEndian(index); }
std::optional<uint64_t> LedgerIndexOf(std::string_view value) {
  if (value.size() != sizeof(uint64_t)) return std::nullopt;
  return BigEndianAt(value, 0);
}
std::string History(std::string_view key, storage::Version version) {
  return HistoryPrefix(key) + BigEndian(version.value);
}
std::string HistoryPrefix(std::string_view key) {
  std::string out(1, 'h');
  out.append(key);
  out.push_back('\0');
  return out;
}
std::string Setting(std::string_view name) { return Join('x', {name}); }
std::string Webhook(std::string_view webhook) { return Join('b', {"c", webhook}); }
std::string WebhookProgress(std::string_view webhook) { return Join('b', {"d", webhook}); }
std::string WebhookCount(std::string_view actor) { return Join('b', {"n", actor}); }

std::vector<std::string_view> Ids(std::string_view key) {
  std::vector<std::string_view> ids;
  for (size_t at = 2; at <= key.size();) {
    const size_t end = std::min(key.find('/', at), key.size());
    ids.push_back(key.substr(at, end - at));
    at = end + 1;
  }
  return ids;
}

std::string_view LastId(std::string_view key) { return key.substr(key.rfind('/') + 1); }

storage::Version HistoryVersion(std::string_view key) {
  return storage::Version{BigEndianAt(key, key.size() - sizeof(uint64_t))};
}

}  // namespace factcheck::domain::keys
