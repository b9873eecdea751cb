#include "server/command_line.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdlib>
#include <iostream>

#include "server/api/version.h"

namespace factcheck {
namespace {

constexpr const char* kAbout =
    "factcheckd: the system of record for fact-checks.\n\n"
    "Serves factcheck.v1 over gRPC from an embedded store. A new store gets a first\n"
    "admin, whose key is in DATA/admin.key; `factcheck` is the command line client.\n"
    "DATA/ledger.key signs the public ledger. It is in no backup: keep a copy apart.\n"
    "SIGTERM or Ctrl-C stops the server once the calls under way have ended.\n";
constexpr const char* kMore =
    "Each option --some-name may be given as the environment variable\n"
    "FACTCHECKD_SOME_NAME instead; the command line wins.\n\n"
    "Examples:\n"
    "  factcheckd --data /var/lib/factcheckd\n"
    "  factcheckd --data /var/lib/factcheckd --listen 0.0.0.0:8443 \\\n"
    "             --tls-cert server.pem --tls-key server.key\n"
    "  factcheckd --engine memory            to try things out; nothing is kept\n"
    "  factcheckd verify-backup --backup /mnt/backup\n"
    "  factcheckd rotate-ledger-key --data /var/lib/factcheckd\n"
    "  factcheckd restore --backup /mnt/backup --data /var/lib/factcheckd\n";

// Where deploy/run keeps it, too.
std::string DefaultData() {
  if (const char* home = std::getenv("XDG_DATA_HOME"); home != nullptr && *home != '\0') {
    return std::string(home) + "/factcheckd";
  }
  const char* home = std::getenv("HOME");
  return std::string(home == nullptr || *home == '\0' ? "." : home) + "/.local/share/factcheckd";
}

void AddStoreOptions(CLI::App& app, CommandLine& options) {
  app.add_option("--data", options.data, "Directory of the store and the first admin key")
      ->envname("FACTCHECKD_DATA")
      ->capture_default_str();
  app.add_option("--engine", options.engine, "Storage: rocksdb, or memory, which keeps nothing")
      ->envname("FACTCHECKD_ENGINE")
      ->check(CLI::IsMember({"rocksdb", "memory"}))
      ->capture_default_str();
  app.add_option("--cache-mib", options.cache_mib, "Memory for what is read from the store, MiB")
      ->envname("FACTCHECKD_CACHE_MIB")
      ->check(CLI::Range(8, 1 << 20))
      ->capture_default_str();
  app.add_option("--claim-cache-mib", options.claim_cache_mib,
                 "Memory for claims that are read again and again, MiB; 0: they are read from the "
                 "store each time")
      ->envname("FACTCHECKD_CLAIM_CACHE_MIB")
      ->check(CLI::Range(0, 1 << 20))
      ->capture_default_str();
  app.add_option("--backup-dir", options.backup,
                 "Where Admin.CreateBackup writes to; without it, there are no backups")
      ->envname("FACTCHECKD_BACKUP_DIR");
  app.add_option("--ledger-origin", options.ledger_origin,
                 "Name of the public ledger, such as ledger.example.org/facts; by default made "
                 "from the identity of the store, and the same for good once its key was made")
      ->envname("FACTCHECKD_LEDGER_ORIGIN");
  app.add_option("--keep-backups", options.keep_backups,
                 "How many backups stay there; with each new one, the oldest beyond it go")
      ->envname("FACTCHECKD_KEEP_BACKUPS")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
}

void AddListenOptions(CLI::App& app, CommandLine& options) {
  app.add_option("--listen", options.listen.address,
                 "HOST:PORT, [HOST]:PORT for IPv6, or unix:PATH; port 0 takes any free one")
      ->envname("FACTCHECKD_LISTEN")
      ->capture_default_str();
  app.add_option("--tls-cert", options.listen.tls_cert, "Certificate chain, a PEM file")
      ->envname("FACTCHECKD_TLS_CERT");
  app.add_option("--tls-key", options.listen.tls_key, "Private key of the certificate, a PEM file")
      ->envname("FACTCHECKD_TLS_KEY");
  app.add_flag("--plaintext", options.listen.plaintext,
               "Let other machines connect without TLS: only behind a proxy that speaks it")
      ->envname("FACTCHECKD_PLAINTEXT");
  app.add_option("--port-file", options.port_file, "Write the port there once the server serves")
      ->envname("FACTCHECKD_PORT_FILE");
  app.add_flag("--reflection,!--no-reflection", options.reflection,
               "Describe the API to tools such as buf curl and grpcurl (on by default)")
      ->envname("FACTCHECKD_REFLECTION");
  app.add_flag("--channelz,!--no-channelz", options.channelz,
               "Show connections and their counters to anybody who can connect (on by default "
               "where only this machine can)")
      ->envname("FACTCHECKD_CHANNELZ");
}

void AddHttpOptions(CLI::App& app, CommandLine& options) {
  app.add_option("--http-listen", options.http_listen,
                 "HOST:PORT to serve HTTP at: Connect, gRPC-Web and the desk; none: nowhere "
                 "(default: this machine, at the port after --listen's)")
      ->envname("FACTCHECKD_HTTP_LISTEN");
  app.add_option("--http-tls-cert", options.http.tls_cert, "Certificate chain of HTTP, a PEM file")
      ->envname("FACTCHECKD_HTTP_TLS_CERT");
  app.add_option("--http-tls-key", options.http.tls_key, "Private key of it, a PEM file")
      ->envname("FACTCHECKD_HTTP_TLS_KEY");
  app.add_option("--http-port-file", options.http_port_file,
                 "Write the port of HTTP there once the server serves")
      ->envname("FACTCHECKD_HTTP_PORT_FILE");
  app.add_option("--web-root", options.http.web_root,
                 "Directory of the review desk's built files; without it, there is no desk")
      ->envname("FACTCHECKD_WEB_ROOT");
  app.add_option("--http-trusted-proxy", options.http.trusted_proxies,
                 "Address or network of a proxy in front, as 10.0.0.0/8, whose X-Forwarded-For and "
                 "X-Forwarded-Proto are believed; may be given again")
      ->envname("FACTCHECKD_HTTP_TRUSTED_PROXY");
  app.add_option("--http-allow-origin", options.http.allowed_origins,
                 "Origin, as https://desk.example.org, whose pages may call with a key (CORS); "
                 "may be given again")
      ->envname("FACTCHECKD_HTTP_ALLOW_ORIGIN");
  app.add_flag("--public-pages", options.public_pages,
               "Show published verdicts to everybody, without a key: /claims/ID, feeds, "
               "/datafeed.json")
      ->envname("FACTCHECKD_PUBLIC_PAGES");
  app.add_option("--public-url", options.http.public_url,
                 "How the public reaches this server, as https://facts.example.org, for feeds")
      ->envname("FACTCHECKD_PUBLIC_URL");
  app.add_flag("--http-metrics-for-all", options.http.metrics_for_all,
               "Show /metrics to other machines, too")
      ->envname("FACTCHECKD_HTTP_METRICS_FOR_ALL");
  app.add_option("--http-connections", options.http.http.connections,
                 "Connections of HTTP at once; one more is closed")
      ->envname("FACTCHECKD_HTTP_CONNECTIONS")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
}

void AddHttpTimes(CLI::App& app, CommandLine& options) {
  const CLI::Range seconds(1, 3600);
  app.add_option("--http-header-seconds", options.http_header_seconds,
                 "How long a client may take to send a request's headers")
      ->envname("FACTCHECKD_HTTP_HEADER_SECONDS")
      ->check(seconds)
      ->capture_default_str();
  app.add_option("--http-body-seconds", options.http_body_seconds,
                 "How long it may take to send the body")
      ->envname("FACTCHECKD_HTTP_BODY_SECONDS")
      ->check(seconds)
      ->capture_default_str();
  app.add_option("--http-idle-seconds", options.http_idle_seconds,
                 "How long a connection stays open without a request")
      ->envname("FACTCHECKD_HTTP_IDLE_SECONDS")
      ->check(seconds)
      ->capture_default_str();
  app.add_option("--http-write-seconds", options.http_write_seconds,
                 "How long a client may take to receive a piece of an answer")
      ->envname("FACTCHECKD_HTTP_WRITE_SECONDS")
      ->check(seconds)
      ->capture_default_str();
}

void AddServingOptions(CLI::App& app, CommandLine& options) {
  app.add_option("--cq-threads", options.queue_threads,
                 "Threads that take calls and answer what is in memory; one serves two cores best")
      ->envname("FACTCHECKD_CQ_THREADS")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_option("--workers", options.workers,
                 "Threads for calls that may wait; 0: one a processor, at least 4")
      ->envname("FACTCHECKD_WORKERS")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  app.add_option("--calls-per-key", options.calls_per_key,
                 "Calls that one API key may have under way at once")
      ->envname("FACTCHECKD_CALLS_PER_KEY")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--drain-seconds", options.drain_seconds,
                 "How long calls under way may take to end when the server is stopped")
      ->envname("FACTCHECKD_DRAIN_SECONDS")
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
  app.add_option("--log-level", options.log_level,
                 "Least level of the JSON lines on standard error; debug has a line a call")
      ->envname("FACTCHECKD_LOG_LEVEL")
      ->check(CLI::IsMember({"debug", "info", "warning", "error", "off"}))
      ->capture_default_str();
}

void AddWebhookOptions(CLI::App& app, CommandLine& options) {
  app.add_option("--webhooks-ca", options.webhooks_ca,
                 "Authorities that count for receivers beside the system's, a PEM file")
      ->envname("FACTCHECKD_WEBHOOKS_CA");
  app.add_flag("--webhooks-allow-private", options.webhooks_allow_private,
               "Let webhooks post to loopback and private addresses: whoever may make one reaches "
               "what this machine does")
      ->envname("FACTCHECKD_WEBHOOKS_ALLOW_PRIVATE");
  app.add_flag("--webhooks-allow-http", options.webhooks_allow_http,
               "Let webhooks post without TLS: for tests")
      ->envname("FACTCHECKD_WEBHOOKS_ALLOW_HTTP");
  app.add_option("--webhooks-timeout-seconds", options.webhooks_timeout_seconds,
                 "How long a receiver may take to answer")
      ->envname("FACTCHECKD_WEBHOOKS_TIMEOUT_SECONDS")
      ->check(CLI::Range(1, 300))
      ->capture_default_str();
  app.add_option("--webhooks-retry-ms", options.webhooks_retry_millis,
                 "When a delivery that failed is tried again; then twice as long each time, up to "
                 "an hour")
      ->envname("FACTCHECKD_WEBHOOKS_RETRY_MS")
      ->check(CLI::Range(1, 3'600'000))
      ->capture_default_str();
  app.add_option("--webhooks-give-up-hours", options.webhooks_give_up_hours,
                 "A webhook that fails for so long without a break is dead until it is resumed")
      ->envname("FACTCHECKD_WEBHOOKS_GIVE_UP_HOURS")
      ->check(CLI::Range(1, 24 * 365))
      ->capture_default_str();
}

void AddSearchOptions(CLI::App& app, CommandLine& options) {
  app.add_option("--search-save-seconds", options.search_save_seconds,
                 "How often the index of search is saved, where it has changed; a start reads the "
                 "changes since from the store")
      ->envname("FACTCHECKD_SEARCH_SAVE_SECONDS")
      ->check(CLI::Range(1, 86'400))
      ->capture_default_str();
  app.add_option("--table-save-seconds", options.table_save_seconds,
                 "How often the tables that lists and statuses are answered from are saved, where "
                 "they have changed; a start reads the changes since from the store")
      ->envname("FACTCHECKD_TABLE_SAVE_SECONDS")
      ->check(CLI::Range(1, 86'400))
      ->capture_default_str();
  app.add_flag("--suggest-duplicates,!--no-suggest-duplicates", options.suggest_duplicates,
               "Suggest what new claims are likely duplicates of, for people to confirm or reject "
               "(on by default)")
      ->envname("FACTCHECKD_SUGGEST_DUPLICATES");
  app.add_option("--search-suggest-score", options.suggest_score,
                 "Suggest those that have at least this share of their words in common, rare ones "
                 "counting more, 0 to 1; less suggests more, and more that is wrong")
      ->envname("FACTCHECKD_SEARCH_SUGGEST_SCORE")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
}

void AddFeedOptions(CLI::App& app, CommandLine& options) {
  app.add_option("--feed-watches", options.watches,
                 "Streams of the feed at once, of all callers; each takes some memory, no thread")
      ->envname("FACTCHECKD_FEED_WATCHES")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--feed-watches-per-key", options.watches_per_key,
                 "Streams of the feed that one API key may have at once")
      ->envname("FACTCHECKD_FEED_WATCHES_PER_KEY")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--log-keep-days", options.log_keep_days,
                 "Days that the feed reaches back, twice as many for consumers that are behind; "
                 "0: for ever. The history of resources is kept in any case")
      ->envname("FACTCHECKD_LOG_KEEP_DAYS")
      ->check(CLI::Range(0, 36'500))
      ->capture_default_str();
  app.add_option("--log-keep-bytes", options.log_keep_bytes,
                 "Bytes of the feed's log that are kept at most, whoever is behind; 0: all")
      ->envname("FACTCHECKD_LOG_KEEP_BYTES")
      ->capture_default_str();
}

void AddBackupCommands(CLI::App& app, CommandLine& options) {
  CLI::App* restore = app.add_subcommand(
      "restore", "Bring the newest backup into a data directory without a store");
  restore->add_option("--backup", options.backup, "Directory of the backups")
      ->required()
      ->envname("FACTCHECKD_BACKUP_DIR");
  restore->add_option("--data", options.data, "Data directory to restore into")
      ->required()
      ->envname("FACTCHECKD_DATA");
  restore->callback([&options] { options.command = CommandLine::Command::kRestore; });
  CLI::App* verify =
      app.add_subcommand("verify-backup", "Read all of the newest backup and compare checksums");
  verify->add_option("--backup", options.backup, "Directory of the backups")
      ->required()
      ->envname("FACTCHECKD_BACKUP_DIR");
  verify->callback([&options] { options.command = CommandLine::Command::kVerifyBackup; });
}

void AddLedgerCommands(CLI::App& app, CommandLine& options) {
  CLI::App* rotate = app.add_subcommand(
      "rotate-ledger-key",
      "Make a new key for the ledger and print its public half; the server signs with it beside "
      "the keys before it from its next start on");
  rotate->add_option("--data", options.data, "Data directory")
      ->envname("FACTCHECKD_DATA")
      ->capture_default_str();
  rotate->add_flag("--retire", options.retire_ledger_keys,
                   "Sign with the new key alone: those before it lose their private half");
  rotate->callback([&options] { options.command = CommandLine::Command::kRotateLedgerKey; });
  app.require_subcommand(0, 1);
}

}  // namespace

ParsedCommandLine ParseCommandLine(int argc, char** argv) {
  ParsedCommandLine parsed;
  parsed.options.data = DefaultData();
  CLI::App app(kAbout, "factcheckd");
  app.footer(kMore);
  app.set_version_flag("--version", "factcheckd " + std::string(api::Version()));
  app.get_formatter()->column_width(36);
  AddListenOptions(app, parsed.options);
  AddHttpOptions(app, parsed.options);
  AddHttpTimes(app, parsed.options);
  AddStoreOptions(app, parsed.options);
  AddServingOptions(app, parsed.options);
  AddWebhookOptions(app, parsed.options);
  AddFeedOptions(app, parsed.options);
  AddSearchOptions(app, parsed.options);
  AddBackupCommands(app, parsed.options);
  AddLedgerCommands(app, parsed.options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    app.exit(asked);  // Prints the help or the version.
    parsed.exit_code = 0;
  } catch (const CLI::ParseError& error) {
    std::cerr << "factcheckd: " << error.what() << "; see factcheckd --help\n";
    parsed.exit_code = 2;
  }
  return parsed;
}

api::ServerOptions ToServerOptions(const CommandLine& options) {
  api::ServerOptions server;
  server.listen = options.listen;
  server.backend.key_file = AdminKeyFile(options.data);
  // What is signed for a ledger that is not kept would be taken back with the next start.
  if (options.engine != "memory") server.backend.ledger_key_file = LedgerKeyFile(options.data);
  if (options.engine != "memory") {
    server.backend.search_file = options.data + "/search.index";
    server.backend.table_directory = options.data;
  }
  server.backend.search_save_every = absl::Seconds(options.search_save_seconds);
  server.backend.tables_save_every = absl::Seconds(options.table_save_seconds);
  server.backend.suggest_duplicates = options.suggest_duplicates;
  server.backend.suggest_score = options.suggest_score;
  server.backend.ledger_origin = options.ledger_origin;
  server.backend.engine_name = options.engine;
  server.backend.backup_directory = options.backup;
  server.backend.claim_cache_bytes = options.claim_cache_mib << 20;
  webhooks::PostOfficeOptions& webhooks = server.backend.webhooks;
  webhooks.curl.ca_file = options.webhooks_ca;
  webhooks.curl.allow_http = options.webhooks_allow_http;
  webhooks.curl.allow_private = options.webhooks_allow_private;
  webhooks.curl.timeout = absl::Seconds(options.webhooks_timeout_seconds);
  webhooks.retry.first = absl::Milliseconds(options.webhooks_retry_millis);
  webhooks.retry.give_up = absl::Hours(options.webhooks_give_up_hours);
  server.backend.backups_kept = options.keep_backups;
  server.unary.queues = options.queue_threads;
  server.backend.watches = options.watches;
  if (options.log_keep_days > 0) {
    server.backend.log_kept.time = absl::Hours(24) * options.log_keep_days;
  }
  server.backend.log_kept.bytes = options.log_keep_bytes;
  server.limits.calls_per_key = options.calls_per_key;
  server.limits.watches_per_key = options.watches_per_key;
  server.workers = options.workers;
  server.local_channels = HttpListen(options).has_value();
  server.reflection = options.reflection;
  server.channelz = options.channelz;
  return server;
}

std::optional<std::string> HttpListen(const CommandLine& options) {
  if (options.http_listen == "none") return std::nullopt;
  if (!options.http_listen.empty()) return options.http_listen;
  const std::string& grpc = options.listen.address;
  const size_t colon = grpc.rfind(':');
  int port = 0;
  const char* const end = grpc.data() + grpc.size();
  if (colon != std::string::npos && !grpc.starts_with("unix:")) {
    std::from_chars(grpc.data() + colon + 1, end, port);
  }
  return "127.0.0.1:" + std::to_string(port > 0 && port < 65'535 ? port + 1 : 0);
}

gateway::GatewayOptions ToGatewayOptions(const CommandLine& options) {
  gateway::GatewayOptions gateway = options.http;
  gateway.listen = HttpListen(options).value_or("");
  gateway.plaintext = options.listen.plaintext;
  gateway.http.header = absl::Seconds(options.http_header_seconds);
  gateway.http.body = absl::Seconds(options.http_body_seconds);
  gateway.http.idle = absl::Seconds(options.http_idle_seconds);
  gateway.http.write = absl::Seconds(options.http_write_seconds);
  return gateway;
}

std::string StoreDirectory(const std::string& data) { return data + "/store"; }
std::string AdminKeyFile(const std::string& data) { return data + "/admin.key"; }
std::string LedgerKeyFile(const std::string& data) { return data + "/ledger.key"; }

}  // namespace factcheck
