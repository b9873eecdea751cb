// Who calls, and what they may do. Parsed once per call at the edge; plain data after that.
#ifndef FACTCHECK_SERVER_DOMAIN_CORE_PRINCIPAL_H_
#define FACTCHECK_SERVER_DOMAIN_CORE_PRINCIPAL_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "factcheck/v1/common.pb.h"
#include "factcheck/v1/publisher.pb.h"

namespace factcheck::domain {

// A set of factcheck.v1.Role.
class RoleSet {
 public:
  constexpr RoleSet() = default;
  constexpr RoleSet(std::initializer_list<v1::Role> roles) {
    for (v1::Role role : roles) Add(role);
  }
  constexpr void Add(v1::Role role) { bits_ |= 1u << static_cast<uint32_t>(role); }
  constexpr bool Has(v1::Role role) const { return (bits_ >> static_cast<uint32_t>(role)) & 1u; }
  constexpr bool HasAny(RoleSet other) const { return (bits_ & other.bits_) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr RoleSet operator|(RoleSet other) const { return FromBits(bits_ | other.bits_); }
  constexpr RoleSet operator&(RoleSet other) const { return FromBits(bits_ & other.bits_); }
  constexpr bool operator==(const RoleSet&) const = default;
  constexpr uint32_t bits() const { return bits_; }

 private:
  static constexpr RoleSet FromBits(uint32_t bits) {
    RoleSet set;
    set.bits_ = bits;
    return set;
  }
  uint32_t bits_ = 0;
};

// The only roles that count for an actor of kind AI, whatever it was given.
inline constexpr RoleSet kAiRoles = {v1::ROLE_CONSUMER, v1::ROLE_CONTRIBUTOR,
                                     v1::ROLE_AI_ASSISTANT};

struct Principal {
  std::string actor;  // Id, without `actors/`.
  v1::ActorKind kind = v1::ACTOR_KIND_UNSPECIFIED;
  RoleSet roles;                                          // Count everywhere.
  absl::flat_hash_map<std::string, RoleSet> memberships;  // Publisher id -> roles there.
  std::string api_key;                                    // Resource name of the key used.

  bool IsAi() const { return kind == v1::ACTOR_KIND_AI; }
  // Holds ADMIN everywhere; never an AI assistant.
  bool IsAdmin() const { return !IsAi() && roles.Has(v1::ROLE_ADMIN); }
  // Roles that count in `publisher` (an id): the actor's own and the membership's.
  RoleSet RolesIn(std::string_view publisher) const;
  // Roles held anywhere: what counts for claims, which belong to no publisher.
  RoleSet RolesAnywhere() const;
  // Sees assignees, triage notes and other fields meant for colleagues.
  bool IsStaff() const;
  // Sees drafts, reviews and embargoed revisions of `publisher`.
  bool SeesWorkOf(std::string_view publisher) const;
  // Sees whatever is restricted: auditors and admins.
  bool SeesEverything() const;
};

// The server itself, when a clock runs out: `actors/factcheckd`.
const Principal& ServerPrincipal();

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_CORE_PRINCIPAL_H_
