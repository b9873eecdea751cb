// Lists of roles, as requests give them and as errors name them.
#ifndef FACTCHECK_SERVER_DOMAIN_CORE_ROLES_H_
#define FACTCHECK_SERVER_DOMAIN_CORE_ROLES_H_

#include <string>
#include <string_view>

#include "google/protobuf/repeated_field.h"
#include "server/domain/core/principal.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {

inline constexpr RoleSet kAllRoles = {
    v1::ROLE_CONSUMER, v1::ROLE_CONTRIBUTOR, v1::ROLE_FACT_CHECKER,
    v1::ROLE_REVIEWER, v1::ROLE_PUBLISHER,   v1::ROLE_STANDARDS_EDITOR,
    v1::ROLE_ADMIN,    v1::ROLE_AUDITOR,     v1::ROLE_AI_ASSISTANT};

// At most nine, distinct, each of `allowed`. Numbers that are no role are found
// by Violations' constructor.
void CheckRoles(std::string_view field, const google::protobuf::RepeatedField<int>& roles,
                RoleSet allowed, Violations& violations);
// Numbers that are no role are left out.
RoleSet ToRoleSet(const google::protobuf::RepeatedField<int>& roles);
// "REVIEWER, PUBLISHER or ADMIN", in order of their numbers; "" for none.
std::string RoleNames(RoleSet roles);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_CORE_ROLES_H_
