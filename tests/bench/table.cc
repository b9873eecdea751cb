#include "tests/bench/table.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "absl/strings/str_format.h"

namespace factcheck::bench {
namespace {

constexpr size_t kColumns = 6;
using Line = std::array<std::string, kColumns>;

// Three digits that count, thousands set apart.
std::string Number(double value) {
  if (value < 10) return absl::StrFormat("%.2f", value);
  if (value < 100) return absl::StrFormat("%.1f", value);
  std::string digits = absl::StrFormat("%.0f", value);
  for (size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

// "median (least..most)"
std::string Spread(std::vector<double> values) {
  if (values.empty()) return "";
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  const double median =
      values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  if (values.size() == 1) return Number(median);
  return absl::StrFormat("%s (%s..%s)", Number(median), Number(values.front()),
                         Number(values.back()));
}

Line ToLine(const Row& row) {
  std::vector<double> ratios;
  for (size_t i = 0; i < std::min(row.measured.size(), row.compared_to.size()); ++i) {
    ratios.push_back(row.measured[i] / row.compared_to[i]);
  }
  std::string reference = row.reference;
  if (!row.compared_to.empty()) reference += " " + Spread(row.compared_to);
  return {row.what,  Spread(row.measured), row.unit,
          reference, Spread(ratios),       row.aim.empty() ? "" : "aim " + row.aim};
}

}  // namespace

void Table::Print(std::ostream& out) const {
  std::vector<Line> lines = {
      {"measured", "median (min..max)", "unit", "beside, in the same round", "ratio", "aim"}};
  for (const Row& row : rows_) lines.push_back(ToLine(row));
  std::array<size_t, kColumns> widths = {};
  for (const Line& line : lines) {
    for (size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  for (const Line& line : lines) {
    std::string text;
    for (size_t i = 0; i < kColumns; ++i) {
      text += line[i] + std::string(widths[i] - line[i].size() + 2, ' ');
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out << text << "\n";
  }
}

}  // namespace factcheck::bench
