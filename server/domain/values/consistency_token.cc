#include "server/domain/values/consistency_token.h"

#include <optional>

#include "server/domain/values/big_endian.h"
#include "server/domain/values/crypto.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {
namespace {

constexpr char kFormat = 1;
constexpr size_t kStoreBytes = 4;
constexpr size_t kCheckBytes = 4;
constexpr size_t kTokenBytes = 1 + kStoreBytes + 8 + kCheckBytes;

std::string StoreMark(std::string_view store_id) { return Sha256(store_id).substr(0, kStoreBytes); }
std::string CheckSum(std::string_view bytes) { return Sha256(bytes).substr(0, kCheckBytes); }

absl::Status Invalid(std::string_view message) {
  return Error(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_CONSISTENCY_TOKEN,
               message);
}

}  // namespace

std::string EncodeConsistencyToken(std::string_view store_id, uint64_t version) {
  std::string bytes(1, kFormat);
  bytes += StoreMark(store_id);
  AppendBigEndian64(version, bytes);
  bytes += CheckSum(bytes);
  return Base64UrlEncode(bytes);
}

absl::StatusOr<uint64_t> DecodeConsistencyToken(std::string_view store_id, std::string_view token) {
  std::optional<std::string> decoded;
  if (token.size() <= kMaxConsistencyTokenBytes) decoded = Base64UrlDecode(token);
  if (!decoded || decoded->size() != kTokenBytes || decoded->front() != kFormat) {
    return Invalid("not a consistency token; pass one on exactly as it was received");
  }
  const std::string_view bytes = *decoded;
  if (CheckSum(bytes.substr(0, kTokenBytes - kCheckBytes)) !=
      bytes.substr(kTokenBytes - kCheckBytes)) {
    return Invalid("a damaged consistency token; pass one on exactly as it was received");
  }
  if (bytes.substr(1, kStoreBytes) != StoreMark(store_id)) {
    return Invalid("a consistency token of another store");
  }
  return ReadBigEndian64(bytes.substr(1 + kStoreBytes));
}

}  // namespace factcheck::domain
