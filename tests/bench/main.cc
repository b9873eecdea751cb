// The benches: see ./run.
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>
#include <regex>
#include <string>
#include <thread>

#include "CLI/CLI.hpp"
#include "absl/time/clock.h"
#include "tests/bench/bench.h"
#include "tests/bench/child.h"
#include "tests/bench/echo.h"
#include "tests/bench/review_file.h"

namespace factcheck::bench {

bool WantsSome(const Bench& bench, std::string_view begin) {
  return std::any_of(kNames.begin(), kNames.end(), [&](std::string_view name) {
    return name.starts_with(begin) && bench.wanted(std::string(name));
  });
}

void Say(const std::string& what) { std::cerr << "bench: " << what << std::endl; }

namespace {

constexpr int kMadeUpRecords = 10'000;

struct Flags {
  int rounds = 5;
  double seconds = 2;
  std::string only;
  std::string server;
  std::string client;
  std::string data;
  bool echo = false;
  std::string listen;
  std::string port_file;
  std::string unused;
};

std::string MachineLine() {
  utsname name = {};
  uname(&name);
  std::string model = "unknown processor";
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) {
      model = line.substr(line.find(':') + 2);
      break;
    }
  }
  const int64_t memory = sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGE_SIZE);
  return std::to_string(std::thread::hardware_concurrency()) + " cores (" + model + "), " +
         std::to_string(memory >> 20) + " MiB, " + name.sysname + " " + name.release;
}

absl::Status MeasureAll(const Bench& bench) {
  auto echo = Echo::Start();
  if (!echo.ok()) return echo.status();
  if (absl::Status done = MeasureEmptyCalls(bench, **echo); !done.ok()) return done;
  if (WantsSome(bench, "Get") || WantsSome(bench, "Batch") || WantsSome(bench, "Update") ||
      WantsSome(bench, "MatchClaims")) {
    Say("a store with everything imported");
    const absl::Time began = absl::Now();
    auto store = Store::Open(bench.server, bench.reviews);
    if (!store.ok()) return store.status();
    Say(std::to_string((*store)->claims().size()) + " claims in " +
        absl::FormatDuration(absl::Trunc(absl::Now() - began, absl::Milliseconds(1))) +
        "; the server's peak: " +
        std::to_string(PeakResidentBytes((*store)->process().pid()) >> 20) + " MiB");
    if (absl::Status done = MeasureReads(bench, **store, **echo); !done.ok()) return done;
    if (absl::Status done = MeasureBatches(bench, **store); !done.ok()) return done;
    if (absl::Status done = MeasureMatchCalls(bench, **store, **echo); !done.ok()) return done;
    if (absl::Status done = MeasureWrites(bench, **store); !done.ok()) return done;
  }
  if (absl::Status done = MeasureReadsWhileSuggesting(bench, **echo); !done.ok()) return done;
  if (absl::Status done = MeasureImport(bench); !done.ok()) return done;
  if (absl::Status done = MeasureLedger(bench); !done.ok()) return done;
  if (absl::Status done = MeasureFeed(bench); !done.ok()) return done;
  if (absl::Status done = MeasureSearch(bench); !done.ok()) return done;
  return MeasureServerStart(bench);
}

absl::StatusOr<std::filesystem::path> ReviewFile(const Flags& flags,
                                                 const std::filesystem::path& scratch) {
  const std::filesystem::path real = std::filesystem::path(flags.data) / "claimreviews.jsonl.gz";
  if (!flags.data.empty() && std::filesystem::exists(real)) return real;
  Say("no " + real.string() + ": " + std::to_string(kMadeUpRecords) + " records are made up");
  const std::filesystem::path made = scratch / "claimreviews.jsonl.gz";
  if (absl::Status written = WriteMadeUpReviews(made, kMadeUpRecords); !written.ok()) {
    return written;
  }
  return made;
}

int Main(const Flags& flags) {
  const testing::TemporaryDirectory scratch;
  auto reviews = ReviewFile(flags, scratch.path());
  if (!reviews.ok()) {
    std::cerr << reviews.status() << "\n";
    return 1;
  }
  Table table;
  std::optional<std::regex> only;
  if (!flags.only.empty()) only.emplace(flags.only);
  const Bench bench{.rounds = flags.rounds,
                    .duration = absl::Seconds(flags.seconds),
                    .server = flags.server,
                    .client = flags.client,
                    .reviews = *reviews,
                    .wanted =
                        [&only](const std::string& name) {
                          return !only.has_value() || std::regex_search(name, *only);
                        },
                    .table = &table};
  const absl::Status measured = MeasureAll(bench);
  std::cout << MachineLine() << "; " << flags.rounds << " rounds of " << flags.seconds << " s\n\n";
  table.Print(std::cout);
  if (measured.ok()) return 0;
  std::cerr << "bench: FAILED: " << measured << "\n";
  return 1;
}

void Define(CLI::App& app, Flags& flags) {
  app.add_option("--rounds", flags.rounds)->check(CLI::Range(1, 1000));
  app.add_option("--seconds", flags.seconds)->check(CLI::Range(0.05, 3600.0));
  app.add_option("--only", flags.only);
  app.add_option("--server", flags.server);
  app.add_option("--client", flags.client);
  app.add_option("--reviews", flags.data, "Directory with claimreviews.jsonl.gz");
  // How this program starts itself as the echo server; as the server is started.
  app.add_flag("--echo", flags.echo)->group("");
  app.add_option("--listen", flags.listen)->group("");
  app.add_option("--port-file", flags.port_file)->group("");
  app.add_option("--data", flags.unused)->group("");
}

}  // namespace
}  // namespace factcheck::bench

int main(int argc, char** argv) {
  factcheck::bench::Flags flags;
  CLI::App app("Measures factcheckd; tests/bench/run builds what it needs and calls it.");
  factcheck::bench::Define(app, flags);
  CLI11_PARSE(app, argc, argv);
  if (flags.echo) return factcheck::bench::ServeEcho(flags.listen, flags.port_file);
  return factcheck::bench::Main(flags);
}
