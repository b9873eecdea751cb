#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/transfers/import_batch.h"
#include "server/domain/transfers/transfers.h"
#include "server/domain/values/check.h"

namespace factcheck::domain {
namespace {

absl::Status CheckImporter(const Call& call) {
  if (call.who.IsAi()) {
    return Error(absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_AI_NOT_ALLOWED,
                 "an AI assistant publishes nothing; a person must run the import");
  }
  return call.who.IsAdmin() ? absl::OkStatus() : MissingRole("ADMIN");
}

void CheckBatch(const v1::ImportBatch& batch, Violations& violations) {
  if (batch.records().empty()) violations.Add("batch.records", "must have at least one entry");
  CheckCount("batch.records", batch.records_size(), kMaxImportRecords, violations);
  size_t bytes = 0;
  for (const v1::ImportRecord& record : batch.records()) bytes += record.json().size();
  if (bytes > kMaxImportBytes) {
    violations.Add("batch.records", StrCat("must have at most ", kMaxImportBytes,
                                           " bytes of JSON together, not ", bytes));
  }
}

}  // namespace

std::shared_ptr<const RatingRules> Transfers::RulesOf(const v1::ImportOptions& options,
                                                      Violations& violations) {
  if (options.rating_rules().empty()) {
    // Lives as long as the process.
    return {std::shared_ptr<const RatingRules>(), &RatingRules::Builtin()};
  }
  {
    absl::MutexLock lock(&mutex_);
    if (rules_ != nullptr && rules_text_ == options.rating_rules()) return rules_;
  }
  auto rules = std::make_shared<const RatingRules>(
      RatingRules::Parse("options.rating_rules", options.rating_rules(), violations));
  if (violations.empty()) {
    absl::MutexLock lock(&mutex_);
    rules_text_ = options.rating_rules();
    rules_ = rules;
  }
  return rules;
}

absl::Status Transfers::CheckImport(const Call& call, const v1::ImportOptions& options) {
  absl::Status allowed = CheckImporter(call);
  if (!allowed.ok()) return allowed;
  Violations violations(options);
  std::string language = options.default_language();
  CheckLanguage("options.default_language", /*required=*/false, &language, violations);
  RulesOf(options, violations);
  return violations.ToStatus();
}

absl::StatusOr<v1::ImportClaimReviewsResponse> Transfers::ImportBatch(
    const Call& call, const v1::ImportOptions& options, const v1::ImportBatch& batch) {
  absl::Status allowed = CheckImporter(call);
  if (!allowed.ok()) return allowed;
  Violations violations(options);
  ParseOptions parse;
  parse.now = book_->Now();
  parse.default_language = options.default_language();
  CheckLanguage("options.default_language", /*required=*/false, &parse.default_language,
                violations);
  if (parse.default_language.empty()) parse.default_language = "und";
  const std::shared_ptr<const RatingRules> rules = RulesOf(options, violations);
  parse.rules = rules.get();
  CheckBatch(batch, violations);
  if (!violations.empty()) return violations.ToStatus();

  const PreparedBatch prepared = PrepareBatch(batch, parse);
  // The batch is decided from what was prepared; of the request only validate_only counts.
  v1::ImportOptions request;
  request.set_validate_only(options.validate_only());
  absl::StatusOr<std::string> answer =
      book_->WriteAndWait(call, request, [&prepared](Txn& txn) -> absl::StatusOr<std::string> {
        absl::StatusOr<v1::ImportClaimReviewsResponse> response = DecideBatch(txn, prepared);
        if (!response.ok()) return response.status();
        return response->SerializeAsString();
      });
  if (!answer.ok()) return answer.status();
  v1::ImportClaimReviewsResponse response;
  if (!response.ParseFromString(*answer)) return absl::InternalError("unparsable answer");
  response.set_consistency_token(book_->stamps().TokenOf(book_->engine().LatestVersion()));
  return response;
}

absl::StatusOr<std::string> Transfers::GetRatingRules(const Call&,
                                                      const v1::GetRatingRulesRequest&) {
  v1::GetRatingRulesResponse response;
  response.set_rating_rules(std::string(BuiltinRatingRules()));
  return response.SerializeAsString();
}

}  // namespace factcheck::domain
