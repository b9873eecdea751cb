// The Admin service over a memory engine, and the table that authenticates with what it makes.
#ifndef FACTCHECK_TESTS_UNIT_DOMAIN_ADMIN_ADMIN_FIXTURE_H_
#define FACTCHECK_TESTS_UNIT_DOMAIN_ADMIN_ADMIN_FIXTURE_H_

#include <initializer_list>
#include <string>

#include "server/auth/access_table.h"
#include "server/domain/admin/admin.h"
#include "server/domain/core/keys.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::domain {

class AdminTest : public testing::DomainTest {
 protected:
  AdminTest() {
    EXPECT_TRUE(table_.Attach(&engine()).ok());
    AddActor("admin", {v1::ROLE_ADMIN});
  }

  v1::Actor AddActor(const std::string& id, std::initializer_list<v1::Role> roles = {},
                     v1::ActorKind kind = v1::ACTOR_KIND_HUMAN) {
    v1::Actor actor;
    actor.set_name("actors/" + id);
    actor.set_display_name("Name of " + id);
    actor.set_kind(kind);
    for (v1::Role role : roles) actor.add_roles(role);
    return Put(keys::Actor(id), actor);
  }
  absl::StatusOr<v1::Actor> Create(const Principal& who, const std::string& id,
                                   std::initializer_list<v1::Role> roles = {},
                                   v1::ActorKind kind = v1::ACTOR_KIND_HUMAN) {
    v1::CreateActorRequest request;
    request.set_actor_id(id);
    request.mutable_actor()->set_display_name("Name of " + id);
    request.mutable_actor()->set_kind(kind);
    for (v1::Role role : roles) request.mutable_actor()->add_roles(role);
    return Await<v1::Actor>(service_, &Admin::CreateActor, who, request);
  }
  absl::StatusOr<v1::Actor> Get(const Principal& who, const std::string& id) {
    v1::GetActorRequest request;
    request.set_name("actors/" + id);
    return Read<v1::Actor>(service_, &Admin::GetActor, who, request);
  }
  absl::StatusOr<v1::Actor> SetRoles(const Principal& who, const std::string& id,
                                     std::initializer_list<v1::Role> roles) {
    v1::UpdateActorRequest request;
    request.mutable_actor()->set_name("actors/" + id);
    for (v1::Role role : roles) request.mutable_actor()->add_roles(role);
    request.mutable_update_mask()->add_paths("roles");
    return Await<v1::Actor>(service_, &Admin::UpdateActor, who, request);
  }
  absl::StatusOr<v1::Actor> SetDisabled(const Principal& who, const std::string& id,
                                        bool disabled) {
    v1::UpdateActorRequest request;
    request.mutable_actor()->set_name("actors/" + id);
    request.mutable_actor()->set_disabled(disabled);
    request.mutable_update_mask()->add_paths("disabled");
    return Await<v1::Actor>(service_, &Admin::UpdateActor, who, request);
  }
  absl::StatusOr<v1::ApiKey> CreateKey(const Principal& who, const std::string& actor,
                                       const std::string& request_id = "") {
    v1::CreateApiKeyRequest request;
    request.set_parent("actors/" + actor);
    request.set_request_id(request_id);
    return Await<v1::ApiKey>(service_, &Admin::CreateApiKey, who, request);
  }
  absl::StatusOr<v1::ApiKey> Revoke(const Principal& who, const std::string& name) {
    v1::RevokeApiKeyRequest request;
    request.set_name(name);
    return Await<v1::ApiKey>(service_, &Admin::RevokeApiKey, who, request);
  }
  absl::StatusOr<v1::ListApiKeysResponse> ListKeys(const Principal& who, const std::string& actor) {
    v1::ListApiKeysRequest request;
    request.set_parent("actors/" + actor);
    return Read<v1::ListApiKeysResponse>(service_, &Admin::ListApiKeys, who, request);
  }
  // The caller behind a key, as the server would have it.
  absl::StatusOr<std::shared_ptr<const Principal>> Enter(const std::string& key) {
    return table_.Authenticate("Bearer " + key, clock().Now());
  }

  auth::AccessTable table_;
  Admin service_{&book(), &tokens(),
                 ServerFacts{.version = "1.2.3", .engine = "memory", .start_time = clock().Now()}};
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_TESTS_UNIT_DOMAIN_ADMIN_ADMIN_FIXTURE_H_
