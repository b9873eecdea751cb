// The methods of Verdicts that read one verdict and its revisions.
#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/statuses/answer.h"
#include "server/domain/values/check.h"
#include "server/domain/values/names.h"
#include "server/domain/verdicts/verdicts.h"

namespace factcheck::domain {
namespace {

constexpr size_t kRevisionsAtATime = 50;

// A stored message as the caller may see it; "" where there is nothing for them.
absl::StatusOr<std::string> Visible(const std::optional<storage::Entry>& entry, bool member) {
  if (!entry) return std::string();
  absl::StatusOr<Record> record = ParseRecord(entry->value);
  if (!record.ok()) return record.status();
  if (record->restricted() && !member) return std::string();
  return std::string(record->For(member));
}

absl::StatusOr<std::string> VisibleAt(View& view, const std::string& key, bool member) {
  absl::StatusOr<std::optional<storage::Entry>> entry = view.Get(key);
  if (!entry.ok()) return entry.status();
  return Visible(*entry, member);
}

// The working revision, where the caller sees one.
absl::StatusOr<std::optional<v1::VerdictRevision>> WorkingOf(View& view, std::string_view claim,
                                                             std::string_view publisher) {
  absl::StatusOr<std::optional<Loaded<v1::Verdict>>> verdict =
      view.Load<v1::Verdict>(keys::WorkVerdict(claim, publisher));
  if (!verdict.ok()) return verdict.status();
  if (!*verdict || !(*verdict)->message.has_working()) {
    return std::optional<v1::VerdictRevision>();
  }
  return std::optional<v1::VerdictRevision>(std::move(*(*verdict)->message.mutable_working()));
}

std::string VerdictKey(bool member, std::string_view claim, std::string_view publisher) {
  return member ? keys::WorkVerdict(claim, publisher) : keys::PublicVerdict(claim, publisher);
}

// Revisions below `before`, newest first, as far as they fit a page.
struct RevisionPage {
  std::string response;
  uint32_t last = 0;  // The lowest shown.
  bool more = false;
};

class RevisionPager {
 public:
  RevisionPager(size_t page_size, bool member) : page_size_(page_size), member_(member) {}

  // Whether there is room for one like this.
  bool Take(uint32_t number, std::string_view bytes) {
    if (shown_ == page_size_ ||
        (shown_ > 0 && page_.response.size() + bytes.size() > kMaxVerdictPageBytes)) {
      page_.more = true;
      return false;
    }
    AppendField(v1::ListVerdictRevisionsResponse::kRevisionsFieldNumber, bytes, page_.response);
    page_.last = number;
    ++shown_;
    return true;
  }

  absl::StatusOr<RevisionPage> Walk(View& view, std::string_view claim, std::string_view publisher,
                                    uint32_t before) {
    storage::KeyRange range = storage::PrefixRange(keys::RevisionPrefix(claim, publisher));
    if (before != 0) range.limit = keys::Revision(claim, publisher, before);
    for (;;) {
      absl::StatusOr<storage::ScanResult> found =
          view.Scan(range, {.max_entries = kRevisionsAtATime, .reverse = true});
      if (!found.ok()) return found.status();
      for (storage::Entry& entry : found->entries) {
        range.limit = entry.key;
        const uint32_t number = NumberOf(entry.key);
        absl::StatusOr<std::string> bytes = Visible(std::move(entry), member_);
        if (!bytes.ok()) return bytes.status();
        if (!bytes->empty() && !Take(number, *bytes)) return std::move(page_);
      }
      if (!found->more || found->entries.empty()) return std::move(page_);
    }
  }

 private:
  // From the four bytes at the end of its key.
  static uint32_t NumberOf(std::string_view key) {
    uint32_t number = 0;
    for (char c : key.substr(key.size() - sizeof(number))) {
      number = number << 8 | static_cast<uint8_t>(c);
    }
    return number;
  }

