#include "server/domain/tables/text_pool.h"

#include <algorithm>
#include <cstring>
#include <functional>

namespace factcheck::domain {
namespace {

constexpr size_t kBlockBytes = 64 << 10;

}  // namespace

size_t TextPool::Hash::operator()(std::string_view text) const {
  return std::hash<std::string_view>()(text);
}

TextPool::TextPool() : blocks_(std::make_shared<Blocks>()), numbers_(0, Hash{this}, Equal{this}) {}

const char* TextPool::Keep(std::string_view text) {
  constexpr size_t kAlign = alignof(uint32_t);
  const size_t size = (text.size() + kAlign - 1) / kAlign * kAlign;
  if (size > free_bytes_) {
    free_bytes_ = std::max(size, kBlockBytes);
    blocks_->push_back(std::make_unique<char[]>(free_bytes_));
    block_bytes_ += free_bytes_;
    free_ = blocks_->back().get();
  }
  char* const kept = free_;
  if (!text.empty()) std::memcpy(kept, text.data(), text.size());
  free_ += size;
  free_bytes_ -= size;
  return kept;
}

uint32_t TextPool::Intern(std::string_view text) {
  // One look for its place, whether it is there or not.
  return *numbers_.lazy_emplace(text, [&](const auto& insert) {
    const auto number = static_cast<uint32_t>(texts_.size());
    texts_.Append({Keep(text), static_cast<uint32_t>(text.size())});
    insert(number);
  });
}

std::optional<uint32_t> TextPool::Find(std::string_view text) const {
  auto known = numbers_.find(text);
  if (known == numbers_.end()) return std::nullopt;
  return *known;
}

absl::Status TextPool::Write(const View& view, ChunkWriter& writer) {
  for (uint32_t number = 0; number < view.size(); ++number) {
    AppendBytes(view[number], writer.buffer());
    if (absl::Status wrote = writer.EndRecord(); !wrote.ok()) return wrote;
  }
  return absl::OkStatus();
}

absl::Status TextPool::Read(ChunkReader& reader, uint32_t texts) {
  Reserve(texts);
  for (uint32_t number = 0; number < texts; ++number) {
    std::string_view text;
    absl::Status read = reader.NextRecord();
    if (read.ok()) read = reader.Bytes(text);
    if (!read.ok()) return read;
    if (Intern(text) != number) return reader.Damaged("a text is there twice");
  }
  return absl::OkStatus();
}

uint32_t TextPool::InternList(std::span<const uint32_t> numbers) {
  return Intern({reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes()});
}

size_t TextPool::memory_bytes() const {
  return texts_.memory_bytes() + block_bytes_ + numbers_.capacity() * (sizeof(uint32_t) + 1);
}

TextPool::View TextPool::Freeze() {
  View view;
  view.texts_ = texts_.Freeze();
  view.blocks_ = blocks_;
  return view;
}

}  // namespace factcheck::domain
