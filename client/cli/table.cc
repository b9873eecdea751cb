#include "client/cli/table.h"

#include <algorithm>
#include <utility>

#include "client/cli/text_width.h"

namespace factcheck::cli {
namespace {

constexpr int kGap = 2;
constexpr int kNarrowest = 8;

}  // namespace

void Table::AddRow(std::vector<TableCell> cells) {
  cells.resize(columns_.size());
  for (TableCell& cell : cells) cell.text = OneLine(cell.text);
  rows_.push_back(std::move(cells));
}

std::vector<int> Table::Widths(const Terminal& terminal) const {
  std::vector<int> widths(columns_.size(), 0);
  for (const std::vector<TableCell>& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row[i].text));
    }
  }
  int total = -kGap;
  for (size_t i = 0; i < widths.size(); ++i) {
    if (widths[i] == 0) continue;
    widths[i] = std::max(widths[i], DisplayWidth(columns_[i].header));
    total += widths[i] + kGap;
  }
  if (!terminal.interactive) return widths;
  while (total > terminal.width) {
    size_t widest = widths.size();
    for (size_t i = 0; i < widths.size(); ++i) {
      if (!columns_[i].shrinks || widths[i] <= kNarrowest) continue;
      if (widest == widths.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest == widths.size()) break;
    --widths[widest];
    --total;
  }
  return widths;
}

void Table::AppendRow(const Terminal& terminal, const std::vector<int>& widths,
                      const std::vector<TableCell>& cells, std::string* out) const {
  const auto last = static_cast<size_t>(
      std::find_if(widths.rbegin(), widths.rend(), [](int w) { return w > 0; }).base() -
      widths.begin() - 1);
  for (size_t i = 0; i <= last; ++i) {
    if (widths[i] == 0) continue;
    const std::string text = CutToWidth(cells[i].text, widths[i]);
    // The line ends where its text does.
    const bool pad = i < last || columns_[i].right;
    const std::string padded = !pad                ? text
                               : columns_[i].right ? PadLeft(text, widths[i])
                                                   : PadRight(text, widths[i]);
    *out += Styled(terminal, cells[i].style, padded);
    if (i < last) out->append(kGap, ' ');
  }
  while (out->ends_with(' ')) out->pop_back();
  *out += '\n';
}

std::string Table::Render(const Terminal& terminal) const {
  if (rows_.empty()) return {};
  const std::vector<int> widths = Widths(terminal);
  if (std::all_of(widths.begin(), widths.end(), [](int w) { return w == 0; })) return {};
  std::vector<TableCell> header;
  for (const TableColumn& column : columns_) header.push_back({column.header, Style::kDim});
  std::string out;
  AppendRow(terminal, widths, header, &out);
  for (const std::vector<TableCell>& row : rows_) AppendRow(terminal, widths, row, &out);
  return out;
}

}  // namespace factcheck::cli
