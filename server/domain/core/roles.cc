#include "server/domain/core/roles.h"

#include "server/base/absl_strings.h"

namespace factcheck::domain {
namespace {

constexpr int kMaxRoles = 9;
constexpr std::string_view kEnumPrefix = "ROLE_";

}  // namespace

void CheckRoles(std::string_view field, const google::protobuf::RepeatedField<int>& roles,
                RoleSet allowed, Violations& violations) {
  if (roles.size() > kMaxRoles) {
    violations.Add(field, StrCat("at most ", kMaxRoles, " roles"));
    return;
  }
  RoleSet seen;
  for (int i = 0; i < roles.size(); ++i) {
    if (!v1::Role_IsValid(roles[i])) continue;
    const auto role = static_cast<v1::Role>(roles[i]);
    if (!allowed.Has(role)) {
      violations.Add(StrCat(field, "[", i, "]"), StrCat("must be ", RoleNames(allowed)));
    } else if (seen.Has(role)) {
      violations.Add(StrCat(field, "[", i, "]"), "is there twice");
    }
    seen.Add(role);
  }
}

RoleSet ToRoleSet(const google::protobuf::RepeatedField<int>& roles) {
  RoleSet set;
  for (int role : roles) {
    if (v1::Role_IsValid(role)) set.Add(static_cast<v1::Role>(role));
  }
  return set;
}

std::string RoleNames(RoleSet roles) {
  std::string names;
  std::string_view last;
  for (int number = v1::Role_MIN; number <= v1::Role_MAX; ++number) {
    if (!v1::Role_IsValid(number) || !roles.Has(static_cast<v1::Role>(number))) continue;
    if (!last.empty()) StrAppend(&names, names.empty() ? "" : ", ", last);
    last = std::string_view(v1::Role_Name(static_cast<v1::Role>(number)));
    last.remove_prefix(kEnumPrefix.size());
  }
  if (!last.empty()) StrAppend(&names, names.empty() ? "" : " or ", last);
  return names;
}

}  // namespace factcheck::domain
