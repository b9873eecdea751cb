#include "client/cli/printer.h"

#include "client/cli/view.h"
#include "google/protobuf/util/json_util.h"

namespace factcheck::cli {
namespace {

// What names the thing that a message is or is about.
constexpr std::string_view kNamePaths[] = {"name", "claim", "verdict", "directory", "actor.name"};

std::string FieldText(const google::protobuf::Message& message, std::string_view path) {
  const google::protobuf::FieldDescriptor* field =
      message.GetDescriptor()->FindFieldByName(std::string(path));
  if (field == nullptr || field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING ||
      field->is_repeated()) {
    return {};
  }
  return message.GetReflection()->GetString(message, field);
}

}  // namespace

std::string ToJson(const google::protobuf::Message& message) {
  std::string json;
  // Fails only for an Any of a type that is not known; we have none.
  if (!google::protobuf::util::MessageToJsonString(message, &json).ok()) return "{}";
  return json;
}

void Printer::Json(const google::protobuf::Message& message) {
  *io_->out << ToJson(message) << '\n';
}

void Printer::Name(const google::protobuf::Message& message) {
  for (std::string_view path : kNamePaths) {
    const std::string name = FieldText(message, path);
    if (name.empty()) continue;
    *io_->out << name << '\n';
    return;
  }
}

void Printer::Record(const google::protobuf::Message& message) {
  Flush();
  switch (format_) {
    case Format::kTable:
      *io_->out << RecordText(message, io_->out_terminal);
      break;
    case Format::kJson:
      Json(message);
      break;
    case Format::kName:
      Name(message);
      break;
  }
}

void Printer::Row(const google::protobuf::Message& message) {
  if (format_ == Format::kJson) return Json(message);
  if (format_ == Format::kName) return Name(message);
  if (type_ != message.GetDescriptor()) Flush();
  if (!table_) {
    type_ = message.GetDescriptor();
    table_.emplace(TableFor(*type_));
  }
  AddTo(*table_, message);
}

void Printer::Flush() {
  if (table_) *io_->out << table_->Render(io_->out_terminal);
  table_.reset();
  type_ = nullptr;
}

void Printer::Say(std::string_view text) {
  if (format_ != Format::kTable) return;
  Flush();
  *io_->out << text << '\n';
}

void Printer::Note(std::string_view text) {
  Flush();
  io_->out->flush();
  *io_->err << text << '\n';
}

}  // namespace factcheck::cli
