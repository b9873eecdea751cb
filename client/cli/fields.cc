#include "client/cli/fields.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "client/cli/names.h"
#include "client/cli/time_text.h"
#include "client/cpp/text.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/util/json_util.h"

namespace factcheck::cli {
namespace {

using client::Concat;
using client::InvalidArgument;
using client::ToAbsl;
using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr std::string_view kTimestamp = "google.protobuf.Timestamp";
constexpr std::string_view kDuration = "google.protobuf.Duration";
constexpr std::string_view kPartialDate = "factcheck.v1.PartialDate";
constexpr std::string_view kLocalizedText = "factcheck.v1.LocalizedText";

// The field that a value without a key belongs to, and how its names are shortened.
struct MainField {
  std::string_view type;
  std::string_view field;
  std::string_view pattern;
};
constexpr MainField kMainFields[] = {
    {"factcheck.v1.Appearance", "url", ""},
    {"factcheck.v1.Capture", "archive_url", ""},
    {"factcheck.v1.Claimant", "name", ""},
    {"factcheck.v1.EvidenceCitation", "evidence", "claims/*/evidence/*"},
    {"factcheck.v1.Rating", "code", ""},
    {"factcheck.v1.VerdictRating", "code", ""},
};

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.remove_suffix(1);
  return text;
}

std::string UpperSnake(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c == '-' || c == ' ' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return out;
}

std::string PrefixOf(const EnumDescriptor& type) {
  constexpr std::string_view kUnspecified = "UNSPECIFIED";
  std::string_view zero = type.value(0)->name();
  if (zero.ends_with(kUnspecified)) zero.remove_suffix(kUnspecified.size());
  return std::string(zero);
}

std::string Join(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) {
    if (!all.empty()) all += ", ";
    all += word;
  }
  return all;
}

absl::StatusOr<const EnumValueDescriptor*> ParseEnum(const EnumDescriptor& type,
                                                     std::string_view text) {
  const std::string name = UpperSnake(text);
  const EnumValueDescriptor* value = type.FindValueByName(Concat({PrefixOf(type), name}));
  if (value == nullptr) value = type.FindValueByName(name);
  if (value != nullptr) return value;
  return InvalidArgument({"'", text, "' is none of: ", Join(EnumChoices(type))});
}

// "a; b=c; d" in its parts, "\;" unescaped.
std::vector<std::string> SplitParts(std::string_view text) {
  std::vector<std::string> parts(1);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == ';') {
      parts.back() += ';';
      ++i;
    } else if (text[i] == ';') {
      parts.emplace_back();
    } else {
      parts.back() += text[i];
    }
  }
  return parts;
}

// A field by the key that people write: "same-as", "label" for labels.
const FieldDescriptor* FieldOfKey(const Descriptor& type, std::string_view key) {
  std::string name(key);
  std::replace(name.begin(), name.end(), '-', '_');
  const FieldDescriptor* field = type.FindFieldByName(name);
  if (field == nullptr) field = type.FindFieldByName(name + "s");
  return field;
}

std::string KeysOf(const Descriptor& type) {
  std::vector<std::string> keys;
  for (int i = 0; i < type.field_count(); ++i) {
    std::string name = type.field(i)->name();
    std::replace(name.begin(), name.end(), '_', '-');
    keys.push_back(std::move(name));
  }
  return Join(keys);
}

absl::Status FillLocalizedText(Message& message, std::string_view text) {
  const size_t colon = text.find(':');
  const std::string_view language = text.substr(0, std::min(colon, text.size()));
  if (colon == std::string_view::npos || language.empty() || language.size() > 35 ||
      language.find(' ') != std::string_view::npos) {
    return InvalidArgument({"'", text, "' lacks its language: write en: ", text});
  }
  const Reflection& reflection = *message.GetReflection();
  const Descriptor& type = *message.GetDescriptor();
  reflection.SetString(&message, type.FindFieldByName("language"), std::string(Trim(language)));
  reflection.SetString(&message, type.FindFieldByName("text"),
                       std::string(Trim(text.substr(colon + 1))));
  return absl::OkStatus();
}

