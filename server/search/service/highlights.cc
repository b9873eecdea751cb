#include "server/search/service/highlights.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "server/search/scale_words.h"

namespace factcheck::search {
namespace {

// A character's first byte at or before `at`.
size_t AtCharacter(std::string_view text, size_t at) {
  at = std::min(at, text.size());
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

}  // namespace

Highlighter::Highlighter(const Selection& selection) {
  for (const Phrase& phrase : selection.all) {
    for (const AnyTerm& word : phrase) {
      if (!word.stop) terms_.insert(word.terms.begin(), word.terms.end());
    }
  }
}

bool Highlighter::Has(std::string_view text, const Token& token, std::string_view language) const {
  if (terms_.contains(token.term)) return true;
  const std::vector<std::string> scales = ScaleTermsOf(text, token, language);
  return std::any_of(scales.begin(), scales.end(),
                     [this](const std::string& scale) { return terms_.contains(scale); });
}

void Highlighter::AddTo(const v1::Claim& claim, v1::SearchResult& result) const {
  if (terms_.empty()) return;
  const auto add = [&](const char* field, const std::string& text) {
    size_t begin = 0;
    v1::Highlight highlight;
    const Analysis analysis = Analyze(text, claim.language());
    for (const Token& token : analysis.tokens) {
      if (!Has(text, token, analysis.language)) continue;
      if (highlight.spans().empty()) {
        // A third of what is shown stands before the first word.
        const bool fits = token.end <= kMaxHighlightBytes;
        begin = fits ? 0 : AtCharacter(text, token.begin - kMaxHighlightBytes / 3);
      }
      if (token.end - begin > kMaxHighlightBytes) break;
      if (highlight.spans_size() == kMaxHighlightSpans) break;
      v1::TextSpan& span = *highlight.add_spans();
      span.set_begin(static_cast<int32_t>(token.begin - begin));
      span.set_end(static_cast<int32_t>(token.end - begin));
    }
    if (highlight.spans().empty()) return;
    const size_t end = AtCharacter(text, begin + kMaxHighlightBytes);
    highlight.set_field(field);
    highlight.set_text(text.substr(begin, end - begin));
    *result.add_highlights() = std::move(highlight);
  };
  add("statement", claim.statement());
  add("context", claim.context());
}

}  // namespace factcheck::search
