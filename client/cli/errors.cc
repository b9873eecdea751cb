#include "client/cli/errors.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "absl/strings/cord.h"
#include "client/cli/text_width.h"
#include "client/cpp/error_details.h"
#include "client/cpp/text.h"
#include "nlohmann/json.hpp"

namespace factcheck::cli {
namespace {

using client::Concat;
using client::ErrorDetails;
using client::MessageOf;

constexpr char kUsagePayload[] = "factcheck.cli/usage";

std::string CodeName(absl::StatusCode code) { return absl::StatusCodeToString(code); }

// "FAILED_PRECONDITION ILLEGAL_TRANSITION"; a reason that says no more than the code stands alone.
std::string CodeAndReason(const absl::Status& status, const ErrorDetails& details) {
  const std::string code = CodeName(status.code());
  if (details.reason_name.empty() || details.reason_name == code) return code;
  return Concat({code, " ", details.reason_name});
}

std::string MetadataOf(const ErrorDetails& details, const std::string& key) {
  const auto found = details.metadata.find(key);
  return found == details.metadata.end() ? std::string() : found->second;
}

// How to mend it, where the reason tells.
std::string HintOf(const absl::Status& status, const ErrorDetails& details,
                   std::string_view address) {
  switch (details.reason) {
    case v1::ERROR_REASON_INVALID_CREDENTIALS:
      return "give a key with --key-file FILE, FACTCHECK_KEY_FILE, or `factcheck config set "
             "key-file FILE`; the server's first key is in admin.key in its data directory";
    case v1::ERROR_REASON_ETAG_MISMATCH:
      return Concat({"somebody changed it meanwhile: read it again, then repeat with --etag ",
                     MetadataOf(details, "etag")});
    case v1::ERROR_REASON_OWN_REVISION:
      return "a colleague has to approve it; `factcheck verdict publish --override-reason TEXT` "
             "is for standards editors and admins, and shows to the public";
    case v1::ERROR_REASON_CLAIM_MERGED:
      return Concat({"go on with ", MetadataOf(details, "merged_into")});
    case v1::ERROR_REASON_REQUEST_ID_REUSED:
      return "leave --request-id out, or use a new one: this one belongs to another request";
    case v1::ERROR_REASON_RESOURCE_NOT_FOUND:
      return "there is none, or the key may not see it: `factcheck whoami` shows whose it is";
    case v1::ERROR_REASON_OUTCOME_UNKNOWN:
      return "it may have happened or not: look, or repeat with the same --request-id";
    case v1::ERROR_REASON_NOT_CONFIGURED:
      return "the server's configuration decides; ask who runs it";
    default:
      break;
  }
  if (status.code() == absl::StatusCode::kUnavailable && details.reason_name.empty()) {
    return Concat({"is factcheckd running at ", address,
                   ", with TLS or without? --address or FACTCHECK_ADDRESS names another"});
  }
  if (status.code() == absl::StatusCode::kDeadlineExceeded) {
    return "--timeout gives it longer";
  }
  return {};
}

// The one violation that the message says already.
const client::FieldViolation* OnlyViolation(const absl::Status& status,
                                            const ErrorDetails& details) {
  if (details.violations.size() != 1) return nullptr;
  const client::FieldViolation& only = details.violations.front();
  return MessageOf(status) == Concat({only.field, ": ", only.description}) ? &only : nullptr;
}

// The message, but for violations, which are listed below it.
std::string Headline(const absl::Status& status, const ErrorDetails& details) {
  if (details.violations.size() < 2) return std::string(MessageOf(status));
  const client::FieldViolation& first = details.violations.front();
  if (!MessageOf(status).starts_with(Concat({first.field, ": ", first.description, ";"}))) {
    return std::string(MessageOf(status));
  }
  const std::string all = MetadataOf(details, "violations");
  return Concat({all.empty() ? std::to_string(details.violations.size()) : all,
                 " fields of the request are wrong"});
}

void AppendViolations(const ErrorDetails& details, const Terminal& terminal,
                      const OptionOfField& option_of, std::string* out) {
  for (const client::FieldViolation& violation : details.violations) {
    const std::string option = option_of ? option_of(violation.field) : std::string();
    *out += Concat({"  ", Styled(terminal, Style::kStrong, OneLine(violation.field)), ": ",
                    OneLine(violation.description)});
    if (!option.empty()) *out += Concat({" (", option, ")"});
    *out += '\n';
  }
  const std::string all = MetadataOf(details, "violations");
  if (!all.empty() && all != std::to_string(details.violations.size())) {
    *out += Concat({"  ... ", all, " in all\n"});
  }
}

}  // namespace

absl::Status UsageError(std::string_view message) {
  absl::Status status = client::InvalidArgument({message});
  status.SetPayload(kUsagePayload, absl::Cord("1"));
  return status;
}

bool IsUsageError(const absl::Status& status) {
  return status.GetPayload(kUsagePayload).has_value();
}

std::string ErrorText(const absl::Status& status, const Terminal& terminal,
                      std::string_view address, const OptionOfField& option_of) {
  const ErrorDetails details = client::DetailsOf(status);
  const client::FieldViolation* only = OnlyViolation(status, details);
  const std::string option = only != nullptr && option_of ? option_of(only->field) : "";
  std::string out = Styled(terminal, Style::kBad, "error:");
  out += Concat({" ", OneLine(only == nullptr ? Headline(status, details) : MessageOf(status))});
  if (!option.empty()) out += Concat({" (", option, ")"});
  if (!IsUsageError(status)) {
    out += Styled(terminal, Style::kDim, Concat({" [", CodeAndReason(status, details), "]"}));
  }
  out += '\n';
  if (only == nullptr) AppendViolations(details, terminal, option_of, &out);
  for (const client::UnmetPrecondition& unmet : details.preconditions) {
    if (OneLine(unmet.description) == OneLine(MessageOf(status))) continue;
    out += Concat({"  ", Styled(terminal, Style::kStrong, OneLine(unmet.type)), " ",
                   OneLine(unmet.subject), ": ", OneLine(unmet.description), "\n"});
  }
  if (const std::string incident = MetadataOf(details, "incident"); !incident.empty()) {
    out += Concat({"  incident ", OneLine(incident), ": the server's log explains it\n"});
  }
  if (const std::string hint = HintOf(status, details, address); !hint.empty()) {
    out += Concat({Styled(terminal, Style::kNotice, "hint:"), " ", OneLine(hint), "\n"});
  }
  return out;
}

std::string ErrorJson(const absl::Status& status) {
  const ErrorDetails details = client::DetailsOf(status);
  nlohmann::ordered_json error;
  error["code"] = IsUsageError(status) ? "USAGE" : CodeName(status.code());
  if (!details.reason_name.empty()) error["reason"] = details.reason_name;
  error["message"] = std::string(MessageOf(status));
  if (!details.metadata.empty()) error["metadata"] = details.metadata;
  for (const client::FieldViolation& violation : details.violations) {
    error["violations"].push_back(
        {{"field", violation.field}, {"description", violation.description}});
  }
  for (const client::UnmetPrecondition& unmet : details.preconditions) {
    error["preconditions"].push_back(
        {{"type", unmet.type}, {"subject", unmet.subject}, {"description", unmet.description}});
  }
  const nlohmann::ordered_json whole = {{"error", error}};
  return whole.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

int ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return kExitOk;
  if (IsUsageError(status)) return kExitUsage;
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kCancelled:
      return kExitUnreachable;
    case absl::StatusCode::kUnknown:
      return client::ReasonOf(status) == v1::ERROR_REASON_OUTCOME_UNKNOWN ? kExitUnreachable
                                                                          : kExitRefused;
    default:
      return kExitRefused;
  }
}

std::string Nearest(std::string_view typed, const std::vector<std::string>& known) {
  const auto distance = [](std::string_view a, std::string_view b) {
    std::vector<size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0u);
    for (size_t i = 1; i <= a.size(); ++i) {
      size_t diagonal = row[0]++;
      for (size_t j = 1; j <= b.size(); ++j) {
        const size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
      }
    }
    return row.back();
  };
  std::string best;
  size_t best_distance = std::max<size_t>(typed.size() / 3, 1) + 1;
  for (const std::string& candidate : known) {
    const size_t d = distance(typed, candidate);
    if (d < best_distance) {
      best = candidate;
      best_distance = d;
    }
  }
  return best;
}

}  // namespace factcheck::cli
