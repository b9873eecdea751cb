// Rules that bring the rating labels of the world to the four normal forms. They
// are text that a fact-checker can read, change and hand back:
//
//   file    = *( line LF )
//   line    = [ rule / lead ] [ "#" comment ]
//   rule    = [ languages ] pattern "->" form
//   lead    = [ languages ] "lead" pattern ; words that may come before a verdict; no "*"
//   languages = "[" language *( "," language ) "]"   ; the rule counts for these only
//   pattern = 1*( word / "*" / "(" alternative *( "|" alternative ) ")" )
//   alternative = *word                    ; may be empty
//   form    = "TRUE" / "MIXED" / "FALSE" / "OTHER"
//
// A label is compared word by word: case, accents' composition, punctuation between
// words, "_" and "-" don't count; "3/4" and "2.5" are one word each. `*` stands for
// any number of words, also none. The first rule that matches counts. Leads are
// taken off the front of a label before (as many as there are, longest first) while
// at least one word remains. A label that no rule matches is OTHER, unless its number
// says more: see NormalOf.
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_RATING_RULES_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_RATING_RULES_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "factcheck/v1/common.pb.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {

inline constexpr size_t kMaxRatingRulesBytes = 1 << 20;
inline constexpr size_t kMaxRatingRules = 10'000;
inline constexpr size_t kMaxRememberedLabels = 10'000;
inline constexpr size_t kMaxRememberedLabelBytes = 200;

// The rules that come with this release.
std::string_view BuiltinRatingRules();

// A rating's number and the ends of its scale.
struct RatingNumber {
  double value = 0;
  double worst = 0;
  double best = 0;
};
// By thirds of the scale: at most a third FALSE, at least two thirds TRUE. The
// numbers are in order (worst <= value <= best, worst < best).
v1::NormalRating NormalOfNumber(const RatingNumber& number);

// Parsed rules. Thread-safe after construction.
class RatingRules {
 public:
  // Adds a violation under `field` for each line that can't be read.
  static RatingRules Parse(std::string_view field, std::string_view text, Violations& violations);
  static const RatingRules& Builtin();

  // What the first matching rule says; nullopt where none does. `language` is BCP 47;
  // "" and "und" match the rules of every language. Remembers the answers to the
  // first kMaxRememberedLabels labels: real files bear few labels many times.
  std::optional<v1::NormalRating> Match(std::string_view label, std::string_view language) const;
  size_t size() const { return rules_.size(); }

 private:
  using Words = std::vector<std::string>;
  struct Part {
    bool any = false;                 // `*`
    std::vector<Words> alternatives;  // One of these otherwise.
  };
  struct Rule {
    std::vector<std::string> languages;  // Empty: all.
    std::vector<Part> pattern;
    v1::NormalRating form = v1::NORMAL_RATING_UNSPECIFIED;
  };
  class LineReader;

  struct Memory {
    absl::Mutex mutex;
    absl::flat_hash_map<std::string, std::optional<v1::NormalRating>> answers
        ABSL_GUARDED_BY(mutex);
  };

  std::optional<v1::NormalRating> FindMatch(std::string_view label,
                                            std::string_view language) const;
  static Words WordsOf(std::string_view text);
  static bool SpeaksTo(const Rule& rule, std::string_view language);
  // Where in `words` a match of `pattern` that begins at `at` may end: one flag for
  // each place from 0 to words.size().
  static std::vector<char> Ends(const std::vector<Part>& pattern, const Words& words, size_t at);
  // Where the verdict begins.
  size_t SkipLeads(const Words& words, std::string_view language) const;

  std::vector<Rule> rules_;
  std::vector<Rule> leads_;
  // First word -> indices of the rules (or leads) that may begin with it, ascending; ""
  // holds those that may begin with any word.
  using WordIndex = absl::flat_hash_map<std::string, std::vector<size_t>>;
  static WordIndex IndexOf(const std::vector<Rule>& rules);
  WordIndex by_first_word_;
  WordIndex leads_by_first_word_;
  std::unique_ptr<Memory> memory_ = std::make_unique<Memory>();
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_RATING_RULES_H_
