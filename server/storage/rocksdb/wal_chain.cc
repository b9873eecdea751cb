#include "server/storage/rocksdb/wal_chain.h"

#include "server/storage/contract.h"
#include "server/storage/rocksdb/store.h"

namespace factcheck::storage::rocks {
namespace {

constexpr size_t kLatestValueBytes = 16;

// Finds what a batch says of its place in the chain.
class LatestFinder final : public rocksdb::WriteBatch::Handler {
 public:
  explicit LatestFinder(uint32_t meta_id) : meta_id_(meta_id) {}

  rocksdb::Status PutCF(uint32_t family, const rocksdb::Slice& key,
                        const rocksdb::Slice& value) override {
    if (family == meta_id_ && key == kLatestKey && value.size() == kLatestValueBytes) {
      latest_ = DecodeVersion(FromSlice(value));
      before_ = DecodeVersion(FromSlice(value).substr(kLatestValueBytes / 2));
    }
    return rocksdb::Status::OK();
  }
  // A store that is emptied begins a new chain.
  rocksdb::Status DeleteCF(uint32_t family, const rocksdb::Slice& key) override {
    if (family == meta_id_ && key == kLatestKey) emptied_ = true;
    return rocksdb::Status::OK();
  }
  rocksdb::Status SingleDeleteCF(uint32_t, const rocksdb::Slice&) override {
    return rocksdb::Status::OK();
  }
  rocksdb::Status DeleteRangeCF(uint32_t, const rocksdb::Slice&, const rocksdb::Slice&) override {
    return rocksdb::Status::OK();
  }

  const std::optional<Version>& latest() const { return latest_; }
  Version before() const { return before_; }
  bool emptied() const { return emptied_; }

 private:
  const uint32_t meta_id_;
  std::optional<Version> latest_;
  Version before_;
  bool emptied_ = false;
};

}  // namespace

std::string EncodeLatest(Version latest, Version before) {
  return EncodeVersion(latest) + EncodeVersion(before);
}

void WalChain::ColumnFamilyLogNumberMap(const std::map<uint32_t, uint64_t>& /*log_numbers*/,
                                        const std::map<std::string, uint32_t>& ids) {
  const auto meta = ids.find(std::string(kFamilyNames[static_cast<size_t>(Family::kMeta)]));
  if (meta != ids.end()) meta_id_ = meta->second;
}

WalChain::WalProcessingOption WalChain::LogRecordFound(unsigned long long /*log_number*/,
                                                       const std::string& /*file*/,
                                                       const rocksdb::WriteBatch& batch,
                                                       rocksdb::WriteBatch* /*new_batch*/,
                                                       bool* /*batch_changed*/) {
  if (!meta_id_) return WalProcessingOption::kContinueProcessing;
  LatestFinder found(*meta_id_);
  if (!batch.Iterate(&found).ok()) return WalProcessingOption::kCorruptedRecord;
  if (found.emptied()) last_ = Version{};
  if (!found.latest()) return WalProcessingOption::kContinueProcessing;
  // The first record follows on what is in sorted files already.
  if (last_ && *last_ != found.before()) return WalProcessingOption::kCorruptedRecord;
  last_ = found.latest();
  return WalProcessingOption::kContinueProcessing;
}

}  // namespace factcheck::storage::rocks