absl::Status FillFromJson(Message& message, std::string_view text) {
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(text.data(), text.size()), &message);
  if (status.ok()) return absl::OkStatus();
  return InvalidArgument(
      {"the JSON is no ", message.GetDescriptor()->name(), ": ", status.message().as_string()});
}

absl::Status FillFromParts(Message& message, std::string_view text, const FieldContext& context) {
  const Descriptor& type = *message.GetDescriptor();
  const auto* main =
      std::find_if(std::begin(kMainFields), std::end(kMainFields),
                   [&](const MainField& candidate) { return candidate.type == type.full_name(); });
  bool first = true;
  for (const std::string& part : SplitParts(text)) {
    const std::string_view trimmed = Trim(part);
    const bool is_main = std::exchange(first, false) && main != std::end(kMainFields);
    if (trimmed.empty()) continue;
    // An address may hold "=": the main field takes the whole part.
    if (is_main) {
      if (absl::Status status =
              SetField(message, main->field, trimmed, {main->pattern, context.parent, context.now});
          !status.ok()) {
        return status;
      }
      continue;
    }
    const size_t equals = trimmed.find('=');
    const std::string_view key = Trim(trimmed.substr(0, std::min(equals, trimmed.size())));
    const FieldDescriptor* field = FieldOfKey(type, key);
    if (equals == std::string_view::npos || field == nullptr) {
      return InvalidArgument(
          {"'", trimmed, "' is no KEY=VALUE of ", type.name(), "; keys: ", KeysOf(type)});
    }
    if (absl::Status status = SetField(message, field->name(), Trim(trimmed.substr(equals + 1)),
                                       {"", context.parent, context.now});
        !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status FillMessage(Message& message, std::string_view text, const FieldContext& context) {
  const std::string_view type = message.GetDescriptor()->full_name();
  if (type == kTimestamp) {
    const absl::StatusOr<absl::Time> time = ParseTime(text, context.now);
    if (!time.ok()) return time.status();
    message.CopyFrom(ToTimestamp(*time));
    return absl::OkStatus();
  }
  if (type == kDuration) {
    absl::Duration duration;
    if (!absl::ParseDuration(absl::string_view(text.data(), text.size()), &duration)) {
      return absl::InvalidArgumentError("must be a length of time such as 90s, 15m or 24h");
    }
    const int64_t seconds = absl::IDivDuration(duration, absl::Seconds(1), &duration);
    google::protobuf::Duration whole;
    whole.set_seconds(seconds);
    whole.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(duration)));
    message.CopyFrom(whole);
    return absl::OkStatus();
  }
  if (type == kPartialDate) {
    const absl::StatusOr<v1::PartialDate> date = ParsePartialDate(text);
    if (!date.ok()) return date.status();
    message.CopyFrom(*date);
    return absl::OkStatus();
  }
  if (Trim(text).starts_with('{')) return FillFromJson(message, text);
  if (type == kLocalizedText) return FillLocalizedText(message, text);
  return FillFromParts(message, text, context);
}

// Sets a field through Reflection's Set or Add of its type.
class ScalarSetter {
 public:
  ScalarSetter(Message& message, const FieldDescriptor& field)
      : message_(message), field_(field), reflection_(*message.GetReflection()) {}

  absl::Status Set(std::string_view text, const FieldContext& context) const {
    switch (field_.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return String(context.pattern.empty() ? std::string(text)
                                              : ExpandName(context.pattern, text, context.parent));
      case FieldDescriptor::CPPTYPE_ENUM:
        return Enum(text);
      case FieldDescriptor::CPPTYPE_BOOL:
        return Bool(text);
      case FieldDescriptor::CPPTYPE_INT32:
        return Number<int32_t>(text, "a whole number", &Reflection::SetInt32);
      case FieldDescriptor::CPPTYPE_INT64:
        return Number<int64_t>(text, "a whole number", &Reflection::SetInt64);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return Number<double>(text, "a number", &Reflection::SetDouble);
      default:
        return InvalidArgument({field_.full_name(), " can't be given as text"});
    }
  }

 private:
  absl::Status String(std::string value) const {
    if (field_.is_repeated()) {
      reflection_.AddString(&message_, &field_, std::move(value));
    } else {
      reflection_.SetString(&message_, &field_, std::move(value));
    }
    return absl::OkStatus();
  }

  absl::Status Enum(std::string_view text) const {
    const auto value = ParseEnum(*field_.enum_type(), text);
    if (!value.ok()) return value.status();
    if (field_.is_repeated()) {
      reflection_.AddEnum(&message_, &field_, *value);
    } else {
      reflection_.SetEnum(&message_, &field_, *value);
    }
    return absl::OkStatus();
  }

  absl::Status Bool(std::string_view text) const {
    if (text != "true" && text != "false") {
      return InvalidArgument({"'", text, "' is neither true nor false"});
    }
    reflection_.SetBool(&message_, &field_, text == "true");
    return absl::OkStatus();
  }

  template <typename T, typename Set>
  absl::Status Number(std::string_view text, std::string_view what, Set set) const {
    T value{};
    bool read = false;
    if constexpr (std::is_same_v<T, double>) {
      read = absl::SimpleAtod(ToAbsl(text), &value);
    } else {
      read = absl::SimpleAtoi(ToAbsl(text), &value);
    }
    if (!read) return InvalidArgument({"'", text, "' is not ", what});
    (reflection_.*set)(&message_, &field_, value);
    return absl::OkStatus();
  }

  Message& message_;
  const FieldDescriptor& field_;
  const Reflection& reflection_;
};

}  // namespace

