#include "client/cli/record_reader.h"

#include <algorithm>
#include <utility>

#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

using client::Concat;
using client::InvalidArgument;

constexpr size_t kChunk = 256 << 10;
constexpr size_t kMaxKey = 64;
constexpr int kMaxDepth = 200;
// Of a file in which nothing was any good so far.
constexpr int64_t kMaxBroken = 100;

constexpr std::string_view kHolders[] = {"dataFeedElement", "@graph", "itemListElement"};

bool IsSpace(int c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool IsWordByte(int c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '+' || c == '.';
}

// Whether the line holds whole values: every bracket and string that begins in it ends in it.
bool IsWhole(std::string_view line) {
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return depth == 0 && !in_string;
}

}  // namespace

bool RecordReader::Fill() {
  if (!source_status_.ok()) return false;
  if (at_ == buffer_.size()) {
    buffer_.clear();
    at_ = 0;
  }
  const size_t before = buffer_.size();
  buffer_.resize(before + kChunk);
  const absl::StatusOr<size_t> got = source_->Read(std::span(buffer_).subspan(before));
  buffer_.resize(before + (got.ok() ? *got : 0));
  if (!got.ok()) source_status_ = got.status();
  return buffer_.size() > before;
}

int RecordReader::Take() {
  const int c = Peek();
  if (c < 0) return c;
  ++at_;
  if (c == '\n') ++line_;
  return c;
}

void RecordReader::Keep() {
  const int c = Take();
  if (text_.size() < max_bytes_) {
    text_ += static_cast<char>(c);
  } else {
    too_long_ = true;
  }
}

void RecordReader::SkipSpace(bool keep) {
  while (IsSpace(Peek()) && !(lines_ && Peek() == '\n')) {
    if (keep) {
      Keep();
    } else {
      Take();
    }
  }
}

absl::Status RecordReader::Begin() {
  begun_ = true;
  while (buffer_.size() < 3 && Fill()) {
  }
  const std::string_view head = buffer_;
  if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff")) {
    return InvalidArgument(
        {"the file is UTF-16; bring it to UTF-8 first: iconv -f UTF-16 -t UTF-8"});
  }
  if (head.starts_with("\xef\xbb\xbf")) at_ = 3;
  while (IsSpace(Peek())) Take();
  if (Peek() != '{') {
    lines_ = Peek() != '[';
    return absl::OkStatus();
  }
  size_t end = buffer_.find('\n', at_);
  while (end == std::string::npos && buffer_.size() - at_ <= max_bytes_ && Fill()) {
    end = buffer_.find('\n', at_);
  }
  const std::string_view line = std::string_view(buffer_).substr(at_, end - at_);
  lines_ = line.size() <= max_bytes_ && IsWhole(line);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<RecordPiece>> RecordReader::Next() {
  if (!begun_) {
    if (absl::Status status = Begin(); !status.ok()) return status;
  }
  if (broken_ >= kMaxBroken && broken_ == number_) {
    return InvalidArgument({"this is no file of JSON records: none of its first ",
                            std::to_string(kMaxBroken), " pieces is JSON"});
  }
  std::optional<RecordPiece> piece = NextPiece();
  if (!piece && !source_status_.ok()) return source_status_;
  return piece;
}

std::optional<RecordPiece> RecordReader::NextPiece() {
  while (true) {
    SkipSpace(/*keep=*/false);
    const int c = Peek();
    if (c < 0) {
      if (containers_.empty()) return std::nullopt;
      containers_.clear();
      text_.clear();
      ++broken_;
      return MakePiece(line_, "the file ends early: what holds its records is not closed");
    }
    if (c == '\n') {  // Only in lines: what was begun in one ends there.
      containers_.clear();
      Take();
      continue;
    }
    if (c == ',') {
      Take();
      continue;
    }
    if (c == ']' && !containers_.empty() && containers_.back() != Container::kObject) {
      Take();
      containers_.pop_back();
      continue;
    }
    if (c == '[') {
      Take();
      containers_.push_back(Container::kArray);
      continue;
    }
    if (std::optional<RecordPiece> piece = TakePiece()) return piece;
  }
}

