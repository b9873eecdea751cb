#include "server/domain/transfers/json_text.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "server/base/absl_strings.h"

namespace factcheck::domain {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kReplacement = "\xef\xbf\xbd";
constexpr std::string_view kReplacementEscape = "\\ufffd";

// Levels of nesting; counts brackets outside strings, so it holds for any text.
bool IsTooDeep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kMaxJsonDepth) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

// Finds where the text stops to be JSON.
class FaultFinder : public nlohmann::json_sax<Json> {
 public:
  size_t at() const { return at_; }
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    at_ = position;
    return false;
  }

 private:
  size_t at_ = 0;
};

// The code unit of a \uXXXX escape at `at`.
std::optional<unsigned> UnicodeEscape(std::string_view text, size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
  unsigned unit = 0;
  for (char c : text.substr(at + 2, 4)) {
    const char lower = static_cast<char>(c | 0x20);
    if (c >= '0' && c <= '9') {
      unit = unit * 16 + static_cast<unsigned>(c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      unit = unit * 16 + static_cast<unsigned>(lower - 'a' + 10);
    } else {
      return std::nullopt;
    }
  }
  return unit;
}

bool IsLead(unsigned unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool IsTrail(unsigned unit) { return unit >= 0xdc00 && unit < 0xe000; }

// One pass over text that is no JSON.
class Mender {
 public:
  explicit Mender(std::string_view text) : text_(text) {}

  std::string Run() {
    out_.reserve(text_.size() + 64);
    while (at_ < text_.size()) {
      if (static_cast<uint8_t>(text_[at_]) >= 0x80) {
        TakeCharacter();
      } else if (in_string_) {
        TakeInString();
      } else {
        TakeOutside();
      }
    }
    return std::move(out_);
  }
  bool changed() const { return utf8_ || surrogates_ || controls_ || numbers_; }
  std::string What() const {
    std::string what;
    const auto add = [&](bool done, std::string_view text) {
      if (!done) return;
      if (!what.empty()) what += ", ";
      what += text;
    };
    add(utf8_, "bytes that are not UTF-8");
    add(surrogates_, "escapes of half a character");
    add(controls_, "control characters in a string");
    add(numbers_, "numbers that JSON does not know");
    return what;
  }

 private:
  void Copy(size_t n) {
    out_.append(text_.substr(at_, n));
    at_ += n;
  }
  void TakeCharacter() {
    const auto* bytes = reinterpret_cast<const uint8_t*>(text_.data());
    auto next = static_cast<int32_t>(at_);
    UChar32 c;
    U8_NEXT(bytes, next, static_cast<int32_t>(text_.size()), c);
    if (c < 0) {
      out_ += kReplacement;
      at_ = static_cast<size_t>(next);
      utf8_ = true;
    } else {
      Copy(static_cast<size_t>(next) - at_);
    }
  }
  void TakeInString() {
    const char c = text_[at_];
    if (c == '\\') {
      TakeEscape();
    } else if (static_cast<uint8_t>(c) < 0x20) {
      out_ += c == '\n' ? "\\n" : " ";
      ++at_;
      controls_ = true;
    } else {
      if (c == '"') in_string_ = false;
      Copy(1);
    }
  }
  void TakeEscape() {
    const std::optional<unsigned> unit = UnicodeEscape(text_, at_);
    if (!unit) return Copy(std::min<size_t>(2, text_.size() - at_));
    if (IsLead(*unit)) {
      const std::optional<unsigned> next = UnicodeEscape(text_, at_ + 6);
      if (next && IsTrail(*next)) return Copy(12);
    }
    if (!IsLead(*unit) && !IsTrail(*unit)) return Copy(6);
    out_ += kReplacementEscape;
    at_ += 6;
    surrogates_ = true;
  }
  void TakeOutside() {
    for (std::string_view word : {"NaN", "-Infinity", "Infinity"}) {
      if (text_.substr(at_, word.size()) != word) continue;
      out_ += "null";
      at_ += word.size();
      numbers_ = true;
      return;
    }
    if (text_[at_] == '"') in_string_ = true;
    Copy(1);
  }

  const std::string_view text_;
  size_t at_ = 0;
  bool in_string_ = false;
  std::string out_;
  bool utf8_ = false;
  bool surrogates_ = false;
  bool controls_ = false;
  bool numbers_ = false;
};

}  // namespace

absl::StatusOr<ParsedJson> ParseJsonText(std::string_view text) {
  if (text.size() > kMaxJsonBytes) {
    return absl::InvalidArgumentError(StrCat("is larger than ", kMaxJsonBytes, " bytes"));
  }
  if (IsTooDeep(text)) {
    return absl::InvalidArgumentError(StrCat("is nested deeper than ", kMaxJsonDepth, " levels"));
  }
  ParsedJson parsed;
  parsed.value = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!parsed.value.is_discarded()) return parsed;
  Mender mender(text);
  const std::string mended = mender.Run();
  if (mender.changed()) {
    parsed.value = Json::parse(mended, nullptr, /*allow_exceptions=*/false);
    parsed.mended = mender.What();
    if (!parsed.value.is_discarded()) return parsed;
  }
  FaultFinder finder;
  Json::sax_parse(text, &finder);
  return absl::InvalidArgumentError(StrCat("is no JSON (at byte ", finder.at(), ")"));
}

}  // namespace factcheck::domain
