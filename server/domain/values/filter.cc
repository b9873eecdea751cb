#include "server/domain/values/filter.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "server/base/absl_strings.h"
#include "server/domain/values/filter_node.h"

namespace factcheck::domain {
namespace {

using Node = Filter::Node;
using Operator = Node::Operator;
using Type = FilterField::Type;

constexpr int kMaxRestrictions = 100;
constexpr int kMaxDepth = 20;

struct OperatorText {
  std::string_view text;
  Operator op;
};
// Longer ones first: "<=" begins with "<".
constexpr OperatorText kOperators[] = {
    {"!=", Operator::kNotEqual}, {"<=", Operator::kLessEqual}, {">=", Operator::kGreaterEqual},
    {"=", Operator::kEqual},     {"<", Operator::kLess},       {">", Operator::kGreater},
    {":", Operator::kHas},
};

std::string_view OperatorsOf(Type type) {
  switch (type) {
    case Type::kText:
    case Type::kName:
      return "= != :";
    case Type::kTexts:
      return ":";
    case Type::kEnum:
    case Type::kBool:
      return "= !=";
    case Type::kNumber:
    case Type::kTime:
      return "= != < <= > >=";
  }
  return "";
}

bool Allows(Type type, std::string_view op) {
  const std::vector<absl::string_view> allowed = absl::StrSplit(ToAbsl(OperatorsOf(type)), ' ');
  return std::find(allowed.begin(), allowed.end(), ToAbsl(op)) != allowed.end();
}

// "DeclineReason" -> "DECLINE_REASON_", with which the names of its values begin.
std::string PrefixOf(const google::protobuf::EnumDescriptor& type) {
  std::string prefix;
  for (char c : type.name()) {
    if (absl::ascii_isupper(static_cast<unsigned char>(c)) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  return prefix + "_";
}

std::string NamesOf(const google::protobuf::EnumDescriptor& type) {
  const size_t prefix = PrefixOf(type).size();
  std::string names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    StrAppend(&names, names.empty() ? "" : ", ", type.value(i)->name().substr(prefix));
  }
  return names;
}

bool IsWordCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.';
}
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Recursive descent over the grammar in filter.h. The first fault ends it.
class Parser {
 public:
  Parser(std::string_view text, std::span<const FilterField> fields)
      : text_(text), fields_(fields) {}

  // False where there is a fault: see fault().
  bool Parse(Node& root) {
    if (!Expression(root, 0)) return false;
    if (at_ < text_.size()) return Fail("unexpected text");
    return true;
  }
  const std::string& fault() const { return fault_; }

 private:
  bool Fail(std::string_view what) {
    if (fault_.empty()) fault_ = StrCat(what, " at position ", at_ + 1);
    return false;
  }
  void SkipSpace() {
    while (at_ < text_.size() && IsSpace(text_[at_])) ++at_;
  }
  bool AtEnd() {
    SkipSpace();
    return at_ == text_.size() || text_[at_] == ')';
  }
  // A keyword stands alone: "ORIGIN" does not begin with "OR".
  bool TakeKeyword(std::string_view word) {
    SkipSpace();
    const size_t end = at_ + word.size();
    if (text_.substr(at_, word.size()) != word) return false;
    if (end < text_.size() && !IsSpace(text_[end]) && text_[end] != '(' && text_[end] != ')') {
      return false;
    }
    at_ = end;
    return true;
  }

  bool Expression(Node& node, int depth) {
    if (depth > kMaxDepth) return Fail(StrCat("more than ", kMaxDepth, " levels of parentheses"));
    node.kind = Node::Kind::kAnd;
    do {
      if (!Factor(node.children.emplace_back(), depth)) return false;
      // Side by side or joined by AND: the same, as OR binds tighter than either.
      if (TakeKeyword("AND") && AtEnd()) return Fail("expected a restriction after AND");
    } while (!AtEnd());
    if (node.children.size() == 1) Lift(node);
    return true;
  }

  bool Factor(Node& node, int depth) {
    node.kind = Node::Kind::kOr;
    do {
      if (!Term(node.children.emplace_back(), depth)) return false;
    } while (TakeKeyword("OR"));
    if (node.children.size() == 1) Lift(node);
    return true;
  }

  static void Lift(Node& node) {
    Node only = std::move(node.children.front());
    node = std::move(only);
  }

  bool Term(Node& node, int depth) {
    SkipSpace();
    bool negated = TakeKeyword("NOT");
    if (!negated && at_ < text_.size() && text_[at_] == '-') {
      ++at_;
      negated = true;
    }
    if (!negated) return Positive(node, depth);
    node.kind = Node::Kind::kNot;
    return Positive(node.children.emplace_back(), depth);
  }

  bool Positive(Node& node, int depth) {
    SkipSpace();
    if (at_ == text_.size() || text_[at_] != '(') return Restriction(node);
    ++at_;
    if (!Expression(node, depth + 1)) return false;
    SkipSpace();
    if (at_ == text_.size() || text_[at_] != ')') return Fail("expected )");
    ++at_;
    return true;
  }

  bool Restriction(Node& node) {
    if (++restrictions_ > kMaxRestrictions) {
      return Fail(StrCat("more than ", kMaxRestrictions, " restrictions"));
    }
    node.kind = Node::Kind::kRestriction;
    const size_t begin = at_;
    while (at_ < text_.size() && IsWordCharacter(text_[at_])) ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    const auto field = std::find_if(fields_.begin(), fields_.end(),
                                    [&](const FilterField& f) { return f.name == name; });
    if (name.empty() || field == fields_.end()) {
      at_ = begin;
      return Fail(StrCat("expected one of the fields ", FieldNames()));
    }
    node.field = static_cast<size_t>(field - fields_.begin());
    return Comparison(*field, node) && Value(*field, node);
  }

