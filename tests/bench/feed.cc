#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "client/cpp/client.h"
#include "server/domain/core/stamp.h"
#include "tests/bench/bench.h"
#include "tests/bench/child.h"
#include "tests/bench/load.h"
#include "tests/bench/review_file.h"
#include "tests/bench/watchers.h"
#include "tests/support/server_process.h"

namespace factcheck::bench {
namespace {

constexpr int kCallers = 16;
constexpr int kIdle = 1000;
constexpr int kRecords = 334'000;  // Each makes three changes.
constexpr int kImportBatch = 200;
constexpr int kMostRounds = 3;  // Catching up takes seconds.
constexpr double kKibi = 1024;

// A server with a few claims, whose statements change back and forth.
class Newsroom {
 public:
  static absl::StatusOr<std::unique_ptr<Newsroom>> Open(const std::string& server) {
    auto newsroom = std::make_unique<Newsroom>();
    auto process =
        testing::ServerProcess::Start(server, newsroom->directory_.path(),
                                      {"--feed-watches=10000", "--feed-watches-per-key=10000",
                                       // What it writes would be counted with what the callers do.
                                       "--no-suggest-duplicates"});
    if (!process.ok()) return process.status();
    newsroom->process_ = *std::move(process);
    auto admin = client::Client::Connect(
        {.address = newsroom->process_->address(), .api_key = newsroom->process_->admin_key()});
    if (!admin.ok()) return admin.status();
    newsroom->admin_ = *std::move(admin);
    for (int i = 0; i < kCallers; ++i) {
      v1::CreateClaimRequest create;
      create.set_claim_id("bench-" + std::to_string(i));
      create.mutable_claim()->set_statement("There was no apology.");
      create.mutable_claim()->set_language("en");
      if (auto made = newsroom->admin_->CreateClaim(create); !made.ok()) return made.status();
    }
    return newsroom;
  }

  Load Changes(int callers, absl::Duration duration) const {
    const std::string run = std::to_string(absl::ToUnixMicros(absl::Now()));
    return {
        .method = "/factcheck.v1.Claims/UpdateClaim",
        .key = process_->admin_key(),
        .in_flight = callers,
        .warm_up = absl::ZeroDuration(),
        .duration = duration,
        .request = [run](int slot, uint64_t n) {
          v1::UpdateClaimRequest request;
          request.mutable_claim()->set_name("claims/bench-" + std::to_string(slot));
          request.mutable_claim()->set_statement(n % 2 == 0 ? "There was one." : "There was none.");
          request.mutable_update_mask()->add_paths("statement");
          request.set_request_id(run + "-" + std::to_string(slot) + "-" + std::to_string(n));
          return request.SerializeAsString();
        }};
  }
  v1::WatchChangesRequest From(v1::ChangeStart::Edge edge) const {
    v1::WatchChangesRequest request;
    request.mutable_start()->set_edge(edge);
    return request;
  }
  // The time of a change of its own that ends everything before it.
  absl::StatusOr<absl::Time> Mark() {
    v1::UpdateClaimRequest request;
    request.mutable_claim()->set_name("claims/bench-0");
    request.mutable_claim()->set_context("mark " + std::to_string(++marks_));
    request.mutable_update_mask()->add_paths("context");
    auto claim = admin_->UpdateClaim(request);
    if (!claim.ok()) return claim.status();
    return domain::FromTimestamp(claim->update_time());
  }
  absl::Status Import(const std::filesystem::path& reviews) const {
    auto import = admin_->ImportClaimReviews({}, {});
    v1::ImportBatch batch;
    absl::Status sent;
    absl::Status read = ReadLines(reviews, [&](std::string line) {
      if (!sent.ok()) return;
      batch.add_records()->set_json(std::move(line));
      if (batch.records_size() == kImportBatch) sent = import->Send(std::exchange(batch, {}));
    });
    if (!read.ok()) return read;
    if (sent.ok() && batch.records_size() > 0) sent = import->Send(std::move(batch));
    return sent.ok() ? import->Finish() : sent;
  }

  const testing::ServerProcess& process() const { return *process_; }
  const std::filesystem::path& directory() const { return directory_.path(); }

