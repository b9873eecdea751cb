#include "server/domain/core/principal.h"

#include "server/base/absl_strings.h"

namespace factcheck::domain {
namespace {

// Roles by which one works in a newsroom rather than consuming its results.
constexpr RoleSet kStaffRoles = {v1::ROLE_CONTRIBUTOR, v1::ROLE_FACT_CHECKER,     v1::ROLE_REVIEWER,
                                 v1::ROLE_PUBLISHER,   v1::ROLE_STANDARDS_EDITOR, v1::ROLE_ADMIN,
                                 v1::ROLE_AUDITOR,     v1::ROLE_AI_ASSISTANT};

RoleSet Counting(const Principal& who, RoleSet roles) {
  return who.IsAi() ? roles & kAiRoles : roles;
}

}  // namespace

RoleSet Principal::RolesIn(std::string_view publisher) const {
  RoleSet all = roles;
  if (auto it = memberships.find(ToAbsl(publisher)); it != memberships.end())
    all = all | it->second;
  return Counting(*this, all);
}

RoleSet Principal::RolesAnywhere() const {
  RoleSet all = roles;
  for (const auto& [publisher, held] : memberships) all = all | held;
  return Counting(*this, all);
}

bool Principal::IsStaff() const { return RolesAnywhere().HasAny(kStaffRoles); }

bool Principal::SeesWorkOf(std::string_view publisher) const {
  if (SeesEverything()) return true;
  auto it = memberships.find(ToAbsl(publisher));
  return it != memberships.end() && Counting(*this, it->second).HasAny(kStaffRoles);
}

bool Principal::SeesEverything() const {
  return Counting(*this, roles).HasAny({v1::ROLE_ADMIN, v1::ROLE_AUDITOR});
}

const Principal& ServerPrincipal() {
  static const Principal* const server = [] {
    auto* p = new Principal;
    p->actor = "factcheckd";
    p->kind = v1::ACTOR_KIND_SERVICE;
    p->roles = {v1::ROLE_ADMIN};
    return p;
  }();
  return *server;
}

}  // namespace factcheck::domain