  std::string FieldNames() const {
    std::string names;
    for (const FilterField& f : fields_) StrAppend(&names, names.empty() ? "" : ", ", f.name);
    return names;
  }

  bool Comparison(const FilterField& field, Node& node) {
    SkipSpace();
    for (const OperatorText& one : kOperators) {
      if (text_.substr(at_, one.text.size()) != one.text) continue;
      if (!Allows(field.type, one.text)) break;
      node.op = one.op;
      at_ += one.text.size();
      return true;
    }
    return Fail(StrCat("expected one of ", OperatorsOf(field.type), " after ", field.name));
  }

  bool Value(const FilterField& field, Node& node) {
    SkipSpace();
    const size_t begin = at_;
    std::string value;
    if (!(at_ < text_.size() && text_[at_] == '"' ? Quoted(value) : Word(value))) return false;
    const std::string expected = Convert(field, value, node);
    if (expected.empty()) return true;
    at_ = begin;
    return Fail(StrCat("expected ", expected));
  }

  bool Word(std::string& value) {
    const size_t begin = at_;
    while (at_ < text_.size() && !IsSpace(text_[at_]) && text_[at_] != '(' && text_[at_] != ')' &&
           text_[at_] != '"') {
      ++at_;
    }
    value = std::string(text_.substr(begin, at_ - begin));
    return !value.empty() || Fail("expected a value");
  }

  bool Quoted(std::string& value) {
    for (size_t i = at_ + 1; i < text_.size(); ++i) {
      if (text_[i] == '"') {
        at_ = i + 1;
        return true;
      }
      if (text_[i] == '\\') {
        ++i;
        if (i == text_.size() || (text_[i] != '"' && text_[i] != '\\')) {
          at_ = i - 1;
          return Fail("expected \\\" or \\\\");
        }
      }
      value += text_[i];
    }
    return Fail("expected a closing quotation mark for the one");
  }

  // Fills in the value; says what it should have been where it is none. "": good.
  static std::string Convert(const FilterField& field, const std::string& value, Node& node) {
    switch (field.type) {
      case Type::kText:
        node.text = node.op == Operator::kHas ? FoldCase(value) : value;
        return "";
      case Type::kName:
      case Type::kTexts:
        node.text = value;
        if (field.values == nullptr || ValueOf(*field.values, value) != nullptr) return "";
        return StrCat("one of ", NamesOf(*field.values));
      case Type::kEnum:
        if (const auto* known = ValueOf(*field.values, value)) {
          node.number = known->number();
          return "";
        }
        return StrCat("one of ", NamesOf(*field.values));
      case Type::kBool:
        node.number = value == "true";
        return value == "true" || value == "false" ? "" : "true or false";
      case Type::kNumber:
        return absl::SimpleAtoi(value, &node.number) ? "" : "a whole number";
      case Type::kTime:
        return ParseTime(value, node.time) ? "" : "a time such as 2023-02-18T10:00:00Z, or a date";
    }
    return "";
  }

  static const google::protobuf::EnumValueDescriptor* ValueOf(
      const google::protobuf::EnumDescriptor& type, const std::string& name) {
    return type.FindValueByName(PrefixOf(type) + name);
  }

  static bool ParseTime(const std::string& value, absl::Time& time) {
    // ParseTime also takes "infinite-past", which is no time that anything has.
    if (value.empty() || !absl::ascii_isdigit(static_cast<unsigned char>(value.front()))) {
      return false;
    }
    std::string error;
    return absl::ParseTime(absl::RFC3339_full, value, &time, &error) ||
           absl::ParseTime("%Y-%m-%d", value, absl::UTCTimeZone(), &time, &error);
  }

  const std::string_view text_;
  const std::span<const FilterField> fields_;
  size_t at_ = 0;
  int restrictions_ = 0;
  std::string fault_;
};

}  // namespace

Filter Filter::Parse(std::string_view field, std::string_view text,
                     std::span<const FilterField> fields, Violations& violations) {
  Filter filter;
  if (text.size() > kMaxFilterBytes) {
    violations.Add(field, StrCat("must have at most ", kMaxFilterBytes, " bytes"));
    return filter;
  }
  if (std::all_of(text.begin(), text.end(), IsSpace)) return filter;
  Parser parser(text, fields);
  auto root = std::make_shared<Node>();
  if (parser.Parse(*root)) {
    filter.root_ = std::move(root);
  } else {
    violations.Add(field, parser.fault());
  }
  return filter;
}

Order ParseOrder(std::string_view field, std::string_view text,
                 std::span<const std::string_view> allowed, Violations& violations) {
  const std::vector<std::string> words =
      absl::StrSplit(ToAbsl(text), absl::ByAnyChar(" \t"), absl::SkipEmpty());
  Order order{std::string(allowed.front()), true};
  if (words.empty()) return order;
  const bool known = std::find(allowed.begin(), allowed.end(), words[0]) != allowed.end();
  const bool directed = words.size() == 2 && (words[1] == "asc" || words[1] == "desc");
  if (!known || !(words.size() == 1 || directed)) {
    std::string names;
    for (std::string_view name : allowed) StrAppend(&names, names.empty() ? "" : ", ", name);
    violations.Add(field, StrCat("must be one of ", names, ", alone or with asc or desc after it"));
    return order;
  }
  // AIP-132: ascending unless it says otherwise.
  return {words[0], directed && words[1] == "desc"};
}

}  // namespace factcheck::domain
