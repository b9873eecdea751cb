#include "server/observability/log.h"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/time/clock.h"

namespace factcheck::observability {
namespace {

constexpr std::string_view kNames[] = {"debug", "info", "warning", "error", "off"};

std::unique_ptr<spdlog::logger> MakeLogger(std::shared_ptr<spdlog::sinks::sink> sink) {
  auto logger = std::make_unique<spdlog::logger>("factcheckd", std::move(sink));
  // The line is whole already: spdlog's own pattern would not escape it.
  logger->set_pattern("%v");
  logger->set_level(spdlog::level::trace);
  logger->flush_on(spdlog::level::trace);
  return logger;
}

}  // namespace

std::optional<Level> ParseLevel(std::string_view name) {
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if (kNames[i] == name) return static_cast<Level>(i);
  }
  return std::nullopt;
}

Log::Log(Level least)
    : least_(least), logger_(MakeLogger(std::make_shared<spdlog::sinks::stderr_sink_mt>())) {}

Log::Log(Level least, std::ostream& out)
    : least_(least), logger_(MakeLogger(std::make_shared<spdlog::sinks::ostream_sink_mt>(out))) {}

Log::~Log() = default;

void Log::Write(Level level, std::string_view event, std::initializer_list<LogField> fields) {
  if (!Writes(level) || level == Level::kOff) return;
  nlohmann::ordered_json line;
  line["time"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::Now(), absl::UTCTimeZone());
  line["level"] = kNames[static_cast<size_t>(level)];
  line["event"] = event;
  for (const LogField& field : fields) {
    std::visit([&](const auto& value) { line[std::string(field.name)] = value; }, field.value);
  }
  const std::string text =
      line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  logger_->log(spdlog::level::info, spdlog::string_view_t(text.data(), text.size()));
}

}  // namespace factcheck::observability
