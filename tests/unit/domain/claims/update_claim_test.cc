#include <gtest/gtest.h>

#include "server/domain/values/check.h"
#include "tests/unit/domain/claims/claims_fixture.h"

namespace factcheck::testing {
namespace {

using domain::Claims;
namespace keys = domain::keys;

class UpdateClaimTest : public ClaimsTest {
 protected:
  absl::StatusOr<v1::Appearance> UpdateAppearance(v1::Appearance appearance,
                                                  std::vector<std::string> mask,
                                                  std::string_view etag = "") {
    v1::UpdateAppearanceRequest request;
    *request.mutable_appearance() = std::move(appearance);
    for (std::string& path : mask) request.mutable_update_mask()->add_paths(std::move(path));
    request.set_etag(std::string(etag));
    return Await<v1::Appearance>(claims_, &Claims::UpdateAppearance, contributor_, request);
  }
};

TEST_F(UpdateClaimTest, ChangesWhatTheMaskNames) {
  v1::Claim given = GoodClaim();
  given.set_claim_place("Munich");
  Create("c1", given);
  v1::Claim patch;
  patch.set_name("claims/c1");
  patch.set_statement("There was an apology.");
  patch.set_context("ignored: not in the mask");
  const v1::Claim updated = *Update(patch, {"statement", "claim_place"});
  EXPECT_EQ(updated.statement(), "There was an apology.");
  EXPECT_EQ(updated.claim_place(), "");
  EXPECT_EQ(updated.context(), "");
  EXPECT_EQ(updated.claimants_size(), 1);
}

TEST_F(UpdateClaimTest, EmptyMaskChangesWhatIsSet) {
  Create("c1");
  v1::Claim patch;
  patch.set_name("claims/c1");
  patch.add_topics("Balloon");
  const v1::Claim updated = *Update(patch, {});
  EXPECT_EQ(updated.topics(0), "balloon");
  EXPECT_EQ(updated.statement(), GoodClaim().statement());
}

TEST_F(UpdateClaimTest, StarChangesAllAndSoNeedsAll) {
  Create("c1");
  v1::Claim patch;
  patch.set_name("claims/c1");
  EXPECT_EQ(ViolatedFields(Update(patch, {"*"}).status()),
            (std::vector<std::string>{"claim.statement", "claim.language"}));
}

TEST_F(UpdateClaimTest, StateAndAppearancesAreNotForUpdates) {
  Create("c1");
  v1::Claim patch = GoodClaim();
  patch.set_name("claims/c1");
  for (const char* path : {"state", "appearances", "assignee", "import_source", "claimants.name"}) {
    EXPECT_THAT(ViolatedFields(Update(patch, {path}).status()),
                ::testing::Contains(::testing::StartsWith("update_mask")))
        << path;
  }
}

TEST_F(UpdateClaimTest, NoChangeIsNoCommit) {
  const v1::Claim created = Create("c1");
  const uint64_t version = engine().LatestVersion().value;
  v1::Claim patch = GoodClaim();
  patch.set_name("claims/c1");
  const v1::Claim answer = *Update(patch, {});
  EXPECT_EQ(answer.SerializeAsString(), created.SerializeAsString());
  EXPECT_EQ(engine().LatestVersion().value, version);
}

TEST_F(UpdateClaimTest, NewStatementIsFoundAndTheOldAsOfThen) {
  Create("c1", GoodClaim("Old words."));
  v1::Claim patch;
  patch.set_name("claims/c1");
  patch.set_statement("New words.");
  ASSERT_TRUE(Update(patch, {}).ok());
  EXPECT_TRUE(HasKey(keys::TextIndex(domain::ExactForm("New words."), "c1")));
  EXPECT_TRUE(HasKey(keys::TextIndex(domain::ExactForm("Old words."), "c1")));
}

TEST_F(UpdateClaimTest, StaleEtagIsAbortedWithTheCurrentOne) {
  const v1::Claim created = Create("c1");
  v1::Claim patch;
  patch.set_name("claims/c1");
  patch.set_context("first");
  patch.set_etag(created.etag());
  const v1::Claim first = *Update(patch, {"context"});
  patch.set_context("second");
  EXPECT_EQ(ReasonName(Update(patch, {"context"}).status()), "ETAG_MISMATCH");
  patch.set_etag(first.etag());
  EXPECT_TRUE(Update(patch, {"context"}).ok());
}

TEST_F(UpdateClaimTest, DeletedClaimTakesNoChange) {
  Create("c1");
  ASSERT_TRUE(Delete("c1").ok());
  v1::Claim patch = GoodClaim("Other.");
  patch.set_name("claims/c1");
  EXPECT_EQ(ReasonName(Update(patch, {}).status()), "ILLEGAL_TRANSITION");
  EXPECT_EQ(ReasonName(AddAppearance("c1", "https://example.org/").status()), "ILLEGAL_TRANSITION");
  patch.set_name("claims/absent");
  EXPECT_EQ(ReasonName(Update(patch, {}).status()), "RESOURCE_NOT_FOUND");
}

TEST_F(UpdateClaimTest, AddedAppearanceIsIndexedAndDistinct) {
  Create("c1");
  const v1::Appearance added = *AddAppearance("c1", "https://example.org/a?fbclid=1", "first");
  EXPECT_EQ(added.name(), "claims/c1/appearances/first");
  EXPECT_TRUE(HasKey(keys::UrlIndex("https://example.org/a", "c1")));
  EXPECT_EQ(ReasonName(AddAppearance("c1", "http://www.example.org/a/").status()),
            "ALREADY_EXISTS");
  EXPECT_EQ(ReasonName(AddAppearance("c1", "https://example.org/b", "first").status()),
            "ALREADY_EXISTS");
  EXPECT_EQ(Stored("c1").appearances_size(), 1);
  // Another claim may have been seen there, too.
  Create("c2");
  EXPECT_TRUE(AddAppearance("c2", "https://example.org/a").ok());
}

TEST_F(UpdateClaimTest, AtMostTwoHundredAppearances) {
  v1::Claim given = GoodClaim();
  for (int i = 0; i < 199; ++i) {
    *given.add_appearances() = AppearanceAt(StrCat("https://example.org/", i));
  }
  Create("c1", given);
  EXPECT_TRUE(AddAppearance("c1", "https://example.org/199").ok());
  EXPECT_EQ(ReasonName(AddAppearance("c1", "https://example.org/200").status()), "LIMIT_REACHED");
}

TEST_F(UpdateClaimTest, AppearanceIsChangedWithinItsClaim) {
  Create("c1");
  v1::Appearance appearance = *AddAppearance("c1", "https://youtu.be/dQw4w9WgXcQ");
  EXPECT_EQ(appearance.platform(), "youtube.com");
  appearance.set_quote("the exact words");
  appearance.set_media_start_ms(5000);
  appearance.set_state(v1::Appearance::STATE_DELETED);
  const v1::Appearance changed =
      *UpdateAppearance(appearance, {"quote", "media_start_ms", "state"});
  EXPECT_EQ(changed.quote(), "the exact words");
  EXPECT_EQ(Stored("c1").appearances(0).SerializeAsString(), changed.SerializeAsString());

  v1::Appearance end;
  end.set_name(appearance.name());
  end.set_media_end_ms(4000);
  EXPECT_EQ(ViolatedFields(UpdateAppearance(end, {}).status()),
            std::vector<std::string>{"appearance.media_end_ms"});
  const uint64_t version = engine().LatestVersion().value;
  EXPECT_TRUE(UpdateAppearance(changed, {"quote"}).ok());
  EXPECT_EQ(engine().LatestVersion().value, version) << "no change, no commit";
  EXPECT_EQ(UpdateAppearance(changed, {"platform"})->platform(), "youtube.com");
}

TEST_F(UpdateClaimTest, AppearanceUpdateIsCheckedWhole) {
  const v1::Claim created = Create("c1");
  ASSERT_TRUE(AddAppearance("c1", "https://example.org/a", "a1").ok());
  v1::Appearance patch;
  patch.set_name("claims/c1/appearances/a2");
  patch.set_author("x");
  EXPECT_EQ(ReasonName(UpdateAppearance(patch, {}).status()), "RESOURCE_NOT_FOUND");
  patch.set_name("claims/c1/appearances/a1");
  EXPECT_EQ(ReasonName(UpdateAppearance(patch, {}, created.etag()).status()), "ETAG_MISMATCH");
  EXPECT_THAT(ViolatedFields(UpdateAppearance(patch, {"url"}).status()),
              ::testing::Contains(::testing::StartsWith("update_mask")));
  patch.set_author(std::string(501, 'x'));
  EXPECT_EQ(ViolatedFields(UpdateAppearance(patch, {}).status()),
            std::vector<std::string>{"appearance.author"});
}

TEST_F(UpdateClaimTest, AddingIsOneLogEntryOfTheClaim) {
  Create("c1");
  ASSERT_TRUE(AddAppearance("c1", "https://example.org/a").ok());
  const storage::v1::LogRecord record = Log().back();
  ASSERT_EQ(record.changes_size(), 1);
  EXPECT_EQ(record.changes(0).kind(), storage::v1::Change::KIND_CLAIM_UPDATED);
  EXPECT_EQ(record.changes(0).name(), "claims/c1");
}

}  // namespace
}  // namespace factcheck::testing
