#include "tests/bench/review_file.h"

#include <zlib.h>

#include <array>
#include <memory>
#include <string_view>
#include <utility>

#include "nlohmann/json.hpp"

namespace factcheck::bench {
namespace {

constexpr size_t kChunkBytes = 64 << 10;

struct CloseGzip {
  void operator()(gzFile file) const { gzclose(file); }
};
using Gzip = std::unique_ptr<gzFile_s, CloseGzip>;

nlohmann::json MadeUpReview(int number) {
  static constexpr std::array kRatings = {"False", "Mostly false", "Half true", "True"};
  const std::string publisher = std::to_string(number % 20);
  const std::string site = "https://checker" + publisher + ".example/";
  return {{"@context", "https://schema.org"},
          {"@type", "ClaimReview"},
          {"url", site + "checks/" + std::to_string(number)},
          {"claimReviewed", "In the year " + std::to_string(1900 + number % 120) + ", " +
                                std::to_string(number) +
                                " balloons flew over more than forty countries."},
          {"datePublished", "2021-0" + std::to_string(1 + number % 9) + "-17"},
          {"author", {{"@type", "Organization"}, {"name", "Checker " + publisher}, {"url", site}}},
          {"inLanguage", "en"},
          {"reviewRating",
           {{"@type", "Rating"},
            {"alternateName", kRatings[static_cast<size_t>(number) % kRatings.size()]}}},
          {"itemReviewed",
           {{"@type", "Claim"},
            {"author", {{"@type", "Person"}, {"name", "Speaker " + std::to_string(number)}}}}}};
}

}  // namespace

absl::Status ReadLines(const std::filesystem::path& path,
                       const std::function<void(std::string)>& take) {
  const Gzip file(gzopen(path.c_str(), "rb"));
  if (file == nullptr) return absl::NotFoundError("cannot open " + path.string());
  std::string pending;
  std::string chunk(kChunkBytes, '\0');
  int read = 0;
  while ((read = gzread(file.get(), chunk.data(), static_cast<unsigned>(chunk.size()))) > 0) {
    std::string_view rest(chunk.data(), static_cast<size_t>(read));
    for (size_t end = 0; (end = rest.find('\n')) != std::string_view::npos;) {
      pending += rest.substr(0, end);
      take(std::exchange(pending, {}));
      rest.remove_prefix(end + 1);
    }
    pending += rest;
  }
  if (read < 0) return absl::DataLossError("cannot unzip " + path.string());
  if (!pending.empty()) take(std::move(pending));
  return absl::OkStatus();
}

absl::StatusOr<int64_t> ParseAll(const std::filesystem::path& file) {
  int64_t records = 0;
  const absl::Status read = ReadLines(file, [&records](const std::string& line) {
    records += nlohmann::json::parse(line, nullptr, false).is_object() ? 1 : 0;
  });
  if (!read.ok()) return read;
  return records;
}

absl::Status WriteMadeUpReviews(const std::filesystem::path& path, int records) {
  const Gzip file(gzopen(path.c_str(), "wb"));
  if (file == nullptr) return absl::UnavailableError("cannot write " + path.string());
  for (int i = 0; i < records; ++i) {
    const std::string line = MadeUpReview(i).dump() + "\n";
    if (gzwrite(file.get(), line.data(), static_cast<unsigned>(line.size())) <= 0) {
      return absl::UnavailableError("cannot write " + path.string());
    }
  }
  return absl::OkStatus();
}

}  // namespace factcheck::bench
