#include "server/search/checkpoint.h"

#include <string_view>
#include <utility>
#include <vector>

#include "server/base/absl_strings.h"
#include "server/base/chunk_file.h"
#include "server/base/varint.h"
#include "server/search/forward.h"

namespace factcheck::search {
namespace {

constexpr std::string_view kMagic = "FCSEARCH";

std::string Header() {
  std::vector<uint8_t> versions;
  AppendFixed32(kCheckpointFormat, versions);
  AppendFixed32(kAnalysisVersion, versions);
  return StrCat(kMagic, std::string(versions.begin(), versions.end()));
}

std::string_view AsText(const std::vector<uint8_t>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Others wait for a change no longer than it takes to copy so much.
constexpr size_t kBytesAtATime = size_t{64} << 10;

// Calls `append(i)` for each i below `count`, which puts a record into the writer's buffer, some
// at a time under the lock.
template <typename Append>
absl::Status WriteRecords(size_t count, absl::Mutex& changes, ChunkWriter& writer,
                          const Append& append) {
  for (size_t i = 0; i < count;) {
    {
      const absl::ReaderMutexLock lock(&changes);
      const size_t end = writer.buffer().size() + kBytesAtATime;
      while (i < count && writer.buffer().size() < end) append(i++);
    }
    if (absl::Status wrote = writer.EndRecord(); !wrote.ok()) return wrote;
  }
  return absl::OkStatus();
}

absl::Status WriteTerms(const IndexImage& image, absl::Mutex& changes, ChunkWriter& writer) {
  std::vector<uint8_t>& buffer = writer.buffer();
  const Inverted& inverted = *image.inverted;
  const auto documents = static_cast<DocId>(image.labels.size());
  std::vector<uint8_t> postings;
  return WriteRecords(image.frequencies.size(), changes, writer, [&](size_t i) {
    const auto term = static_cast<TermId>(i);
    const PostingList& list = inverted.Postings(term);
    const uint32_t size = list.SizeBelow(documents);
    postings.clear();
    list.AppendTo(postings, size);
    AppendBytes(inverted.vocabulary().Text(term), buffer);
    AppendVarint(image.frequencies[i], buffer);
    AppendVarint(size, buffer);
    AppendBytes(AsText(postings), buffer);
  });
}

absl::Status WriteDocuments(const IndexImage& image, absl::Mutex& changes, ChunkWriter& writer) {
  std::vector<uint8_t>& buffer = writer.buffer();
  const Documents& documents = image.inverted->documents();
  return WriteRecords(image.labels.size(), changes, writer, [&](size_t i) {
    const auto doc = static_cast<DocId>(i);
    AppendVarint(image.labels[i], buffer);
    if (image.labels[i] == 0) return;
    AppendBytes(documents.Key(doc), buffer);
    AppendBytes(documents.Forward(doc), buffer);
  });
}

}  // namespace

class CheckpointReader {
 public:
  explicit CheckpointReader(const std::string& path) : path_(path), reader_(path) {}

  absl::StatusOr<Checkpoint> Read() {
    absl::StatusOr<std::string> header = reader_.Open(Header().size());
    if (!header.ok()) return header.status();
    if (!header->starts_with(kMagic)) return reader_.Damaged("it isn't an index");
    if (*header != Header()) {
      return absl::FailedPreconditionError(
          StrCat(path_, " was written by another version of this program"));
    }
    for (const auto part : {&CheckpointReader::ReadMeta, &CheckpointReader::ReadTerms,
                            &CheckpointReader::ReadDocuments}) {
      if (absl::Status read = (this->*part)(); !read.ok()) return read;
    }
    if (absl::Status end = reader_.ExpectEnd(); !end.ok()) return end;
    return std::move(checkpoint_);
  }

 private:
  absl::Status ReadMeta() {
    absl::Status read = reader_.NextChunk();
    if (read.ok()) read = reader_.Fixed64(checkpoint_.position);
    if (read.ok()) read = reader_.Fixed32(terms_);
    if (read.ok()) read = reader_.Fixed32(documents_);
    return read;
  }

  absl::Status ReadTerms() {
    Inverted& inverted = checkpoint_.inverted;
    for (TermId term = 0; term < terms_; ++term) {
      std::string_view text, bytes;
      uint32_t frequency = 0, size = 0;
      absl::Status read = reader_.NextRecord();
      if (read.ok()) read = reader_.Bytes(text);
      if (read.ok()) read = reader_.Varint(frequency);
      if (read.ok()) read = reader_.Varint(size);
      if (read.ok()) read = reader_.Bytes(bytes);
      if (!read.ok()) return read;
      if (inverted.AddTerm(text) != term) return reader_.Damaged("a term is there twice");
      inverted.SetFrequency(term, frequency);
      if (!inverted.LoadPostings(term, bytes, size, documents_)) {
        return reader_.Damaged("postings are not in order");
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadDocuments() {
    Documents& documents = checkpoint_.inverted.documents_;
    for (DocId doc = 0; doc < documents_; ++doc) {
      uint32_t labels = 0;
      std::string_view key, forward;
      absl::Status read = reader_.NextRecord();
      if (read.ok()) read = reader_.Varint(labels);
      if (read.ok() && labels != 0) read = reader_.Bytes(key);
      if (read.ok() && labels != 0) read = reader_.Bytes(forward);
      if (!read.ok()) return read;
      if (labels == 0) {
        documents.AddRemoved();
      } else if (documents.Find(key) != kNoDoc) {
        return reader_.Damaged("a document is there twice");
      } else if (!IsForward(forward, terms_)) {
        return reader_.Damaged("a document has terms that don't exist");
      } else {
        documents.Add(key, labels, forward);
      }
    }
    return absl::OkStatus();
  }

  const std::string path_;
  ChunkReader reader_;
  Checkpoint checkpoint_;
  uint32_t terms_ = 0;
  uint32_t documents_ = 0;
};

IndexImage ImageOf(std::shared_ptr<const Inverted> inverted, uint64_t position) {
  const auto& labels = inverted->documents().labels();
  const auto& frequencies = inverted->frequencies();
  IndexImage image{.position = position,
                   .labels = {labels.begin(), labels.end()},
                   .frequencies = {frequencies.begin(), frequencies.end()}};
  image.inverted = std::move(inverted);
  return image;
}

absl::Status SaveCheckpoint(const std::string& path, const IndexImage& image,
                            absl::Mutex& changes) {
  ChunkWriter writer(path);
  absl::Status wrote = writer.Open(Header());
  if (wrote.ok()) {
    AppendFixed64(image.position, writer.buffer());
    AppendFixed32(static_cast<uint32_t>(image.frequencies.size()), writer.buffer());
    AppendFixed32(static_cast<uint32_t>(image.labels.size()), writer.buffer());
    wrote = writer.EndChunk();
  }
  if (wrote.ok()) wrote = WriteTerms(image, changes, writer);
  if (wrote.ok()) wrote = WriteDocuments(image, changes, writer);
  if (wrote.ok()) wrote = writer.Commit();
  return wrote;
}

absl::StatusOr<Checkpoint> LoadCheckpoint(const std::string& path) {
  return CheckpointReader(path).Read();
}

}  // namespace factcheck::search
