// The history of a resource as people read it.
#ifndef FACTCHECK_CLIENT_CLI_HISTORY_TEXT_H_
#define FACTCHECK_CLIENT_CLI_HISTORY_TEXT_H_

#include <string>

#include "client/cli/runtime.h"
#include "factcheck/v1/common.pb.h"
#include "google/protobuf/message.h"

namespace factcheck::cli {

// Prints a HistoryEntry: when, who, by which method and why, and each field before and after.
void PrintHistoryEntry(Runtime& runtime, const google::protobuf::Message& entry);

// The same as one of many of different resources: what it is about comes first. `note` says
// what it made, where the entry itself does not; may be empty.
void PrintLifeEntry(Runtime& runtime, const v1::HistoryEntry& entry, const std::string& note);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_HISTORY_TEXT_H_
