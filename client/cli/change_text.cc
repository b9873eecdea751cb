#include "client/cli/change_text.h"

#include <algorithm>

#include "client/cli/fields.h"
#include "client/cli/names.h"
#include "client/cli/text_width.h"
#include "client/cli/time_text.h"
#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

using client::Concat;
using v1::Change;

constexpr int kTextWidth = 120;
constexpr int kKindWidth = 20;

std::string KindText(Change::Kind kind) {
  const auto* value = Change::Kind_descriptor()->FindValueByNumber(kind);
  return value == nullptr ? std::to_string(kind) : EnumText(*value);
}

Style StyleOfKind(Change::Kind kind) {
  switch (kind) {
    case Change::KIND_VERDICT_PUBLISHED:
      return Style::kGood;
    case Change::KIND_VERDICT_CORRECTED:
    case Change::KIND_VERDICT_UPDATED:
    case Change::KIND_VERDICT_STALE:
      return Style::kNotice;
    case Change::KIND_VERDICT_RETRACTED:
    case Change::KIND_CLAIM_DELETED:
      return Style::kBad;
    default:
      return Style::kPlain;
  }
}

std::string StateText(v1::Claim::State state) {
  const auto* value = v1::Claim::State_descriptor()->FindValueByNumber(state);
  return value == nullptr ? "" : EnumText(*value);
}

std::string RatingOf(const v1::VerdictRevision& revision) {
  return revision.has_rating() ? revision.rating().label() : "";
}

std::string StatusText(const v1::ClaimStatus& status) {
  const auto* state = v1::ClaimStatus::State_descriptor()->FindValueByNumber(status.state());
  std::string text = state == nullptr ? "" : EnumText(*state);
  for (const v1::VerdictSummary& verdict : status.verdicts()) {
    text += Concat({text.empty() ? "" : ", ", ShortName(verdict.publisher()), ": ",
                    verdict.retracted() ? "retracted" : OneLine(verdict.rating_label())});
  }
  if (status.disputed()) text += ", disputed";
  if (status.stale()) text += ", stale";
  return text;
}

// What the change is about, beyond kind and name.
std::string DetailOf(const Change& change) {
  if (change.has_status()) {
    if (change.status().claim() != change.claim()) {
      return Concat({"counts for ", ShortName(change.status().claim())});
    }
    return StatusText(change.status());
  }
  if (change.has_revision_record()) {
    const std::string after = RatingOf(change.revision_record());
    std::string text = after;
    if (change.has_previous_revision_record()) {
      const std::string before = RatingOf(change.previous_revision_record());
      if (before != after)
        text = Concat(
            {before.empty() ? "no rating" : before, " → ", after.empty() ? "no rating" : after});
    }
    const std::string& note = change.revision_record().public_note();
    if (!note.empty()) text += Concat({text.empty() ? "" : "; ", "\"", OneLine(note), "\""});
    return text;
  }
  if (change.kind() == Change::KIND_CLAIM_MERGED && change.has_claim_record()) {
    return Concat({"into ", ShortName(change.claim_record().merged_into())});
  }
  if (change.claim_state() != v1::Claim::STATE_UNSPECIFIED) {
    return Concat(
        {StateText(change.previous_claim_state()), " → ", StateText(change.claim_state())});
  }
  if (change.has_claim_record()) return OneLine(change.claim_record().statement());
  if (change.has_evidence_record()) return OneLine(change.evidence_record().url());
  if (change.has_relationship_record()) {
    return Concat({"with ", ShortName(change.relationship_record().target())});
  }
  return "";
}

}  // namespace

std::string CommitText(const v1::Commit& commit, const Terminal& terminal) {
  std::string text;
  for (const Change& change : commit.changes()) {
    std::string line = Concat({TimeText(commit.commit_time()), "  ",
                               Styled(terminal, StyleOfKind(change.kind()),
                                      PadRight(KindText(change.kind()), kKindWidth)),
                               "  ", Styled(terminal, Style::kStrong, ShortName(change.name()))});
    if (change.revision() != 0) line += Concat({" #", std::to_string(change.revision())});
    const int room = terminal.interactive ? std::max(terminal.width - 60, 20) : kTextWidth;
    const std::string detail = CutToWidth(DetailOf(change), room);
    if (!detail.empty()) line += Concat({"  ", detail});
    if (change.overridden()) line += Styled(terminal, Style::kNotice, "  policy overridden");
    if (change.content_omitted()) line += Styled(terminal, Style::kDim, "  (large; left out)");
    if (!commit.actor().empty()) {
      line += Styled(terminal, Style::kDim, Concat({"  by ", ShortName(commit.actor())}));
    }
    text += line + "\n";
  }
  return text;
}

}  // namespace factcheck::cli