// A record; nullopt where there was something else.
std::optional<RecordPiece> RecordReader::TakePiece() {
  text_.clear();
  too_long_ = false;
  const int64_t line = line_;
  const bool in_object = !containers_.empty() && containers_.back() == Container::kObject;
  const End end = in_object ? TakeMembers(/*may_enter=*/true, 1) : TakeValue(/*may_enter=*/true, 0);
  switch (end) {
    case End::kEntered:
      return std::nullopt;
    case End::kBroken:
      return Broken(line);
    case End::kCutOff:
      containers_.clear();
      ++broken_;
      return MakePiece(line, "the file ends within it");
    case End::kComplete:
      break;
  }
  if (in_object) {
    containers_.pop_back();
    return std::nullopt;
  }
  if (!IsWanted()) {
    ++left_out_;
    return std::nullopt;
  }
  return MakePiece(line, too_long_
                             ? Concat({"is longer than ", std::to_string(max_bytes_), " bytes"})
                             : std::string());
}

// What is no JSON goes up to the end of its line. In lines it is known where it ends, so the
// server may look at it.
std::optional<RecordPiece> RecordReader::Broken(int64_t line) {
  const int64_t where = line_;
  while (Peek() >= 0 && Peek() != '\n') Keep();
  if (!containers_.empty() && containers_.back() == Container::kObject) containers_.clear();
  ++broken_;
  std::string problem;
  if (!lines_ || too_long_) problem = Concat({"is no JSON (line ", std::to_string(where), ")"});
  return MakePiece(line, std::move(problem));
}

RecordPiece RecordReader::MakePiece(int64_t line, std::string problem) {
  return {
      .number = ++number_, .line = line, .text = std::move(text_), .problem = std::move(problem)};
}

bool RecordReader::IsWanted() const {
  return containers_.empty() || containers_.back() != Container::kGraph ||
         text_.find("ClaimReview") != std::string::npos ||
         text_.find("claimReviewed") != std::string::npos;
}

RecordReader::End RecordReader::TakeValue(bool may_enter, int depth) {
  const int c = Peek();
  if (c < 0) return End::kCutOff;
  if (depth > kMaxDepth) return End::kBroken;
  if (c == '{') {
    Keep();
    return TakeMembers(may_enter, depth + 1);
  }
  if (c == '[') {
    Keep();
    return TakeArray(depth + 1);
  }
  // A word alone, outside of every list, is no JSON that anybody would send.
  if (depth == 0 && containers_.empty()) return End::kBroken;
  if (c == '"') return TakeString(nullptr);
  if (!IsWordByte(c)) return End::kBroken;
  while (IsWordByte(Peek())) Keep();
  return End::kComplete;
}

// Up to and with the "}".
RecordReader::End RecordReader::TakeMembers(bool may_enter, int depth) {
  while (true) {
    SkipSpace(/*keep=*/true);
    const int c = Peek();
    if (c < 0) return End::kCutOff;
    if (c == '}') {
      Keep();
      return End::kComplete;
    }
    if (c == ',') {
      Keep();
      continue;
    }
    if (c != '"') return End::kBroken;
    std::string key;
    if (const End end = TakeString(&key); end != End::kComplete) return end;
    SkipSpace(/*keep=*/true);
    if (Peek() != ':') return Peek() < 0 ? End::kCutOff : End::kBroken;
    Keep();
    SkipSpace(/*keep=*/true);
    if (key == "claimReviewed") may_enter = false;
    if (may_enter && Peek() == '[' &&
        std::find(std::begin(kHolders), std::end(kHolders), key) != std::end(kHolders)) {
      Take();
      // Behind an array of the same object, the object is there already.
      if (depth != 1 || containers_.empty() || containers_.back() != Container::kObject) {
        containers_.push_back(Container::kObject);
      }
      containers_.push_back(key == "@graph" ? Container::kGraph : Container::kArray);
      return End::kEntered;
    }
    if (const End end = TakeValue(/*may_enter=*/false, depth); end != End::kComplete) return end;
  }
}

RecordReader::End RecordReader::TakeArray(int depth) {
  while (true) {
    SkipSpace(/*keep=*/true);
    const int c = Peek();
    if (c < 0) return End::kCutOff;
    if (c == ']' || c == ',') {
      Keep();
      if (c == ']') return End::kComplete;
      continue;
    }
    if (const End end = TakeValue(/*may_enter=*/false, depth); end != End::kComplete) return end;
  }
}

RecordReader::End RecordReader::TakeString(std::string* content) {
  Keep();
  while (true) {
    int c = Peek();
    if (c < 0) return End::kCutOff;
    // No string of JSON goes over a line: what seems to has lost its end.
    if (c == '\n') return End::kBroken;
    if (c == '\\') {
      Keep();
      c = Peek();
      if (c < 0 || c == '\n') return c < 0 ? End::kCutOff : End::kBroken;
      Keep();
      continue;
    }
    Keep();
    if (c == '"') return End::kComplete;
    if (content != nullptr && content->size() < kMaxKey) *content += static_cast<char>(c);
  }
}

}  // namespace factcheck::cli
