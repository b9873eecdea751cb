// The server binary as a child process, over a store of its own.
#ifndef FACTCHECK_TESTS_SUPPORT_SERVER_PROCESS_H_
#define FACTCHECK_TESTS_SUPPORT_SERVER_PROCESS_H_

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace factcheck::testing {

// A directory that goes with the object.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// What a program that was run to its end said.
struct Finished {
  int exit_code = -1;  // 128 + signal where one ended it.
  std::string out;
  std::string err;
};
// Runs `arguments` (the first is the program) with nothing on standard input,
// and kills it after `limit`.
Finished RunProgram(const std::vector<std::string>& arguments, absl::Duration limit,
                    const std::vector<std::string>& environment = {});
// Starts it and kills it as soon as `until` holds. Whether it was still running then.
bool KillProgramWhen(const std::vector<std::string>& arguments, const std::function<bool()>& until,
                     absl::Duration limit);

class ServerProcess {
 public:
  // Starts `binary` on a free port of the loopback interface with its data in
  // `directory`/data, and waits until it serves. The error has what it printed.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(
      const std::string& binary, const std::filesystem::path& directory,
      const std::vector<std::string>& more_arguments = {});
  // Kills it where it still runs.
  ~ServerProcess();

  const std::string& address() const { return address_; }
  std::filesystem::path data() const { return directory_ / "data"; }
  std::filesystem::path key_file() const { return data() / "admin.key"; }
  std::string admin_key() const;
  pid_t pid() const { return pid_; }

  void Kill();  // SIGKILL, and waits for the end.
  int Stop();   // SIGTERM, and waits for the exit code.

 private:
  ServerProcess(pid_t pid, std::filesystem::path directory)
      : pid_(pid), directory_(std::move(directory)) {}
  int Wait();

  pid_t pid_;
  std::filesystem::path directory_;
  std::string address_;
};

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_SUPPORT_SERVER_PROCESS_H_
