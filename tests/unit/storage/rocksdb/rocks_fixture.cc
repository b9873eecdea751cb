#include "tests/unit/storage/rocksdb/rocks_fixture.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace factcheck::storage {

namespace fs = std::filesystem;

void Disk::Fail(FileOperation::Kind kind, std::string_view ending, absl::Status status) {
  Set([=, ending = std::string(ending)](const FileOperation& operation) {
    const bool hit = operation.kind == kind && operation.path.ends_with(ending);
    return hit ? status : absl::OkStatus();
  });
}

absl::Status Disk::Before(const FileOperation& operation) {
  Rule rule;
  {
    absl::MutexLock lock(&mutex_);
    rule = rule_;
  }
  return rule ? rule(operation) : absl::OkStatus();
}

RocksTest::RocksTest() {
  options_.directory = Path("store");
  options_.clock = clock_.AsClock();
  options_.block_cache_bytes = size_t{4} << 20;
  options_.write_buffer_bytes = size_t{4} << 20;
  options_.reserved_bytes = 0;
  options_.hooks.before = [this](const FileOperation& operation) {
    return disk_.Before(operation);
  };
  options_.hooks.reopen_pause = absl::ZeroDuration();
}

absl::Status RocksTest::TryOpen(const std::string& directory) {
  engine_.reset();
  RocksOptions options = options_;
  if (!directory.empty()) options.directory = directory;
  auto engine = OpenRocksEngine(std::move(options));
  if (!engine.ok()) return engine.status();
  engine_ = *std::move(engine);
  return absl::OkStatus();
}

void RocksTest::Open(const std::string& directory) {
  const absl::Status opened = TryOpen(directory);
  ASSERT_TRUE(opened.ok()) << opened;
}

std::vector<std::string> RocksTest::Files(const std::string& directory, std::string_view ending) {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().string().ends_with(ending)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::map<std::string, std::string> RocksTest::Contents(const std::string& directory) {
  std::map<std::string, std::string> contents;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    const std::string name = fs::relative(entry.path(), directory);
    if (name == "LOCK" || name.starts_with("LOG") || !entry.is_regular_file()) continue;
    contents[name] = ReadFile(entry.path());
  }
  return contents;
}

std::string RocksTest::CopyAsAfterKill(std::string_view name) {
  // Files that are no longer needed go in the background: copy until none did meanwhile.
  std::vector<std::string> before;
  do {
    before = Files(store(), "");
    fs::remove_all(Path(name));
    fs::create_directory(Path(name));
    for (const std::string& file : before) {
      std::error_code gone;
      fs::copy(file, Path(name), gone);
    }
  } while (Files(store(), "") != before);
  return Path(name);
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void WriteFile(const std::string& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
}

void FlipByte(const std::string& path, size_t at) {
  std::string content = ReadFile(path);
  ASSERT_LT(at, content.size());
  content[at] = static_cast<char>(content[at] ^ 0x55);
  WriteFile(path, content);
}

}  // namespace factcheck::storage
