// What the analysis makes of texts, as a table.
#include "server/search/analysis.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "server/base/absl_strings.h"
#include "server/search/post.h"
#include "server/search/quantities.h"

namespace factcheck::search {
namespace {

// Terms in order: stop words in brackets, names with ^, negations with !, parts of dates with ~.
std::string Terms(std::string_view text, std::string_view language = {}) {
  std::string terms;
  for (const Token& token : Analyze(CleanPost(text), language).tokens) {
    if (!terms.empty()) terms += ' ';
    StrAppend(&terms, token.stop ? "(" : "", token.term, token.stop ? ")" : "",
              token.name ? "^" : "", token.negation ? "!" : "", token.date ? "~" : "");
  }
  return terms;
}

void Check(std::string_view text, std::string_view terms, std::string_view language = {}) {
  EXPECT_EQ(Terms(text, language), terms) << text;
}

std::string Numbers(std::string_view text, std::string_view language = "en") {
  constexpr std::string_view kBounds[] = {"", "about ", "over ", "under "};
  constexpr std::string_view kUnits[] = {"", "%", " money"};
  std::string numbers;
  for (const Quantity& quantity : Analyze(text, language).quantities) {
    if (!numbers.empty()) numbers += "; ";
    StrAppend(&numbers, kBounds[static_cast<size_t>(quantity.bound)], quantity.Term(),
              kUnits[static_cast<size_t>(quantity.unit)]);
  }
  return numbers;
}

std::string Dates(std::string_view text) {
  std::string dates;
  for (const TextDate& date : Analyze(text).dates) {
    StrAppend(&dates, dates.empty() ? "" : "; ", date.year, "-", date.month, "-", date.day);
  }
  return dates;
}

TEST(AnalysisTest, StemsAndMarksStopWords) {
  Check("countries had balloons", "countri (had) balloon");
  Check("the of and", "(the) (of) (and)");
  Check("", "");
}

TEST(AnalysisTest, BringsIrregularFormsAndSpellingsTogether) {
  Check("women tore down stolen statues", "woman tear (down) steal statu", "en");
  Check("a woman tears down statues to steal", "(a) woman tear (down) statu (to) steal", "en");
  Check("organised colours of the sterilised centres", "organ color (of) (the) steril center",
        "en");
  Check("organizing color sterilization center", "organ color steril center", "en");
  Check("realise, realize, promised in paradise", "realiz realiz promiz (in) paradis", "en");
  // As often other words, or no such spellings.
  Check("leftists left, the Fed fed; a rise of noise",
        "leftist left (the) fed^ fed (a) rise (of) nois", "en");
  Check("children", "childr", "nl");
}

TEST(AnalysisTest, FoldsWidthsLigaturesAndAccents) {
  Check("of the ﬁne ＦＵＬＬ texts", "(of) (the) fine full^ text");
  Check("Beyoncé was never at O'Hare with Ray Kroc",
        "beyonce (was) never! (at) o'har^ (with) ray^ kroc^");
  EXPECT_EQ(Terms("Beyonce\xCC\x81", "en"), Terms("Beyonc\xC3\xA9", "en"));
}

TEST(AnalysisTest, BytesThatAreNoUtf8SeparateWords) { Check("one\xFFtwo \xC3", "one #2", "en"); }

TEST(AnalysisTest, TellsTheCountryFromThePronoun) {
  Check("The U.S. and the US Senate told us", "(the) usa^ (and) (the) usa^ senat^ told (us)");
  Check("Experts of the WHO who said so", "expert (of) (the) who^ (who) said (so)");
}

TEST(AnalysisTest, FindsNegations) {
  Check("It isn't true", "(it) (isn't)! true");
  Check("L'eau n'est pas contaminée", "eau (est)! (pas)! contamin", "fr");
}

TEST(AnalysisTest, CapitalsOfHeadlinesAreNoNames) {
  Check("STOP THE STEAL IN PENNSYLVANIA NOW", "stop (the) steal (in) pennsylvania now");
}

TEST(AnalysisTest, CleansPosts) {
  Check(
      "#AustralianFires started by @GretaThunberg https://t.co/abc pic.twitter.com/x — Name (@x) "
      "January 5, 2020",
      "australian^ fire^ start (by) greta^ thunberg^");
  Check("RT @user: they rock&amp;roll, he says", "(they) rock roll (he) say");
  Check("no address: seehttps://t.co/x", "(no)! address see", "en");
}

TEST(AnalysisTest, ReadsSignatures) {
  const auto check = [](std::string_view text, std::string_view author, std::string_view date) {
    EXPECT_EQ(SignatureOf(text).author, author) << text;
    EXPECT_EQ(SignatureOf(text).date, date) << text;
  };
  check("They rock — Jill Stein (@DrJillStein) July 29, 2016", "Jill Stein", "July 29, 2016");
  check("They rock.-- Jill Stein (@x)", "Jill Stein", "");
  check("They rock, he says (@x) to all of them", "", "");
  check("", "", "");
}

TEST(AnalysisTest, UsesTheRulesOfTheLanguage) {
  Check("Die Kanzlerin hat nie Flüchtlinge eingeladen",
        "(die) kanzlerin (hat) nie! fluchtling eingelad");
  Check("Вакцина не вызывает бесплодие", "вакцин (не)! вызыва бесплод");
  Check("İstanbul'da kimse yok", "istanbul kimse yok!", "tr");
  Check("die", "die", "en");
  Check("die", "(die)", "de-AT");
  Check("die the", "die the", "tlh");
}

TEST(AnalysisTest, DividesScriptsWithoutSpaces) {
  Check("ワクチンは不妊", "ワクチン (は) 不妊");
  Check("疫苗不会导致不孕", "疫苗 不会! 导致 不孕");
  Check("วัคซีนไม่ทำให้เป็นหมัน", "วัคซีน ไม่! ทําให้ (เป็น) หมัน");
}

TEST(AnalysisTest, GuessesTheLanguage) {
  const auto guess = [](std::string_view text) { return Analyze(text).language; };
  EXPECT_EQ(guess("The mayor closed the bridge"), "en");
  EXPECT_EQ(guess("Más de cuarenta países han sido sobrevolados por los globos"), "es");
  EXPECT_EQ(guess("Die Kanzlerin hat nie einen Flüchtling eingeladen"), "de");
  EXPECT_EQ(guess("Le président n'a pas dit que la France est en guerre"), "fr");
  EXPECT_EQ(guess("लक्ष्मी ने नहीं दिए"), "hi");
  EXPECT_EQ(guess("لم يقتل اللقاح"), "ar");
  EXPECT_EQ(guess("疫苗不会导致不孕"), "zh");
  EXPECT_EQ(guess("ワクチンは不妊を引き起こさない"), "ja");
  EXPECT_EQ(guess("1234 !!"), "en");
}

TEST(AnalysisTest, AClearlyWrongLanguageIsNotBelieved) {
  const auto language = [](std::string_view text, std::string_view stated) {
    return Analyze(text, stated).language;
  };
  // By script.
  EXPECT_EQ(language("هذه الصورة عبارة عن تصميم فني", "en"), "ar");
  EXPECT_EQ(language("The mayor closed the bridge", "ar"), "en");
  EXPECT_EQ(language("Вакцина не вызывает бесплодие", "en-US"), "ru");
  EXPECT_EQ(language("ワクチンは不妊を引き起こさない", "en"), "ja");
  // By frequent words.
  EXPECT_EQ(language("Esta grabación muestra una llamada de los migrantes", "en"), "es");
  EXPECT_EQ(language("The mayor said that the bridge was closed", "fr"), "en");
  // Not where a text is short, speaks for both, or is in a language without rules.
  EXPECT_EQ(language("die", "en"), "en");
  EXPECT_EQ(language("Beyoncé: La vie en rose", "en"), "en");
  EXPECT_EQ(language("5G", "ar"), "ar");
  EXPECT_EQ(language("1234 !!", "he"), "he");
  EXPECT_EQ(language("The film La vita è bella is the best of all", "en"), "en");
  EXPECT_EQ(language("The sign in Arabic says هذه الصورة", "en"), "en");
  EXPECT_EQ(language("疫苗不会导致不孕", "ja"), "ja");
  EXPECT_EQ(language("Pwede nang kumuha ng National ID", "tl"), "und");
  // Stemmed and without stop words as in the right one.
  EXPECT_EQ(Terms("Las vacunas no causan la infertilidad de los hombres", "en"),
            Terms("Las vacunas no causan la infertilidad de los hombres", "es"));
}

TEST(AnalysisTest, TheDiseaseIsOneTermHoweverItIsSpelt) {
  Check("COVID-19 and covid 19 and Covid19 and covid",
        "covid^ (and) covid (and) covid^ (and) covid");
  Check("19 covid patients, covid in 2019", "#19 covid patient covid (in) #2019~", "en");
}

TEST(AnalysisTest, BringsNumbersAndTheirWordsTogether) {
  EXPECT_EQ(Numbers("more than forty countries"), "over #40");
  EXPECT_EQ(Numbers("40+ countries"), "over #40");
  EXPECT_EQ(Numbers("over 40 countries"), "over #40");
  EXPECT_EQ(Numbers("Nearly 40% of the $3.5 trillion"), "under #40%; #3500000000000 money");
  EXPECT_EQ(Numbers("about two hundred and five thousand"), "about #205000");
  EXPECT_EQ(Numbers("half a million, a dozen, 20th, twenty-two"), "#500000; #12; #20; #22");
  EXPECT_EQ(Numbers("4,300.50 and 4,300 and $5bn"), "#4300.5; #4300; #5000000000 money");
  EXPECT_EQ(Numbers("٤٠ شخصا", "ar"), "#40");
  EXPECT_EQ(Numbers("Más de cuarenta países", "es"), "over #40");
  EXPECT_EQ(Numbers("mehr als 40.000 Menschen", "de"), "over #40000");
  EXPECT_EQ(Numbers("no one of covid19 patients"), "");
}

TEST(AnalysisTest, BoundsSayWhichNumbersAgree) {
  const auto agree = [](std::string_view a, std::string_view b) {
    return Compatible(Analyze(a, "en").quantities.at(0), Analyze(b, "en").quantities.at(0));
  };
  EXPECT_TRUE(agree("more than 40", "43"));
  EXPECT_TRUE(agree("forty", "40"));
  EXPECT_TRUE(agree("about 40", "41"));
  EXPECT_FALSE(agree("over 40", "under 40"));
  EXPECT_FALSE(agree("40", "41"));
  EXPECT_FALSE(agree("more than 40", "12"));
  EXPECT_FALSE(agree("40%", "$40"));
}

TEST(AnalysisTest, FindsDates) {
  EXPECT_EQ(Dates("died on January 5, 2020"), "2020-1-5");
  EXPECT_EQ(Dates("5 January 2020 and 2020-03-01"), "2020-1-5; 2020-3-1");
  EXPECT_EQ(Dates("5 de enero de 2020"), "2020-1-5");
  EXPECT_EQ(Dates("5. Januar 2020"), "2020-1-5");
  EXPECT_EQ(Dates("in May 2016, and in 1998"), "2016-5-0; 1998-0-0");
  EXPECT_EQ(Dates("2020 people may come"), "2020-0-0");
}

TEST(AnalysisTest, KeepsNamesTogether) {
  const std::string text = "He met Angela Merkel and Joe Biden.";
  const Analysis analysis = Analyze(text);
  ASSERT_EQ(analysis.names.size(), 2U);
  const auto word = [&](size_t name) {
    const TextName& found = analysis.names[name];
    const uint32_t begin = analysis.tokens[found.first_token].begin;
    return text.substr(begin, analysis.tokens[found.first_token + found.tokens - 1].end - begin);
  };
  EXPECT_EQ(word(0), "Angela Merkel");
  EXPECT_EQ(word(1), "Joe Biden");
}

TEST(AnalysisTest, PositionsAreThoseOfTheText) {
  const std::string text = "“Über” 40 % – naïve";
  std::string words;
  for (const Token& token : Analyze(text, "en").tokens) {
    StrAppend(&words, text.substr(token.begin, token.end - token.begin), "|");
  }
  EXPECT_EQ(words, "Über|40|naïve|");
}

TEST(AnalysisTest, LongTextsAndWordsAreCutAtACharacter) {
  std::string text(kMaxAnalyzedBytes - 1, ' ');
  text += "é tail";
  EXPECT_TRUE(Analyze(text).tokens.empty());
  std::string word;
  for (int i = 0; i < 50; ++i) word += "é";
  const Analysis analysis = Analyze(word, "ja");
  ASSERT_EQ(analysis.tokens.size(), 1U);
  EXPECT_LE(analysis.tokens[0].term.size(), kMaxTermBytes);
}

}  // namespace
}  // namespace factcheck::search
