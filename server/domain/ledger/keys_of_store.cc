#include "server/domain/ledger/keys_of_store.h"

#include <optional>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/base/private_file.h"
#include "server/domain/values/crypto.h"

namespace factcheck::domain {
namespace {

absl::Status Unfit(const std::string& file, std::string_view why) {
  return absl::FailedPreconditionError(
      StrCat("the ledger's keys can't be read from ", file, ": ", why,
             "; mend it or bring it back from a copy: without its keys a ledger can't go on "
             "under its name"));
}

// nullopt where there is no file.
absl::StatusOr<std::optional<ledger::KeyRing>> ReadKeys(const std::string& file) {
  absl::StatusOr<std::optional<std::string>> text = ReadPrivateFile(file, ledger::kMaxKeyFileBytes);
  if (absl::IsPermissionDenied(text.status())) return Unfit(file, ToStd(text.status().message()));
  if (!text.ok()) return text.status();
  if (!*text) return std::optional<ledger::KeyRing>();
  absl::StatusOr<ledger::KeyRing> keys = ledger::KeyRing::Parse(**text);
  if (!keys.ok()) return Unfit(file, ToStd(keys.status().message()));
  return std::optional<ledger::KeyRing>(*std::move(keys));
}

}  // namespace

std::string DefaultLedgerOrigin(std::string_view store_id) {
  return StrCat("factcheckd/", HexEncode(store_id));
}

absl::StatusOr<ledger::KeyRing> OpenLedgerKeys(const std::string& file, std::string_view origin,
                                               std::string_view default_origin) {
  if (!origin.empty() && !ledger::IsKeyName(origin)) {
    return absl::InvalidArgumentError(StrCat("the ledger's origin must be 1 to ",
                                             ledger::kMaxKeyNameBytes,
                                             " printable ASCII characters without space and plus"));
  }
  const std::string_view wanted = origin.empty() ? default_origin : origin;
  if (file.empty()) return ledger::KeyRing::New(wanted);
  absl::StatusOr<std::optional<ledger::KeyRing>> stored = ReadKeys(file);
  if (!stored.ok()) return stored.status();
  if (!*stored) {
    ledger::KeyRing keys = ledger::KeyRing::New(wanted);
    absl::Status written = ReplacePrivateFile(file, keys.ToString());
    if (!written.ok()) return written;
    return keys;
  }
  if (!origin.empty() && (*stored)->origin() != origin) {
    return absl::FailedPreconditionError(
        StrCat("the ledger's keys in ", file, " are of the origin ", (*stored)->origin(),
               " and not of ", origin,
               ": who pinned them would not know the ledger again; move the file away to begin "
               "under another name"));
  }
  return **std::move(stored);
}

absl::StatusOr<std::string> RotateLedgerKey(const std::string& file, bool retire) {
  absl::StatusOr<std::optional<ledger::KeyRing>> stored = ReadKeys(file);
  if (!stored.ok()) return stored.status();
  if (!*stored) {
    return absl::FailedPreconditionError(
        StrCat("there is no ", file, ": the first key is made when the server starts"));
  }
  ledger::KeyRing keys = **std::move(stored);
  absl::Status rotated = keys.Rotate(retire);
  if (rotated.ok()) rotated = ReplacePrivateFile(file, keys.ToString());
  if (!rotated.ok()) return rotated;
  return keys.public_keys().front().verifier.ToString();
}

}  // namespace factcheck::domain
