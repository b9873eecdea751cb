// Records out of a file of JSON, one at a time and in constant memory, whatever holds them:
//
//   JSON lines          {...} LF {...} LF           each line by itself
//   values in a row     {...} {...}                 over several lines, too
//   array               [ {...}, {...} ]
//   DataFeed            { ..., "dataFeedElement": [ {...}, ... ], ... }
//   graph               { ..., "@graph": [ {...}, ... ], ... }
//   item list           { ..., "itemListElement": [ {...}, ... ], ... }
//
// and these within each other. What is cut out is handed on as it stands; whether it makes
// sense is for the server to say. Where the text is no JSON, what can't be told apart comes
// as one piece with a problem, and reading goes on with the next line that begins a record.
#ifndef FACTCHECK_CLIENT_CLI_RECORD_READER_H_
#define FACTCHECK_CLIENT_CLI_RECORD_READER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/byte_source.h"

namespace factcheck::cli {

struct RecordPiece {
  int64_t number = 0;   // From 1, of all pieces.
  int64_t line = 0;     // Where it begins, from 1.
  std::string text;     // At most the limit; of a longer one the beginning.
  std::string problem;  // Why it can't be a record; "": it can.
};

class RecordReader {
 public:
  // `source` must outlive this. No record is longer than `max_bytes`.
  RecordReader(ByteSource* source, size_t max_bytes) : source_(source), max_bytes_(max_bytes) {}

  // The next piece; nullopt at the end. An error of the source comes after everything that
  // could be read. InvalidArgument where the file is nothing like JSON.
  absl::StatusOr<std::optional<RecordPiece>> Next();
  // Nodes of a graph that are no reviews, and were left out.
  int64_t left_out() const { return left_out_; }

 private:
  enum class Container { kArray, kGraph, kObject };
  // How reading a value ended. kEntered: it holds records, and their array begins here.
  enum class End { kComplete, kEntered, kBroken, kCutOff };

  // The next byte; -1 at the end.
  int Peek() { return at_ < buffer_.size() || Fill() ? Byte() : -1; }
  int Take();
  int Byte() const { return static_cast<unsigned char>(buffer_[at_]); }
  // Reads on. False at the end.
  bool Fill();
  // What kind of file it is.
  absl::Status Begin();

  std::optional<RecordPiece> NextPiece();
  std::optional<RecordPiece> TakePiece();
  std::optional<RecordPiece> Broken(int64_t line);
  RecordPiece MakePiece(int64_t line, std::string problem);
  bool IsWanted() const;

  // Takes the byte and, while text_ is short enough, keeps it.
  void Keep();
  // White space; in lines, the end of one is none within a value.
  void SkipSpace(bool keep);
  End TakeValue(bool may_enter, int depth);
  End TakeMembers(bool may_enter, int depth);
  End TakeArray(int depth);
  // The beginning of what it says goes to `content`, where that is not null.
  End TakeString(std::string* content);

  ByteSource* const source_;
  const size_t max_bytes_;
  absl::Status source_status_;
  std::string buffer_;
  size_t at_ = 0;
  int64_t line_ = 1;
  int64_t number_ = 0;
  int64_t left_out_ = 0;
  int64_t broken_ = 0;
  bool begun_ = false;
  bool lines_ = false;                 // A value ends with its line.
  std::vector<Container> containers_;  // That hold what is read now.
  std::string text_;
  bool too_long_ = false;
};

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_RECORD_READER_H_
