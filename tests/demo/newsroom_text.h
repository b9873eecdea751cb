// What a server holds, as lines to compare with what another one holds.
#ifndef FACTCHECK_TESTS_DEMO_NEWSROOM_TEXT_H_
#define FACTCHECK_TESTS_DEMO_NEWSROOM_TEXT_H_

#include <string>
#include <vector>

#include "client/cpp/client.h"

namespace factcheck::testing {

// A line each, ordered, for every claim, piece of evidence, relationship, verdict, publisher,
// scale, member and actor, with its state and the calls that brought it there in order; keys are
// left out. Without times and tokens, so that two servers told the same story give the same text.
std::vector<std::string> NewsroomText(const client::Client& admin);

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_DEMO_NEWSROOM_TEXT_H_
