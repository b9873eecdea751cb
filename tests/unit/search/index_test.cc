#include "server/search/index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "server/base/absl_strings.h"
#include "server/search/analysis.h"
#include "server/search/document.h"
#include "server/search/features.h"
#include "server/search/inverted.h"
#include "server/search/select.h"
#include "tests/support/storage_fixture.h"
#include "tests/unit/search/random_text.h"
#include "tests/unit/search/reference.h"

namespace factcheck::search {
namespace {

Document Claim(std::string_view key, std::string_view statement) {
  Document document;
  document.key = std::string(key);
  document.language = "en";
  document[Field::kStatement] = std::string(statement);
  return document;
}

void Put(Index& index, const Document& document, uint64_t position = 1) {
  const Change change{AnalyzeDocument(document)};
  index.Apply({&change, 1}, position);
}

void Remove(Index& index, std::string_view key, uint64_t position = 1) {
  const Change change{{.key = std::string(key)}, /*removes=*/true};
  index.Apply({&change, 1}, position);
}

void Compact(Index& index) {
  index.Compact([] { return true; });
}

std::vector<std::string> Top(const Index& index, std::string_view text) {
  return index.FindTop(Analyze(text, "en"), 10);
}

std::vector<std::string> Keys(const std::vector<Match>& matches) {
  std::vector<std::string> keys;
  for (const Match& match : matches) keys.push_back(match.key);
  return keys;
}

using Strings = std::vector<std::string>;

TEST(IndexTest, FindsByAnyFieldTheStatementFirst) {
  Index index;
  Document other = Claim("title", "Something else altogether");
  other[Field::kTitle] = "The bridge";
  Put(index, other);
  Document context = Claim("context", "Nothing to see");
  context[Field::kContext] = "It was said of the old bridge at the river, in a debate.";
  Put(index, context);
  Put(index, Claim("statement", "The bridge fell down"));
  EXPECT_EQ(Top(index, "bridges"), (Strings{"statement", "title", "context"}));
  EXPECT_EQ(Top(index, "tunnel"), Strings{});
  EXPECT_EQ(Top(index, ""), Strings{});
}

TEST(IndexTest, FindsMisspelledJoinedAndDividedWords) {
  Index index;
  Put(index, Claim("a", "Hydroxychloroquine cures everybody"));
  Put(index, Claim("b", "The food stamp ends"));
  Put(index, Claim("c", "A food bank has a stamp"));
  EXPECT_EQ(Top(index, "hydroxycloroquine"), Strings{"a"});
  EXPECT_EQ(Top(index, "foodstamp"), (Strings{"b", "c"}));
}

TEST(IndexTest, AChangeReplacesAndARemovalRemoves) {
  Index index;
  Put(index, Claim("a", "The bridge fell down"), 1);
  Put(index, Claim("a", "The tunnel is flooded"), 2);
  EXPECT_EQ(Top(index, "bridge"), Strings{});
  EXPECT_EQ(Top(index, "tunnel"), Strings{"a"});
  EXPECT_EQ(index.stats().documents, 1U);
  Remove(index, "a", 3);
  Remove(index, "never there", 4);
  EXPECT_EQ(Top(index, "tunnel"), Strings{});
  EXPECT_EQ(index.stats().documents, 0U);
  EXPECT_EQ(index.position(), 4U);
}

TEST(IndexTest, MatchesRankTheRepeatedClaimFirst) {
  Index index;
  Put(index, Claim("other", "Balloons flew over a football match in forty minutes"));
  Put(index, Claim("right", "More than forty countries have had these balloons fly over them"));
  Put(index, Claim("far", "The mayor closed the bridge for a year"));
  const std::vector<Match> matches =
      index.FindMatches(Analyze("40+ countries had such balloons over them, he says"), {});
  ASSERT_FALSE(matches.empty());
  EXPECT_EQ(matches[0].key, "right");
  for (size_t i = 0; i < matches.size(); ++i) {
    EXPECT_GE(matches[i].score, 0);
    EXPECT_LE(matches[i].score, 1);
    if (i > 0) {
      EXPECT_LE(matches[i].score, matches[i - 1].score);
    }
  }
  const MatchOptions strict{.least_score = matches[0].score};
  EXPECT_EQ(Keys(index.FindMatches(Analyze("40+ countries had such balloons over them, he says"),
                                   strict)),
            Strings{"right"});
}

TEST(IndexTest, NumbersOfOneScaleAreNotAlike) {
  Index index;
  Put(index, Claim("22", "The state has 22 million voters"));
  Put(index, Claim("23", "The state has 23 million voters"));
  Put(index, Claim("other", "The mayor fed the ducks"));
  const std::vector<Match> matches = index.FindMatches(Analyze("23 million voters"), {});
  ASSERT_EQ(Keys(matches), (Strings{"23", "22"}));
  EXPECT_GT(matches[0].score, matches[1].score);
  EXPECT_EQ(Top(index, "million"), (Strings{"22", "23"}));
  EXPECT_EQ(Top(index, "25 million"), Strings{});
}

TEST(IndexTest, SynonymsAreFound) {
  Index index;
  Put(index, Claim("covid", "Garlic cures COVID-19"));
  Put(index, Claim("flu", "Garlic cures the flu"));
  EXPECT_EQ(Top(index, "coronavirus"), Strings{"covid"});
  const std::vector<Match> matches = index.FindMatches(Analyze("Garlic cures coronavirus"), {});
  ASSERT_EQ(Keys(matches), (Strings{"covid", "flu"}));
  EXPECT_EQ(matches[0].features[static_cast<size_t>(Feature::kQueryInStatement)], 1);
}

TEST(IndexTest, ClaimsThatNameTheAuthorOrTheDateAreLikelier) {
  Index index;
  Put(index, Claim("a", "In May 2016 Ann Lee said that vaccines do harm"));
  Put(index, Claim("b", "In June 2018 Bob Fox said that vaccines do harm"));
  const Analysis text = Analyze("vaccines do harm");
  const auto best = [&](std::string_view author, std::string_view date) {
    return index.FindMatches(text, {.author = author, .date = date})[0].key;
  };
  EXPECT_EQ(best("", ""), "a");
  EXPECT_EQ(best("Bob Fox", ""), "b");
  EXPECT_EQ(best("", "June 5, 2018"), "b");
  EXPECT_EQ(best("Ann Lee", "May 5, 2016"), "a");
  EXPECT_EQ(Keys(index.FindMatches(Analyze("zebra"), {.author = "Bob Fox", .date = "x 2"})),
            Strings{});
}

double ScoreOfFirst(const Index& index, std::string_view text) {
  const std::vector<Match> matches = index.FindMatches(Analyze(text), {});
  return matches.empty() ? 0 : matches.front().score;
}

// Claims with words in common, and `others` of other words, so that some are frequent.
void PutMany(Index& index, int others) {
  Put(index, Claim("flood",
                   "You go down to Miami and when it's flooding at high tide on a sunny "
                   "day, fish are swimming through the middle of the streets."));
  Put(index, Claim("spread", "5G technology is spreading coronavirus"));
  Put(index, Claim("tower", "A video shows doves that attack a 5G tower"));
  Put(index, Claim("aspirin", "Aspirin cures COVID-19"));
  Put(index, Claim("ivermectin", "Ivermectin is an effective treatment for COVID-19."));
  Put(index, Claim("infertility", "Can taking the COVID-19 vaccine cause infertility?"));
  Put(index, Claim("couple", "A childless couple discovered the cause of their infertility"));
  for (int i = 0; i < others; ++i) {
    Put(index,
        Claim(StrCat("day", i), StrCat("Every day the mayor number", i, " closed a street")));
    Put(index, Claim(StrCat("cure", i), StrCat("Doctors cured patient", i, " of influenza")));
  }
}

TEST(IndexTest, AShortTextWithoutItsClaimIsUnlikelier) {
  Index index;
  PutMany(index, 300);
  const double absent = ScoreOfFirst(index, "It was a sunny day.");
  EXPECT_LT(absent, 0.3);
  for (const std::string_view known :
       {"5G is spreading the coronavirus", "Aspirin cures covid",
        "The covid vaccine causes infertility",
        "At high tide on sunny days fish swim through the streets of Miami"}) {
    EXPECT_GT(ScoreOfFirst(index, known), 2 * absent) << known;
  }
}

TEST(IndexTest, TheRareWordCountsMoreThanTheNumberInADisease) {
  Index index;
  PutMany(index, 300);
  const auto first = [&](std::string_view text) {
    return Keys(index.FindMatches(Analyze(text), {.limit = 1}));
  };
  EXPECT_EQ(first("Ivermectin cures COVID-19"), Strings{"ivermectin"});
  EXPECT_EQ(first("5G technologies spread covid 19"), Strings{"spread"});
  EXPECT_EQ(first("La vacuna contra el covid causa infertilidad"), Strings{"infertility"});
}

TEST(IndexTest, BeingTheFirstSaysNothingOfAShortText) {
  Index index;
  PutMany(index, 300);
  const auto rank = [&](std::string_view text) {
    return index.FindMatches(Analyze(text), {.limit = 1})
        .at(0)
        .features[static_cast<size_t>(Feature::kRank)];
  };
  EXPECT_EQ(rank("a sunny day"), 0);
  const double few = rank("In Miami on a sunny day fish swim through flooding streets");
  const double many = rank(
      "They say that down there in Miami, when high tide is flooding everything on a sunny day, "
      "there are fish that go swimming through the middle of all the streets, ivermectin or not");
  EXPECT_GT(few, 0);
  EXPECT_GT(many, few);
  EXPECT_LT(many, 1);
}

TEST(IndexTest, EqualsAreOrderedByKeyInWhateverOrderTheyCame) {
  Index forth, back;
  const std::vector<std::string> keys = {"d", "a", "c", "b"};
  for (const std::string& key : keys) Put(forth, Claim(key, "The bridge fell down"));
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    Put(back, Claim(*key, "The bridge fell down"));
  }
  const Analysis text = Analyze("The bridge has fallen down");
  EXPECT_EQ(Keys(forth.FindMatches(text, {})), (Strings{"a", "b", "c", "d"}));
  EXPECT_EQ(Keys(back.FindMatches(text, {})), (Strings{"a", "b", "c", "d"}));
  // Also where more are equal than are asked for.
  EXPECT_EQ(Keys(back.FindMatches(text, {.limit = 2})), (Strings{"a", "b"}));
}

TEST(IndexTest, EachOfManyCandidatesIsLookedAtAsTheFirst) {
  Index index;
  constexpr size_t kMany = 1000;
  // Others between them that share other letters with what is asked for.
  for (size_t i = 0; i < kMany; ++i) {
    Put(index, Claim(StrCat("a", i), "Bridges collapsed and internationalization went on"));
    Put(index, Claim(StrCat("b", i), "A bridge and the tunnelling of rabbits"));
  }
  const std::vector<Match> matches =
      index.FindMatches(Analyze("The bridge is collapsing, a bridgehead for internationals", "en"),
                        {.limit = 2 * kMany, .candidates = 2 * kMany});
  ASSERT_EQ(matches.size(), 2 * kMany);
  for (size_t i = 0; i < matches.size(); ++i) {
    EXPECT_EQ(matches[i].key[0], i < kMany ? 'a' : 'b');
    EXPECT_EQ(matches[i].features, matches[i < kMany ? 0 : kMany].features) << matches[i].key;
  }
  const double letters = matches[0].features[static_cast<size_t>(Feature::kQueryLetters)];
  EXPECT_GT(letters, matches[0].features[static_cast<size_t>(Feature::kQueryInText)]);
  EXPECT_LT(letters, 1);
}

TEST(IndexTest, ATextIsFoundThoughItIsLabelledWithAnotherLanguage) {
  Index index;
  Put(index, Claim("llamada", "Esta grabación muestra una llamada de los migrantes atrapados"));
  Put(index, Claim("horses", "هذه صورة من متحف للخيول في الصين، وليس إسطبل خيول في دبي"));
  EXPECT_EQ(index.FindTop(Analyze("La llamada del migrante atrapado en el camión"), 10),
            Strings{"llamada"});
  EXPECT_EQ(index.FindTop(Analyze("صورة إسطبل الخيول في دبي"), 10), Strings{"horses"});
}

TEST(IndexTest, SelectTellsOfEachDocumentThatHasTheWords) {
  Index index;
  Strings expected;
  for (const size_t count : {0, 1, 15, 16, 17, 31, 32, 33, 64, 100}) {
    for (; expected.size() < count; expected.push_back(StrCat("b", expected.size()))) {
      Put(index, Claim(StrCat("b", expected.size()), "The bridge fell down"));
      Put(index, Claim(StrCat("t", expected.size()), "The tunnel is flooded"));
    }
    Strings keys;
    std::vector<uint64_t> scores;
    index.Select({.all = {MakePhrase("bridges")}, .none = {MakePhrase("tunnel")}}, UINT32_MAX,
                 [&](std::string_view key, uint64_t score) {
                   keys.emplace_back(key);
                   scores.push_back(score);
                 });
    EXPECT_EQ(keys, expected);
    EXPECT_EQ(scores, std::vector<uint64_t>(count, count == 0 ? 0 : scores.front()));
  }
}

TEST(IndexTest, LabelsSelect) {
  Index index;
  Document document = Claim("a", "The bridge fell down");
  document.labels = 2;
  Put(index, document);
  EXPECT_EQ(index.FindTop(Analyze("bridge"), 10, 1), Strings{});
  EXPECT_EQ(index.FindTop(Analyze("bridge"), 10, 3), Strings{"a"});
}

// An index of the same documents that was built at once.
std::unique_ptr<Index> Fresh(const Reference& reference) {
  auto index = std::make_unique<Index>();
  for (const AnalyzedDocument& document : reference.documents()) {
    const Change change{document};
    index->Apply({&change, 1}, 1);
  }
  return index;
}

void CheckAgainst(const Reference& reference, const Index& index, Random& random) {
  const Analysis text = Analyze(RandomText(random, 1 + Below(random, 8)), "en");
  const size_t limit = 1 + Below(random, 20);
  const auto labels = static_cast<uint32_t>(1 + Below(random, 3));
  ASSERT_EQ(index.FindTop(text, limit, labels), reference.FindTop(text, limit, labels));
}

void CheckMatches(const Reference& reference, const Index& index, Random& random) {
  const std::unique_ptr<Index> fresh = Fresh(reference);
  for (int i = 0; i < 10; ++i) {
    const Analysis text = Analyze(RandomText(random, 1 + Below(random, 8)), "en");
    const std::vector<Match> matches = index.FindMatches(text, {});
    const std::vector<Match> expected = fresh->FindMatches(text, {});
    ASSERT_EQ(Keys(matches), Keys(expected));
    for (size_t m = 0; m < matches.size(); ++m) {
      ASSERT_NEAR(matches[m].score, expected[m].score, 1e-9);
    }
  }
}

TEST(IndexTest, RandomOperationsAgreeWithTheReference) {
  const uint64_t seed = testing::TestSeed();
  Random random(seed);
  for (const size_t keys : {20, 300}) {
    Index index;
    Reference reference;
    for (int step = 0; step < 1000; ++step) {
      const Document document = RandomDocument(random, keys);
      if (Below(random, 4) == 0) {
        Remove(index, document.key);
        reference.Remove(document.key);
      } else {
        Put(index, document);
        reference.Put(AnalyzeDocument(document));
      }
      if (step % 50 == 0) Compact(index);
      if (step % 5 == 0) CheckAgainst(reference, index, random);
      if (HasFatalFailure()) return;
    }
    CheckMatches(reference, index, random);
    if (HasFatalFailure()) return;
  }
}

// Whatever the order in which claims came, and what was there in between, where all candidates are
// looked at.
TEST(IndexTest, OneThatIsBuiltAnewFindsTheSameAsOneThatGrew) {
  const uint64_t seed = testing::TestSeed();
  Random random(seed);
  constexpr size_t kKeys = 300;
  Index grown;
  std::map<std::string, Document> last;
  for (int step = 0; step < 1500; ++step) {
    const Document document = RandomDocument(random, kKeys);
    if (Below(random, 4) == 0) {
      Remove(grown, document.key);
      last.erase(document.key);
    } else {
      Put(grown, document);
      last[document.key] = document;
    }
  }
  std::vector<Document> documents;
  for (const auto& [key, document] : last) documents.push_back(document);
  std::shuffle(documents.begin(), documents.end(), random);
  Index rebuilt;
  for (const Document& document : documents) Put(rebuilt, document);
  for (int i = 0; i < 100; ++i) {
    const Analysis text = Analyze(RandomText(random, 1 + Below(random, 8)), "en");
    const MatchOptions options = {.limit = kKeys, .candidates = kKeys};
    const std::vector<Match> matches = grown.FindMatches(text, options);
    const std::vector<Match> expected = rebuilt.FindMatches(text, options);
    ASSERT_EQ(Keys(matches), Keys(expected));
    for (size_t m = 0; m < matches.size(); ++m) ASSERT_EQ(matches[m].score, expected[m].score);
  }
}

TEST(IndexTest, AgreesWithTheReferenceOverManyBlocksAndAfterCompaction) {
  const uint64_t seed = testing::TestSeed();
  Random random(seed);
  Index index;
  Reference reference;
  std::vector<Change> changes;
  // More documents than a window of the search, frequent words in many blocks.
  for (int i = 0; i < 6000; ++i) {
    Document document = RandomDocument(random, 1);
    document.key = "claim" + std::to_string(i);
    changes.push_back({AnalyzeDocument(document)});
  }
  index.Apply(changes, 1);
  size_t most_removed = 0;
  // A third of them again and more: what is removed is compacted away.
  for (int i = 0; i < 2500; ++i) {
    changes.push_back({AnalyzeDocument(RandomDocument(random, 6000))});
    index.Apply({&changes.back(), 1}, 2);
    most_removed = std::max(most_removed, index.stats().removed);
    if (index.IsWasteful()) Compact(index);
  }
  EXPECT_LT(index.stats().removed, most_removed);
  // The reference is slow: only what is there in the end.
  for (size_t i = 0; i < changes.size(); ++i) {
    const std::string& key = changes[i].document.key;
    const bool last = std::none_of(changes.begin() + static_cast<ptrdiff_t>(i) + 1, changes.end(),
                                   [&](const Change& c) { return c.document.key == key; });
    if (last) reference.Put(changes[i].document);
  }
  for (int i = 0; i < 30; ++i) {
    CheckAgainst(reference, index, random);
    if (HasFatalFailure()) return;
  }
}

// The changes that are made between the steps of a compaction are in it, whatever they meet: what
// is copied, what isn't yet, and each other.
TEST(IndexTest, ChangesDuringACompactionAreKept) {
  const uint64_t seed = testing::TestSeed();
  Random random(seed);
  Index index;
  Reference reference;
  uint64_t position = 0;
  const auto change = [&](size_t most_keys) {
    const Document document = RandomDocument(random, most_keys);
    if (Below(random, 3) == 0) {
      Remove(index, document.key, ++position);
      reference.Remove(document.key);
    } else {
      Put(index, document, ++position);
      reference.Put(AnalyzeDocument(document));
    }
  };
  constexpr size_t kKeys = 1500;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 1500; ++i) change(kKeys);
    int steps = 0;
    index.Compact([&] {
      ++steps;
      for (size_t i = Below(random, 60); i > 0; --i) change(Below(random, 2) == 0 ? kKeys : 20);
      return true;
    });
    EXPECT_GT(steps, 4);
    ASSERT_EQ(index.position(), position);
    ASSERT_EQ(index.stats().documents, reference.documents().size());
    // Only what went while they were copied is left.
    EXPECT_LT(index.stats().removed, static_cast<size_t>(steps) * 60);
    for (int i = 0; i < 10; ++i) {
      CheckAgainst(reference, index, random);
      if (HasFatalFailure()) return;
    }
    CheckMatches(reference, index, random);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(index.stats().removed, 0U);
  Compact(index);
  EXPECT_EQ(index.stats().removed, 0U);
  CheckMatches(reference, index, random);
}

