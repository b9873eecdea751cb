#include "server/search/synonyms.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "server/base/absl_strings.h"
#include "server/search/analysis.h"

namespace factcheck::search {
namespace {

// A group a line; single words.
constexpr std::string_view kGroups[] = {
    "coronavirus covid ncov corona",
    "vaccine vaccination vax vaxx immunization jab",
    "photo photograph picture pic image",
    "video footage clip",
    "doctor physician",
    "police cops policeman",
    "republican gop rnc",
    "democrat dems dnc",
    "influenza flu",
    "infertile sterile",
    "kkk klan",
    "scotus supreme",
    "president potus presidential",
    "movie film",
    "dead death died deceased",
    "mother mom mum",
    "father dad",
    "child kid",
    "gun firearm",
    "car vehicle automobile",
    "attorney lawyer",
    "tv television",
    "phone cellphone smartphone",
    "airplane plane aircraft",
    "veteran vet",
    "marijuana cannabis",
    "hoax fake",
    "muslim islamic islam",
    "jewish jew",
    "nuclear nuke",
    "rich wealthy",
    "illegal undocumented",
    "immigrant migrant immigration",
    "wage salary pay",
    "job employment",
    "halt stop",
    "ban prohibit outlaw",
    "abortion abort",
    "wedding marriage",
    "wife spouse",
    "university college",
    "infant baby newborn",
    "hospitalized hospital",
    "america american usa",
    "britain british uk",
    "china chinese",
    "russia russian",
    "mexico mexican",
    "canada canadian",
    "france french",
    "germany german",
    "italy italian",
    "spain spanish",
    "turkey turkish turk",
    "syria syrian",
    "iran iranian",
    "iraq iraqi",
    "israel israeli",
    "japan japanese",
    "korea korean",
    "india indian",
    "pakistan pakistani",
    "afghanistan afghan",
    "ukraine ukrainian",
    "poland polish",
    "finland finnish",
    "sweden swedish swede",
    "norway norwegian",
    "denmark danish",
    "holland dutch netherlands",
    "ireland irish",
    "scotland scottish",
    "australia australian",
    "brazil brazilian",
    "cuba cuban",
    "venezuela venezuelan",
    "africa african",
    "europe european",
    "somalia somali",
    "libya libyan",
    "egypt egyptian",
    "palestine palestinian",
    "greece greek",
    "haiti haitian",
};

class Synonyms {
 public:
  Synonyms() {
    for (const std::string_view group : kGroups) {
      std::vector<std::string> terms;
      for (Token& token : Analyze(group, "en").tokens) {
        if (std::find(terms.begin(), terms.end(), token.term) == terms.end()) {
          terms.push_back(std::move(token.term));
        }
      }
      for (const std::string& term : terms) {
        std::vector<std::string>& others = others_[term];
        for (const std::string& other : terms) {
          if (other != term) others.push_back(other);
        }
      }
    }
  }

  std::span<const std::string> Of(std::string_view term) const {
    const auto found = others_.find(ToAbsl(term));
    if (found == others_.end()) return {};
    return found->second;
  }

 private:
  absl::flat_hash_map<std::string, std::vector<std::string>> others_;
};

}  // namespace

std::span<const std::string> SynonymsOf(std::string_view term) {
  static const Synonyms* const synonyms = new Synonyms();
  return synonyms->Of(term);
}

}  // namespace factcheck::search
