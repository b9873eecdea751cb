// Messages as people read them: which fields make a row of a table, and every field of one.
#ifndef FACTCHECK_CLIENT_CLI_VIEW_H_
#define FACTCHECK_CLIENT_CLI_VIEW_H_

#include <string>
#include <string_view>
#include <vector>

#include "client/cli/table.h"
#include "client/cli/terminal.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace factcheck::cli {

// What the field at `path` says, as text; "" where it is not set. A path may go through
// repeated fields ("claimants.name": all, with commas between), and name others to take where
// the first is empty ("url|citation"). Names of resources are shortened to their ids.
std::string TextAt(const google::protobuf::Message& message, std::string_view path);

// An empty table for messages of this type. Types without columns of their own show their
// scalar fields.
Table TableFor(const google::protobuf::Descriptor& type);
void AddTo(Table& table, const google::protobuf::Message& message);

// Every field that is set, one to a line, long texts below their name.
std::string RecordText(const google::protobuf::Message& message, const Terminal& terminal);

// How a word that names a state should look: "PUBLISHED" good, "RETRACTED" bad.
Style StyleOf(std::string_view word);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_VIEW_H_