TEST(IndexTest, ACompactionThatIsNotWantedAnyMoreChangesNothing) {
  Index index;
  for (int i = 0; i < 600; ++i) Put(index, Claim(std::to_string(i % 300), "The bridge fell"));
  int steps = 0;
  index.Compact([&] { return ++steps < 2; });
  EXPECT_EQ(steps, 2);
  EXPECT_EQ(index.stats().removed, 300U);
  EXPECT_EQ(index.stats().documents, 300U);
  Compact(index);
  EXPECT_EQ(index.stats().removed, 0U);
}

// However much an Apply brings, a compaction ends while one follows the other.
TEST(IndexTest, ACompactionCatchesUpWithWhoeverChangesWithoutAPause) {
  Index index;
  std::vector<Change> changes;
  for (int i = 0; i < 700; ++i) {
    changes.push_back({AnalyzeDocument(Claim(std::to_string(i), "The bridge fell"))});
  }
  for (int i = 0; i < 4; ++i) index.Apply(changes, 1);
  int steps = 0;
  index.Compact([&] {
    index.Apply(changes, 2);
    return ++steps < 100;
  });
  EXPECT_LT(steps, 100);
  EXPECT_EQ(index.stats().documents, 700U);
  EXPECT_LE(index.stats().removed, 2 * 700U);
}

