#include "tests/bench/matching/collection.h"

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "server/base/absl_strings.h"
#include "tests/data/real_data.h"

namespace factcheck::bench {
namespace {

// As much of an article as the server indexes.
constexpr size_t kBodyBytes = 4000;

using Row = std::map<std::string, std::string>;

std::vector<std::string> Fields(std::string_view line) {
  std::vector<std::string> fields;
  for (size_t begin = 0;;) {
    const size_t end = line.find('\t', begin);
    fields.emplace_back(line.substr(begin, end - begin));
    if (end == std::string_view::npos) return fields;
    begin = end + 1;
  }
}

// Rows by the names in the first line.
std::vector<Row> Rows(const std::vector<std::string>& lines) {
  std::vector<Row> rows;
  if (lines.empty()) return rows;
  const std::vector<std::string> names = Fields(lines.front());
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string> fields = Fields(lines[i]);
    Row row;
    for (size_t f = 0; f < names.size() && f < fields.size(); ++f) row[names[f]] = fields[f];
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<std::string> PlainLines(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(std::move(line));
  return lines;
}

search::Document DocumentOf(Row& row) {
  search::Document document;
  document.key = row["id"];
  document.language = "en";
  document[search::Field::kStatement] = row["claim"];
  document[search::Field::kTitle] = row["title"];
  document[search::Field::kSummary] = row["subtitle"];
  document[search::Field::kClaimant] = row["speaker"];
  document[search::Field::kContext] = row["body"].substr(0, kBodyBytes);
  return document;
}

}  // namespace

std::optional<Collection> ReadCollection(std::string_view name) {
  const std::optional<std::vector<std::string>> lines =
      testing::RealLines(StrCat("matching/", name, "/collection.tsv.gz"));
  if (!lines) return std::nullopt;
  Collection collection;
  collection.name = std::string(name);
  for (Row& row : Rows(*lines)) collection.documents.push_back(DocumentOf(row));

  const char* root = std::getenv("FACTCHECK_DATA");
  const std::string folder =
      StrCat(std::string(root != nullptr ? root : "../shared/data"), "/matching/", name, "/");
  for (const char* split : {"train", "dev", "test"}) {
    std::map<std::string, std::set<std::string>> relevant;
    for (Row& row : Rows(PlainLines(StrCat(folder, "qrels.", split, ".tsv")))) {
      relevant[row["qid"]].insert(row["id"]);
    }
    std::vector<LabelledQuery> queries;
    for (Row& row : Rows(PlainLines(StrCat(folder, "queries.", split, ".tsv")))) {
      const auto judged = relevant.find(row["qid"]);
      if (judged != relevant.end()) queries.push_back({row["qid"], row["text"], judged->second});
    }
    if (!queries.empty()) collection.splits[split] = std::move(queries);
  }
  return collection;
}

}  // namespace factcheck::bench
