#include "server/search/documents.h"

#include <cstring>

#include "server/base/absl_strings.h"
#include "server/base/check.h"

namespace factcheck::search {
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

}  // namespace factcheck::search
