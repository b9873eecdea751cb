// Who is let in: exact from the acknowledgement of every change on.
#include "server/auth/access_table.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/actor.pb.h"
#include "google/protobuf/empty.pb.h"
#include "server/auth/permissions.h"
#include "server/domain/admin/key.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/roles.h"
#include "server/domain/values/crypto.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::auth {
namespace {

using domain::Principal;
using domain::RoleSet;
using testing::ReasonName;
namespace keys = domain::keys;

class AccessTableTest : public testing::DomainTest {
 protected:
  void PutActor(const std::string& id, std::initializer_list<v1::Role> roles,
                v1::ActorKind kind = v1::ACTOR_KIND_HUMAN, bool disabled = false) {
    v1::Actor actor;
    actor.set_name("actors/" + id);
    actor.set_kind(kind);
    actor.set_disabled(disabled);
    for (v1::Role role : roles) actor.add_roles(role);
    Put(keys::Actor(id), actor);
  }
  void PutMember(const std::string& publisher, const std::string& actor,
                 std::initializer_list<v1::Role> roles, uint8_t flags = 0) {
    v1::Member member;
    member.set_name("publishers/" + publisher + "/members/" + actor);
    for (v1::Role role : roles) member.add_roles(role);
    Put(keys::Member(publisher, actor), member, flags);
  }
  void Write(const std::function<void(domain::Txn&)>& write) {
    const domain::Call call{admin_, "factcheck.v1.Test/Write"};
    ASSERT_TRUE(book()
                    .WriteAndWait(call, google::protobuf::Empty(),
                                  [&](domain::Txn& txn) -> absl::StatusOr<std::string> {
                                    write(txn);
                                    return std::string();
                                  })
                    .ok());
  }
  std::string AddKey(const std::string& actor, absl::Time expires = absl::InfiniteFuture()) {
    const std::string key = domain::NewKey(clock().Now());
    Write([&](domain::Txn& txn) {
      v1::ApiKey api_key;
      if (expires != absl::InfiniteFuture()) {
        *api_key.mutable_expire_time() = domain::ToTimestamp(expires);
      }
      domain::PutNewKey(txn, actor, key, &api_key);
    });
    return key;
  }
  void RevokeKey(const std::string& actor, const std::string& key) {
    Write([&](domain::Txn& txn) {
      v1::ApiKey api_key;
      domain::PutNewKey(txn, actor, key, &api_key);
      api_key.set_revoked(true);
      storage::v1::StoredApiKey stored;
      stored.set_api_key(api_key.SerializeAsString());
      stored.set_secret_sha256(domain::Sha256(key));
      txn.Put(keys::ApiKey(actor, *domain::KeyIdOf(key)), stored.SerializeAsString());
    });
  }
  absl::StatusOr<std::shared_ptr<const Principal>> Enter(const std::string& key) {
    return table_.Authenticate("Bearer " + key, clock().Now());
  }
  void Attach() { ASSERT_TRUE(table_.Attach(&engine()).ok()); }