 private:
  testing::TemporaryDirectory directory_;
  std::unique_ptr<testing::ServerProcess> process_;
  std::optional<client::Client> admin_;
  int marks_ = 0;
};

double Milliseconds(std::vector<absl::Duration> durations, double part) {
  if (durations.empty()) return 0;
  std::sort(durations.begin(), durations.end());
  const auto at = static_cast<size_t>(part * static_cast<double>(durations.size() - 1));
  return absl::ToDoubleMilliseconds(durations[at]);
}

absl::Status MeasureDelay(const Bench& bench, Newsroom& newsroom) {
  Row p50{"feed: commit to delivery, p50", "ms", {}, "the write's own answer, p50", {}, ""};
  Row p99{"  p99", "ms", {}, "the write's own answer, p99", {}, ""};
  const auto channel = Connect(newsroom.process().address());
  for (int round = 0; round < bench.rounds; ++round) {
    Watchers watcher(newsroom.process().address(), newsroom.process().admin_key(), 1,
                     newsroom.From(v1::ChangeStart::EDGE_NOW));
    if (absl::Status first = watcher.AwaitFirst(); !first.ok()) return first;
    auto written = Run(channel, newsroom.Changes(1, bench.duration));
    if (!written.ok()) return written.status();
    auto mark = newsroom.Mark();
    if (!mark.ok()) return mark.status();
    if (absl::Status done = watcher.AwaitCommit(*mark); !done.ok()) return done;
    p50.measured.push_back(Milliseconds(watcher.delays(), 0.5));
    p99.measured.push_back(Milliseconds(watcher.delays(), 0.99));
    p50.compared_to.push_back(absl::ToDoubleMilliseconds(written->p50));
    p99.compared_to.push_back(absl::ToDoubleMilliseconds(written->p99));
  }
  bench.table->Add(std::move(p50));
  bench.table->Add(std::move(p99));
  return absl::OkStatus();
}

absl::Status MeasureEvents(const Bench& bench, Newsroom& newsroom, int subscribers) {
  Row row{"feed: events to " + std::to_string(subscribers) + " subscribers",
          "events/s",
          {},
          "changes written meanwhile",
          {},
          ""};
  const auto channel = Connect(newsroom.process().address());
  for (int round = 0; round < bench.rounds; ++round) {
    Watchers watchers(newsroom.process().address(), newsroom.process().admin_key(), subscribers,
                      newsroom.From(v1::ChangeStart::EDGE_NOW));
    if (absl::Status first = watchers.AwaitFirst(); !first.ok()) return first;
    const absl::Time began = absl::Now();
    auto written = Run(channel, newsroom.Changes(kCallers, bench.duration));
    if (!written.ok()) return written.status();
    auto mark = newsroom.Mark();
    if (!mark.ok()) return mark.status();
    if (absl::Status done = watchers.AwaitCommit(*mark); !done.ok()) return done;
    const double seconds = absl::ToDoubleSeconds(absl::Now() - began);
    row.measured.push_back(static_cast<double>(watchers.commits()) / seconds);
    row.compared_to.push_back(static_cast<double>(written->answered) / seconds);
  }
  bench.table->Add(std::move(row));
  return absl::OkStatus();
}

absl::Status MeasureIdle(const Bench& bench, const std::string& server) {
  Row row{"feed: memory of an idle subscriber", "KiB", {}, "", {}, ""};
  for (int round = 0; round < std::min(bench.rounds, kMostRounds); ++round) {
    // What a server once had it keeps, so each round needs its own.
    auto newsroom = Newsroom::Open(server);
    if (!newsroom.ok()) return newsroom.status();
    const testing::ServerProcess& process = (*newsroom)->process();
    // A first stream, so that connections and threads are there.
    Watchers one(process.address(), process.admin_key(), 1,
                 (*newsroom)->From(v1::ChangeStart::EDGE_NOW));
    if (absl::Status first = one.AwaitFirst(); !first.ok()) return first;
    const int64_t before = ResidentBytes(process.pid());
    Watchers idle(process.address(), process.admin_key(), kIdle,
                  (*newsroom)->From(v1::ChangeStart::EDGE_NOW));
    if (absl::Status first = idle.AwaitFirst(); !first.ok()) return first;
    const int64_t after = ResidentBytes(process.pid());
    row.measured.push_back(static_cast<double>(after - before) / kKibi / kIdle);
  }
  bench.table->Add(std::move(row));
  return absl::OkStatus();
}

absl::Status MeasureCatchUp(const Bench& bench, const std::string& server) {
  auto newsroom = Newsroom::Open(server);
  if (!newsroom.ok()) return newsroom.status();
  const std::filesystem::path made = (*newsroom)->directory() / "reviews.jsonl.gz";
  if (absl::Status written = WriteMadeUpReviews(made, kRecords); !written.ok()) return written;
  if (absl::Status imported = (*newsroom)->Import(made); !imported.ok()) return imported;
  auto mark = (*newsroom)->Mark();
  if (!mark.ok()) return mark.status();
  for (const auto& [view, what] : {std::pair{v1::CHANGE_VIEW_FULL, ", with records and statuses"},
                                   std::pair{v1::CHANGE_VIEW_BASIC, ", names alone"}}) {
    Row row{std::string("feed: catching up") + what, "changes/s", {}, "", {}, ""};
    uint64_t changes = 0;
    for (int round = 0; round < std::min(bench.rounds, kMostRounds); ++round) {
      v1::WatchChangesRequest request = (*newsroom)->From(v1::ChangeStart::EDGE_BEGINNING);
      request.set_view(view);
      const absl::Time began = absl::Now();
      Watchers watcher((*newsroom)->process().address(), (*newsroom)->process().admin_key(), 1,
                       request);
      if (absl::Status done = watcher.AwaitCommit(*mark); !done.ok()) return done;
      changes = watcher.changes();
      row.measured.push_back(static_cast<double>(changes) /
                             absl::ToDoubleSeconds(absl::Now() - began));
    }
    Say(std::to_string(changes) + " changes" + what);
    bench.table->Add(std::move(row));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status MeasureFeed(const Bench& bench) {
  if (!WantsSome(bench, "feed")) return absl::OkStatus();
  Say("the feed");
  {
    auto newsroom = Newsroom::Open(bench.server);
    if (!newsroom.ok()) return newsroom.status();
    if (bench.wanted("feed/delay")) {
      if (absl::Status done = MeasureDelay(bench, **newsroom); !done.ok()) return done;
    }
    for (const int subscribers : {1, 100, 1000}) {
      if (!bench.wanted("feed/events/" + std::to_string(subscribers))) continue;
      if (absl::Status done = MeasureEvents(bench, **newsroom, subscribers); !done.ok()) {
        return done;
      }
    }
  }
  if (bench.wanted("feed/idle")) {
    if (absl::Status done = MeasureIdle(bench, bench.server); !done.ok()) return done;
  }
  if (bench.wanted("feed/catch-up")) return MeasureCatchUp(bench, bench.server);
  return absl::OkStatus();
}

}  // namespace factcheck::bench
