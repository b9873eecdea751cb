#include "server/search/documents.h"

#include <cstring>

#include "server/base/absl_strings.h"
#include "server/base/check.h"

namespace factcheck::search {
namespace {

std::string_view ReadBytes(const uint8_t*& at) {
  const uint32_t size = ReadVarint(at);
  const std::string_view bytes(reinterpret_cast<const char*>(at), size);
  at += size;
  return bytes;
}

}  // namespace

DocId Documents::Add(std::string_view key, uint32_t labels, std::string_view forward) {
  FACTCHECK_CHECK(labels != 0);
  const auto doc = static_cast<DocId>(records_.size());
  std::string record;
  record.reserve(key.size() + forward.size() + 10);
  AppendVarint(static_cast<uint32_t>(key.size()), record);
  const size_t key_at = record.size();
  record += key;
  AppendVarint(static_cast<uint32_t>(forward.size()), record);
  record += forward;
  const std::string_view kept = arena_.Copy(record);
  records_.push_back(reinterpret_cast<const uint8_t*>(kept.data()));
  labels_.push_back(labels);
  const bool added = by_key_.emplace(ToAbsl(kept.substr(key_at, key.size())), doc).second;
  FACTCHECK_CHECK(added);
  return doc;
}

void Documents::AddRemoved() {
  records_.push_back(nullptr);
  labels_.push_back(0);
}

void Documents::Remove(DocId doc) {
  FACTCHECK_CHECK(labels_[doc] != 0);
  by_key_.erase(ToAbsl(Key(doc)));
  labels_[doc] = 0;
}

DocId Documents::Find(std::string_view key) const {
  const auto found = by_key_.find(ToAbsl(key));
  return found == by_key_.end() ? kNoDoc : found->second;
}

std::string_view Documents::Key(DocId doc) const {
  const uint8_t* at = records_[doc];
  return ReadBytes(at);
}

std::string_view Documents::Forward(DocId doc) const {
  const uint8_t* at = records_[doc];
  ReadBytes(at);
  return ReadBytes(at);
}

void Documents::Reserve(size_t documents) {
  records_.reserve(documents);
  labels_.reserve(documents);
  by_key_.reserve(documents);
}

size_t Documents::memory_bytes() const {
  return arena_.memory_bytes() + records_.capacity() * sizeof(records_[0]) +
         labels_.capacity() * sizeof(labels_[0]) +
         by_key_.capacity() * (sizeof(absl::string_view) + sizeof(DocId) + 5);
}

bool IsForward(std::string_view forward, size_t terms) {
  const auto* at = reinterpret_cast<const uint8_t*>(forward.data());
  const uint8_t* const end = at + forward.size();
  for (size_t f = 0; f < kFields; ++f) {
    uint32_t count = 0;
    if (!ReadVarint(at, end, count)) return false;
    for (uint32_t i = 0; i < count; ++i) {
      uint32_t term = 0;
      if (!ReadVarint(at, end, term) || (term >> 1) >= terms) return false;
    }
  }
  return at == end;
}

}  // namespace factcheck::search