  AccessTable table_;
};

TEST_F(AccessTableTest, SaysWhoCallsAndWhatTheyMay) {
  PutActor("anna", {v1::ROLE_CONSUMER});
  PutMember("p", "anna", {v1::ROLE_REVIEWER, v1::ROLE_PUBLISHER});
  const std::string key = AddKey("anna");
  Attach();
  auto who = Enter(key);
  ASSERT_TRUE(who.ok()) << who.status();
  EXPECT_EQ((*who)->actor, "anna");
  EXPECT_EQ((*who)->kind, v1::ACTOR_KIND_HUMAN);
  EXPECT_EQ((*who)->roles, RoleSet({v1::ROLE_CONSUMER}));
  EXPECT_EQ((*who)->memberships.at("p"), RoleSet({v1::ROLE_REVIEWER, v1::ROLE_PUBLISHER}));
  EXPECT_EQ((*who)->api_key, "actors/anna/apiKeys/" + std::string(*domain::KeyIdOf(key)));
}

TEST_F(AccessTableTest, ThePublicReadsAndNothingElse) {
  // An actor of that name lends it nothing.
  PutActor("public", {v1::ROLE_ADMIN});
  PutMember("p", "public", {v1::ROLE_REVIEWER});
  EXPECT_FALSE(Enter("").ok());
  const std::string credential = table_.OpenToPublic();
  EXPECT_NE(AccessTable().OpenToPublic(), credential);
  Attach();
  auto who = Enter(credential);
  ASSERT_TRUE(who.ok()) << who.status();
  EXPECT_EQ((*who)->actor, "public");
  EXPECT_EQ((*who)->RolesAnywhere(), RoleSet({v1::ROLE_CONSUMER}));
  EXPECT_TRUE(Authorize(**who, "factcheck.v1.Verdicts/ListVerdicts").ok());
  EXPECT_FALSE(Authorize(**who, "factcheck.v1.Claims/CreateClaim").ok());
  EXPECT_FALSE(Authorize(**who, "factcheck.v1.Transfers/ExportAll").ok());
  EXPECT_FALSE(Enter(credential + "x").ok());
  EXPECT_FALSE(Enter(credential.substr(1)).ok());
}

TEST_F(AccessTableTest, TakesTheHeaderAsRfc6750HasIt) {
  PutActor("anna", {});
  const std::string key = AddKey("anna");
  Attach();
  struct Case {
    std::string header;
    bool good;
  };
  for (const Case& c : std::vector<Case>{{"Bearer " + key, true},
                                         {"bearer " + key, true},
                                         {"BEARER   " + key, true},
                                         {"", false},
                                         {key, false},
                                         {"Bearer", false},
                                         {"Bearer ", false},
                                         {"Bearer" + key, false},
                                         {"Bearer\t" + key, false},
                                         {"Basic " + key, false},
                                         {" Bearer " + key, false},
                                         {"Bearer " + key + " ", false},
                                         {"Bearer " + key + "x", false},
                                         {"Bearer " + key.substr(0, key.size() - 1), false},
                                         {"Bearer " + domain::NewKey(clock().Now()), false},
                                         {"Bearer " + std::string(1 << 20, 'k'), false}}) {
    SCOPED_TRACE(c.header.substr(0, 100));
    EXPECT_EQ(table_.Authenticate(c.header, clock().Now()).ok(), c.good);
  }
}

TEST_F(AccessTableTest, EveryRefusalIsTheSame) {
  PutActor("anna", {});
  PutActor("ben", {}, v1::ACTOR_KIND_HUMAN, /*disabled=*/true);
  const std::string revoked = AddKey("anna");
  const std::string expired = AddKey("anna", clock().Now());
  const std::string disabled = AddKey("ben");
  const std::string orphan = AddKey("nobody");
  Attach();
  RevokeKey("anna", revoked);
  const absl::Status refused = table_.Authenticate("", clock().Now()).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonName(refused), "INVALID_CREDENTIALS");
  for (const std::string& key : {revoked, expired, disabled, orphan, std::string("fck_x")}) {
    EXPECT_EQ(Enter(key).status(), refused) << key;
  }
}

TEST_F(AccessTableTest, EveryChangeCountsFromItsAcknowledgement) {
  Attach();
  PutActor("anna", {v1::ROLE_CONSUMER});
  const std::string key = AddKey("anna");
  EXPECT_TRUE(Enter(key).ok());
  PutActor("anna", {v1::ROLE_AUDITOR});
  EXPECT_EQ((*Enter(key))->roles, RoleSet({v1::ROLE_AUDITOR}));
  PutMember("p", "anna", {v1::ROLE_REVIEWER});
  EXPECT_EQ((*Enter(key))->memberships.at("p"), RoleSet({v1::ROLE_REVIEWER}));
  PutMember("p", "anna", {v1::ROLE_PUBLISHER});
  EXPECT_EQ((*Enter(key))->memberships.at("p"), RoleSet({v1::ROLE_PUBLISHER}));
  PutMember("p", "anna", {}, domain::kRecordDeleted);
  EXPECT_TRUE((*Enter(key))->memberships.empty());
  PutActor("anna", {}, v1::ACTOR_KIND_HUMAN, /*disabled=*/true);
  EXPECT_FALSE(Enter(key).ok());
  // A key made meanwhile stays shut, too, and both open with the actor.
  const std::string second = AddKey("anna");
  EXPECT_FALSE(Enter(second).ok());
  PutActor("anna", {});
  EXPECT_TRUE(Enter(key).ok());
  EXPECT_TRUE(Enter(second).ok());
  RevokeKey("anna", key);
  EXPECT_FALSE(Enter(key).ok());
  EXPECT_TRUE(Enter(second).ok());
  EXPECT_EQ(table_.size(), 1u);
}

