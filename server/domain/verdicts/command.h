// Parts of Verdicts that its sources share.
#ifndef FACTCHECK_SERVER_DOMAIN_VERDICTS_COMMAND_H_
#define FACTCHECK_SERVER_DOMAIN_VERDICTS_COMMAND_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/domain/values/check.h"
#include "server/domain/values/names.h"
#include "server/domain/verdicts/validate.h"
#include "server/domain/verdicts/verdicts.h"

namespace factcheck::domain {

template <typename Request>
Verdicts::Command Verdicts::CommandOf(const Request& request, VerdictWork work,
                                      Violations& violations) {
  std::vector<std::string> ids = ReadName("name", kVerdictPattern, request.name(), violations);
  CheckEtag("etag", request.etag(), violations);
  Command command;
  command.claim = std::move(ids[0]);
  command.publisher = std::move(ids[1]);
  command.etag = request.etag();
  command.work = work;
  return command;
}

// Text of a request, brought to its stored form.
inline std::string CheckedText(std::string_view field, const TextRule& rule,
                               const std::string& given, Violations& violations) {
  std::string text = given;
  CheckText(field, rule, &text, violations);
  return text;
}

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VERDICTS_COMMAND_H_
