#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/stringpiece.h>

#include <algorithm>
#include <span>

#include "absl/strings/ascii.h"
#include "server/base/absl_strings.h"
#include "server/base/check.h"
#include "server/domain/values/filter_node.h"

namespace factcheck::domain {
namespace {

using Node = Filter::Node;
using Operator = Node::Operator;

template <typename T>
bool Compare(Operator op, const T& left, const T& right) {
  switch (op) {
    case Operator::kEqual:
      return left == right;
    case Operator::kNotEqual:
      return left != right;
    case Operator::kLess:
      return left < right;
    case Operator::kLessEqual:
      return left <= right;
    case Operator::kGreater:
      return left > right;
    case Operator::kGreaterEqual:
      return left >= right;
    case Operator::kHas:
      return false;
  }
  return false;
}

struct Holds {
  const Node& node;

  bool operator()(std::monostate) const { return node.op == Operator::kNotEqual; }
  bool operator()(std::string_view text) const {
    if (node.op == Operator::kHas) return FoldCase(text).find(node.text) != std::string::npos;
    return Compare<std::string_view>(node.op, text, node.text);
  }
  bool operator()(const std::vector<std::string_view>& texts) const {
    return (*this)(std::span<const std::string_view>(texts));
  }
  bool operator()(std::span<const std::string_view> texts) const {
    const bool has = std::find(texts.begin(), texts.end(), node.text) != texts.end();
    return has != (node.op == Operator::kNotEqual);
  }
  bool operator()(int64_t number) const { return Compare(node.op, number, node.number); }
  bool operator()(absl::Time time) const { return Compare(node.op, time, node.time); }
};

bool MatchesNode(const Node& node, const FilterRow& row) {
  const auto child = [&row](const Node& n) { return MatchesNode(n, row); };
  switch (node.kind) {
    case Node::Kind::kAnd:
      return std::all_of(node.children.begin(), node.children.end(), child);
    case Node::Kind::kOr:
      return std::any_of(node.children.begin(), node.children.end(), child);
    case Node::Kind::kNot:
      return !MatchesNode(node.children.front(), row);
    case Node::Kind::kRestriction:
      return std::visit(Holds{node}, row(node.field));
  }
  return false;
}

bool UsesField(const Node& node, size_t index) {
  if (node.kind == Node::Kind::kRestriction) return node.field == index;
  return std::any_of(node.children.begin(), node.children.end(),
                     [index](const Node& child) { return UsesField(child, index); });
}

}  // namespace

std::string FoldCase(std::string_view text) {
  const bool ascii =
      std::all_of(text.begin(), text.end(), [](unsigned char c) { return absl::ascii_isascii(c); });
  if (ascii) return absl::AsciiStrToLower(ToAbsl(text));
  std::string folded;
  icu::StringByteSink<std::string> sink(&folded, static_cast<int32_t>(text.size()));
  UErrorCode error = U_ZERO_ERROR;
  icu::CaseMap::utf8Fold(0, {text.data(), static_cast<int32_t>(text.size())}, sink, nullptr, error);
  FACTCHECK_CHECK(U_SUCCESS(error));
  return folded;
}

bool Filter::Matches(const FilterRow& row) const {
  return root_ == nullptr || MatchesNode(*root_, row);
}

bool Filter::Uses(size_t index) const { return root_ != nullptr && UsesField(*root_, index); }

}  // namespace factcheck::domain
