// The process that crash_engine_test kills: several threads that commit as fast as
// they can, and report each acknowledgement on descriptor 3, until they are killed.
//
//   crash_engine_writer DIRECTORY THREADS
//
// Thread t's i-th commit writes, at one version: t/<t>/<i> and h/<t>/<i> (absent
// before), last/<t> = i, a transfer between two of the accounts of everybody, and
// the log record "<t>/<i>". The report is a line "<t> <i> <version>".
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "server/base/absl_strings.h"
#include "server/base/check.h"
#include "server/storage/engine.h"
#include "server/storage/rocksdb/rocks_engine.h"
#include "tests/crash/accounts.h"

namespace factcheck::storage {
namespace {

constexpr int kReportDescriptor = 3;

class Writer {
 public:
  Writer(Engine& engine, int thread) : engine_(engine), name_(std::to_string(thread)) {}

  void Run() {
    for (int i = FirstToWrite();; ++i) {
      CommitRequest request;
      const std::string from = Account(random_() % kAccounts);
      const std::string to = Account(random_() % kAccounts);
      const int amount = static_cast<int>(random_() % 10);
      request.decide_again = [=, this](Snapshot& newest) {
        return Decide(newest, i, from, to, amount);
      };
      request.batch = *Decide(**engine_.NewSnapshot(), i, from, to, amount);
      const absl::StatusOr<Version> version = engine_.Commit(std::move(request));
      FACTCHECK_CHECK(version.ok());
      const std::string report = StrCat(name_, " ", i, " ", version->value, "\n");
      // Short enough to be written whole or not at all.
      FACTCHECK_CHECK(write(kReportDescriptor, report.data(), report.size()) ==
                      static_cast<ssize_t>(report.size()));
    }
  }

 private:
  int FirstToWrite() {
    const auto last = (*engine_.NewSnapshot())->Get("last/" + name_);
    FACTCHECK_CHECK(last.ok());
    return *last ? std::stoi((*last)->value) + 1 : 0;
  }

  absl::StatusOr<Batch> Decide(Snapshot& view, int i, const std::string& from,
                               const std::string& to, int amount) const {
    const std::string n = StrCat(name_, "/", i);
    Batch batch;
    const auto read = [&](const std::string& key, int otherwise) {
      const auto entry = view.Get(key);
      FACTCHECK_CHECK(entry.ok());
      batch.preconditions.push_back(
          {key, *entry ? std::optional((*entry)->version) : std::nullopt});
      return *entry ? std::stoi((*entry)->value) : otherwise;
    };
    const auto put = [&](std::string key, std::string value) {
      batch.mutations.push_back({.key = std::move(key), .value = std::move(value)});
    };
    FACTCHECK_CHECK(read("last/" + name_, -1) == i - 1);
    batch.preconditions.push_back({"t/" + n, std::nullopt});
    put("t/" + n, std::string(300, 'v'));
    put("h/" + n, n);
    put("last/" + name_, std::to_string(i));
    if (from != to) {
      const int from_holds = read(from, kOpeningBalance);
      const int to_holds = read(to, kOpeningBalance);
      put(from, std::to_string(from_holds - amount));
      put(to, std::to_string(to_holds + amount));
    }
    batch.log_record = n;
    return batch;
  }

  Engine& engine_;
  const std::string name_;
  std::mt19937_64 random_{std::random_device()()};
};

int Main(const std::string& directory, int threads) {
  RocksOptions options;
  options.directory = directory;
  options.clock = [] { return absl::Now(); };
  options.reserved_bytes = 0;
  // Small, so that it is killed while sorted files are made, too.
  options.write_buffer_bytes = size_t{256} << 10;
  auto engine = OpenRocksEngine(std::move(options));
  if (!engine.ok()) {
    std::fprintf(stderr, "%s\n", engine.status().ToString().c_str());
    return 1;
  }
  std::vector<std::thread> running;
  for (int thread = 0; thread < threads; ++thread) {
    running.emplace_back([&, thread] { Writer(**engine, thread).Run(); });
  }
  for (std::thread& thread : running) thread.join();
  return 0;
}

}  // namespace
}  // namespace factcheck::storage

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s DIRECTORY THREADS\n", argv[0]);
    return 2;
  }
  return factcheck::storage::Main(argv[1], std::atoi(argv[2]));
}
