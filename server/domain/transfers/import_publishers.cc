#include "server/domain/transfers/import_publishers.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/publishers/access.h"
#include "server/domain/publishers/rules.h"
#include "server/domain/transfers/review_reader.h"
#include "server/domain/values/check.h"
#include "server/domain/values/names.h"
#include "server/domain/values/url.h"

namespace factcheck::domain {
namespace {

constexpr size_t kMaxIdBytes = 63;
constexpr size_t kSuffixBytes = 6;

bool IsSame(const v1::Publisher& stored, const ParsedPublisher& parsed) {
  if (parsed.domain.empty()) {
    return ExactForm(stored.display_name()) == ExactForm(parsed.display_name);
  }
  return std::any_of(
      stored.domains().begin(), stored.domains().end(),
      [&](const std::string& domain) { return IsWithinDomain(parsed.domain, domain); });
}

// Ids to try, in this order; the last is of this key alone.
std::vector<std::string> Candidates(const ParsedPublisher& parsed) {
  std::vector<std::string> ids;
  if (!parsed.our_id.empty()) ids.push_back(parsed.our_id);
  ids.push_back(parsed.id);
  std::string base = parsed.id.substr(0, kMaxIdBytes - kSuffixBytes - 1);
  while (!base.empty() && base.back() == '-') base.pop_back();
  ids.push_back(StrCat(base, "-", DerivedId({"publisher", parsed.key}).substr(0, kSuffixBytes)));
  return ids;
}

}  // namespace

absl::StatusOr<PublisherInImport*> PublishersInImport::Load(const std::string& id) {
  if (auto known = by_id_.find(id); known != by_id_.end()) return &known->second;
  absl::StatusOr<std::optional<domain::Loaded<v1::Publisher>>> stored =
      txn_.Load<v1::Publisher>(keys::Publisher(id));
  if (!stored.ok()) return stored.status();
  if (!*stored) return nullptr;
  absl::StatusOr<ImportedScale> scale = ImportedScale::Load(txn_, id);
  if (!scale.ok()) return scale.status();
  PublisherInImport publisher{id, std::move((*stored)->message), false, *std::move(scale)};
  return &by_id_.emplace(id, std::move(publisher)).first->second;
}

absl::StatusOr<PublisherInImport*> PublishersInImport::Make(const std::string& id,
                                                            const ParsedReview& review) {
  const ParsedPublisher& parsed = review.publisher;
  v1::Publisher message;
  message.set_display_name(parsed.display_name);
  message.set_home_url(parsed.home_url);
  message.set_logo_url(parsed.logo_url);
  if (!parsed.domain.empty()) message.add_domains(parsed.domain);
  if (review.revision.language() != "und") message.set_default_language(review.revision.language());
  Violations violations;
  ValidatePublisher("publisher", id, &message, violations);
  if (!violations.empty()) return violations.ToStatus();
  message.set_imported(true);
  absl::StatusOr<ImportedScale> scale = ImportedScale::Load(txn_, id);
  if (!scale.ok()) return scale.status();
  PublisherInImport publisher{id, std::move(message), true, *std::move(scale)};
  return &by_id_.emplace(id, std::move(publisher)).first->second;
}

absl::StatusOr<PublisherInImport*> PublishersInImport::Resolve(const ParsedReview& review,
                                                               std::string_view known_id) {
  const ParsedPublisher& parsed = review.publisher;
  const std::string key = StrCat(known_id, "\n", parsed.our_id, "\n", parsed.key);
  if (auto known = by_key_.find(key); known != by_key_.end()) return known->second;
  PublisherInImport* found = nullptr;
  if (!known_id.empty()) {
    absl::StatusOr<PublisherInImport*> loaded = Load(std::string(known_id));
    if (!loaded.ok()) return loaded.status();
    found = *loaded;
  }
  const std::vector<std::string> candidates = Candidates(parsed);
  for (size_t i = 0; found == nullptr && i < candidates.size(); ++i) {
    absl::StatusOr<PublisherInImport*> loaded = Load(candidates[i]);
    if (!loaded.ok()) return loaded.status();
    if (*loaded == nullptr) {
      loaded = Make(candidates[i], review);
      if (!loaded.ok()) return loaded.status();
      found = *loaded;
    } else if (IsSame((*loaded)->message, parsed) || i + 1 == candidates.size()) {
      found = *loaded;
    }
  }
  by_key_[key] = found;
  return found;
}

absl::Status PublishersInImport::Store() {
  for (auto& [id, publisher] : by_id_) {
    // A publisher that was made here gets its first scale as its default.
    const bool first_scale = !publisher.scale.existed() && !publisher.scale.empty();
    const bool sets_default = first_scale && publisher.message.imported() &&
                              publisher.message.default_rating_scale().empty();
    if (sets_default) publisher.message.set_default_rating_scale(publisher.scale.name());
    if (publisher.is_new || sets_default) {
      txn_.Log(PublisherChange(publisher.message.name(), id));
      txn_.PutResource(keys::Publisher(id), &publisher.message);
    }
    absl::Status status = publisher.scale.Store(txn_);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace factcheck::domain
