#include "tests/data/real_data.h"

#include <zlib.h>

#include <cstdlib>
#include <memory>

namespace factcheck::testing {

std::optional<std::vector<std::string>> RealLines(std::string_view file) {
  const char* folder = std::getenv("FACTCHECK_DATA");
  const std::string path =
      std::string(folder != nullptr ? folder : "../shared/data") + "/" + std::string(file);
  std::unique_ptr<gzFile_s, int (*)(gzFile)> in(gzopen(path.c_str(), "rb"), &gzclose);
  if (in == nullptr) return std::nullopt;
  std::vector<std::string> lines(1);
  char buffer[1 << 16];
  for (int n; (n = gzread(in.get(), buffer, sizeof buffer)) > 0;) {
    for (std::string_view rest(buffer, static_cast<size_t>(n)); !rest.empty();) {
      const size_t end = rest.find('\n');
      lines.back().append(rest.substr(0, end));
      if (end == std::string_view::npos) break;
      lines.emplace_back();
      rest.remove_prefix(end + 1);
    }
  }
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

}  // namespace factcheck::testing
