// Character references of HTML in text that should be plain.
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_HTML_ENTITIES_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_HTML_ENTITIES_H_

#include <string>
#include <string_view>

namespace factcheck::domain {

// Replaces numeric references and the named ones of HTML 4 (and &apos;), each with
// its semicolon. What was encoded twice (`&amp;quot;`, as many feeds have it) is
// decoded whole. Numbers 128 to 159 mean Windows-1252, as in HTML (WHATWG 13.2.5.80).
// All else stays as it is.
std::string DecodeEntities(std::string_view text);

// What Windows-1252 has at a C1 control's number (128 to 159); 0 where it has nothing.
char32_t FromWindows1252(char32_t c1);

void AppendUtf8(char32_t c, std::string& out);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_HTML_ENTITIES_H_
