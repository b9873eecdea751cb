#include "tests/demo/newsroom_text.h"

#include <algorithm>
#include <string_view>

#include "gtest/gtest.h"

namespace factcheck::testing {
namespace {

// "name: state, Method actor, Method actor, ...", newest call first.
std::string Line(const std::string& name, std::string_view state,
                 client::Pages<v1::HistoryEntry> history) {
  std::string line = name + ": " + std::string(state);
  for (const absl::StatusOr<v1::HistoryEntry>& entry : history) {
    EXPECT_TRUE(entry.ok()) << name << ": " << entry.status();
    if (entry.ok()) line += ", " + entry->method() + " " + entry->actor();
  }
  return line;
}

class Reader {
 public:
  explicit Reader(const client::Client& admin) : admin_(admin) {}

  std::vector<std::string> Read() {
    v1::ListClaimsRequest claims;
    claims.set_show_deleted(true);
    ForEach(admin_.ListClaims(claims), [&](const v1::Claim& claim) { AddClaim(claim); });
    v1::ListVerdictsRequest verdicts;
    verdicts.set_parent("claims/-");
    ForEach(admin_.ListVerdicts(verdicts),
            [&](const v1::Verdict& verdict) { AddVerdict(verdict); });
    ForEach(admin_.ListPublishers({}), [&](const v1::Publisher& found) { AddPublisher(found); });
    ForEach(admin_.ListActors({}), [&](const v1::Actor& actor) {
      lines_.push_back(actor.name() + ": " + actor.display_name());
    });
    std::sort(lines_.begin(), lines_.end());
    return lines_;
  }

 private:
  template <typename Item, typename Function>
  void ForEach(client::Pages<Item> pages, Function function) {
    for (const absl::StatusOr<Item>& item : pages) {
      EXPECT_TRUE(item.ok()) << item.status();
      if (item.ok()) function(*item);
    }
  }
  void AddWithHistory(const std::string& name, std::string_view state) {
    v1::ListClaimRevisionsRequest request;
    request.set_name(name);
    lines_.push_back(Line(name, state, admin_.ListClaimRevisions(request)));
  }

  void AddClaim(const v1::Claim& claim) {
    AddWithHistory(claim.name(), v1::Claim::State_Name(claim.state()));
    v1::ListEvidenceRequest evidence;
    evidence.set_parent(claim.name());
    ForEach(admin_.ListEvidence(evidence), [&](const v1::Evidence& found) {
      AddWithHistory(found.name(), v1::Evidence::Stance_Name(found.stance()));
    });
    v1::ListRelationshipsRequest relationships;
    relationships.set_parent(claim.name());
    ForEach(admin_.ListRelationships(relationships), [&](const v1::Relationship& found) {
      AddWithHistory(found.name(), v1::Relationship::State_Name(found.state()));
    });
  }
  void AddVerdict(const v1::Verdict& verdict) {
    v1::ListVerdictHistoryRequest request;
    request.set_name(verdict.name());
    lines_.push_back(Line(verdict.name(),
                          v1::Verdict::State_Name(verdict.state()) + " " +
                              v1::VerdictRevision::State_Name(verdict.working().state()) + " " +
                              std::to_string(verdict.revision_count()),
                          admin_.ListVerdictHistory(request)));
  }
  void AddPublisher(const v1::Publisher& publisher) {
    v1::ListPublisherHistoryRequest history;
    history.set_name(publisher.name());
    lines_.push_back(Line(publisher.name(), publisher.default_rating_scale(),
                          admin_.ListPublisherHistory(history)));
    v1::ListRatingScalesRequest scales;
    scales.set_parent(publisher.name());
    ForEach(admin_.ListRatingScales(scales),
            [&](const v1::RatingScale& scale) { lines_.push_back(scale.name()); });
    v1::ListMembersRequest members;
    members.set_parent(publisher.name());
    ForEach(admin_.ListMembers(members), [&](const v1::Member& member) {
      v1::ListPublisherHistoryRequest of_member;
      of_member.set_name(member.name());
      lines_.push_back(Line(member.name(), v1::Role_Name(member.roles(0)),
                            admin_.ListPublisherHistory(of_member)));
    });
  }

  const client::Client& admin_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> NewsroomText(const client::Client& admin) { return Reader(admin).Read(); }

}  // namespace factcheck::testing
