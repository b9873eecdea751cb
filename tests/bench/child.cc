#include "tests/bench/child.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iterator>

#include "absl/time/clock.h"

namespace factcheck::bench {
namespace {

constexpr int kPollMillis = 5;
constexpr int64_t kKibi = 1024;

// The number after `field` in a file of /proc/PID; 0 where there is none.
int64_t ProcNumber(pid_t pid, const std::string& file, const std::string& field) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/" + file);
  for (std::string word; in >> word;) {
    if (word != field) continue;
    int64_t number = 0;
    in >> number;
    return number;
  }
  return 0;
}

std::vector<char*> Pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const std::string& string : strings) pointers.push_back(const_cast<char*>(string.c_str()));
  return pointers;
}

pid_t Spawn(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
            const std::filesystem::path& output) {
  std::vector<char*> argv = Pointers(arguments);
  argv.push_back(nullptr);
  std::vector<char*> envp = Pointers(environment);
  for (char** inherited = environ; *inherited != nullptr; ++inherited) envp.push_back(*inherited);
  envp.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t pid = -1;
  const int error = posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? pid : -1;
}

}  // namespace

int64_t WrittenBytes(pid_t pid) { return ProcNumber(pid, "io", "wchar:"); }

int64_t ResidentBytes(pid_t pid) { return ProcNumber(pid, "status", "VmRSS:") * kKibi; }

int64_t PeakResidentBytes(pid_t pid) { return ProcNumber(pid, "status", "VmHWM:") * kKibi; }

absl::Duration ProcessorTime(pid_t pid) {
  clockid_t clock = {};
  timespec time = {};
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0) return {};
  return absl::DurationFromTimespec(time);
}

absl::StatusOr<ChildResult> RunChild(const std::vector<std::string>& arguments,
                                     const std::vector<std::string>& environment,
                                     const std::filesystem::path& output) {
  const absl::Time began = absl::Now();
  const pid_t pid = Spawn(arguments, environment, output);
  if (pid < 0) return absl::NotFoundError("cannot start " + arguments.front());
  ChildResult result;
  int status = 0;
  // A process that has ended shows no memory any more, so it is looked at all along.
  while (waitpid(pid, &status, WNOHANG) == 0) {
    result.peak_resident_bytes = std::max(result.peak_resident_bytes, PeakResidentBytes(pid));
    poll(nullptr, 0, kPollMillis);
  }
  result.took = absl::Now() - began;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return result;
  std::ifstream printed(output);
  return absl::InternalError(
      arguments.front() + " failed: " + std::string(std::istreambuf_iterator<char>(printed), {}));
}

}  // namespace factcheck::bench
