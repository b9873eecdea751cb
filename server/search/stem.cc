#include "server/search/stem.h"

#include <libstemmer.h>

#include <algorithm>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "server/base/check.h"

namespace factcheck::search {
namespace {

struct Deleter {
  void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};

// A stemmer holds the word it works on, so each thread has its own. Named by the literal that
// the language's rules point to, so that the address is the name.
sb_stemmer* Stemmer(const char* algorithm) {
  thread_local absl::flat_hash_map<const void*, std::unique_ptr<sb_stemmer, Deleter>> stemmers;
  std::unique_ptr<sb_stemmer, Deleter>& stemmer = stemmers[algorithm];
  if (stemmer == nullptr) stemmer.reset(sb_stemmer_new(algorithm, "UTF_8"));
  FACTCHECK_CHECK(stemmer != nullptr);
  return stemmer.get();
}

size_t CodePoints(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

std::string Stem(const char* algorithm, std::string_view word) {
  if (algorithm == nullptr || word.empty()) return std::string(word);
  sb_stemmer* stemmer = Stemmer(algorithm);
  const sb_symbol* stem = sb_stemmer_stem(stemmer, reinterpret_cast<const sb_symbol*>(word.data()),
                                          static_cast<int>(word.size()));
  FACTCHECK_CHECK(stem != nullptr);  // Out of memory.
  const std::string_view text(reinterpret_cast<const char*>(stem),
                              static_cast<size_t>(sb_stemmer_length(stemmer)));
  // A letter alone ("k" of Turkish "kimse") tells nothing.
  return std::string(CodePoints(text) < 2 ? word : text);
}

}  // namespace factcheck::search
