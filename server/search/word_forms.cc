#include "server/search/word_forms.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "server/base/absl_strings.h"
#include "server/search/stem.h"

namespace factcheck::search {
namespace {

constexpr char kEnglish[] = "english";

// A group a line: the plain form, then others. Verbs that say little ("go went gone") are left out:
// brought together they did matching no good.
constexpr std::string_view kVerbs =
    "arise arose arisen\n"
    "beat beaten\n"
    "begin began begun\n"
    "bend bent\n"
    "bite bitten\n"
    "bleed bled\n"
    "blow blew blown\n"
    "break broke broken\n"
    "build built\n"
    "burn burnt\n"
    "buy bought\n"
    "catch caught\n"
    "choose chose chosen\n"
    "deal dealt\n"
    "dig dug\n"
    "drink drank\n"
    "drive drove driven\n"
    "eat ate eaten\n"
    "fight fought\n"
    "flee fled\n"
    "fly flew flown\n"
    "forbid forbade forbidden\n"
    "forget forgot forgotten\n"
    "forgive forgave forgiven\n"
    "freeze froze frozen\n"
    "grow grew grown\n"
    "hang hung\n"
    "hide hid hidden\n"
    "kneel knelt\n"
    "lend lent\n"
    "mislead misled\n"
    "mistake mistook mistaken\n"
    "overcome overcame\n"
    "oversee oversaw overseen\n"
    "overthrow overthrew overthrown\n"
    "prove proven\n"
    "rebuild rebuilt\n"
    "repay repaid\n"
    "ride rode ridden\n"
    "ring rang rung\n"
    "rise risen\n"
    "seek sought\n"
    "sell sold\n"
    "shake shook shaken\n"
    "shoot shot\n"
    "shrink shrank shrunk\n"
    "sing sang sung\n"
    "sink sank sunk\n"
    "slay slew slain\n"
    "sleep slept\n"
    "speak spoke spoken\n"
    "spend spent\n"
    "spin spun\n"
    "steal stole stolen\n"
    "stick stuck\n"
    "sting stung\n"
    "strike struck stricken\n"
    "swear swore sworn\n"
    "sweep swept\n"
    "swim swam swum\n"
    "swing swung\n"
    "teach taught\n"
    "tear tore torn\n"
    "throw threw thrown\n"
    "undergo underwent undergone\n"
    "understand understood\n"
    "uphold upheld\n"
    "wear wore worn\n"
    "weep wept\n"
    "win won\n"
    "withdraw withdrew withdrawn\n"
    "withhold withheld\n"
    "write wrote written";

constexpr std::string_view kNouns =
    "alderman aldermen\n"
    "alumnus alumni\n"
    "bacterium bacteria\n"
    "businessman businessmen\n"
    "businesswoman businesswomen\n"
    "calf calves\n"
    "chairman chairmen\n"
    "child children\n"
    "congressman congressmen\n"
    "congresswoman congresswomen\n"
    "councilman councilmen\n"
    "crisis crises\n"
    "criterion criteria\n"
    "englishman englishmen\n"
    "fireman firemen\n"
    "fisherman fishermen\n"
    "foot feet\n"
    "frenchman frenchmen\n"
    "freshman freshmen\n"
    "fungus fungi\n"
    "gentleman gentlemen\n"
    "goose geese\n"
    "gunman gunmen\n"
    "knife knives\n"
    "man men\n"
    "mouse mice\n"
    "phenomenon phenomena\n"
    "policeman policemen\n"
    "salesman salesmen\n"
    "serviceman servicemen\n"
    "spokesman spokesmen\n"
    "thief thieves\n"
    "tooth teeth\n"
    "wife wives\n"
    "wolf wolves\n"
    "woman women";

// American, then British.
constexpr std::string_view kSpellings =
    "aluminum aluminium\n"
    "anemia anaemia\n"
    "armor armour\n"
    "armored armoured\n"
    "behavior behaviour\n"
    "behaviors behaviours\n"
    "center centre\n"
    "centers centres\n"
    "check cheque\n"
    "checks cheques\n"
    "color colour\n"
    "colored coloured\n"
    "colors colours\n"
    "counselor counsellor\n"
    "defense defence\n"
    "diarrhea diarrhoea\n"
    "favor favour\n"
    "favorite favourite\n"
    "favors favours\n"
    "fetus foetus foetuses fetuses\n"
    "fiber fibre\n"
    "fibers fibres\n"
    "flavor flavour\n"
    "gray grey\n"
    "harbor harbour\n"
    "honor honour\n"
    "honored honoured\n"
    "honors honours\n"
    "humor humour\n"
    "jail gaol\n"
    "jewelry jewellery\n"
    "labor labour\n"
    "leukemia leukaemia\n"
    "license licence\n"
    "licenses licences\n"
    "liter litre\n"
    "liters litres\n"
    "maneuver manoeuvre\n"
    "meter metre\n"
    "meters metres\n"
    "mold mould\n"
    "mustache moustache\n"
    "neighbor neighbour\n"
    "neighborhood neighbourhood\n"
    "neighbors neighbours\n"
    "offense offence\n"
    "offenses offences\n"
    "pajamas pyjamas\n"
    "pediatric paediatric\n"
    "plow plough\n"
    "program programme\n"
    "programs programmes\n"
    "rumor rumour\n"
    "rumors rumours\n"
    "savior saviour\n"
    "skeptic sceptic\n"
    "skeptical sceptical\n"
    "sulfur sulphur\n"
    "theater theatre\n"
    "theaters theatres\n"
    "tire tyre\n"
    "tires tyres\n"
    "tumor tumour\n"
    "tumors tumours";

// "Rise" and "noise" are written so everywhere.
constexpr size_t kShortestInIs = 6;
// With a z they would be "parade" and "treat".
constexpr std::string_view kNeverInIz[] = {"paradis", "treatis"};

// Views into the tables.
using Forms = absl::flat_hash_map<absl::string_view, std::string_view>;

Forms* MakeForms() {
  auto* forms = new Forms();
  for (const std::string_view table : {kVerbs, kNouns, kSpellings}) {
    for (const absl::string_view group : absl::StrSplit(ToAbsl(table), '\n')) {
      std::string_view plain;
      for (const absl::string_view form : absl::StrSplit(group, ' ')) {
        if (plain.empty()) {
          plain = ToStd(form);
        } else {
          forms->emplace(form, plain);
        }
      }
    }
  }
  return forms;
}

}  // namespace

std::string EnglishStem(std::string_view word) {
  static const Forms* const forms = MakeForms();
  const auto found = forms->find(ToAbsl(word));
  std::string stem = Stem(kEnglish, found == forms->end() ? word : found->second);
  // "Organise" and "organisation" as "organize": their stem has lost what follows "is".
  if (stem.size() >= kShortestInIs && stem.ends_with("is") &&
      std::find(std::begin(kNeverInIz), std::end(kNeverInIz), stem) == std::end(kNeverInIz)) {
    stem.replace(stem.size() - 1, 1, "ze");
    stem = Stem(kEnglish, stem);
  }
  return stem;
}

}  // namespace factcheck::search
