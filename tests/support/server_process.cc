#include "tests/support/server_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/time/clock.h"

namespace factcheck::testing {
namespace {

constexpr absl::Duration kStartLimit = absl::Seconds(60);
constexpr int kPollMillis = 5;

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Starts a program whose standard output and error go to these files.
pid_t Spawn(const std::vector<std::string>& arguments, const std::filesystem::path& out,
            const std::filesystem::path& err, const std::vector<std::string>& environment) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> envp;
  for (const std::string& variable : environment) {
    envp.push_back(const_cast<char*>(variable.c_str()));
  }
  for (char** inherited = environ; *inherited != nullptr; ++inherited) envp.push_back(*inherited);
  envp.push_back(nullptr);
  pid_t pid = -1;
  if (posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), envp.data()) != 0) pid = -1;
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

int ExitCode(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "factcheck-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) abort();
  path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Finished RunProgram(const std::vector<std::string>& arguments, absl::Duration limit,
                    const std::vector<std::string>& environment) {
  TemporaryDirectory scratch;
  const auto out = scratch.path() / "out";
  const auto err = scratch.path() / "err";
  Finished finished;
  const pid_t pid = Spawn(arguments, out, err, environment);
  if (pid < 0) {
    finished.err = "cannot start " + arguments.front();
    return finished;
  }
  const absl::Time until = absl::Now() + limit;
  int status = 0;
  while (waitpid(pid, &status, WNOHANG) == 0) {
    if (absl::Now() >= until) {
      kill(pid, SIGKILL);
      waitpid(pid, &status, 0);
      break;
    }
    poll(nullptr, 0, kPollMillis);
  }
  finished.exit_code = ExitCode(status);
  finished.out = ReadFile(out);
  finished.err = ReadFile(err);
  return finished;
}

bool KillProgramWhen(const std::vector<std::string>& arguments, const std::function<bool()>& until,
                     absl::Duration limit) {
  TemporaryDirectory scratch;
  const pid_t pid = Spawn(arguments, scratch.path() / "out", scratch.path() / "err", {});
  if (pid < 0) return false;
  const absl::Time end = absl::Now() + limit;
  bool met = until();
  int status = 0;
  while (!met && absl::Now() < end) {
    if (waitpid(pid, &status, WNOHANG) != 0) return false;
    poll(nullptr, 0, 1);
    met = until();
  }
  kill(pid, SIGKILL);
  waitpid(pid, &status, 0);
  return met && WIFSIGNALED(status);
}

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(
    const std::string& binary, const std::filesystem::path& directory,
    const std::vector<std::string>& more_arguments) {
  const auto port_file = directory / "port";
  std::filesystem::remove(port_file);
  std::vector<std::string> arguments = {
      binary,        "--listen",        "127.0.0.1:0", "--data", (directory / "data").string(),
      "--port-file", port_file.string()};
  arguments.insert(arguments.end(), more_arguments.begin(), more_arguments.end());
  const pid_t pid = Spawn(arguments, directory / "server.out", directory / "server.err", {});
  if (pid < 0) return absl::InternalError("cannot start " + binary);
  std::unique_ptr<ServerProcess> server(new ServerProcess(pid, directory));
  const absl::Time until = absl::Now() + kStartLimit;
  for (;;) {
    const std::string port = ReadFile(port_file);
    if (port.ends_with('\n')) {
      server->address_ = "127.0.0.1:" + port.substr(0, port.size() - 1);
      return server;
    }
    int status = 0;
    if (waitpid(pid, &status, WNOHANG) != 0) {
      server->pid_ = -1;
      return absl::UnavailableError("the server ended with exit code " +
                                    std::to_string(ExitCode(status)) + ": " +
                                    ReadFile(directory / "server.err"));
    }
    if (absl::Now() >= until) return absl::DeadlineExceededError("the server does not serve");
    poll(nullptr, 0, kPollMillis);
  }
}

ServerProcess::~ServerProcess() {
  if (pid_ > 0) Kill();
}

std::string ServerProcess::admin_key() const {
  std::string key = ReadFile(key_file());
  while (!key.empty() && (key.back() == '\n' || key.back() == ' ')) key.pop_back();
  return key;
}

int ServerProcess::Wait() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return ExitCode(status);
}

void ServerProcess::Kill() {
  kill(pid_, SIGKILL);
  Wait();
}

int ServerProcess::Stop() {
  kill(pid_, SIGTERM);
  return Wait();
}

}  // namespace factcheck::testing
