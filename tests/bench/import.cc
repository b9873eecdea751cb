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
  std::vector<double> rate, parsed, silent_rate, server_memory, client_memory;
};

struct Imported {
  absl::Duration took;
  int64_t server_memory = 0, client_memory = 0;
};

absl::StatusOr<Imported> Import(const Bench& bench, bool suggests) {
  const testing::TemporaryDirectory directory;
  auto server = testing::ServerProcess::Start(
      bench.server, directory.path(),
      {suggests ? "--suggest-duplicates" : "--no-suggest-duplicates"});
  if (!server.ok()) return server.status();
  auto import = RunChild({bench.client, "import", bench.reviews.string()},
                         {"FACTCHECK_ADDRESS=" + (*server)->address(),
                          "FACTCHECK_KEY_FILE=" + (*server)->key_file().string()},
                         directory.path() / "import.out");
  if (!import.ok()) return import.status();
  return Imported{import->took, PeakResidentBytes((*server)->pid()), import->peak_resident_bytes};
}

absl::Status MeasureRound(const Bench& bench, bool both, Figures& figures) {
  const absl::Time began = absl::Now();
  auto records = ParseAll(bench.reviews);
  if (!records.ok()) return records.status();
  const auto rate = [&](absl::Duration took) {
    return static_cast<double>(*records) / absl::ToDoubleSeconds(took);
  };
  figures.parsed.push_back(rate(absl::Now() - began));
  auto import = Import(bench, /*suggests=*/true);
  if (!import.ok()) return import.status();
  figures.rate.push_back(rate(import->took));
  figures.server_memory.push_back(static_cast<double>(import->server_memory) / kMega);
  figures.client_memory.push_back(static_cast<double>(import->client_memory) / kMega);
  if (!both) return absl::OkStatus();
  auto silent = Import(bench, /*suggests=*/false);
  if (!silent.ok()) return silent.status();
  figures.silent_rate.push_back(rate(silent->took));
  return absl::OkStatus();
}

}  // namespace

absl::Status MeasureImport(const Bench& bench) {
  const bool alone = bench.wanted("import");
  const bool both = bench.wanted("import/suggestions");
  if (!alone && !both) return absl::OkStatus();
  Say("import");
  Figures figures;
  for (int round = 0; round < std::min(bench.rounds, kMostRounds); ++round) {
    absl::Status measured = MeasureRound(bench, both, figures);
    if (!measured.ok()) return measured;
  }
  if (both) {
    bench.table->Add({"import, duplicates suggested meanwhile", "records/s", figures.rate,
                      "without suggestions", std::move(figures.silent_rate), ""});
  }
  if (!alone) return absl::OkStatus();
  bench.table->Add({"import", "records/s", std::move(figures.rate), "gunzip and parse",
                    std::move(figures.parsed), "5,000 records/s"});
  bench.table->Add(
      {"  server, peak resident", "MB", std::move(figures.server_memory), "", {}, "under 300 MB"});
  bench.table->Add(
      {"  client, peak resident", "MB", std::move(figures.client_memory), "", {}, "under 300 MB"});
  return absl::OkStatus();
}

}  // namespace factcheck::bench
