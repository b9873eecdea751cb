#include "server/storage/rocksdb/file_hooks.h"

#include <string>
#include <utility>

#include "rocksdb/file_system.h"
#include "server/base/absl_strings.h"

namespace factcheck::storage::rocks {
namespace {

using Hook = std::function<absl::Status(const FileOperation&)>;

rocksdb::IOStatus ToIo(const absl::Status& status) {
  if (status.ok()) return rocksdb::IOStatus::OK();
  const std::string message(status.message());
  if (status.code() == absl::StatusCode::kResourceExhausted) {
    return rocksdb::IOStatus::NoSpace(message);
  }
  return rocksdb::IOStatus::IOError(message);
}

class HookedFile final : public rocksdb::FSWritableFileWrapper {
 public:
  HookedFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path, const Hook& hook)
      : FSWritableFileWrapper(file.get()),
        file_(std::move(file)),
        path_(std::move(path)),
        hook_(hook) {}

  using FSWritableFileWrapper::Append;
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* debug) override {
    const absl::Status allowed = hook_({FileOperation::Kind::kWrite, path_, written_, data.size()});
    const rocksdb::Slice part(data.data(), allowed.ok() ? data.size() : data.size() / 2);
    rocksdb::IOStatus status = file_->Append(part, options, debug);
    if (status.ok()) written_ += part.size();
    return allowed.ok() ? status : ToIo(allowed);
  }
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           const rocksdb::DataVerificationInfo& /*verification*/,
                           rocksdb::IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options,
                         rocksdb::IODebugContext* debug) override {
    const absl::Status allowed = hook_({FileOperation::Kind::kSync, path_, written_, 0});
    return allowed.ok() ? file_->Sync(options, debug) : ToIo(allowed);
  }
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options,
                          rocksdb::IODebugContext* debug) override {
    const absl::Status allowed = hook_({FileOperation::Kind::kSync, path_, written_, 0});
    return allowed.ok() ? file_->Fsync(options, debug) : ToIo(allowed);
  }

 private:
  const std::unique_ptr<rocksdb::FSWritableFile> file_;
  const std::string path_;
  const Hook& hook_;
  uint64_t written_ = 0;
};

class HookedFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  explicit HookedFileSystem(Hook hook)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), hook_(std::move(hook)) {}
  const char* Name() const override { return "factcheck.HookedFileSystem"; }

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    const absl::Status allowed = hook_({FileOperation::Kind::kCreate, path, 0, 0});
    if (!allowed.ok()) return ToIo(allowed);
    std::unique_ptr<rocksdb::FSWritableFile> plain;
    rocksdb::IOStatus status = target()->NewWritableFile(path, options, &plain, debug);
    if (status.ok()) *file = std::make_unique<HookedFile>(std::move(plain), path, hook_);
    return status;
  }

 private:
  const Hook hook_;
};

}  // namespace

std::unique_ptr<rocksdb::Env> NewHookedEnv(const RocksTestHooks& hooks) {
  if (!hooks.before) return nullptr;
  return rocksdb::NewCompositeEnv(std::make_shared<HookedFileSystem>(hooks.before));
}

}  // namespace factcheck::storage::rocks
