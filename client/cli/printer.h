// What a command answers, in the form that was asked for.
#ifndef FACTCHECK_CLIENT_CLI_PRINTER_H_
#define FACTCHECK_CLIENT_CLI_PRINTER_H_

#include <optional>
#include <string>
#include <string_view>

#include "client/cli/io.h"
#include "client/cli/table.h"
#include "google/protobuf/message.h"

namespace factcheck::cli {

enum class Format {
  kTable,  // For people.
  kJson,   // The protobuf JSON form, one object a line.
  kName,   // Resource names, one a line.
};

class Printer {
 public:
  Printer(const Io* io, Format format) : io_(io), format_(format) {}

  Format format() const { return format_; }
  const Io& io() const { return *io_; }

  // One resource with all of its fields.
  void Record(const google::protobuf::Message& message);
  // One of many, or what a write answered: a row of a table. Rows of one type belong together.
  void Row(const google::protobuf::Message& message);
  // Prints the rows so far. To be called at the end.
  void Flush();

  // For people alone: on standard output, with a line feed behind it. Nothing in other formats.
  void Say(std::string_view text);
  // For people, on standard error, in every format.
  void Note(std::string_view text);
  // Where a command prints for people by itself.
  void Raw(std::string_view text) { *io_->out << text; }

 private:
  void Json(const google::protobuf::Message& message);
  void Name(const google::protobuf::Message& message);

  const Io* const io_;
  const Format format_;
  std::optional<Table> table_;
  const google::protobuf::Descriptor* type_ = nullptr;
};

// The protobuf JSON form on one line, without a line feed.
std::string ToJson(const google::protobuf::Message& message);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_PRINTER_H_
