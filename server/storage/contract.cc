#include "server/storage/contract.h"

#include <algorithm>
#include <random>

#include "absl/container/flat_hash_set.h"
#include "server/base/absl_strings.h"
#include "server/base/check.h"

namespace factcheck::storage {
namespace {

constexpr size_t kVersionBytes = 8;
constexpr size_t kStoreIdBytes = 16;

absl::Status CheckKey(std::string_view key) {
  if (key.size() <= kMaxKeyBytes) return absl::OkStatus();
  return absl::InvalidArgumentError(
      StrCat("a key of ", key.size(), " bytes is over the limit of ", kMaxKeyBytes));
}

absl::Status CheckValue(std::string_view value) {
  if (value.size() <= kMaxValueBytes) return absl::OkStatus();
  return absl::InvalidArgumentError(
      StrCat("a value of ", value.size(), " bytes is over the limit of ", kMaxValueBytes));
}

absl::Status CheckMutation(const Mutation& mutation) {
  if (absl::Status key = CheckKey(mutation.key); !key.ok()) return key;
  if (mutation.value) {
    if (absl::Status value = CheckValue(*mutation.value); !value.ok()) return value;
  }
  if (mutation.version_at && (mutation.key.size() < kVersionBytes ||
                              *mutation.version_at > mutation.key.size() - kVersionBytes)) {
    return absl::InvalidArgumentError("version_at points past the end of its key");
  }
  return absl::OkStatus();
}

absl::Status CheckNoKeyTwice(const std::vector<Mutation>& mutations) {
  if (mutations.size() < 2) return absl::OkStatus();
  absl::flat_hash_set<absl::string_view> keys;
  keys.reserve(mutations.size());
  for (const Mutation& mutation : mutations) {
    if (!keys.insert(mutation.key).second) {
      return absl::InvalidArgumentError("a batch must not mutate a key twice");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckBatch(const Batch& batch) {
  size_t bytes = batch.log_record.size();
  for (const Precondition& precondition : batch.preconditions) {
    if (absl::Status key = CheckKey(precondition.key); !key.ok()) return key;
    bytes += precondition.key.size();
  }
  for (const Mutation& mutation : batch.mutations) {
    if (absl::Status valid = CheckMutation(mutation); !valid.ok()) return valid;
    bytes += mutation.key.size() + (mutation.value ? mutation.value->size() : 0);
  }
  if (bytes > kMaxBatchBytes) {
    return absl::InvalidArgumentError(
        StrCat("a batch of ", bytes, " bytes is over the limit of ", kMaxBatchBytes));
  }
  return CheckNoKeyTwice(batch.mutations);
}

absl::Status CheckRange(const KeyRange& range, const ScanOptions& options) {
  if (!range.limit.empty() && range.start > range.limit) {
    return absl::InvalidArgumentError("a range must not start after its limit");
  }
  if (options.max_entries == 0) {
    return absl::InvalidArgumentError("a scan must allow at least one entry");
  }
  return absl::OkStatus();
}

absl::Status CheckLogRead(const LogReadOptions& options) {
  if (options.max_entries > 0) return absl::OkStatus();
  return absl::InvalidArgumentError("a log read must allow at least one entry");
}

absl::Status CheckLoad(std::span<const Entry> entries, std::span<const LogEntry> log) {
  const auto check_version = [](Version version) {
    if (version > Version{}) return absl::OkStatus();
    return absl::InvalidArgumentError("version 0 precedes every commit; nothing can carry it");
  };
  for (const Entry& entry : entries) {
    if (absl::Status key = CheckKey(entry.key); !key.ok()) return key;
    if (absl::Status value = CheckValue(entry.value); !value.ok()) return value;
    if (absl::Status version = check_version(entry.version); !version.ok()) return version;
  }
  for (const LogEntry& entry : log) {
    if (absl::Status version = check_version(entry.version); !version.ok()) return version;
  }
  return absl::OkStatus();
}

bool ScanPage::Take(std::string_view key, std::string_view value, Version version) {
  if (result_.entries.size() >= options_.max_entries ||
      (!result_.entries.empty() && bytes_ >= options_.max_bytes)) {
    result_.more = true;
    return false;
  }
  bytes_ += key.size() + value.size();
  result_.entries.push_back({std::string(key), std::string(value), version});
  return true;
}

Version NextVersion(Version last, absl::Time now) {
  return std::max(VersionAt(now), Version{last.value + 1});
}

absl::Status CompleteInOrder(Version version, Snapshot& newest, Batch& batch) {
  if (!batch.in_order) return absl::OkStatus();
  absl::Status completed = batch.in_order(version, newest, batch.mutations);
  return completed.ok() ? CheckBatch(batch) : completed;
}

absl::Status StampMutations(Version version, std::vector<Mutation>& mutations) {
  bool keys_changed = false;
  for (Mutation& mutation : mutations) {
    if (mutation.version_at) {
      mutation.key.replace(*mutation.version_at, kVersionBytes, EncodeVersion(version));
      keys_changed = true;
    }
    if (mutation.stamp && mutation.value) {
      const size_t size = mutation.value->size();
      mutation.stamp(version, *mutation.value);
      FACTCHECK_CHECK(mutation.value->size() == size);
    }
  }
  return keys_changed ? CheckNoKeyTwice(mutations) : absl::OkStatus();
}

std::string EncodeVersion(Version version) {
  std::string bytes(kVersionBytes, '\0');
  for (size_t i = kVersionBytes; i-- > 0; version.value >>= 8) {
    bytes[i] = static_cast<char>(version.value & 0xff);
  }
  return bytes;
}

Version DecodeVersion(std::string_view bytes) {
  FACTCHECK_CHECK(bytes.size() >= kVersionBytes);
  Version version;
  for (size_t i = 0; i < kVersionBytes; ++i) {
    version.value = version.value << 8 | static_cast<uint8_t>(bytes[i]);
  }
  return version;
}

std::string NewStoreId() {
  std::random_device random;
  std::uniform_int_distribution<int> byte(0, 255);
  std::string id(kStoreIdBytes, '\0');
  for (char& c : id) c = static_cast<char>(byte(random));
  return id;
}

}  // namespace factcheck::storage
