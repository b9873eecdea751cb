// The command line of factcheckd and its environment.
#ifndef FACTCHECK_SERVER_COMMAND_LINE_H_
#define FACTCHECK_SERVER_COMMAND_LINE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "server/api/listen.h"
#include "server/api/server.h"
#include "server/gateway/gateway.h"

namespace factcheck {

struct CommandLine {
  enum class Command { kServe, kRestore, kVerifyBackup, kRotateLedgerKey };
  Command command = Command::kServe;

  std::string data;
  std::string engine = "rocksdb";
  api::ListenOptions listen;
  std::string ledger_origin;
  bool retire_ledger_keys = false;
  std::string backup;  // Where CreateBackup writes; what restore and verify-backup read.
  uint32_t keep_backups = 14;
  int queue_threads = 1;
  int workers = 0;
  int calls_per_key = api::CallLimits().calls_per_key;
  int watches_per_key = api::CallLimits().watches_per_key;
  size_t watches = api::BackendOptions().watches;
  int log_keep_days = 0;        // 0: for ever.
  uint64_t log_keep_bytes = 0;  // 0: any number.
  size_t cache_mib = 128;
  size_t claim_cache_mib = 64;
  int drain_seconds = 10;
  bool reflection = true;
  std::optional<bool> channelz;
  std::string log_level = "info";
  std::string port_file;

  std::string http_listen;  // "" as HttpListen has it; "none".
  gateway::GatewayOptions http;
  int http_header_seconds = 10;
  int http_body_seconds = 60;
  int http_idle_seconds = 75;
  int http_write_seconds = 30;
  bool public_pages = false;
  std::string http_port_file;

  bool suggest_duplicates = true;
  double suggest_score = api::BackendOptions().suggest_score;
  int search_save_seconds = 900;
  int table_save_seconds = 900;

  std::string webhooks_ca;
  bool webhooks_allow_http = false;
  bool webhooks_allow_private = false;
  int webhooks_timeout_seconds = 15;
  int webhooks_retry_millis = 1000;
  int webhooks_give_up_hours = 72;
};

struct ParsedCommandLine {
  CommandLine options;
  // Set where there is nothing to do any more: 0 after --help and --version, which were
  // printed, 2 after a message on standard error.
  std::optional<int> exit_code;
};

ParsedCommandLine ParseCommandLine(int argc, char** argv);

api::ServerOptions ToServerOptions(const CommandLine& options);
// Where HTTP is served: as asked, else on this machine at the port after gRPC's (any that is
// free where that is so, or where gRPC has none). nullopt for none.
std::optional<std::string> HttpListen(const CommandLine& options);
gateway::GatewayOptions ToGatewayOptions(const CommandLine& options);
// What lies where in the data directory.
std::string StoreDirectory(const std::string& data);
std::string AdminKeyFile(const std::string& data);
std::string LedgerKeyFile(const std::string& data);

}  // namespace factcheck

#endif  // FACTCHECK_SERVER_COMMAND_LINE_H_
