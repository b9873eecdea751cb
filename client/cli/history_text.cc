#include "client/cli/history_text.h"

#include "client/cli/names.h"
#include "client/cli/text_width.h"
#include "client/cli/time_text.h"
#include "client/cpp/text.h"
#include "factcheck/v1/common.pb.h"

namespace factcheck::cli {
namespace {

using client::Concat;

constexpr int kValueWidth = 160;

std::string ValueText(const std::string& value, const Terminal& terminal) {
  if (value.empty()) return "nothing";
  const int room = terminal.interactive ? std::max(terminal.width / 2 - 12, 20) : kValueWidth;
  return CutToWidth(OneLine(value), room);
}

std::string_view TopOf(std::string_view path) { return path.substr(0, path.find_first_of(".[")); }

// The changes of one entry. Where a whole part went (a draft that became the published text),
// its fields are counted, not listed.
void PrintChanges(Printer& printer, const v1::HistoryEntry& entry) {
  const Terminal& terminal = printer.io().out_terminal;
  for (int i = 0; i < entry.changes_size();) {
    const std::string_view top = TopOf(entry.changes(i).path());
    int end = i;
    bool gone = true;
    for (; end < entry.changes_size() && TopOf(entry.changes(end).path()) == top; ++end) {
      if (!entry.changes(end).after().empty()) gone = false;
    }
    if (gone && end - i > 2) {
      printer.Say(Concat({"    ", Styled(terminal, Style::kDim, OneLine(top)), ": gone (",
                          std::to_string(end - i), " fields)"}));
      i = end;
    }
    for (; i < end; ++i) {
      const v1::FieldChange& change = entry.changes(i);
      printer.Say(Concat({"    ", Styled(terminal, Style::kDim, OneLine(change.path())), ": ",
                          ValueText(change.before(), terminal), " → ",
                          ValueText(change.after(), terminal)}));
    }
  }
}

}  // namespace

void PrintHistoryEntry(Runtime& runtime, const google::protobuf::Message& message) {
  Printer& printer = runtime.printer();
  if (printer.format() != Format::kTable) return printer.Row(message);
  const auto& entry = dynamic_cast<const v1::HistoryEntry&>(message);
  const Terminal& terminal = printer.io().out_terminal;
  const std::string_view method = entry.method();
  std::string line =
      Concat({TimeText(entry.commit_time()), "  ",
              Styled(terminal, Style::kStrong, PadRight(ShortName(entry.actor()), 14)), "  ",
              method.substr(method.rfind('/') + 1)});
  if (!entry.reason().empty()) line += Concat({"  \"", OneLine(entry.reason()), "\""});
  printer.Say(line);
  PrintChanges(printer, entry);
}

}  // namespace factcheck::cli