  const size_t page_size_;
  const bool member_;
  size_t shown_ = 0;
  RevisionPage page_;
};

}  // namespace

absl::StatusOr<std::string> Verdicts::GetVerdict(const Call& call,
                                                 const v1::GetVerdictRequest& request) {
  Violations violations(request);
  const std::vector<std::string> ids =
      ReadName("name", kVerdictPattern, request.name(), violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<View> view = book_->Read(request.read_options(), call.deadline);
  if (!view.ok()) return view.status();
  const bool member = call.who.SeesWorkOf(ids[1]);
  absl::StatusOr<std::string> bytes = VisibleAt(*view, VerdictKey(member, ids[0], ids[1]), member);
  if (bytes.ok() && bytes->empty()) return NotFound(request.name());
  return bytes;
}

absl::StatusOr<std::string> Verdicts::GetVerdictRevision(
    const Call& call, const v1::GetVerdictRevisionRequest& request) {
  Violations violations(request);
  const std::vector<std::string> ids =
      ReadName("name", kRevisionPattern, request.name(), violations);
  if (!violations.empty()) return violations.ToStatus();
  uint32_t number = 0;
  if (!absl::SimpleAtoi(ToAbsl(ids[2]), &number)) return NotFound(request.name());
  absl::StatusOr<View> view = book_->Read(request.read_options(), call.deadline);
  if (!view.ok()) return view.status();
  const bool member = call.who.SeesWorkOf(ids[1]);
  absl::StatusOr<std::string> bytes =
      VisibleAt(*view, keys::Revision(ids[0], ids[1], number), member);
  if (!bytes.ok() || !bytes->empty()) return bytes;
  if (!member) return NotFound(request.name());
  absl::StatusOr<std::optional<v1::VerdictRevision>> working = WorkingOf(*view, ids[0], ids[1]);
  if (!working.ok()) return working.status();
  if (!*working || static_cast<uint32_t>((*working)->number()) != number) {
    return NotFound(request.name());
  }
  return (*working)->SerializeAsString();
}

absl::StatusOr<std::string> Verdicts::ListVerdictRevisions(
    const Call& call, const v1::ListVerdictRevisionsRequest& request) {
  Violations violations(request);
  const std::vector<std::string> ids =
      ReadName("parent", kVerdictPattern, request.parent(), violations);
  CheckPage(request.page_size(), request.page_token(), violations);
  if (!violations.empty()) return violations.ToStatus();
  const absl::Time now = book_->Now();
  absl::StatusOr<std::string> position = tokens_->Read(call.method, call.who.actor, request, now);
  if (!position.ok()) return position.status();
  uint32_t before = 0;
  if (!position->empty() && !absl::SimpleAtoi(*position, &before)) {
    return absl::InternalError("a page token of ours has no position");
  }
  absl::StatusOr<View> view = book_->Read(request.read_options(), call.deadline);
  if (!view.ok()) return view.status();
  const bool member = call.who.SeesWorkOf(ids[1]);
  absl::StatusOr<std::string> verdict =
      VisibleAt(*view, VerdictKey(member, ids[0], ids[1]), member);
  if (!verdict.ok()) return verdict.status();
  if (verdict->empty()) return NotFound(request.parent());

  RevisionPager pager(static_cast<size_t>(EffectivePageSize(request.page_size())), member);
  if (member && before == 0) {
    // What is being worked on is always the newest.
    absl::StatusOr<std::optional<v1::VerdictRevision>> working = WorkingOf(*view, ids[0], ids[1]);
    if (!working.ok()) return working.status();
    if (*working) {
      pager.Take(static_cast<uint32_t>((*working)->number()), (*working)->SerializeAsString());
    }
  }
  absl::StatusOr<RevisionPage> page = pager.Walk(*view, ids[0], ids[1], before);
  if (!page.ok()) return page.status();
  if (page->more) {
    AppendField(
        v1::ListVerdictRevisionsResponse::kNextPageTokenFieldNumber,
        tokens_->Make(call.method, call.who.actor, request, std::to_string(page->last), now),
        page->response);
  }
  return std::move(page->response);
}

}  // namespace factcheck::domain
