#include "server/domain/values/diff.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/json_util.h"
#include "server/base/absl_strings.h"

namespace factcheck::domain {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kFirstStampedField = 90;
constexpr int kLastStampedField = 93;

std::string Cut(std::string text) {
  if (text.size() <= kMaxDiffTextBytes) return text;
  size_t end = kMaxDiffTextBytes;
  // Not within a character.
  while (end > 0 && (text[end] & 0xC0) == 0x80) --end;
  text.resize(end);
  return text;
}

std::string JsonOf(const Message& message) {
  std::string json;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) {
    return message.ShortDebugString();
  }
  // JSON's strings, such as times, as plain text.
  if (json.size() >= 2 && json.front() == '"') json = json.substr(1, json.size() - 2);
  return json;
}

std::string TextOf(double number) {
  if (!std::isfinite(number)) {
    return std::isnan(number) ? "NaN" : (number > 0 ? "Infinity" : "-Infinity");
  }
  char text[32];
  const auto end = std::to_chars(std::begin(text), std::end(text), number).ptr;
  return {text, end};
}

std::string TextOf(const FieldDescriptor& field, const std::string& text) {
  return field.type() == FieldDescriptor::TYPE_BYTES ? absl::Base64Escape(text) : text;
}

std::string NameOf(const FieldDescriptor& field, int number) {
  const auto* value = field.enum_type()->FindValueByNumber(number);
  return value == nullptr ? std::to_string(number) : value->name();
}

// A scalar: of an element where `index` is not negative.
std::string ScalarText(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& r = *message.GetReflection();
  const bool one = index < 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(one ? r.GetInt32(message, &field)
                                : r.GetRepeatedInt32(message, &field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(one ? r.GetInt64(message, &field)
                                : r.GetRepeatedInt64(message, &field, index));
    case FieldDescriptor::CPPTYPE_UINT32:
      return std::to_string(one ? r.GetUInt32(message, &field)
                                : r.GetRepeatedUInt32(message, &field, index));
    case FieldDescriptor::CPPTYPE_UINT64:
      return std::to_string(one ? r.GetUInt64(message, &field)
                                : r.GetRepeatedUInt64(message, &field, index));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return TextOf(one ? r.GetDouble(message, &field)
                        : r.GetRepeatedDouble(message, &field, index));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return TextOf(one ? r.GetFloat(message, &field) : r.GetRepeatedFloat(message, &field, index));
    case FieldDescriptor::CPPTYPE_BOOL:
      return (one ? r.GetBool(message, &field) : r.GetRepeatedBool(message, &field, index))
                 ? "true"
                 : "false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return NameOf(field, one ? r.GetEnumValue(message, &field)
                               : r.GetRepeatedEnumValue(message, &field, index));
    case FieldDescriptor::CPPTYPE_STRING:
      return TextOf(
          field, one ? r.GetString(message, &field) : r.GetRepeatedString(message, &field, index));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return "";
}

// Messages whose JSON form is one value, and those without fields.
bool IsLeaf(const google::protobuf::Descriptor& type) {
  return type.well_known_type() != google::protobuf::Descriptor::WELLKNOWNTYPE_UNSPECIFIED ||
         type.field_count() == 0;
}

class Differ {
 public:
  std::vector<v1::FieldChange> Take() { return std::move(changes_); }

  void Compare(const Message& before, const Message& after, const std::string& prefix) {
    const google::protobuf::Descriptor& type = *before.GetDescriptor();
    std::map<int, const FieldDescriptor*> fields;
    for (int i = 0; i < type.field_count(); ++i) fields[type.field(i)->number()] = type.field(i);
    for (const auto& [number, field] : fields) {
      if (Full()) return;
      if (number >= kFirstStampedField && number <= kLastStampedField) continue;
      const std::string path = prefix + field->name();
      field->is_repeated() ? CompareRepeated(before, after, *field, path)
                           : CompareSingular(before, after, *field, path);
    }
  }

 private:
  bool Full() const { return changes_.size() >= kMaxFieldChanges; }

  void Add(const std::string& path, std::string before, std::string after) {
    if (Full()) return;
    v1::FieldChange& change = changes_.emplace_back();
    change.set_path(path);
    change.set_before(Cut(std::move(before)));
    change.set_after(Cut(std::move(after)));
  }

  void CompareSingular(const Message& before, const Message& after, const FieldDescriptor& field,
                       const std::string& path) {
    const bool had = before.GetReflection()->HasField(before, &field);
    const bool has = after.GetReflection()->HasField(after, &field);
    if (!had && !has) return;
    if (field.message_type() != nullptr) {
      return CompareMessages(had ? &before.GetReflection()->GetMessage(before, &field) : nullptr,
                             has ? &after.GetReflection()->GetMessage(after, &field) : nullptr,
                             path);
    }
    std::string was = had ? ScalarText(before, field, -1) : "";
    std::string is = has ? ScalarText(after, field, -1) : "";
    if (had != has || was != is) Add(path, std::move(was), std::move(is));
  }

  void CompareRepeated(const Message& before, const Message& after, const FieldDescriptor& field,
                       const std::string& path) {
    const Reflection& was = *before.GetReflection();
    const Reflection& is = *after.GetReflection();
    const int old_size = was.FieldSize(before, &field);
    const int new_size = is.FieldSize(after, &field);
    for (int i = 0; i < std::max(old_size, new_size) && !Full(); ++i) {
      const std::string element = StrCat(path, "[", i, "]");
      if (field.message_type() != nullptr) {
        CompareMessages(i < old_size ? &was.GetRepeatedMessage(before, &field, i) : nullptr,
                        i < new_size ? &is.GetRepeatedMessage(after, &field, i) : nullptr, element);
        continue;
      }
      std::string old_text = i < old_size ? ScalarText(before, field, i) : "";
      std::string new_text = i < new_size ? ScalarText(after, field, i) : "";
      if (i >= old_size || i >= new_size || old_text != new_text) {
        Add(element, std::move(old_text), std::move(new_text));
      }
    }
  }

  // nullptr: not there.
  void CompareMessages(const Message* before, const Message* after, const std::string& path) {
    const Message& any = before != nullptr ? *before : *after;
    const size_t count = changes_.size();
    if (!IsLeaf(*any.GetDescriptor())) {
      const std::unique_ptr<Message> nothing(any.New());
      Compare(before != nullptr ? *before : *nothing, after != nullptr ? *after : *nothing,
              path + ".");
      // What came or went without any field set would not show otherwise.
      if (changes_.size() > count || (before != nullptr && after != nullptr)) return;
    }
    std::string was = before != nullptr ? JsonOf(*before) : "";
    std::string is = after != nullptr ? JsonOf(*after) : "";
    if (was != is) Add(path, std::move(was), std::move(is));
  }

  std::vector<v1::FieldChange> changes_;
};

}  // namespace

std::vector<v1::FieldChange> Diff(const Message& before, const Message& after) {
  Differ differ;
  differ.Compare(before, after, "");
  return differ.Take();
}

bool SameMessage(const google::protobuf::MessageLite& a, const google::protobuf::MessageLite& b) {
  return a.ByteSizeLong() == b.ByteSizeLong() && a.SerializeAsString() == b.SerializeAsString();
}

}  // namespace factcheck::domain
