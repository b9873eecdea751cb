// A newsroom in a memory engine, and short requests to the Publishers service.
#ifndef FACTCHECK_TESTS_UNIT_DOMAIN_PUBLISHERS_PUBLISHERS_FIXTURE_H_
#define FACTCHECK_TESTS_UNIT_DOMAIN_PUBLISHERS_PUBLISHERS_FIXTURE_H_

#include <initializer_list>
#include <string>

#include "factcheck/v1/actor.pb.h"
#include "server/domain/core/keys.h"
#include "server/domain/publishers/publishers.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::domain {

class PublishersTest : public testing::DomainTest {
 protected:
  v1::Actor AddActor(const std::string& id, v1::ActorKind kind = v1::ACTOR_KIND_HUMAN,
                     bool disabled = false) {
    v1::Actor actor;
    actor.set_name("actors/" + id);
    actor.set_display_name(id);
    actor.set_kind(kind);
    actor.set_disabled(disabled);
    return Put(keys::Actor(id), actor);
  }

  absl::StatusOr<v1::Publisher> Create(const std::string& id, const std::string& name = "House") {
    v1::CreatePublisherRequest request;
    request.set_publisher_id(id);
    request.mutable_publisher()->set_display_name(name);
    return Await<v1::Publisher>(publishers_, &Publishers::CreatePublisher, admin_, request);
  }
  absl::StatusOr<v1::Publisher> Get(const std::string& id) {
    v1::GetPublisherRequest request;
    request.set_name("publishers/" + id);
    return Read<v1::Publisher>(publishers_, &Publishers::GetPublisher, consumer_, request);
  }
  absl::StatusOr<v1::Member> SetMember(const Principal& who, const std::string& publisher,
                                       const std::string& actor,
                                       std::initializer_list<v1::Role> roles,
                                       const std::string& etag = "") {
    v1::SetMemberRequest request;
    request.mutable_member()->set_name("publishers/" + publisher + "/members/" + actor);
    request.mutable_member()->set_etag(etag);
    for (v1::Role role : roles) request.mutable_member()->add_roles(role);
    return Await<v1::Member>(publishers_, &Publishers::SetMember, who, request);
  }
  absl::StatusOr<v1::RemoveMemberResponse> RemoveMember(const Principal& who,
                                                        const std::string& publisher,
                                                        const std::string& actor,
                                                        const std::string& etag = "") {
    v1::RemoveMemberRequest request;
    request.set_name("publishers/" + publisher + "/members/" + actor);
    request.set_etag(etag);
    return Await<v1::RemoveMemberResponse>(publishers_, &Publishers::RemoveMember, who, request);
  }
  absl::StatusOr<v1::Member> GetMember(const Principal& who, const std::string& publisher,
                                       const std::string& actor) {
    v1::GetMemberRequest request;
    request.set_name("publishers/" + publisher + "/members/" + actor);
    return Read<v1::Member>(publishers_, &Publishers::GetMember, who, request);
  }
  absl::StatusOr<v1::ListMembersResponse> ListMembers(const Principal& who,
                                                      const std::string& publisher,
                                                      int page_size = 0,
                                                      const std::string& token = "") {
    v1::ListMembersRequest request;
    request.set_parent("publishers/" + publisher);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Read<v1::ListMembersResponse>(publishers_, &Publishers::ListMembers, who, request);
  }

  const Principal house_admin_ = testing::MemberOf("p", "boss", {v1::ROLE_ADMIN});
  const Principal colleague_ = testing::MemberOf("p", "anna", {v1::ROLE_FACT_CHECKER});
  const Principal rival_admin_ = testing::MemberOf("q", "rival", {v1::ROLE_ADMIN});

  Publishers publishers_{&book(), &tokens()};
};

inline v1::RatingScale TwoRatings() {
  v1::RatingScale scale;
  scale.set_display_name("Scale");
  for (const char* code : {"false", "true"}) {
    v1::Rating* rating = scale.add_ratings();
    rating->set_code(code);
    rating->set_normal(*code == 't' ? v1::NORMAL_RATING_TRUE : v1::NORMAL_RATING_FALSE);
    rating->set_ordinal(*code == 't' ? 1 : 0);
    rating->add_labels()->set_language("en");
    rating->mutable_labels(0)->set_text(code);
  }
  return scale;
}

}  // namespace factcheck::domain

#endif  // FACTCHECK_TESTS_UNIT_DOMAIN_PUBLISHERS_PUBLISHERS_FIXTURE_H_
