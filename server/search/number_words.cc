#include "server/search/number_words.h"

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "server/base/absl_strings.h"
#include "server/base/check.h"

namespace factcheck::search {
namespace {

struct LanguageNumbers {
  std::string_view code;
  std::string_view adds;        // word=value ...
  std::string_view multiplies;  // word=value ...
  std::string_view joiner;
};

constexpr LanguageNumbers kNumbers[] = {
    {"en",
     "zero=0 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 "
     "twelve=12 thirteen=13 fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19 "
     "twenty=20 thirty=30 forty=40 fourty=40 fifty=50 sixty=60 seventy=70 eighty=80 ninety=90",
     "hundred=100 dozen=12 thousand=1000 million=1000000 billion=1000000000 "
     "trillion=1000000000000",
     "and"},
    {"es",
     "dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 trece=13 "
     "catorce=14 quince=15 dieciséis=16 diecisiete=17 dieciocho=18 diecinueve=19 veinte=20 "
     "veintiuno=21 veintidós=22 veintitrés=23 veinticuatro=24 veinticinco=25 treinta=30 "
     "cuarenta=40 "
     "cincuenta=50 sesenta=60 setenta=70 ochenta=80 noventa=90 cien=100 ciento=100 doscientos=200 "
     "trescientos=300 cuatrocientos=400 quinientos=500 seiscientos=600 setecientos=700 "
     "ochocientos=800 novecientos=900 doscientas=200 trescientas=300 quinientas=500",
     "mil=1000 millón=1000000 millones=1000000 docena=12", "y"},
    {"fr",
     "deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 douze=12 treize=13 "
     "quatorze=14 quinze=15 seize=16 vingt=20 trente=30 quarante=40 cinquante=50 soixante=60 "
     "septante=70 huitante=80 nonante=90",
     "cent=100 cents=100 mille=1000 million=1000000 millions=1000000 milliard=1000000000 "
     "milliards=1000000000 douzaine=12",
     "et"},
    {"de",
     "zwei=2 drei=3 vier=4 fünf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 zwölf=12 "
     "dreizehn=13 vierzehn=14 fünfzehn=15 sechzehn=16 siebzehn=17 achtzehn=18 neunzehn=19 "
     "zwanzig=20 dreissig=30 vierzig=40 fünfzig=50 sechzig=60 siebzig=70 achtzig=80 neunzig=90",
     "hundert=100 tausend=1000 million=1000000 millionen=1000000 milliarde=1000000000 "
     "milliarden=1000000000 billion=1000000000000 billionen=1000000000000 dutzend=12",
     "und"},
    {"pt",
     "dois=2 duas=2 três=3 quatro=4 cinco=5 seis=6 sete=7 oito=8 nove=9 dez=10 onze=11 doze=12 "
     "treze=13 catorze=14 quatorze=14 quinze=15 dezesseis=16 dezessete=17 dezoito=18 dezenove=19 "
     "vinte=20 trinta=30 quarenta=40 cinquenta=50 sessenta=60 setenta=70 oitenta=80 noventa=90 "
     "cem=100 cento=100 duzentos=200 trezentos=300 quatrocentos=400 quinhentos=500 seiscentos=600 "
     "setecentos=700 oitocentos=800 novecentos=900",
     "mil=1000 milhão=1000000 milhões=1000000 bilhão=1000000000 bilhões=1000000000 "
     "trilhão=1000000000000 trilhões=1000000000000 dúzia=12",
     "e"},
    {"it",
     "due=2 tre=3 quattro=4 cinque=5 sei=6 sette=7 otto=8 nove=9 dieci=10 undici=11 dodici=12 "
     "tredici=13 quattordici=14 quindici=15 sedici=16 diciassette=17 diciotto=18 diciannove=19 "
     "venti=20 trenta=30 quaranta=40 cinquanta=50 sessanta=60 settanta=70 ottanta=80 novanta=90",
     "cento=100 mille=1000 mila=1000 milione=1000000 milioni=1000000 miliardo=1000000000 "
     "miliardi=1000000000 dozzina=12",
     "e"},
};

struct BoundPhrase {
  std::string_view code;
  Quantity::Bound bound;
  std::string_view phrases;  // Divided by '|'.
};

constexpr BoundPhrase kBounds[] = {
    {"en", Quantity::Bound::kOver,
     "more than|over|at least|above|greater than|upwards of|upward of|in excess of|exceeding|"
     "exceeds|exceeded|beyond|no fewer than|no less than|not less than"},
    {"en", Quantity::Bound::kUnder,
     "nearly|almost|less than|under|below|at most|up to|fewer than|close to|no more than|not more "
     "than|as many as|as much as"},
    {"en", Quantity::Bound::kAbout,
     "about|around|roughly|approximately|some|circa|approx|estimated"},
    {"es", Quantity::Bound::kOver, "más de|al menos|por lo menos|mas de|superior a"},
    {"es", Quantity::Bound::kUnder, "casi|menos de|hasta|no más de"},
    {"es", Quantity::Bound::kAbout, "alrededor de|cerca de|unos|unas|aproximadamente|en torno a"},
    {"fr", Quantity::Bound::kOver, "plus de|au moins|plus d'un|supérieur à"},
    {"fr", Quantity::Bound::kUnder, "presque|moins de|jusqu'à|près de|au plus"},
    {"fr", Quantity::Bound::kAbout, "environ|autour de|quelque|quelques"},
    {"de", Quantity::Bound::kOver, "mehr als|über|mindestens|wenigstens"},
    {"de", Quantity::Bound::kUnder, "fast|beinahe|weniger als|unter|bis zu|knapp|höchstens"},
    {"de", Quantity::Bound::kAbout, "etwa|ungefähr|circa|rund|ca"},
    {"pt", Quantity::Bound::kOver, "mais de|pelo menos|ao menos|acima de"},
    {"pt", Quantity::Bound::kUnder, "quase|menos de|até"},
    {"pt", Quantity::Bound::kAbout, "cerca de|aproximadamente|em torno de|por volta de|uns|umas"},
    {"it", Quantity::Bound::kOver, "più di|oltre|almeno"},
    {"it", Quantity::Bound::kUnder, "quasi|meno di|fino a"},
    {"it", Quantity::Bound::kAbout, "circa|intorno a"},
};

using Words = absl::flat_hash_map<absl::string_view, NumberWord>;

void AddAll(std::string_view list, bool multiplies, Words& words) {
  for (const absl::string_view entry : absl::StrSplit(ToAbsl(list), ' ')) {
    const size_t equals = entry.find('=');
    double value = 0;
    FACTCHECK_CHECK(absl::SimpleAtod(entry.substr(equals + 1), &value));
    words.emplace(entry.substr(0, equals), NumberWord{value, multiplies});
  }
}

const Words* WordsOf(std::string_view code) {
  static const auto& all = *[] {
    auto* made = new absl::flat_hash_map<absl::string_view, Words>;
    for (const LanguageNumbers& numbers : kNumbers) {
      Words& words = (*made)[ToAbsl(numbers.code)];
      AddAll(numbers.adds, false, words);
      AddAll(numbers.multiplies, true, words);
    }
    return made;
  }();
  const auto found = all.find(ToAbsl(code));
  return found == all.end() ? nullptr : &found->second;
}

bool EndsWithWords(std::string_view text, absl::string_view phrase) {
  if (!text.ends_with(ToStd(phrase))) return false;
  return text.size() == phrase.size() || text[text.size() - phrase.size() - 1] == ' ';
}

}  // namespace

NumberWords::NumberWords(std::string_view code) : words_(WordsOf(code)) {
  for (const LanguageNumbers& numbers : kNumbers) {
    if (numbers.code == code) joiner_ = numbers.joiner;
  }
}

std::optional<NumberWord> NumberWords::Find(std::string_view word) const {
  if (words_ == nullptr) return std::nullopt;
  const auto found = words_->find(ToAbsl(word));
  if (found == words_->end()) return std::nullopt;
  return found->second;
}

Quantity::Bound BoundBefore(std::string_view code, std::string_view before) {
  size_t longest = 0;
  Quantity::Bound bound = Quantity::Bound::kExact;
  for (const BoundPhrase& entry : kBounds) {
    if (entry.code != code) continue;
    for (const absl::string_view phrase : absl::StrSplit(ToAbsl(entry.phrases), '|')) {
      if (phrase.size() > longest && EndsWithWords(before, phrase)) {
        longest = phrase.size();
        bound = entry.bound;
      }
    }
  }
  return bound;
}

}  // namespace factcheck::search
