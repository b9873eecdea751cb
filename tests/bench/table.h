// The one table that the benches print.
#ifndef FACTCHECK_TESTS_BENCH_TABLE_H_
#define FACTCHECK_TESTS_BENCH_TABLE_H_

#include <ostream>
#include <string>
#include <vector>

namespace factcheck::bench {

// One line: what was measured in every round, and beside it the reference of the same round.
struct Row {
  std::string what;
  std::string unit;
  std::vector<double> measured;
  std::string reference;            // What it is a ratio to; empty: none.
  std::vector<double> compared_to;  // As many as `measured`, or none.
  std::string aim;                  // "ratio 0.95", "< 300 MB"; empty: none.
};

class Table {
 public:
  void Add(Row row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.empty(); }
  void Print(std::ostream& out) const;

 private:
  std::vector<Row> rows_;
};

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_TABLE_H_
