#include "client/cli/history_text.h"

#include <algorithm>

#include "client/cli/names.h"
#include "client/cli/text_width.h"
#include "client/cli/time_text.h"
#include "client/cpp/text.h"
#include "factcheck/v1/common.pb.h"

namespace factcheck::cli {
namespace {

using client::Concat;

constexpr int kValueWidth = 160;
// Of a part that came whole; with more it is summed up.
constexpr int kMostNewFields = 6;

std::string ValueText(const std::string& value, const Terminal& terminal) {
  if (value.empty()) return "nothing";
  const int room = terminal.interactive ? std::max(terminal.width / 2 - 12, 20) : kValueWidth;
  return CutToWidth(OneLine(value), room);
}

std::string_view TopOf(std::string_view path) { return path.substr(0, path.find_first_of(".[")); }

// What people want to know first of a part that came whole, such as a draft or a publication.
constexpr std::string_view kTelling[] = {".rating.label", ".title", ".summary", ".public_note"};

bool Tells(std::string_view path) {
  return std::any_of(std::begin(kTelling), std::end(kTelling),
                     [&](std::string_view end) { return path.ends_with(end); });
}

void PrintChange(Printer& printer, const v1::FieldChange& change) {
  const Terminal& terminal = printer.io().out_terminal;
  printer.Say(
      Concat({"    ", Styled(terminal, Style::kDim, OneLine(change.path())), ": ",
              ValueText(change.before(), terminal), " → ", ValueText(change.after(), terminal)}));
}

void PrintCount(Printer& printer, std::string_view top, std::string_view what, int count) {
  printer.Say(Concat({"    ", Styled(printer.io().out_terminal, Style::kDim, OneLine(top)), ": ",
                      what, " (", std::to_string(count), " fields)"}));
}

// The changes of one entry. Where a whole part went (a draft that became the published text) or,
// with `brief`, came, its fields are counted, not listed.
void PrintChanges(Printer& printer, const v1::HistoryEntry& entry, bool brief) {
  for (int i = 0; i < entry.changes_size();) {
    const std::string_view top = TopOf(entry.changes(i).path());
    int end = i;
    bool gone = true;
    bool came = brief;
    for (; end < entry.changes_size() && TopOf(entry.changes(end).path()) == top; ++end) {
      gone = gone && entry.changes(end).after().empty();
      came = came && entry.changes(end).before().empty();
    }
    if (gone && end - i > 2) {
      PrintCount(printer, top, "gone", end - i);
      i = end;
    }
    const bool sum_up = came && end - i > kMostNewFields;
    int left_out = 0;
    for (; i < end; ++i) {
      if (sum_up && !Tells(entry.changes(i).path())) {
        ++left_out;
      } else {
        PrintChange(printer, entry.changes(i));
      }
    }
    if (left_out > 0) PrintCount(printer, top, "and more", left_out);
  }
}

// "2023-02-19 12:00:00Z  elena           AcceptClaim", with the reason.
std::string HeadOf(const v1::HistoryEntry& entry, const Terminal& terminal) {
  const std::string_view method = entry.method();
  const std::string who = entry.actor().empty() ? "-" : ShortName(entry.actor());
  std::string line = Concat({TimeText(entry.commit_time()), "  ",
                             Styled(terminal, Style::kStrong, PadRight(who, 14)), "  ",
                             method.substr(method.rfind('/') + 1)});
  if (!entry.reason().empty()) line += Concat({"  \"", OneLine(entry.reason()), "\""});
  return line;
}

// "evidence e1", "verdict courier"; "" for the claim itself.
std::string AboutOf(std::string_view name) {
  const size_t second = name.find('/', name.find('/') + 1);
  if (second == std::string_view::npos) return "";
  std::string_view kind = name.substr(second + 1);
  const size_t third = kind.find('/');
  const std::string_view id = kind.substr(third + 1);
  kind = kind.substr(0, third);
  if (kind.ends_with('s')) kind.remove_suffix(1);
  return Concat({kind, " ", id});
}

}  // namespace

void PrintHistoryEntry(Runtime& runtime, const google::protobuf::Message& message) {
  Printer& printer = runtime.printer();
  if (printer.format() != Format::kTable) return printer.Row(message);
  const auto& entry = dynamic_cast<const v1::HistoryEntry&>(message);
  printer.Say(HeadOf(entry, printer.io().out_terminal));
  PrintChanges(printer, entry, /*brief=*/false);
}

void PrintLifeEntry(Runtime& runtime, const v1::HistoryEntry& entry, const std::string& note) {
  Printer& printer = runtime.printer();
  if (printer.format() != Format::kTable) return printer.Row(entry);
  const Terminal& terminal = printer.io().out_terminal;
  std::string head = HeadOf(entry, terminal);
  if (const std::string about = AboutOf(entry.name()); !about.empty()) {
    head += Concat({"  ", Styled(terminal, Style::kDim, Concat({"[", about, "]"}))});
  }
  printer.Say(head);
  if (!note.empty()) printer.Say(Concat({"    ", ValueText(note, terminal)}));
  PrintChanges(printer, entry, /*brief=*/true);
}

}  // namespace factcheck::cli
