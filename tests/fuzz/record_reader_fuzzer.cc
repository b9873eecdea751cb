// A file of any bytes is taken apart to its end in pieces within the bound, and into the same
// ones however few bytes come at a time.
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "client/cli/record_reader.h"
#include "server/base/check.h"

namespace factcheck::cli {
namespace {

constexpr size_t kMaxBytes = 200;

class MemorySource final : public ByteSource {
 public:
  MemorySource(std::string_view text, size_t at_a_time) : rest_(text), at_a_time_(at_a_time) {}
  absl::StatusOr<size_t> Read(std::span<char> buffer) override {
    const size_t size = std::min({buffer.size(), at_a_time_, rest_.size()});
    rest_.copy(buffer.data(), size);
    rest_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view rest_;
  const size_t at_a_time_;
};

struct AllRead {
  std::vector<RecordPiece> pieces;
  bool ok = true;
};

AllRead ReadAll(std::string_view text, size_t at_a_time) {
  MemorySource source(text, at_a_time);
  RecordReader reader(&source, kMaxBytes);
  AllRead all;
  for (;;) {
    absl::StatusOr<std::optional<RecordPiece>> piece = reader.Next();
    all.ok = piece.ok();
    if (!piece.ok() || !*piece) return all;
    all.pieces.push_back(**std::move(piece));
    const RecordPiece& last = all.pieces.back();
    FACTCHECK_CHECK(last.text.size() <= kMaxBytes);
    FACTCHECK_CHECK(last.number == static_cast<int64_t>(all.pieces.size()));
    FACTCHECK_CHECK(last.line >= 1);
    // A piece takes a byte at least.
    FACTCHECK_CHECK(all.pieces.size() <= text.size());
  }
}

void Check(std::string_view text) {
  const AllRead whole = ReadAll(text, text.size() + 1);
  for (const size_t at_a_time : {size_t{1}, size_t{7}}) {
    const AllRead slowly = ReadAll(text, at_a_time);
    FACTCHECK_CHECK(slowly.ok == whole.ok && slowly.pieces.size() == whole.pieces.size());
    for (size_t i = 0; i < whole.pieces.size(); ++i) {
      FACTCHECK_CHECK(slowly.pieces[i].text == whole.pieces[i].text);
      FACTCHECK_CHECK(slowly.pieces[i].line == whole.pieces[i].line);
      FACTCHECK_CHECK(slowly.pieces[i].problem == whole.pieces[i].problem);
    }
  }
}

}  // namespace
}  // namespace factcheck::cli

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  factcheck::cli::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
