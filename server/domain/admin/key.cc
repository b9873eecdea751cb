#include "server/domain/admin/key.h"

#include "factcheck/storage/v1/records.pb.h"
#include "server/domain/core/keys.h"
#include "server/domain/values/crypto.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

constexpr size_t kIdBytes = 26;
constexpr size_t kSecretBytes = 32;

}  // namespace

std::string NewKey(absl::Time now) {
  return std::string(kKeyPrefix) + NewId(now) + "_" + Base64UrlEncode(RandomBytes(kSecretBytes));
}

std::optional<std::string_view> KeyIdOf(std::string_view key) {
  if (key.size() != kKeyBytes || !key.starts_with(kKeyPrefix)) return std::nullopt;
  const std::string_view id = key.substr(kKeyPrefix.size(), kIdBytes);
  const std::string_view rest = key.substr(kKeyPrefix.size() + kIdBytes);
  if (!IsId(id) || rest.front() != '_') return std::nullopt;
  const std::optional<std::string> secret = Base64UrlDecode(rest.substr(1));
  if (!secret || secret->size() != kSecretBytes) return std::nullopt;
  return id;
}

void PutNewKey(Txn& txn, std::string_view actor, std::string_view key, v1::ApiKey* api_key) {
  const std::string_view id = key.substr(kKeyPrefix.size(), kIdBytes);
  api_key->set_name(MakeName(kApiKeyPattern, {actor, id}));
  // Nothing of the secret: the id alone tells keys apart.
  api_key->set_hint(std::string(kKeyPrefix) + std::string(id));
  api_key->clear_secret();
  api_key->clear_revoked();
  txn.stamps().Mark(api_key);
  storage::v1::StoredApiKey stored;
  stored.set_api_key(api_key->SerializeAsString());
  stored.set_secret_sha256(Sha256(key));
  txn.Put(keys::ApiKey(actor, id), stored.SerializeAsString());
}

}  // namespace factcheck::domain