// What a reader sees are whole changes: two documents that always change together.
TEST(IndexTest, ReadersSeeWholeChangesWhileOneWrites) {
  Index index;
  const auto pair = [](std::string_view text) {
    return std::vector<Change>{{AnalyzeDocument(Claim("left", text))},
                               {AnalyzeDocument(Claim("right", text))}};
  };
  index.Apply(pair("bridge"), 1);
  std::atomic<bool> done = false;
  std::atomic<int> reads = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!done) {
        const std::vector<std::string> found = index.FindTop(Analyze("bridge", "en"), 10);
        EXPECT_TRUE(found.empty() || found.size() == 2) << found.size();
        index.FindMatches(Analyze("bridge tunnel", "en"), {});
        ++reads;
      }
    });
  }
  std::atomic<int> compactions = 0;
  std::thread compactor([&] {
    while (!done) {
      Compact(index);
      ++compactions;
    }
  });
  uint64_t position = 1;
  while (position < 3000 || reads < 100 || compactions < 100) {
    ++position;
    index.Apply(pair(position % 2 == 0 ? "bridge" : "tunnel"), position);
  }
  done = true;
  compactor.join();
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(index.position(), position);
}

TEST(IndexTest, CountsTheMemoryOfItsLists) {
  Random random(testing::TestSeed());
  Inverted index;
  for (int i = 0; i < 500; ++i) index.Put(AnalyzeDocument(RandomDocument(random, 300)));
  size_t lists = 0;
  for (TermId term = 0; term < index.vocabulary().size(); ++term) {
    lists += index.Postings(term).memory_bytes();
  }
  const size_t rest = index.vocabulary().memory_bytes() + index.documents().memory_bytes();
  EXPECT_GE(index.memory_bytes(), rest + lists);
  // Beyond that, room that is reserved.
  EXPECT_LE(index.memory_bytes(),
            rest + lists + 2 * index.vocabulary().size() * (sizeof(PostingList) + 4) + 64);
}

