// The history of a resource as people read it.
#ifndef FACTCHECK_CLIENT_CLI_HISTORY_TEXT_H_
#define FACTCHECK_CLIENT_CLI_HISTORY_TEXT_H_

#include "client/cli/runtime.h"
#include "google/protobuf/message.h"

namespace factcheck::cli {

// Prints a HistoryEntry: when, who, by which method and why, and each field before and after.
void PrintHistoryEntry(Runtime& runtime, const google::protobuf::Message& entry);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_HISTORY_TEXT_H_
