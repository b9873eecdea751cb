#include "client/cpp/signed_note.h"

#include <openssl/evp.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "client/cpp/text.h"

namespace factcheck::client {
namespace {

constexpr char kEd25519 = 1;
constexpr size_t kKeyIdBytes = 4;
constexpr size_t kHashBytes = 32;
constexpr size_t kMaxNoteBytes = size_t{1} << 20;
constexpr std::string_view kSignaturePrefix = "\xe2\x80\x94 ";

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

const unsigned char* Data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

absl::Status Bad(std::initializer_list<std::string_view> parts) {
  return absl::DataLossError(Concat({"no checkpoint: ", Concat(parts)}));
}

// In the one spelling that encoding makes; nullopt otherwise.
std::optional<std::string> Base64(std::string_view text) {
  std::string bytes;
  if (!absl::Base64Unescape(ToAbsl(text), &bytes) || absl::Base64Escape(bytes) != text) {
    return std::nullopt;
  }
  return bytes;
}

bool Verifies(const LedgerPublicKey& key, std::string_view text, std::string_view signature) {
  const std::unique_ptr<EVP_PKEY, Free> parsed(EVP_PKEY_new_raw_public_key(
      EVP_PKEY_ED25519, nullptr, Data(key.public_key), key.public_key.size()));
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  return parsed != nullptr && context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, parsed.get()) == 1 &&
         EVP_DigestVerify(context.get(), Data(signature), signature.size(), Data(text),
                          text.size()) == 1;
}

// Takes a line with its end off `rest`; nullopt where none ends.
std::optional<std::string_view> TakeLine(std::string_view& rest) {
  const size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

// The key of `keys` whose signature a line is; null where it is of none. `signature` is set.
absl::StatusOr<const LedgerPublicKey*> SignerOf(std::string_view line,
                                                std::span<const LedgerPublicKey> keys,
                                                std::string* signature) {
  if (!line.starts_with(kSignaturePrefix)) return Bad({"a line behind its text is no signature"});
  line.remove_prefix(kSignaturePrefix.size());
  const size_t space = line.find(' ');
  if (space == std::string_view::npos) return Bad({"a signature has no name"});
  const std::optional<std::string> bytes = Base64(line.substr(space + 1));
  if (!bytes || bytes->size() <= kKeyIdBytes) return Bad({"a signature is not in base 64"});
  const auto key = std::find_if(keys.begin(), keys.end(), [&](const LedgerPublicKey& k) {
    return k.name == line.substr(0, space) && k.key_id == bytes->substr(0, kKeyIdBytes);
  });
  if (key == keys.end()) return nullptr;
  *signature = bytes->substr(kKeyIdBytes);
  return &*key;
}

absl::StatusOr<LedgerCheckpoint> ParseText(std::string_view text) {
  LedgerCheckpoint checkpoint;
  const std::optional<std::string_view> origin = TakeLine(text);
  const std::optional<std::string_view> size = TakeLine(text);
  const std::optional<std::string_view> root = TakeLine(text);
  if (!origin || !size || !root) return Bad({"it has not three lines"});
  checkpoint.origin = std::string(*origin);
  const bool is_size =
      !size->empty() &&
      std::all_of(size->begin(), size->end(), [](char c) { return c >= '0' && c <= '9'; }) &&
      (*size == "0" || size->front() != '0') && absl::SimpleAtoi(ToAbsl(*size), &checkpoint.size) &&
      checkpoint.size <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  if (!is_size) return Bad({"its second line is no size"});
  checkpoint.root = Base64(*root).value_or("");
  if (checkpoint.root.size() != kHashBytes) return Bad({"its third line is no hash"});
  return checkpoint;
}

}  // namespace

absl::StatusOr<LedgerPublicKey> LedgerPublicKey::Parse(std::string_view text) {
  const auto bad = [&](std::string_view why) {
    return InvalidArgument({"'", text.substr(0, 100), "' is no public key of a ledger: ", why});
  };
  const size_t first = text.find('+');
  const size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return bad("it has not the form NAME+ID+KEY");
  LedgerPublicKey key;
  key.name = std::string(text.substr(0, first));
  const std::string_view id = text.substr(first + 1, second - first - 1);
  const std::optional<std::string> typed = Base64(text.substr(second + 1));
  if (key.name.empty() || key.name.find(' ') != std::string::npos) return bad("it has no name");
  if (!typed || typed->size() != kHashBytes + 1 || typed->front() != kEd25519) {
    return bad("its key is not of Ed25519");
  }
  key.public_key = typed->substr(1);
  const std::string named = Concat({key.name, "\n", *typed});
  unsigned char digest[EVP_MAX_MD_SIZE];
  if (EVP_Digest(named.data(), named.size(), digest, nullptr, EVP_sha256(), nullptr) != 1) {
    return absl::InternalError("there is no SHA-256");
  }
  key.key_id.assign(reinterpret_cast<const char*>(digest), kKeyIdBytes);
  if (absl::BytesToHexString(key.key_id) != id) return bad("its id is not that of its key");
  return key;
}

absl::StatusOr<LedgerCheckpoint> OpenCheckpoint(std::string_view note,
                                                std::span<const LedgerPublicKey> keys) {
  if (note.size() > kMaxNoteBytes) return Bad({"it is too large"});
  const size_t blank = note.rfind("\n\n");
  if (blank == std::string_view::npos) return Bad({"it has no signatures"});
  const std::string_view text = note.substr(0, blank + 1);
  std::string_view rest = note.substr(blank + 2);
  absl::StatusOr<LedgerCheckpoint> checkpoint = ParseText(text);
  if (!checkpoint.ok()) return checkpoint;
  bool is_signed = false;
  while (!rest.empty()) {
    const std::optional<std::string_view> line = TakeLine(rest);
    if (!line) return Bad({"its last line has no end"});
    std::string signature;
    const absl::StatusOr<const LedgerPublicKey*> signer = SignerOf(*line, keys, &signature);
    if (!signer.ok()) return signer.status();
    if (*signer == nullptr) continue;
    if (!Verifies(**signer, text, signature)) {
      return Bad({"the signature of ", (*signer)->name, " is wrong"});
    }
    if ((*signer)->name != checkpoint->origin) {
      return Bad({"it is of ", checkpoint->origin, " and signed by ", (*signer)->name});
    }
    is_signed = true;
  }
  if (!is_signed) return Bad({"none of the trusted keys signed it"});
  return checkpoint;
}

}  // namespace factcheck::client
