// The demonstration: a small newsroom and the claims of one story, as calls of the
// public API in order. Kept as text in story.json and compiled in.
#ifndef FACTCHECK_CLIENT_CLI_DEMO_STORY_H_
#define FACTCHECK_CLIENT_CLI_DEMO_STORY_H_

#include <string_view>

namespace factcheck::cli {

// A JSON array of {"as": actor, "call": "Service/Method", "request": {...}}. "as" is the id of
// an actor that an earlier step made, or "admin" for whoever loads. The text
// "$NEXT_YEAR" stands for the beginning of the year after the next.
std::string_view DemoStory();

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_DEMO_STORY_H_
