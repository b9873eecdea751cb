// What processes use, from /proc.
#ifndef FACTCHECK_TESTS_BENCH_CHILD_H_
#define FACTCHECK_TESTS_BENCH_CHILD_H_

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace factcheck::bench {

// Bytes that a process handed to write() so far; what it sends to sockets is not among them.
int64_t WrittenBytes(pid_t pid);
// The most memory that a process had resident so far.
int64_t PeakResidentBytes(pid_t pid);
// The memory that it has resident.
int64_t ResidentBytes(pid_t pid);

// Processor time that a process used so far, in all of its threads, the kernel's for it included.
absl::Duration ProcessorTime(pid_t pid);

struct ChildResult {
  absl::Duration took;
  int64_t peak_resident_bytes = 0;
};
// Runs a program to its end with what it prints going to a file. The error has what it printed.
absl::StatusOr<ChildResult> RunChild(const std::vector<std::string>& arguments,
                                     const std::vector<std::string>& environment,
                                     const std::filesystem::path& output);

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_CHILD_H_
