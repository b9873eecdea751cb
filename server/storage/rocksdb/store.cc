#include "server/storage/rocksdb/store.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "server/base/absl_strings.h"
#include "server/storage/contract.h"

namespace factcheck::storage::rocks {
namespace {

namespace fs = std::filesystem;

constexpr char kFormatKey[] = "format";
constexpr char kStoreIdKey[] = "store_id";

// Every key, of whatever family: none begins with more than kMaxKeyBytes such bytes.
const std::string& PastEveryKey() {
  static const std::string* const key = new std::string(kMaxKeyBytes + 1, '\xff');
  return *key;
}

absl::Status Context(const absl::Status& status, std::string_view context) {
  return absl::Status(status.code(), ToAbsl(StrCat(context, ": ", ToStd(status.message()))));
}

// Opening would make an empty database of a directory that has lost its CURRENT
// file, and throw the rest away. A creation that was cut off has neither of these.
absl::Status CheckNotHeadless(const std::string& directory) {
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename();
    if (name.ends_with(".sst") || name.ends_with(".log")) {
      return absl::DataLossError(StrCat("the store in ", directory, " is damaged: it has ", name,
                                        " but no CURRENT file; restore a backup"));
    }
  }
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(StrCat("can't read ", directory, ": ", error.message()));
}

// Made for its owner alone: the store holds secrets.
absl::Status MakeDirectory(const std::string& directory) {
  std::error_code error;
  if (!fs::create_directories(directory, error) && !error) return absl::OkStatus();
  if (!error) fs::permissions(directory, fs::perms::owner_all, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(StrCat("can't make ", directory, ": ", error.message()));
}

absl::Status CheckNotLocked(const std::string& directory, rocksdb::Env* env) {
  rocksdb::FileLock* lock = nullptr;
  const rocksdb::Status locked = env->LockFile(directory + "/LOCK", &lock);
  if (locked.ok()) return FromRocks(env->UnlockFile(lock), "unlocking the store");
  return absl::FailedPreconditionError(StrCat("the store in ", directory,
                                              " can't be locked; is another process using it? (",
                                              locked.ToString(), ")"));
}

// Whether something was ever written to the store: its first write comes after
// all of its column families were made.
bool HoldsWrites(const std::string& directory) {
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename();
    if (name.ends_with(".sst")) return true;
    if (name.ends_with(".log") && it->file_size(error) > 0) return true;
  }
  return false;
}

// RocksDB takes a damaged record of its manifest for a torn end, forgets what
// comes after it, and would go on with what is left: a missing family shows it.
absl::Status CheckFamilies(const std::string& directory, const rocksdb::DBOptions& options) {
  std::vector<std::string> names;
  const rocksdb::Status listed = rocksdb::DB::ListColumnFamilies(options, directory, &names);
  if (!listed.ok()) return FromRocks(listed, "reading the list of column families");
  for (const std::string& name : names) {
    if (std::find(kFamilyNames.begin(), kFamilyNames.end(), name) == kFamilyNames.end()) {
      return absl::FailedPreconditionError(
          StrCat("the store in ", directory, " has a column family ", name,
                 " that this version doesn't know: it was written by a newer one"));
    }
  }
  // A creation that was cut off may have made only some.
  if (names.size() < kFamilies && HoldsWrites(directory)) {
    return absl::DataLossError(StrCat("the store in ", directory,
                                      " is damaged: its manifest names ", names.size(), " of ",
                                      kFamilies, " column families; restore a backup"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status FromRocks(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = StrCat(doing, ": ", status.ToString());
  if (status.IsCorruption()) return absl::DataLossError(message);
  if (status.IsNoSpace() || status.subcode() == rocksdb::Status::kSpaceLimit)
    return absl::ResourceExhaustedError(message);
  // A file of the store that is not there was taken from it.
  if (status.IsPathNotFound()) return absl::DataLossError(message);
  if (status.IsNotSupported() || status.IsInvalidArgument()) return absl::InternalError(message);
  return absl::UnavailableError(message);
}

absl::StatusOr<std::shared_ptr<Store>> Store::Open(const RocksOptions& options, rocksdb::Env* env,
                                                   Mode mode) {
  std::shared_ptr<Store> store(new Store());
  if (absl::Status opened = store->OpenDatabase(options, env, mode); !opened.ok()) {
    if (opened.code() == absl::StatusCode::kFailedPrecondition) return opened;
    return Context(opened, StrCat("can't open the store in ", options.directory));
  }
  absl::Status meta = store->ReadMeta();
  if (meta.ok() && store->store_id_.empty() && mode == Mode::kWritable) {
    meta = store->InitialiseMeta();
  }
  if (!meta.ok()) return Context(meta, StrCat("can't use the store in ", options.directory));
  return store;
}

absl::Status Store::OpenDatabase(const RocksOptions& options, rocksdb::Env* env, Mode mode) {
  const std::string& directory = options.directory;
  std::error_code error;
  const bool exists = fs::exists(directory + "/CURRENT", error);
  rocksdb::DBOptions db_options = DatabaseOptions(options);
  db_options.env = env;
  db_options.wal_filter = &wal_chain_;
  if (mode == Mode::kWritable) {
    if (absl::Status made = MakeDirectory(directory); !made.ok()) return made;
    if (absl::Status free = CheckNotLocked(directory, env); !free.ok()) return free;
    db_options.create_if_missing = !exists;
    db_options.create_missing_column_families = true;
  }
  absl::Status fit = exists ? CheckFamilies(directory, db_options) : CheckNotHeadless(directory);
  if (!fit.ok()) return fit;

  cache_ = rocksdb::NewLRUCache(options.block_cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (size_t i = 0; i < kFamilies; ++i) {
    descriptors.emplace_back(std::string(kFamilyNames[i]),
                             FamilyOptions(static_cast<Family>(i), options, cache_));
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened =
      mode == Mode::kWritable
          ? rocksdb::DB::Open(db_options, directory, descriptors, &handles, &db)
          : rocksdb::DB::OpenForReadOnly(db_options, directory, descriptors, &handles, &db);
  if (!opened.ok()) return FromRocks(opened, "opening the database");
  db_.reset(db);
  std::copy(handles.begin(), handles.end(), families_.begin());
  return absl::OkStatus();
}

absl::StatusOr<std::string> Store::GetMeta(std::string_view key) {
  std::string value;
  const rocksdb::Status status =
      db_->Get(rocksdb::ReadOptions(), family(Family::kMeta), ToSlice(key), &value);
  if (status.IsNotFound()) return std::string();
  if (!status.ok()) return FromRocks(status, "reading what the store says of itself");
  return value;
}

absl::Status Store::ReadMeta() {
  absl::StatusOr<std::string> format = GetMeta(kFormatKey);
  absl::StatusOr<std::string> store_id = GetMeta(kStoreIdKey);
  absl::StatusOr<std::string> latest = GetMeta(kLatestKey);
  absl::StatusOr<std::string> trimmed = GetMeta(kTrimmedKey);
  for (const auto* value : {&format, &store_id, &latest, &trimmed}) {
    if (!value->ok()) return value->status();
  }
  if (format->empty()) {
    if (store_id->empty() && latest->empty()) return absl::OkStatus();
    return absl::DataLossError("its format is not recorded");
  }
  uint64_t number = 0;
  const auto parsed = std::from_chars(format->data(), format->data() + format->size(), number);
  if (parsed.ec != std::errc() || store_id->empty()) {
    return absl::DataLossError("its format or identity is unreadable");
  }
  if (number > kFormat) {
    return absl::FailedPreconditionError(StrCat("it has format ", number,
                                                ", and this version knows formats up to ", kFormat,
                                                ": it was written by a newer one"));
  }
  if ((!latest->empty() && latest->size() < 8) || (!trimmed->empty() && trimmed->size() < 8)) {
    return absl::DataLossError("its newest version is unreadable");
  }
  store_id_ = *std::move(store_id);
  if (!latest->empty()) latest_ = DecodeVersion(*latest);
  if (!trimmed->empty()) trimmed_ = DecodeVersion(*trimmed);
  std::string mark;
  loading_ = db_->Get(rocksdb::ReadOptions(), family(Family::kMeta), kLoadingKey, &mark).ok();
  return absl::OkStatus();
}

absl::Status Store::InitialiseMeta() {
  store_id_ = NewStoreId();
  rocksdb::WriteBatch batch;
  rocksdb::WriteOptions durable;
  durable.sync = true;
  rocksdb::Status status = batch.Put(family(Family::kMeta), kFormatKey, std::to_string(kFormat));
  if (status.ok()) status = batch.Put(family(Family::kMeta), kStoreIdKey, store_id_);
  if (status.ok()) status = db_->Write(durable, &batch);
  return FromRocks(status, "making the store");
}

absl::Status Store::RemoveEverything() {
  rocksdb::WriteBatch batch;
  rocksdb::WriteOptions durable;
  durable.sync = true;
  rocksdb::Status status;
  for (Family each : {Family::kData, Family::kHistory, Family::kLog}) {
    if (status.ok()) status = batch.DeleteRange(family(each), rocksdb::Slice(), PastEveryKey());
  }
  if (status.ok()) status = batch.Delete(family(Family::kMeta), kLoadingKey);
  if (status.ok()) status = db_->Write(durable, &batch);
  if (status.ok()) loading_ = false;
  return FromRocks(status, "removing what an unfinished load left");
}

Store::~Store() {
  if (db_ != nullptr) {
    for (rocksdb::ColumnFamilyHandle* handle : families_) {
      db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
    }
    // What was acknowledged is synced already; there is nothing that a failure here could lose.
    db_->Close().PermitUncheckedError();
    db_.reset();
  }
  closed_->Notify();
}

}  // namespace factcheck::storage::rocks