TEST(IndexTest, IsSavedWhileItChangesAndIsRead) {
  Random random(testing::TestSeed());
  const testing::TempDirectory directory;
  const std::string path = directory.path() + "/index";
  std::vector<Change> changes;
  for (int i = 0; i < 1500; ++i) {
    changes.push_back({AnalyzeDocument(RandomDocument(random, 300))});
    changes.back().removes = Below(random, 6) == 0;
  }
  Index index;
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) index.FindTop(Analyze("the bridge"), 10);
  });
  std::thread writer([&] {
    for (size_t i = 0; i < changes.size(); ++i) index.Apply({&changes[i], 1}, i + 1);
    done = true;
  });
  std::thread compactor([&] {
    while (!done) Compact(index);
  });
  while (!done && !HasFailure()) {
    EXPECT_TRUE(index.Save(path).ok());
    absl::StatusOr<std::unique_ptr<Index>> loaded = Index::Load(path);
    if (!loaded.ok()) {
      ADD_FAILURE() << loaded.status();
      break;
    }
    // What was saved is the state after some of the changes, and nothing of those behind.
    Index expected;
    const uint64_t position = (*loaded)->position();
    for (size_t i = 0; i < position; ++i) expected.Apply({&changes[i], 1}, i + 1);
    EXPECT_EQ((*loaded)->stats().documents, expected.stats().documents) << position;
    const Analysis text = Analyze(RandomText(random, 5), "en");
    EXPECT_EQ((*loaded)->FindTop(text, 20), expected.FindTop(text, 20)) << position;
  }
  writer.join();
  reader.join();
  compactor.join();
  EXPECT_EQ(index.position(), changes.size());
}

}  // namespace
}  // namespace factcheck::search
