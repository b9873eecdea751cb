// The rules of single fields. Each check adds a violation where its rule is
// broken, and where it takes a pointer brings a good value to its stored form.
#ifndef FACTCHECK_SERVER_DOMAIN_VALUES_CHECK_H_
#define FACTCHECK_SERVER_DOMAIN_VALUES_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "factcheck/v1/common.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {

struct TextRule {
  size_t max_bytes = 500;
  bool required = false;  // At least one character that shows.
  bool lines = false;     // Line feed and tab are allowed.
};
// UTF-8, no control characters (C0, DEL, C1) nor unpaired or non-characters,
// within its bound before and after normalisation; brought to normalisation form
// C, CR LF, U+2028 and U+2029 to LF where lines are allowed, and stripped of white
// space at both ends. Of the bidirectional controls the overrides (U+202D, U+202E)
// are refused, which make text look like another; marks, embeddings and isolates
// are part of quotations in right-to-left scripts and stay, as joiners do.
void CheckText(std::string_view field, const TextRule& rule, std::string* text,
               Violations& violations);
// "at most `max` entries"; whether the entries are worth looking at.
bool CheckCount(std::string_view field, int count, int max, Violations& violations);
// A repeated text field: its count, each entry by `rule` (always required), distinct.
void CheckTexts(std::string_view field, int max_count, const TextRule& rule,
                google::protobuf::RepeatedPtrField<std::string>* texts, Violations& violations);

// http or https, a host, no user information, at most 2,048 bytes; kept as given
// but for surrounding white space.
void CheckUrl(std::string_view field, bool required, std::string* url, Violations& violations);
// BCP 47, at most 35 bytes; brought to canonical form (`en-US`). The language is
// one of ISO 639: `english` is well-formed, and nothing.
void CheckLanguage(std::string_view field, bool required, std::string* tag, Violations& violations);
// A real date within years 1 to 9999, in the proportions that the proto says, and
// not after `now` plus a day where `past`.
void CheckPartialDate(std::string_view field, bool past, absl::Time now,
                      const v1::PartialDate& date, Violations& violations);
// Valid seconds and nanos, years 1 to 9999.
void CheckTimestamp(std::string_view field, const google::protobuf::Timestamp& time,
                    Violations& violations);
// And not after `now` plus a day.
void CheckPastTimestamp(std::string_view field, absl::Time now,
                        const google::protobuf::Timestamp& time, Violations& violations);
void CheckRange(std::string_view field, int64_t value, int64_t min, int64_t max,
                Violations& violations);
// An enum that must have been set to something other than 0. (Unknown numbers are
// found by Violations' constructor.)
void CheckSet(std::string_view field, int enum_value, Violations& violations);
// page_size is not negative, page_token within its bound.
void CheckPage(int page_size, std::string_view page_token, Violations& violations);
// Empty, or 13 characters of [0-9a-v].
void CheckEtag(std::string_view field, std::string_view etag, Violations& violations);

// Brings text to the form in which exact look-ups compare it: case folded (full,
// locale-free), white space runs as one space, typographic quotes and dashes as
// plain ones, invisible characters and final punctuation dropped, NFKC. Pure, and
// its own exact form; never fails: bytes that are not UTF-8 are replaced.
std::string ExactForm(std::string_view text);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VALUES_CHECK_H_
