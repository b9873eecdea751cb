// The fixture that every conformance test runs in, once with each engine.
#ifndef FACTCHECK_TESTS_CONFORMANCE_ENGINE_TEST_H_
#define FACTCHECK_TESTS_CONFORMANCE_ENGINE_TEST_H_

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/storage/engine.h"
#include "tests/support/storage_fixture.h"

namespace factcheck::storage {

enum class EngineKind { kMemory, kRocksDb };
std::string NameOf(const ::testing::TestParamInfo<EngineKind>& info);

class EngineTest : public ::testing::TestWithParam<EngineKind> {
 protected:
  void SetUp() override { Open(); }

  Engine& engine() { return *engine_; }
  testing::StorageClock& clock() { return clock_; }
  // Closes the engine and opens it again. Only for engines that keep anything.
  bool keeps() const { return GetParam() != EngineKind::kMemory; }
  void Reopen();
  void Close() { engine_.reset(); }

  std::unique_ptr<Snapshot> View();

 private:
  void Open();

  const testing::TempDirectory directory_;
  testing::StorageClock clock_;
  std::unique_ptr<Engine> engine_;
};

#define FACTCHECK_FOR_EVERY_ENGINE(Suite)                                                 \
  INSTANTIATE_TEST_SUITE_P(Engines, Suite,                                                \
                           ::testing::Values(::factcheck::storage::EngineKind::kMemory,   \
                                             ::factcheck::storage::EngineKind::kRocksDb), \
                           ::factcheck::storage::NameOf)

}  // namespace factcheck::storage

#endif  // FACTCHECK_TESTS_CONFORMANCE_ENGINE_TEST_H_
