// Text of strangers, brought within our bounds. Nothing is refused: what can't be
// kept is mended or cut, and said.
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_PLAIN_TEXT_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_PLAIN_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "server/domain/values/check.h"

namespace factcheck::domain {

inline constexpr size_t kMaxWarnings = 20;

// Cuts to at most `max_bytes`, between characters, the last of them "…".
std::string CutText(std::string text, size_t max_bytes);

// White space runs (no-break spaces, too) as one space; none at the ends.
std::string OneLine(std::string_view text);

// Takes texts and gathers what had to be done to them.
class TextTaker {
 public:
  // `decode`: whether texts may hold character references of HTML. `warnings` must outlive this.
  TextTaker(bool decode, std::vector<std::string>* warnings)
      : decode_(decode), warnings_(warnings) {}

  // `text` as `rule` wants it (its `required` aside): references decoded, control
  // characters replaced (C1 ones by what Windows-1252 has there), white space
  // stripped, cut to the bound, in normalisation form C. `property` is for the warning.
  std::string Take(std::string_view property, std::string_view text, const TextRule& rule);
  // An address: references decoded, stripped. Not checked.
  std::string TakeAddress(std::string_view text) const;

  bool decodes() const { return decode_; }
  // Each once, and no more than kMaxWarnings.
  void Warn(std::string warning);

 private:
  const bool decode_;
  std::vector<std::string>* const warnings_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_PLAIN_TEXT_H_
