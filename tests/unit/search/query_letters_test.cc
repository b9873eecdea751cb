#include "server/search/query_letters.h"

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace factcheck::search {
namespace {

// Of few letters, so that words have much in common; some are numbers, and some have a trigram
// twice or more of them than TermTraits holds.
std::string RandomWord(std::mt19937_64& random) {
  std::string word = random() % 9 == 0 ? "#" : "";
  const uint64_t size = random() % (random() % 4 == 0 ? 60 : 9);
  for (uint64_t i = 0; i < size; ++i) word += static_cast<char>('a' + random() % 3);
  return word;
}

std::vector<uint16_t> GramsOf(const std::string& word) {
  std::vector<uint16_t> grams;
  ForEachGram(word, [&grams](uint16_t place) { grams.push_back(place); });
  return grams;
}

TEST(QueryLettersTest, CountsWhatOneWouldCountOneByOne) {
  std::mt19937_64 random(4);
  for (int round = 0; round < 20; ++round) {
    QueryLetters letters;
    std::vector<std::string> words(random() % 30);
    std::set<uint16_t> asked;
    for (std::string& word : words) {
      word = RandomWord(random);
      letters.AddTerm(word);
      for (const uint16_t gram : GramsOf(word)) asked.insert(gram);
    }
    // More documents than a number of one byte tells apart.
    for (int document = 0; document < 600; ++document) {
      letters.BeginDocument();
      std::set<uint16_t> has;
      for (uint64_t n = random() % 4; n > 0; --n) {
        const std::string term = RandomWord(random);
        size_t shared = 0;
        for (const uint16_t gram : GramsOf(term)) {
          shared += asked.count(gram);
          has.insert(gram);
        }
        const TermTraits traits(term);
        EXPECT_EQ(traits.is_long() ? letters.NoteLong(term) : letters.Note(traits), shared);
      }
      letters.EndDocument();
      for (size_t i = 0; i < words.size(); ++i) {
        size_t found = 0;
        for (const uint16_t gram : GramsOf(words[i])) found += has.count(gram);
        ASSERT_EQ(letters.Grams(i), GramsOf(words[i]).size());
        ASSERT_EQ(letters.Found(i), found) << words[i] << ", document " << document;
      }
    }
  }
}

}  // namespace
}  // namespace factcheck::search
