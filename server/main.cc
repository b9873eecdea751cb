// factcheckd: reads the command line, opens the store, serves until it is told to stop.
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "google/protobuf/stubs/common.h"
#include "google/protobuf/stubs/logging.h"
#include "grpc/support/log.h"
#include "server/api/server.h"
#include "server/api/version.h"
#include "server/base/absl_strings.h"
#include "server/command_line.h"
#include "server/domain/ledger/keys_of_store.h"
#include "server/gateway/gateway.h"
#include "server/observability/log.h"
#include "server/storage/memory/memory_engine.h"
#include "server/storage/rocksdb/backup.h"
#include "server/storage/rocksdb/rocks_engine.h"

namespace factcheck {
namespace {

using observability::Level;

// What answers over HTTP get to be sent once the calls behind them have ended.
constexpr absl::Duration kLastAnswers = absl::Seconds(2);

int Fail(const absl::Status& status) {
  std::cerr << "factcheckd: " << ToStd(status.message()) << "\n";
  return 1;
}

// gRPC and protobuf log through functions without a context.
observability::Log* library_log = nullptr;

void LogOfGrpc(gpr_log_func_args* args) {
  const Level level = args->severity == GPR_LOG_SEVERITY_ERROR ? Level::kWarning : Level::kDebug;
  library_log->Write(level, "grpc", {{"message", std::string_view(args->message)}});
}

void LogOfProtobuf(google::protobuf::LogLevel /*level*/, const char* /*file*/, int /*line*/,
                   const std::string& message) {
  library_log->Write(Level::kDebug, "protobuf", {{"message", std::string_view(message)}});
}

void TakeLibraryLogs(observability::Log* log) {
  library_log = log;
  gpr_set_log_function(LogOfGrpc);
  google::protobuf::SetLogHandler(LogOfProtobuf);
}

absl::Status MakeDataDirectory(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error && access(path.c_str(), R_OK | W_OK | X_OK) != 0) {
    error = std::error_code(errno, std::generic_category());
  }
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(
      StrCat("can't use the data directory ", path, ": ", error.message()));
}

absl::StatusOr<std::unique_ptr<storage::Engine>> OpenEngine(const CommandLine& options) {
  if (options.engine == "memory") return storage::NewMemoryEngine([] { return absl::Now(); });
  storage::RocksOptions rocks;
  rocks.directory = StoreDirectory(options.data);
  rocks.clock = [] { return absl::Now(); };
  rocks.block_cache_bytes = size_t{options.cache_mib} << 20;
  return storage::OpenRocksEngine(std::move(rocks));
}

// Whoever waits for the file reads all of it or finds none.
absl::Status WritePortFile(const std::string& path, int port) {
  const std::string partial = path + ".partial";
  {
    std::ofstream file(partial);
    file << port << "\n";
    file.close();
    if (!file) return absl::UnavailableError(StrCat("can't write ", partial));
  }
  std::error_code error;
  std::filesystem::rename(partial, path, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(StrCat("can't write ", path, ": ", error.message()));
}

absl::Status WritePortFiles(const CommandLine& options, int port, const gateway::Gateway* http) {
  absl::Status written;
  if (!options.http_port_file.empty() && http != nullptr) {
    written = WritePortFile(options.http_port_file, http->port());
  }
  if (written.ok() && !options.port_file.empty()) written = WritePortFile(options.port_file, port);
  return written;
}

// With the port that was really bound.
std::string HttpAddress(const CommandLine& options, const gateway::Gateway& http) {
  const std::string listen = HttpListen(options).value_or("");
  return StrCat(options.http.tls_cert.empty() ? "http://" : "https://",
                listen.substr(0, listen.rfind(':')), ":", http.port(), "/");
}

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

void AwaitStopSignal() {
  const sigset_t signals = StopSignals();
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
  // Who asks a second time does not want to wait.
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

int Serve(const CommandLine& options) {
  // Threads inherit the mask: only AwaitStopSignal takes the signals.
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  observability::Log log(*observability::ParseLevel(options.log_level));
  TakeLibraryLogs(&log);

  absl::Status made = MakeDataDirectory(options.data);
  if (!made.ok()) return Fail(made);
  absl::StatusOr<std::unique_ptr<storage::Engine>> engine = OpenEngine(options);
  if (!engine.ok()) return Fail(engine.status());
  absl::StatusOr<std::unique_ptr<api::Server>> server = api::Server::Start(
      ToServerOptions(options), engine->get(), [] { return absl::Now(); }, &log);
  if (!server.ok()) return Fail(server.status());
  std::unique_ptr<gateway::Gateway> http;
  if (HttpListen(options)) {
    gateway::GatewayOptions how = ToGatewayOptions(options);
    if (options.public_pages) how.public_credential = (*server)->backend().public_credential();
    absl::StatusOr<std::unique_ptr<gateway::Gateway>> started = gateway::Gateway::Start(
        std::move(how), {[&] { return (*server)->NewLocalChannel(); }, (*server)->local_queue()},
        &(*server)->metrics());
    if (!started.ok()) return Fail(started.status());
    http = *std::move(started);
    log.Write(Level::kInfo, "serves HTTP", {{"port", int64_t{http->port()}}});
  }
  absl::Status written = WritePortFiles(options, (*server)->port(), http.get());
  if (!written.ok()) return Fail(written);
  std::cout << "factcheckd " << api::Version() << " serves at " << options.listen.address
            << " (port " << (*server)->port() << "); the first admin key of a new store is in "
            << AdminKeyFile(options.data) << std::endl;
  if (http != nullptr)
    std::cout << "HTTP is served at " << HttpAddress(options, *http) << std::endl;

  AwaitStopSignal();
  if (http != nullptr) http->Drain();
  if (!(*server)->Shutdown(absl::Seconds(options.drain_seconds))) {
    log.Write(Level::kWarning, "leaving with calls under way; nothing acknowledged is lost");
    std::_Exit(0);
  }
  if (http != nullptr) http->Stop(absl::Now() + kLastAnswers);
  return 0;
}

int Restore(const CommandLine& options) {
  absl::Status made = MakeDataDirectory(options.data);
  if (!made.ok()) return Fail(made);
  absl::Status restored = storage::RestoreBackup(options.backup, StoreDirectory(options.data));
  if (!restored.ok()) return Fail(restored);
  std::cout << "restored the newest backup of " << options.backup << " into " << options.data
            << "\n";
  return 0;
}

int VerifyBackup(const CommandLine& options) {
  absl::Status verified = storage::VerifyBackup(options.backup);
  if (!verified.ok()) return Fail(verified);
  std::cout << "the newest backup of " << options.backup << " is whole\n";
  return 0;
}

int RotateLedgerKey(const CommandLine& options) {
  absl::StatusOr<std::string> key =
      domain::RotateLedgerKey(LedgerKeyFile(options.data), options.retire_ledger_keys);
  if (!key.ok()) return Fail(key.status());
  std::cout << *key << "\n";
  return 0;
}

int Run(int argc, char** argv) {
  // What the server writes is for its owner's eyes.
  umask(S_IRWXG | S_IRWXO);
  std::signal(SIGPIPE, SIG_IGN);
  // Debian's Abseil looks for cycles at every lock, and gRPC's locks are Abseil's.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const ParsedCommandLine parsed = ParseCommandLine(argc, argv);
  if (parsed.exit_code) return *parsed.exit_code;
  switch (parsed.options.command) {
    case CommandLine::Command::kServe:
      return Serve(parsed.options);
    case CommandLine::Command::kRestore:
      return Restore(parsed.options);
    case CommandLine::Command::kVerifyBackup:
      return VerifyBackup(parsed.options);
    case CommandLine::Command::kRotateLedgerKey:
      return RotateLedgerKey(parsed.options);
  }
  return 1;
}

}  // namespace
}  // namespace factcheck

int main(int argc, char** argv) { return factcheck::Run(argc, argv); }