TEST_F(AccessTableTest, LoadsWhatWasThereAsItFollowsWhatComes) {
  PutActor("anna", {v1::ROLE_CONSUMER});
  PutMember("p", "anna", {v1::ROLE_REVIEWER});
  PutMember("q", "anna", {v1::ROLE_REVIEWER}, domain::kRecordDeleted);
  PutActor("off", {}, v1::ACTOR_KIND_HUMAN, /*disabled=*/true);
  const std::string good = AddKey("anna");
  const std::string revoked = AddKey("anna");
  RevokeKey("anna", revoked);
  const std::string of_disabled = AddKey("off");
  Attach();
  ASSERT_TRUE(Enter(good).ok());
  EXPECT_EQ((*Enter(good))->memberships.size(), 1u);
  EXPECT_FALSE(Enter(revoked).ok());
  EXPECT_FALSE(Enter(of_disabled).ok());
  // Attached again, it holds the same and nothing twice.
  table_.Detach();
  Attach();
  EXPECT_EQ(table_.size(), 1u);
}

TEST_F(AccessTableTest, CommitsDuringTheLoadAreTakenInAfterIt) {
  for (int i = 0; i < 200; ++i) PutActor("a" + std::to_string(i), {v1::ROLE_CONSUMER});
  std::vector<std::string> made;
  for (int i = 0; i < 200; ++i) made.push_back(AddKey("a" + std::to_string(i)));
  std::atomic<bool> go = false;
  std::thread writer([&] {
    while (!go) std::this_thread::yield();
    for (int i = 0; i < 200; ++i) RevokeKey("a" + std::to_string(i), made[i]);
  });
  go = true;
  Attach();
  writer.join();
  for (const std::string& key : made) EXPECT_FALSE(Enter(key).ok());
  EXPECT_EQ(table_.size(), 0u);
}

TEST_F(AccessTableTest, AnAiAssistantKeepsOnlyTheRolesOfOne) {
  PutActor("bot", {v1::ROLE_ADMIN, v1::ROLE_REVIEWER, v1::ROLE_AI_ASSISTANT}, v1::ACTOR_KIND_AI);
  PutMember("p", "bot", {v1::ROLE_PUBLISHER, v1::ROLE_CONTRIBUTOR});
  const std::string key = AddKey("bot");
  Attach();
  auto who = Enter(key);
  ASSERT_TRUE(who.ok()) << who.status();
  EXPECT_FALSE((*who)->IsAdmin());
  EXPECT_EQ((*who)->roles, RoleSet({v1::ROLE_AI_ASSISTANT}));
  EXPECT_EQ((*who)->RolesIn("p"), RoleSet({v1::ROLE_AI_ASSISTANT, v1::ROLE_CONTRIBUTOR}));
}

TEST_F(AccessTableTest, AKeyEndsAtItsTime) {
  PutActor("anna", {});
  const absl::Time end = clock().Now() + absl::Hours(1);
  const std::string key = AddKey("anna", end);
  Attach();
  EXPECT_TRUE(table_.Authenticate("Bearer " + key, end - absl::Microseconds(1)).ok());
  EXPECT_FALSE(table_.Authenticate("Bearer " + key, end).ok());
}

TEST_F(AccessTableTest, AnAnswerStaysAsItWas) {
  PutActor("anna", {v1::ROLE_CONSUMER});
  const std::string key = AddKey("anna");
  Attach();
  auto who = Enter(key);
  ASSERT_TRUE(who.ok()) << who.status();
  PutActor("anna", {v1::ROLE_ADMIN});
  RevokeKey("anna", key);
  EXPECT_EQ((*who)->roles, RoleSet({v1::ROLE_CONSUMER}));
}

TEST_F(AccessTableTest, ADamagedRecordStopsTheStart) {
  PutActor("anna", {});
  Write([](domain::Txn& txn) { txn.Put(keys::ApiKey("anna", "k"), "\xff\xff"); });
  EXPECT_EQ(table_.Attach(&engine()).code(), absl::StatusCode::kDataLoss);
}

TEST_F(AccessTableTest, ReadersAndWritersGoSideBySide) {
  PutActor("anna", {v1::ROLE_CONSUMER});
  const std::string key = AddKey("anna");
  Attach();
  std::atomic<bool> stop = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      while (!stop) {
        auto who = Enter(key);
        ASSERT_TRUE(who.ok()) << who.status();
        ASSERT_TRUE((*who)->roles == RoleSet({v1::ROLE_CONSUMER}) ||
                    (*who)->roles == RoleSet({v1::ROLE_AUDITOR}));
      }
    });
  }
  for (int i = 0; i < 300; ++i) {
    const v1::Role role = i % 2 == 0 ? v1::ROLE_AUDITOR : v1::ROLE_CONSUMER;
    PutActor("anna", {role});
    EXPECT_EQ((*Enter(key))->roles, RoleSet({role}));
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace factcheck::auth
