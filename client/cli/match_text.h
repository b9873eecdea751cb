// What a match says, for people.
#ifndef FACTCHECK_CLIENT_CLI_MATCH_TEXT_H_
#define FACTCHECK_CLIENT_CLI_MATCH_TEXT_H_

#include <string>

#include "client/cli/runtime.h"
#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/search_service.pb.h"

namespace factcheck::cli {

// "number: 40 / 43; negation: never / -": in the text, in the claim. "" where nothing differs.
std::string DifferencesText(const v1::ClaimMatch& match);

// "The Gazette: False; Wire: retracted". "" where the match carries no verdict.
std::string RatingsText(const v1::ClaimMatch& match);

// Tells on standard error which known claims one that is about to be brought in resembles, as it
// may have been checked already. Says nothing where there is none or the server can't tell soon.
void NoteAlike(Runtime& runtime, const v1::Claim& claim);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_MATCH_TEXT_H_