const FieldDescriptor* FindField(const Descriptor& type, std::string_view path) {
  const Descriptor* at = &type;
  while (true) {
    const size_t dot = path.find('.');
    const FieldDescriptor* field = at->FindFieldByName(std::string(path.substr(0, dot)));
    if (field == nullptr || dot == std::string_view::npos) return field;
    at = field->message_type();
    if (at == nullptr) return nullptr;
    path.remove_prefix(dot + 1);
  }
}

absl::Status SetField(Message& message, std::string_view path, std::string_view text,
                      const FieldContext& context) {
  const size_t dot = path.find('.');
  const FieldDescriptor* field =
      message.GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
  if (field == nullptr) {
    return InvalidArgument({message.GetDescriptor()->name(), " has no field ", path});
  }
  const Reflection& reflection = *message.GetReflection();
  if (dot != std::string_view::npos) {
    return SetField(*reflection.MutableMessage(&message, field), path.substr(dot + 1), text,
                    context);
  }
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return ScalarSetter(message, *field).Set(text, context);
  }
  return FillMessage(field->is_repeated() ? *reflection.AddMessage(&message, field)
                                          : *reflection.MutableMessage(&message, field),
                     text, context);
}

std::vector<std::string> EnumChoices(const EnumDescriptor& type) {
  std::vector<std::string> choices;
  for (int i = 1; i < type.value_count(); ++i) {
    std::string name = EnumText(*type.value(i));
    for (char& c : name) {
      c = c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    choices.push_back(std::move(name));
  }
  return choices;
}

std::string EnumText(const EnumValueDescriptor& value) {
  const std::string prefix = PrefixOf(*value.type());
  std::string_view name = value.name();
  if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return std::string(name);
}

std::string ValueName(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return "NUMBER";
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const std::string_view type = field.message_type()->full_name();
      if (type == kTimestamp) return "TIME";
      if (type == kDuration) return "DURATION";
      if (type == kPartialDate) return "DATE";
      return "TEXT";
    }
    default:
      return "TEXT";
  }
}

}  // namespace factcheck::cli
