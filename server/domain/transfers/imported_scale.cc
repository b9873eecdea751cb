#include "server/domain/transfers/imported_scale.h"

#include <cmath>

#include "absl/strings/numbers.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/publishers/access.h"
#include "server/domain/publishers/rules.h"
#include "server/domain/transfers/review_reader.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

constexpr size_t kMaxCodeBytes = 55;  // Leaves room for "-5000".

std::optional<int32_t> Whole(double number) {
  if (number < 0 || number > kMaxOrdinal || number != std::floor(number)) return std::nullopt;
  return static_cast<int32_t>(number);
}

struct WholeNumber {
  int32_t value, worst, best;
};
std::optional<WholeNumber> WholeNumberOf(const ParsedRating& rating) {
  if (!rating.number || rating.normal == v1::NORMAL_RATING_OTHER) return std::nullopt;
  const auto value = Whole(rating.number->value);
  const auto worst = Whole(rating.number->worst);
  const auto best = Whole(rating.number->best);
  if (!value || !worst || !best) return std::nullopt;
  return WholeNumber{*value, *worst, *best};
}

// FALSE below MIXED below TRUE.
int Rank(v1::NormalRating normal) {
  switch (normal) {
    case v1::NORMAL_RATING_FALSE:
      return 0;
    case v1::NORMAL_RATING_MIXED:
      return 1;
    default:
      return 2;
  }
}

}  // namespace

absl::StatusOr<ImportedScale> ImportedScale::Load(Txn& txn, std::string_view publisher) {
  ImportedScale scale(publisher);
  absl::StatusOr<std::optional<domain::Loaded<v1::RatingScale>>> newest =
      txn.Load<v1::RatingScale>(keys::Scale(publisher, kImportedScale));
  if (!newest.ok()) return newest.status();
  if (!*newest) {
    scale.scale_.set_display_name("Ratings as imported");
    return scale;
  }
  scale.scale_ = std::move((*newest)->message);
  scale.existed_ = true;
  if (!absl::SimpleAtoi(ToAbsl(keys::LastId(scale.scale_.name())), &scale.version_)) {
    return absl::DataLossError("a rating scale has no version");
  }
  scale.bytes_ = scale.scale_.ByteSizeLong();
  for (int i = 0; i < scale.scale_.ratings_size(); ++i) scale.Remember(i);
  return scale;
}

void ImportedScale::Remember(int index) {
  const v1::Rating& rating = scale_.ratings(index);
  by_label_.emplace(Key(rating.labels(0).text(), rating.normal()), index);
  by_code_.emplace(rating.code(), index);
}

std::string ImportedScale::NewCode(const ParsedRating& rating) const {
  if (!rating.our_code.empty() && !by_code_.contains(rating.our_code)) return rating.our_code;
  std::string base = SlugOf(rating.label, kMaxCodeBytes);
  if (base.empty()) base = DerivedId({"rating", rating.label});
  std::string code = base;
  for (int n = 2; by_code_.contains(code); ++n) code = StrCat(base, "-", n);
  return code;
}

bool ImportedScale::FitsOrder(int32_t ordinal, v1::NormalRating normal) const {
  for (const v1::Rating& other : scale_.ratings()) {
    if (!other.has_ordinal()) continue;
    if (other.ordinal() == ordinal) return false;
    if (Rank(other.normal()) < Rank(normal) && other.ordinal() > ordinal) return false;
    if (Rank(other.normal()) > Rank(normal) && other.ordinal() < ordinal) return false;
  }
  return true;
}

bool ImportedScale::Add(const ParsedRating& rating) {
  if (by_label_.contains(Key(rating.label, rating.normal))) return true;
  const size_t more = rating.label.size() + 200;
  if (scale_.ratings_size() >= kMaxRatings || bytes_ + more > kMaxScaleBytes) return false;
  v1::Rating added;
  added.set_code(NewCode(rating));
  added.set_normal(rating.normal);
  v1::LocalizedText& label = *added.add_labels();
  label.set_language(rating.language);
  label.set_text(rating.label);
  if (const auto number = WholeNumberOf(rating);
      number && FitsOrder(number->value, rating.normal)) {
    added.set_ordinal(number->value);
  }
  *scale_.add_ratings() = std::move(added);
  Remember(scale_.ratings_size() - 1);
  bytes_ += more;
  changed_ = true;
  return true;
}

absl::Status ImportedScale::Store(Txn& txn) {
  if (!changed_) return absl::OkStatus();
  ++version_;
  const std::string at_version = keys::ScaleVersion(publisher_, kImportedScale, version_);
  absl::StatusOr<std::optional<storage::Entry>> taken = txn.Get(at_version);
  if (!taken.ok()) return taken.status();
  if (*taken) return absl::DataLossError("a version of a rating scale is newer than the newest");
  scale_.clear_create_time();
  scale_.set_name(
      MakeName(kScaleVersionPattern, {publisher_, kImportedScale, std::to_string(version_)}));
  txn.Log(PublisherChange(scale_.name(), publisher_));
  txn.PutResource(at_version, &scale_);
  txn.PutResource(keys::Scale(publisher_, kImportedScale), &scale_);
  changed_ = false;
  return absl::OkStatus();
}

v1::VerdictRating ImportedScale::Issue(const ParsedRating& rating) const {
  const v1::Rating& found = scale_.ratings(by_label_.at(Key(rating.label, rating.normal)));
  v1::VerdictRating issued;
  issued.set_scale_version(scale_.name());
  issued.set_code(found.code());
  issued.set_label(rating.label);
  issued.set_normal(rating.normal);
  if (const auto number = WholeNumberOf(rating)) {
    issued.set_ordinal(number->value);
    issued.set_worst(number->worst);
    issued.set_best(number->best);
  }
  return issued;
}

std::string ImportedScale::name() const {
  return MakeName(kScalePattern, {publisher_, kImportedScale});
}

}  // namespace factcheck::domain
