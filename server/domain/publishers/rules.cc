#include "server/domain/publishers/rules.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "server/base/absl_strings.h"
#include "server/domain/values/check.h"
#include "server/domain/values/names.h"
#include "server/domain/values/url.h"

namespace factcheck::domain {
namespace {

constexpr size_t kMaxNameBytes = 500;
constexpr size_t kMaxTextBytes = 2000;
constexpr size_t kMaxDomainBytes = 253;
constexpr size_t kMaxCodeBytes = 63;

using Texts = google::protobuf::RepeatedPtrField<v1::LocalizedText>;

template <typename M>
void ClearStamped(M* message) {
  message->clear_create_time();
  message->clear_update_time();
  message->clear_etag();
  message->clear_consistency_token();
}

void CheckDomains(const std::string& field, v1::Publisher* publisher, Violations& violations) {
  if (!CheckCount(field, publisher->domains_size(), kMaxDomains, violations)) return;
  std::vector<std::string> domains;
  for (int i = 0; i < publisher->domains_size(); ++i) {
    const std::string& given = publisher->domains(i);
    std::optional<std::string> domain;
    // What is shorter as people write it may be longer in punycode.
    if (given.size() <= kMaxDomainBytes) domain = CanonicalDomain(given);
    if (!domain || domain->size() > kMaxDomainBytes) {
      violations.Add(StrCat(field, "[", i, "]"),
                     "must be a domain name without scheme, port or path, at most 253 bytes");
    } else if (std::find(domains.begin(), domains.end(), *domain) == domains.end()) {
      domains.push_back(*std::move(domain));
    }
  }
  publisher->mutable_domains()->Assign(domains.begin(), domains.end());
}

void CheckPolicy(const std::string& field, v1::PublisherPolicy* policy, Violations& violations) {
  if (policy->quorum() == 0) policy->set_quorum(1);
  CheckRange(field + ".quorum", policy->quorum(), 1, kMaxQuorum, violations);
  CheckRange(field + ".minimum_origins", policy->minimum_origins(), 0, kMaxMinimumOrigins,
             violations);
}

void CheckDefaultScale(const std::string& field, std::string_view id, const std::string& name,
                       Violations& violations) {
  if (name.empty()) return;
  const auto ids = MatchName(kScalePattern, name);
  if (!ids) {
    violations.Add(field, StrCat("must be ", kScalePattern));
  } else if (!id.empty() && ids->front() != id) {
    violations.Add(field, "must be a scale of this publisher");
  }
}

void CheckField(std::string_view field, std::string_view id, std::string_view name,
                v1::Publisher* publisher, Violations& violations) {
  const std::string path = StrCat(field, ".", name);
  if (name == "display_name") {
    CheckText(path, {.max_bytes = kMaxNameBytes, .required = true},
              publisher->mutable_display_name(), violations);
  } else if (name == "home_url") {
    CheckUrl(path, false, publisher->mutable_home_url(), violations);
  } else if (name == "domains") {
    CheckDomains(path, publisher, violations);
  } else if (name == "policy") {
    CheckPolicy(path, publisher->mutable_policy(), violations);
  } else if (name == "default_rating_scale") {
    CheckDefaultScale(path, id, publisher->default_rating_scale(), violations);
  } else if (name == "default_language") {
    CheckLanguage(path, false, publisher->mutable_default_language(), violations);
  } else if (name == "logo_url") {
    CheckUrl(path, false, publisher->mutable_logo_url(), violations);
  }
}

void CheckLocalized(const std::string& field, Texts* texts, Violations& violations) {
  if (!CheckCount(field, texts->size(), kMaxLabels, violations)) return;
  absl::flat_hash_set<std::string> languages;
  for (int i = 0; i < texts->size(); ++i) {
    v1::LocalizedText* text = texts->Mutable(i);
    const std::string path = StrCat(field, "[", i, "]");
    CheckLanguage(path + ".language", true, text->mutable_language(), violations);
    CheckText(path + ".text", {.max_bytes = kMaxTextBytes, .required = true}, text->mutable_text(),
              violations);
    if (!text->language().empty() && !languages.insert(text->language()).second) {
      violations.Add(path + ".language", "is there twice");
    }
  }
}

bool IsCode(std::string_view code) {
  return !code.empty() && code.size() <= kMaxCodeBytes &&
         std::all_of(code.begin(), code.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

void CheckRating(const std::string& field, v1::Rating* rating, Violations& violations) {
  if (!IsCode(rating->code())) {
    violations.Add(field + ".code", "must be 1 to 63 characters of [a-z0-9-]");
  }
  if (rating->labels().empty()) violations.Add(field + ".labels", "must have at least one entry");
  CheckLocalized(field + ".labels", rating->mutable_labels(), violations);
  CheckLocalized(field + ".definitions", rating->mutable_definitions(), violations);
  CheckSet(field + ".normal", rating->normal(), violations);
  if (!rating->has_ordinal()) return;
  CheckRange(field + ".ordinal", rating->ordinal(), 0, kMaxOrdinal, violations);
  if (rating->normal() == v1::NORMAL_RATING_OTHER) {
    violations.Add(field + ".ordinal",
                   "must be absent: a rating of the form OTHER stands outside the order");
  }
}

// Lowest ordinals of the forms that must lie above others.
void CheckDirection(const std::string& field, const v1::RatingScale& scale,
                    Violations& violations) {
  int lowest_mixed = kMaxOrdinal + 1;
  int lowest_true = kMaxOrdinal + 1;
  for (const v1::Rating& rating : scale.ratings()) {
    if (!rating.has_ordinal()) continue;
    if (rating.normal() == v1::NORMAL_RATING_MIXED) {
      lowest_mixed = std::min(lowest_mixed, rating.ordinal());
    } else if (rating.normal() == v1::NORMAL_RATING_TRUE) {
      lowest_true = std::min(lowest_true, rating.ordinal());
    }
  }
  for (int i = 0; i < scale.ratings_size(); ++i) {
    const v1::Rating& rating = scale.ratings(i);
    if (!rating.has_ordinal()) continue;
    const std::string path = StrCat(field, "[", i, "].ordinal");
    if (rating.normal() == v1::NORMAL_RATING_FALSE &&
        rating.ordinal() >= std::min(lowest_mixed, lowest_true)) {
      violations.Add(path, "must be below every MIXED and every TRUE: truer is higher");
    } else if (rating.normal() == v1::NORMAL_RATING_MIXED && rating.ordinal() >= lowest_true) {
      violations.Add(path, "must be below every TRUE: truer is higher");
    }
  }
}

void CheckDistinct(const std::string& field, const v1::RatingScale& scale, Violations& violations) {
  absl::flat_hash_set<std::string> codes;
  absl::flat_hash_set<int> ordinals;
  for (int i = 0; i < scale.ratings_size(); ++i) {
    const v1::Rating& rating = scale.ratings(i);
    if (!rating.code().empty() && !codes.insert(rating.code()).second) {
      violations.Add(StrCat(field, "[", i, "].code"), "is there twice");
    }
    if (rating.has_ordinal() && !ordinals.insert(rating.ordinal()).second) {
      violations.Add(StrCat(field, "[", i, "].ordinal"), "is there twice");
    }
  }
}

}  // namespace

void ValidatePublisherFields(std::string_view field, std::string_view id,
                             std::span<const std::string> fields, v1::Publisher* publisher,
                             Violations& violations) {
  for (const std::string& name : fields) CheckField(field, id, name, publisher, violations);
}

void ValidatePublisher(std::string_view field, std::string_view id, v1::Publisher* publisher,
                       Violations& violations) {
  publisher->set_name(MakeName(kPublisherPattern, {id}));
  ClearStamped(publisher);
  for (std::string_view name : kPublisherFields) {
    CheckField(field, id, name, publisher, violations);
  }
}

void ValidateScale(std::string_view field, v1::RatingScale* scale, Violations& violations) {
  scale->clear_name();
  ClearStamped(scale);
  // First, as it bounds what the rest costs.
  if (scale->ByteSizeLong() > kMaxScaleBytes) {
    violations.Add(field, "must be at most 2 MiB in all");
    return;
  }
  CheckText(StrCat(field, ".display_name"), {.max_bytes = kMaxNameBytes, .required = true},
            scale->mutable_display_name(), violations);
  const std::string ratings = StrCat(field, ".ratings");
  if (scale->ratings().empty()) violations.Add(ratings, "must have at least one entry");
  if (!CheckCount(ratings, scale->ratings_size(), kMaxRatings, violations)) return;
  for (int i = 0; i < scale->ratings_size(); ++i) {
    CheckRating(StrCat(ratings, "[", i, "]"), scale->mutable_ratings(i), violations);
  }
  CheckDistinct(ratings, *scale, violations);
  CheckDirection(ratings, *scale, violations);
}

}  // namespace factcheck::domain
