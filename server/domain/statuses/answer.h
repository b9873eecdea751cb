// The bytes of answers, put together without building messages.
#ifndef FACTCHECK_SERVER_DOMAIN_STATUSES_ANSWER_H_
#define FACTCHECK_SERVER_DOMAIN_STATUSES_ANSWER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "factcheck/v1/status.pb.h"

namespace factcheck::domain {

// Appends a length-delimited field.
void AppendField(int number, std::string_view bytes, std::string& out);
void AppendVarintField(int number, uint64_t value, std::string& out);

// A serialised StatusAnswer with one EXACT match, for a serialised ClaimStatus.
void AppendExactAnswer(std::string_view claim_name, std::string_view status, std::string& out);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_STATUSES_ANSWER_H_
