// What gRPC itself costs: a server that does nothing but answer, served as the
// product's unary calls are: raw asynchronous methods, one completion queue with one
// thread, calls asked for ahead, replies in one slice.
//
// A request begins with the size of the reply that it wants: four bytes, little-endian.
#ifndef FACTCHECK_TESTS_BENCH_ECHO_H_
#define FACTCHECK_TESTS_BENCH_ECHO_H_

#include <cstddef>
#include <filesystem>
#include <string>

namespace factcheck::bench {

inline constexpr char kEchoMethod[] = "/factcheck.bench.Echo/Echo";

// A request of this size (four bytes at least) for a reply of `reply_bytes`.
std::string EchoRequest(size_t request_bytes, size_t reply_bytes);

// Serves on `address` (HOST:0 for any port) until the process is killed, and writes the port
// to the file as the server does. Returns only where it can't: an exit code.
int ServeEcho(const std::string& address, const std::filesystem::path& port_file);

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_ECHO_H_
