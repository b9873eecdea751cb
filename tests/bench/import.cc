#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "tests/bench/bench.h"
#include "tests/bench/child.h"
#include "tests/bench/review_file.h"
#include "tests/support/server_process.h"

namespace factcheck::bench {
namespace {

constexpr int kMostRounds = 3;  // An import takes seconds.
constexpr double kMega = 1e6;

struct Figures {
  std::vector<double> rate, parsed, server_memory, client_memory;
};

absl::Status MeasureRound(const Bench& bench, Figures& figures) {
  const absl::Time began = absl::Now();
  auto records = ParseAll(bench.reviews);
  if (!records.ok()) return records.status();
  figures.parsed.push_back(static_cast<double>(*records) /
                           absl::ToDoubleSeconds(absl::Now() - began));

  const testing::TemporaryDirectory directory;
  auto server = testing::ServerProcess::Start(bench.server, directory.path());
  if (!server.ok()) return server.status();
  auto import = RunChild({bench.client, "import", bench.reviews.string()},
                         {"FACTCHECK_ADDRESS=" + (*server)->address(),
                          "FACTCHECK_KEY_FILE=" + (*server)->key_file().string()},
                         directory.path() / "import.out");
  if (!import.ok()) return import.status();
  figures.rate.push_back(static_cast<double>(*records) / absl::ToDoubleSeconds(import->took));
  figures.server_memory.push_back(static_cast<double>(PeakResidentBytes((*server)->pid())) / kMega);
  figures.client_memory.push_back(static_cast<double>(import->peak_resident_bytes) / kMega);
  return absl::OkStatus();
}

}  // namespace

absl::Status MeasureImport(const Bench& bench) {
  if (!bench.wanted("import")) return absl::OkStatus();
  Say("import");
  Figures figures;
  for (int round = 0; round < std::min(bench.rounds, kMostRounds); ++round) {
    absl::Status measured = MeasureRound(bench, figures);
    if (!measured.ok()) return measured;
  }
  bench.table->Add({"import", "records/s", std::move(figures.rate), "gunzip and parse",
                    std::move(figures.parsed), "5,000 records/s"});
  bench.table->Add(
      {"  server, peak resident", "MB", std::move(figures.server_memory), "", {}, "under 300 MB"});
  bench.table->Add(
      {"  client, peak resident", "MB", std::move(figures.client_memory), "", {}, "under 300 MB"});
  return absl::OkStatus();
}

}  // namespace factcheck::bench
