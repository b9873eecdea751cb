#include <unistd.h>

#include <iostream>
#include <string>
#include <vector>

#include "client/cli/app.h"
#include "google/protobuf/stubs/logging.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  // What is wrong with a message, the server says better.
  google::protobuf::SetLogHandler(nullptr);
  using factcheck::cli::ColorChoice;
  using factcheck::cli::DescribeTerminal;
  factcheck::cli::Io io;
  io.in = &std::cin;
  io.out = &std::cout;
  io.err = &std::cerr;
  io.out_terminal = DescribeTerminal(STDOUT_FILENO, ColorChoice::kAuto);
  io.err_terminal = DescribeTerminal(STDERR_FILENO, ColorChoice::kAuto);
  return factcheck::cli::RunApp(std::vector<std::string>(argv + 1, argv + argc), io,
                                factcheck::cli::ProcessEnvironment);
}
