#include "client/cli/import_file.h"

#include <algorithm>
#include <utility>

#include "client/cpp/text.h"
#include "nlohmann/json.hpp"

namespace factcheck::cli {
namespace {

using Json = nlohmann::json;

// What the server takes of one record.
constexpr size_t kMaxRecordBytes = 1 << 20;
constexpr size_t kBatchBytes = 2 << 20;

std::string Quoted(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string RejectsFile::Line(const RecordPiece& piece, const std::string& reason) {
  // JSON stays JSON, on one line; its line feeds can only stand between its words.
  std::string original;
  if (piece.problem.empty() && Json::accept(piece.text)) {
    original = piece.text;
    std::replace(original.begin(), original.end(), '\n', ' ');
    std::replace(original.begin(), original.end(), '\r', ' ');
  } else {
    original = Quoted(piece.text);
  }
  return client::Concat({"{\"line\":", std::to_string(piece.line),
                         ",\"record\":", std::to_string(piece.number),
                         ",\"reason\":", Quoted(reason), ",\"original\":", original, "}\n"});
}

absl::Status RejectsFile::Add(const RecordPiece& piece, const std::string& reason) {
  if (path_.empty()) return absl::OkStatus();
  if (!out_.is_open()) out_.open(path_, std::ios::binary | std::ios::trunc);
  out_ << Line(piece, reason);
  return out_.good() ? absl::OkStatus()
                     : client::InvalidArgument({"can't write the rejects file ", path_});
}

absl::Status RejectsFile::Close() {
  if (!out_.is_open()) return absl::OkStatus();
  out_.close();
  return out_.good() ? absl::OkStatus()
                     : client::InvalidArgument({"can't write the rejects file ", path_});
}

FileImport::FileImport(const client::Client& client, ByteSource* source, Options options)
    : options_(std::move(options)),
      reader_(source, kMaxRecordBytes),
      rejects_(options_.rejects_path) {
  client::ImportSettings settings;
  settings.max_in_flight = options_.max_in_flight;
  settings.on_answer = [this](const v1::ImportBatch& batch,
                              const v1::ImportClaimReviewsResponse& answer) {
    OnAnswer(batch, answer);
  };
  stream_ = client.ImportClaimReviews(options_.import, std::move(settings));
}

ImportCounts FileImport::counts() const {
  absl::MutexLock lock(&mutex_);
  return counts_;
}

absl::Status FileImport::Run() {
  absl::Status read;
  while (true) {
    absl::StatusOr<std::optional<RecordPiece>> piece = reader_.Next();
    if (!piece.ok()) {
      read = piece.status();
      break;
    }
    if (!*piece) break;
    if (absl::Status status = Add(**std::move(piece)); !status.ok()) return status;
    if (options_.on_progress) options_.on_progress(counts());
  }
  // What could be read goes in, whatever came after it.
  if (absl::Status status = Flush(); !status.ok()) return status;
  if (absl::Status status = stream_->Finish(); !status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  counts_.left_out = reader_.left_out();
  if (absl::Status status = rejects_.Close(); !status.ok()) return status;
  return rejects_status_.ok() ? read : rejects_status_;
}

absl::Status FileImport::Add(RecordPiece piece) {
  {
    absl::MutexLock lock(&mutex_);
    ++counts_.records;
    if (!piece.problem.empty()) {
      Reject(piece, piece.problem);
      return rejects_status_;
    }
    lines_[piece.number] = piece.line;
  }
  if (batch_.records_size() >= options_.batch_records ||
      batch_bytes_ + piece.text.size() > kBatchBytes) {
    if (absl::Status status = Flush(); !status.ok()) return status;
  }
  batch_bytes_ += piece.text.size();
  v1::ImportRecord& record = *batch_.add_records();
  record.set_position(piece.number);
  record.set_json(std::move(piece.text));
  return absl::OkStatus();
}

absl::Status FileImport::Flush() {
  if (batch_.records().empty()) return absl::OkStatus();
  batch_bytes_ = 0;
  return stream_->Send(std::exchange(batch_, {}));
}

void FileImport::Reject(const RecordPiece& piece, const std::string& reason) {
  ++counts_.rejected;
  if (absl::Status status = rejects_.Add(piece, reason); !status.ok()) rejects_status_ = status;
}

void FileImport::OnAnswer(const v1::ImportBatch& batch,
                          const v1::ImportClaimReviewsResponse& answer) {
  absl::MutexLock lock(&mutex_);
  counts_.created += answer.created();
  counts_.updated += answer.updated();
  counts_.unchanged += answer.unchanged();
  for (const v1::ImportRejection& rejection : answer.rejections()) {
    RecordPiece piece{.number = rejection.position(), .line = lines_[rejection.position()]};
    for (const v1::ImportRecord& record : batch.records()) {
      if (record.position() == rejection.position()) piece.text = record.json();
    }
    Reject(piece, rejection.reason());
  }
  counts_.warnings += answer.warnings_size();
  for (const v1::ImportWarning& warning : answer.warnings()) {
    if (options_.on_warning) options_.on_warning(lines_[warning.position()], warning.message());
  }
  for (const v1::ImportRecord& record : batch.records()) lines_.erase(record.position());
}

}  // namespace factcheck::cli
