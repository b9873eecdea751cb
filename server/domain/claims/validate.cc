#include "server/domain/claims/validate.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "server/base/absl_strings.h"
#include "server/domain/values/check.h"
#include "server/domain/values/field_mask.h"
#include "server/domain/values/lower_case.h"
#include "server/domain/values/url.h"

namespace factcheck::domain {
namespace {

constexpr TextRule kStatement{.max_bytes = 10'000, .required = true, .lines = true};
constexpr TextRule kLongText{.max_bytes = 10'000, .lines = true};
constexpr TextRule kShortText{.max_bytes = 500};
constexpr TextRule kTopic{.max_bytes = 100};
constexpr TextRule kPlatform{.max_bytes = 100};
constexpr TextRule kPlatformId{.max_bytes = 200};
constexpr int kMaxClaimants = 20;
constexpr int kMaxTopics = 50;
constexpr int kMaxArchiveUrls = 20;
constexpr int64_t kMaxMediaMillis = int64_t{100} * 3600 * 1000;

bool Has(std::span<const std::string> fields, std::string_view field) {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

void CheckTopics(const std::string& path, v1::Claim* claim, Violations& violations) {
  const size_t before = violations.count();
  CheckTexts(path, kMaxTopics, kTopic, claim->mutable_topics(), violations);
  if (violations.count() != before) return;
  for (std::string& topic : *claim->mutable_topics()) topic = LowerCase(topic);
  // Once more: lower case may be longer, and two topics may have become one.
  CheckTexts(path, kMaxTopics, kTopic, claim->mutable_topics(), violations);
}

void CheckClaimants(const std::string& path, v1::Claim* claim, Violations& violations) {
  if (!CheckCount(path, claim->claimants_size(), kMaxClaimants, violations)) return;
  absl::flat_hash_set<std::string> names;
  for (int i = 0; i < claim->claimants_size(); ++i) {
    v1::Claimant& claimant = *claim->mutable_claimants(i);
    const std::string at = StrCat(path, "[", i, "]");
    TextRule name = kShortText;
    name.required = true;
    CheckText(at + ".name", name, claimant.mutable_name(), violations);
    CheckText(at + ".role", kShortText, claimant.mutable_role(), violations);
    CheckUrl(at + ".same_as", /*required=*/false, claimant.mutable_same_as(), violations);
    if (!claimant.name().empty() && !names.insert(claimant.name()).second) {
      violations.Add(at + ".name", "must not repeat another claimant's");
    }
  }
}

// Nothing that this release does not know: it could not be checked.
template <typename M>
M Chosen(const M& given, std::span<const std::string_view> fields) {
  M chosen;
  CopyFields(std::vector<std::string>(fields.begin(), fields.end()), given, &chosen);
  chosen.DiscardUnknownFields();
  return chosen;
}

void CheckArchiveUrls(const std::string& path, v1::Appearance* appearance, Violations& violations) {
  if (!CheckCount(path, appearance->archive_urls_size(), kMaxArchiveUrls, violations)) return;
  for (int i = 0; i < appearance->archive_urls_size(); ++i) {
    CheckUrl(StrCat(path, "[", i, "]"), /*required=*/true, appearance->mutable_archive_urls(i),
             violations);
  }
}

}  // namespace

void CheckClaimFields(std::string_view path, std::span<const std::string> fields, absl::Time now,
                      v1::Claim* claim, Violations& violations) {
  const auto at = [&](std::string_view field) { return StrCat(path, ".", field); };
  if (Has(fields, "statement")) {
    CheckText(at("statement"), kStatement, claim->mutable_statement(), violations);
  }
  if (Has(fields, "language")) {
    CheckLanguage(at("language"), /*required=*/true, claim->mutable_language(), violations);
  }
  if (Has(fields, "claimants")) CheckClaimants(at("claimants"), claim, violations);
  if (Has(fields, "claim_date") && claim->has_claim_date()) {
    CheckPartialDate(at("claim_date"), /*past=*/true, now, claim->claim_date(), violations);
  }
  if (Has(fields, "claim_place")) {
    CheckText(at("claim_place"), kShortText, claim->mutable_claim_place(), violations);
  }
  if (Has(fields, "context")) {
    CheckText(at("context"), kLongText, claim->mutable_context(), violations);
  }
  if (Has(fields, "topics")) CheckTopics(at("topics"), claim, violations);
}

void CheckNewClaim(std::string_view path, absl::Time now, v1::Claim* claim,
                   Violations& violations) {
  v1::Claim chosen = Chosen(*claim, kClaimFields);
  chosen.mutable_appearances()->Swap(claim->mutable_appearances());
  *claim = std::move(chosen);
  CheckClaimFields(path, std::vector<std::string>(kClaimFields.begin(), kClaimFields.end()), now,
                   claim, violations);
  const std::string appearances = StrCat(path, ".appearances");
  if (!CheckCount(appearances, claim->appearances_size(), kMaxAppearances, violations)) return;
  absl::flat_hash_map<std::string, int> seen;
  for (int i = 0; i < claim->appearances_size(); ++i) {
    v1::Appearance* appearance = claim->mutable_appearances(i);
    const std::string at = StrCat(appearances, "[", i, "]");
    CheckNewAppearance(at, now, appearance, violations);
    if (appearance->canonical_url().empty()) continue;
    auto [same, fresh] = seen.try_emplace(appearance->canonical_url(), i);
    if (!fresh) {
      violations.Add(at + ".url", StrCat("is the same address as ", appearances, "[", same->second,
                                         "].url in canonical form"));
    }
  }
}

void CheckAppearanceFields(std::string_view path, std::span<const std::string> fields,
                           absl::Time now, v1::Appearance* appearance, Violations& violations) {
  const auto at = [&](std::string_view field) { return StrCat(path, ".", field); };
  if (Has(fields, "platform")) {
    CheckText(at("platform"), kPlatform, appearance->mutable_platform(), violations);
  }
  if (Has(fields, "platform_id")) {
    CheckText(at("platform_id"), kPlatformId, appearance->mutable_platform_id(), violations);
  }
  if (Has(fields, "author")) {
    CheckText(at("author"), kShortText, appearance->mutable_author(), violations);
  }
  if (Has(fields, "quote")) {
    CheckText(at("quote"), kLongText, appearance->mutable_quote(), violations);
  }
  if (Has(fields, "media_start_ms")) {
    CheckRange(at("media_start_ms"), appearance->media_start_ms(), 0, kMaxMediaMillis, violations);
  }
  if (Has(fields, "media_end_ms")) {
    CheckRange(at("media_end_ms"), appearance->media_end_ms(), 0, kMaxMediaMillis, violations);
  }
  if (Has(fields, "publish_date") && appearance->has_publish_date()) {
    CheckPartialDate(at("publish_date"), /*past=*/true, now, appearance->publish_date(),
                     violations);
  }
  if (Has(fields, "observe_time") && appearance->has_observe_time()) {
    CheckPastTimestamp(at("observe_time"), now, appearance->observe_time(), violations);
  }
  if (Has(fields, "archive_urls")) CheckArchiveUrls(at("archive_urls"), appearance, violations);
}

void CheckNewAppearance(std::string_view path, absl::Time now, v1::Appearance* appearance,
                        Violations& violations) {
  v1::Appearance chosen = Chosen(*appearance, kAppearanceFields);
  chosen.set_url(appearance->url());
  *appearance = std::move(chosen);
  CheckAppearanceFields(
      path, std::vector<std::string>(kAppearanceFields.begin(), kAppearanceFields.end()), now,
      appearance, violations);
  CheckMediaOrder(path, *appearance, violations);
  const std::string at = StrCat(path, ".url");
  const size_t before = violations.count();
  CheckUrl(at, /*required=*/true, appearance->mutable_url(), violations);
  if (violations.count() != before) return;
  absl::StatusOr<Url> url = ParseUrl(appearance->url());
  if (!url.ok()) {
    violations.Add(at, ToStd(url.status().message()));
    return;
  }
  appearance->set_canonical_url(CanonicalUrl(*url));
  FillPlatform(appearance);
}

void CheckMediaOrder(std::string_view path, const v1::Appearance& appearance,
                     Violations& violations) {
  if (appearance.has_media_start_ms() && appearance.has_media_end_ms() &&
      appearance.media_end_ms() < appearance.media_start_ms()) {
    violations.Add(StrCat(path, ".media_end_ms"), "must not be before media_start_ms");
  }
}

void FillPlatform(v1::Appearance* appearance) {
  if (!appearance->platform().empty() && !appearance->platform_id().empty()) return;
  absl::StatusOr<Url> url = ParseUrl(appearance->url());
  if (!url.ok()) return;
  const std::optional<PlatformPost> post = PlatformOf(*url);
  if (!post) return;
  if (appearance->platform().empty()) appearance->set_platform(post->platform);
  if (appearance->platform_id().empty() && appearance->platform() == post->platform) {
    appearance->set_platform_id(post->id);
  }
}

}  // namespace factcheck::domain
