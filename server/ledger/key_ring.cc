#include "server/ledger/key_ring.h"

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "server/base/absl_strings.h"
#include "server/base/check.h"

namespace factcheck::ledger {
namespace {

const VerifierKey& PublicHalf(const std::variant<SigningKey, VerifierKey>& key) {
  const auto* signing = std::get_if<SigningKey>(&key);
  return signing != nullptr ? signing->verifier() : std::get<VerifierKey>(key);
}

absl::Status Unreadable(size_t line, std::string_view why) {
  return absl::InvalidArgumentError(StrCat("line ", line, " ", why));
}

}  // namespace

KeyRing KeyRing::New(std::string_view origin) { return KeyRing({SigningKey::Generate(origin)}); }

absl::StatusOr<KeyRing> KeyRing::Parse(std::string_view text) {
  std::vector<Key> keys;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const size_t line = keys.size() + 1;
    if (end == std::string_view::npos) return Unreadable(line, "has no end");
    if (line > kMaxKeys) return Unreadable(line, "is one too many");
    const std::string_view key = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (std::optional<SigningKey> signing = SigningKey::Parse(key)) {
      keys.emplace_back(*std::move(signing));
    } else if (std::optional<VerifierKey> verifier = VerifierKey::Parse(key)) {
      keys.emplace_back(*std::move(verifier));
    } else {
      return Unreadable(line, "is no Ed25519 key of a signed note");
    }
    if (PublicHalf(keys.back()).name != PublicHalf(keys.front()).name) {
      return Unreadable(line, "has another name than the first");
    }
  }
  if (keys.empty()) return absl::InvalidArgumentError("it holds no key");
  if (!std::holds_alternative<SigningKey>(keys.back())) {
    return Unreadable(keys.size(), "is the newest key and lacks its private half");
  }
  return KeyRing(std::move(keys));
}

std::string KeyRing::ToString() const {
  std::string text;
  for (const Key& key : keys_) {
    const auto* signing = std::get_if<SigningKey>(&key);
    StrAppend(&text,
              signing != nullptr ? signing->ToString() : std::get<VerifierKey>(key).ToString(),
              "\n");
  }
  return text;
}

absl::Status KeyRing::Rotate(bool retire) {
  if (keys_.size() >= kMaxKeys) {
    return absl::FailedPreconditionError(
        StrCat("there are ", kMaxKeys, " keys, which is the most; take the oldest out"));
  }
  const std::string name = origin();
  if (retire) {
    for (Key& key : keys_) key = VerifierKey(PublicHalf(key));
  }
  keys_.emplace_back(SigningKey::Generate(name));
  return absl::OkStatus();
}

const std::string& KeyRing::origin() const { return PublicHalf(keys_.back()).name; }

std::vector<KeyRing::PublicKey> KeyRing::public_keys() const {
  std::vector<PublicKey> keys;
  for (auto key = keys_.rbegin(); key != keys_.rend(); ++key) {
    keys.push_back({PublicHalf(*key), std::holds_alternative<SigningKey>(*key)});
  }
  return keys;
}

std::string KeyRing::Sign(std::string_view text) const {
  FACTCHECK_CHECK(text.ends_with('\n'));
  std::string note = StrCat(text, "\n");
  for (auto key = keys_.rbegin(); key != keys_.rend(); ++key) {
    const auto* signing = std::get_if<SigningKey>(&*key);
    if (signing != nullptr) note += signing->SignatureLine(text);
  }
  return note;
}

std::string CheckpointText(std::string_view origin, uint64_t size, std::string_view root) {
  return StrCat(origin, "\n", size, "\n", absl::Base64Escape(ToAbsl(root)), "\n");
}

}  // namespace factcheck::ledger
