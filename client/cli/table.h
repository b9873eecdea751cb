// Tables for people.
#ifndef FACTCHECK_CLIENT_CLI_TABLE_H_
#define FACTCHECK_CLIENT_CLI_TABLE_H_

#include <string>
#include <vector>

#include "client/cli/terminal.h"

namespace factcheck::cli {

struct TableColumn {
  std::string header;
  bool right = false;  // Numbers.
  // Whether its cells may be cut where the terminal is too narrow. Those that may not (ids,
  // which people copy) stay whole.
  bool shrinks = false;
};

struct TableCell {
  std::string text;  // Brought to one line.
  Style style = Style::kPlain;
};

// Cells aligned by display width, two spaces between columns. Columns without any text
// are left out. On a terminal, what doesn't fit is cut, the widest columns first;
// elsewhere nothing is.
class Table {
 public:
  explicit Table(std::vector<TableColumn> columns) : columns_(std::move(columns)) {}
  // One cell for each column.
  void AddRow(std::vector<TableCell> cells);
  bool empty() const { return rows_.empty(); }
  // The header and every row, each with a line feed; "" where there are no rows.
  std::string Render(const Terminal& terminal) const;

 private:
  // 0: left out.
  std::vector<int> Widths(const Terminal& terminal) const;
  void AppendRow(const Terminal& terminal, const std::vector<int>& widths,
                 const std::vector<TableCell>& cells, std::string* out) const;

  const std::vector<TableColumn> columns_;
  std::vector<std::vector<TableCell>> rows_;
};

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_TABLE_H_
