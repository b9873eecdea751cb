#include "tests/conformance/engine_test.h"

#include <utility>

#include "server/storage/memory/memory_engine.h"
#include "server/storage/rocksdb/rocks_engine.h"

namespace factcheck::storage {

std::string NameOf(const ::testing::TestParamInfo<EngineKind>& info) {
  return info.param == EngineKind::kMemory ? "Memory" : "RocksDb";
}

void EngineTest::Open() {
  if (GetParam() == EngineKind::kMemory) {
    engine_ = NewMemoryEngine(clock_.AsClock());
    return;
  }
  RocksOptions options;
  options.directory = directory_.path() + "/store";
  options.clock = clock_.AsClock();
  // Small, so that tests meet sorted files and not only what is in memory.
  options.write_buffer_bytes = size_t{1} << 20;
  options.block_cache_bytes = size_t{8} << 20;
  options.reserved_bytes = 0;
  auto engine = OpenRocksEngine(std::move(options));
  ASSERT_TRUE(engine.ok()) << engine.status();
  engine_ = *std::move(engine);
}

void EngineTest::Reopen() {
  ASSERT_TRUE(keeps());
  engine_.reset();
  Open();
}

std::unique_ptr<Snapshot> EngineTest::View() {
  auto snapshot = engine_->NewSnapshot();
  EXPECT_TRUE(snapshot.ok()) << snapshot.status();
  return *std::move(snapshot);
}

}  // namespace factcheck::storage
