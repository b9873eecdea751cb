// Text into fields of messages, by their descriptors.
#ifndef FACTCHECK_CLIENT_CLI_FIELDS_H_
#define FACTCHECK_CLIENT_CLI_FIELDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace factcheck::cli {

struct FieldContext {
  std::string_view pattern;  // Of a resource name; "": not a name.
  // The claim that short names of its evidence belong to; "": none.
  std::string_view parent;
  absl::Time now;
};

// The field at `path` ("claim.topics"); nullptr where there is none.
const google::protobuf::FieldDescriptor* FindField(const google::protobuf::Descriptor& type,
                                                   std::string_view path);

// Sets the field at `path` to what `text` says; to a repeated field it is added.
// InvalidArgument with what would be right where it can't be read.
//
//   text      as it is; a name in its short form, where the context has a pattern
//   enum      its name in any case, without its prefix: "not-checkable"
//   time      see ParseTime; a date, see ParsePartialDate; a length of time: "90s", "24h"
//   number, bool ("true", "false")
//   message   its main field, then others: "Antony Blinken; kind=person; role=Secretary of State";
//             "\;" is a semicolon. A text in one language: "de: Falsch". Or its JSON: "{...}"
absl::Status SetField(google::protobuf::Message& message, std::string_view path,
                      std::string_view text, const FieldContext& context);

// Names of an enum's values as they are typed: "not-checkable". The unspecified one is left out.
std::vector<std::string> EnumChoices(const google::protobuf::EnumDescriptor& type);
// Name of a value as it is shown: "NOT_CHECKABLE".
std::string EnumText(const google::protobuf::EnumValueDescriptor& value);

// How a value of the field is written, in capitals for help: "TIME", "NUMBER".
std::string ValueName(const google::protobuf::FieldDescriptor& field);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_FIELDS_H_
