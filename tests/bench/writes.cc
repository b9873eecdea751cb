#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "factcheck/v1/verdicts_service.pb.h"
#include "tests/bench/bench.h"
#include "tests/bench/child.h"
#include "tests/bench/load.h"

namespace factcheck::bench {
namespace {

constexpr int kMostCallers = 64;
constexpr absl::Duration kProbe = absl::Seconds(1);

// Each caller changes the title of its own verdict, or all that of one, back and forth.
Load ChangeLoad(const Store& store, const std::vector<std::string>& verdicts, int callers,
                bool one_verdict, absl::Duration duration) {
  const std::string run = std::to_string(absl::ToUnixMicros(absl::Now()));
  return {.method = "/factcheck.v1.Verdicts/UpdateDraft",
          .server = store.process().pid(),
          .key = store.checker_key(),
          .in_flight = callers,
          .duration = duration,
          .request = [&verdicts, one_verdict, run](int slot, uint64_t n) {
            v1::UpdateDraftRequest request;
            request.set_name(verdicts[one_verdict ? 0 : static_cast<size_t>(slot)]);
            // The slot, so that callers on one verdict never write what is there.
            request.mutable_revision()->set_title("Apology " + std::to_string(slot) +
                                                  (n % 2 == 0 ? " was made" : " was not made"));
            request.mutable_update_mask()->add_paths("title");
            request.set_request_id(run + "-" + std::to_string(slot) + "-" + std::to_string(n));
            return request.SerializeAsString();
          }};
}

// Bytes that the server hands to the disk for one change, log and all.
absl::StatusOr<size_t> BytesOfAChange(const Store& store,
                                      const std::vector<std::string>& verdicts) {
  const Load load = ChangeLoad(store, verdicts, 1, false, kProbe);
  const int64_t before = WrittenBytes(store.process().pid());
  auto result = Run(store.channel(), load);
  if (!result.ok()) return result.status();
  const int64_t written = WrittenBytes(store.process().pid()) - before;
  return static_cast<size_t>(
      std::lround(static_cast<double>(written) / static_cast<double>(result->answered)));
}

// Appends of `bytes`, each synced before the next, a second: what the disk gives.
absl::StatusOr<double> SyncedAppends(const std::filesystem::path& file, size_t bytes,
                                     absl::Duration duration) {
  const int out = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  if (out < 0) return absl::UnavailableError("cannot write " + file.string());
  const std::string record(bytes, 'x');
  uint64_t appended = 0;
  bool good = true;
  const absl::Time began = absl::Now();
  const absl::Time until = began + duration;
  while (good && absl::Now() < until) {
    good = write(out, record.data(), record.size()) == static_cast<ssize_t>(record.size()) &&
           fdatasync(out) == 0;
    ++appended;
  }
  const absl::Duration took = absl::Now() - began;
  close(out);
  std::filesystem::remove(file);
  if (!good) return absl::UnavailableError("cannot write " + file.string());
  return static_cast<double>(appended) / absl::ToDoubleSeconds(took);
}

struct Case {
  int callers;
  bool one_verdict;
  std::string aim;
};

absl::Status MeasureChanges(const Bench& bench, const Store& store,
                            const std::vector<std::string>& verdicts, size_t bytes,
                            const Case& which) {
  const std::string name =
      "UpdateDraft/" + std::to_string(which.callers) + (which.one_verdict ? "/one-verdict" : "");
  if (!bench.wanted(name)) return absl::OkStatus();
  Say(name);
  std::vector<double> ours, theirs, p50, p99, server;
  for (int round = 0; round < bench.rounds; ++round) {
    auto mine = Run(store.channel(),
                    ChangeLoad(store, verdicts, which.callers, which.one_verdict, bench.duration));
    if (!mine.ok()) return mine.status();
    ours.push_back(mine->calls_per_second);
    p50.push_back(absl::ToDoubleMilliseconds(mine->p50));
    p99.push_back(absl::ToDoubleMilliseconds(mine->p99));
    server.push_back(absl::ToDoubleMicroseconds(mine->server_time));
    auto other = SyncedAppends(store.process().data() / "bench-appends", bytes, bench.duration);
    if (!other.ok()) return other.status();
    theirs.push_back(*other);
  }
  const std::string who =
      which.callers == 1 ? "1 caller" : std::to_string(which.callers) + " callers";
  bench.table->Add({"UpdateDraft, " + who + (which.one_verdict ? " on one verdict" : ""),
                    "changes/s", std::move(ours),
                    "synced append of " + std::to_string(bytes) + " B", std::move(theirs),
                    which.aim});
  bench.table->Add({"  p50", "ms", std::move(p50), "", {}, ""});
  bench.table->Add({"  p99", "ms", std::move(p99), "", {}, ""});
  bench.table->Add({"  server's CPU a change", "us", std::move(server), "", {}, ""});
  return absl::OkStatus();
}

}  // namespace

absl::Status MeasureWrites(const Bench& bench, const Store& store) {
  if (!WantsSome(bench, "UpdateDraft")) return absl::OkStatus();
  Say("drafts to change");
  auto verdicts = store.MakeDrafts(kMostCallers);
  if (!verdicts.ok()) return verdicts.status();
  auto bytes = BytesOfAChange(store, *verdicts);
  if (!bytes.ok()) return bytes.status();
  for (const Case& which : {Case{1, false, ""}, Case{16, false, ""}, Case{kMostCallers, false, "5"},
                            Case{kMostCallers, true, "no collapse"}}) {
    absl::Status measured = MeasureChanges(bench, store, *verdicts, *bytes, which);
    if (!measured.ok()) return measured;
  }
  return absl::OkStatus();
}

}  // namespace factcheck::bench
