#include "client/cli/dump_file.h"

#include <cstdint>

#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

constexpr std::string_view kDatabaseMagic = "factcheck dump 1\n";
constexpr std::string_view kLedgerMagic = "factcheck ledger 1\n";
// Which one it is shows before the shorter one ends.
static_assert(kDatabaseMagic.size() < kLedgerMagic.size());
constexpr size_t kLengthBytes = 4;
// Far more than a part of an export has.
constexpr size_t kMaxPart = 64 << 20;

std::string LengthBytes(size_t size) {
  std::string bytes(kLengthBytes, '\0');
  for (size_t i = 0; i < kLengthBytes; ++i) {
    bytes[i] = static_cast<char>(size >> (8 * (kLengthBytes - 1 - i)));
  }
  return bytes;
}

}  // namespace

absl::Status DumpWriter::Begin() {
  if (begun_) return absl::OkStatus();
  begun_ = true;
  return file_->Write(kind_ == DumpKind::kLedger ? kLedgerMagic : kDatabaseMagic);
}

absl::Status DumpWriter::Add(std::string_view part) {
  if (part.empty()) return absl::OkStatus();
  if (absl::Status status = Begin(); !status.ok()) return status;
  if (absl::Status status = file_->Write(LengthBytes(part.size())); !status.ok()) return status;
  return file_->Write(part);
}

absl::Status DumpWriter::Finish() {
  if (absl::Status status = Begin(); !status.ok()) return status;
  if (absl::Status status = file_->Write(LengthBytes(0)); !status.ok()) return status;
  return file_->Finish();
}

absl::StatusOr<std::string> DumpReader::Take(size_t size) {
  std::string bytes(size, '\0');
  for (size_t got = 0; got < size;) {
    const absl::StatusOr<size_t> more = source_->Read(std::span(bytes).subspan(got));
    if (!more.ok()) return more.status();
    if (*more == 0) return absl::DataLossError("the dump was cut off: its end is missing");
    got += *more;
  }
  return bytes;
}

absl::StatusOr<DumpKind> DumpReader::Kind() {
  if (kind_) return *kind_;
  absl::StatusOr<std::string> magic = Take(kDatabaseMagic.size());
  if (!magic.ok()) return magic.status();
  std::optional<DumpKind> kind;
  if (*magic == kDatabaseMagic) {
    kind = DumpKind::kDatabase;
  } else if (kLedgerMagic.starts_with(*magic)) {
    absl::StatusOr<std::string> rest = Take(kLedgerMagic.size() - magic->size());
    if (!rest.ok()) return rest.status();
    if (*magic + *rest == kLedgerMagic) kind = DumpKind::kLedger;
  }
  if (!kind || (expected_ && kind != expected_)) {
    return absl::DataLossError(
        !expected_ ? "the file is no dump of `factcheck dump` or `factcheck ledger export`"
        : *expected_ == DumpKind::kDatabase ? "the file is no dump of `factcheck dump`"
                                            : "the file is none of `factcheck ledger export`");
  }
  kind_ = kind;
  return *kind_;
}

absl::StatusOr<std::optional<std::string>> DumpReader::Next() {
  if (const absl::StatusOr<DumpKind> kind = Kind(); !kind.ok()) return kind.status();
  const absl::StatusOr<std::string> bytes = Take(kLengthBytes);
  if (!bytes.ok()) return bytes.status();
  size_t size = 0;
  for (const char c : *bytes) size = size << 8 | static_cast<unsigned char>(c);
  if (size == 0) {
    // Reading to the end checks the checksum, too.
    char more;
    const absl::StatusOr<size_t> rest = source_->Read(std::span(&more, 1));
    if (!rest.ok()) return rest.status();
    if (*rest > 0) return absl::DataLossError("the dump is damaged: it goes on behind its end");
    return std::nullopt;
  }
  if (size > kMaxPart) return absl::DataLossError("the dump is damaged");
  absl::StatusOr<std::string> part = Take(size);
  if (!part.ok()) return part.status();
  return *std::move(part);
}

}  // namespace factcheck::cli
