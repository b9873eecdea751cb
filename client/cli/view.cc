#include "client/cli/view.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <span>

#include "absl/time/time.h"
#include "client/cli/fields.h"
#include "client/cli/names.h"
#include "client/cli/text_width.h"
#include "client/cli/time_text.h"
#include "client/cpp/text.h"
#include "google/protobuf/duration.pb.h"

namespace factcheck::cli {
namespace {

using client::Concat;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

struct Column {
  std::string_view type;
  std::string_view header;
  std::string_view path;
  bool shrinks = false;
  bool right = false;
};

// One line a column, types together, in the order in which they are shown.
constexpr Column kColumns[] = {
    {"Claim", "CLAIM", "name"},
    {"Claim", "STATE", "state"},
    {"Claim", "STATEMENT", "statement", true},
    {"Claim", "CLAIMANTS", "claimants.name", true},
    {"Claim", "WHY", "decline_reason|merged_into", true},
    {"Claim", "UPDATED", "update_time"},

    {"Appearance", "APPEARANCE", "name"},
    {"Appearance", "STATE", "state"},
    {"Appearance", "PLATFORM", "platform", true},
    {"Appearance", "AUTHOR", "author", true},
    {"Appearance", "URL", "url", true},

    {"Evidence", "EVIDENCE", "name"},
    {"Evidence", "STANCE", "stance"},
    {"Evidence", "KIND", "kind"},
    {"Evidence", "VISIBILITY", "visibility"},
    {"Evidence", "PUBLISHER", "publisher", true},
    {"Evidence", "SOURCE", "citation|url", true},
    {"Evidence", "WITHDRAWN", "withdraw_reason", true},

    {"Relationship", "RELATIONSHIP", "name"},
    {"Relationship", "TYPE", "type"},
    {"Relationship", "TARGET", "target"},
    {"Relationship", "STATE", "state"},
    {"Relationship", "SCORE", "score", false, true},
    {"Relationship", "MODEL", "model", true},
    {"Relationship", "NOTE", "note", true},

    {"Verdict", "VERDICT", "name"},
    {"Verdict", "STATE", "state"},
    {"Verdict", "RATING", "published.rating.label", true},
    {"Verdict", "REVISION", "published.number", false, true},
    {"Verdict", "WORKING ON", "working.kind"},
    {"Verdict", "WORK", "working.state"},
    {"Verdict", "TITLE", "working.title|published.title", true},
    {"Verdict", "UPDATED", "update_time"},

    {"VerdictRevision", "REVISION", "number", false, true},
    {"VerdictRevision", "KIND", "kind"},
    {"VerdictRevision", "STATE", "state"},
    {"VerdictRevision", "RATING", "rating.label", true},
    {"VerdictRevision", "TITLE", "title", true},
    {"VerdictRevision", "PUBLISHED", "publish_time"},
    {"VerdictRevision", "NOTE", "public_note", true},

    {"Publisher", "PUBLISHER", "name"},
    {"Publisher", "NAME", "display_name", true},
    {"Publisher", "DOMAINS", "domains", true},
    {"Publisher", "QUORUM", "policy.quorum", false, true},
    {"Publisher", "SCALE", "default_rating_scale", true},

    {"Member", "MEMBER", "name"},
    {"Member", "ROLES", "roles", true},

    {"RatingScale", "SCALE", "name"},
    {"RatingScale", "NAME", "display_name", true},
    {"RatingScale", "RATINGS", "ratings.code", true},

    {"Actor", "ACTOR", "name"},
    {"Actor", "NAME", "display_name", true},
    {"Actor", "KIND", "kind"},
    {"Actor", "ROLES", "roles", true},
    {"Actor", "DISABLED", "disabled"},

    {"ApiKey", "KEY", "name"},
    {"ApiKey", "FOR", "display_name", true},
    {"ApiKey", "BEGINS", "hint"},
    {"ApiKey", "CREATED", "create_time"},
    {"ApiKey", "EXPIRES", "expire_time"},
    {"ApiKey", "REVOKED", "revoked"},

    {"SearchResult", "CLAIM", "claim.name"},
    {"SearchResult", "STATUS", "status.state"},
    {"SearchResult", "STATEMENT", "claim.statement", true},
    {"SearchResult", "CLAIMANTS", "claim.claimants.name", true},
    {"SearchResult", "RATINGS", "status.verdicts.rating_label", true},

    {"Webhook", "WEBHOOK", "name"},
    {"Webhook", "STATE", "state"},
    {"Webhook", "URL", "url", true},
    {"Webhook", "OWNER", "owner"},
    {"Webhook", "DELIVERED UP TO", "position_time"},
    {"Webhook", "FAILURES", "failures", false, true},
    {"Webhook", "WHY", "state_reason", true},

    {"WebhookAttempt", "TIME", "time"},
    {"WebhookAttempt", "MESSAGE", "message_id"},
    {"WebhookAttempt", "STATUS", "http_status", false, true},
    {"WebhookAttempt", "ERROR", "error", true},

    {"Consumer", "CONSUMER", "name"},
    {"Consumer", "BEHIND", "commits_behind", false, true},
    {"Consumer", "FOR", "lag"},
    {"Consumer", "MORE", "commits_behind_truncated"},
    {"Consumer", "TRIMMED", "trimmed"},
    {"Consumer", "POSITION", "position_time"},
    {"Consumer", "ACKNOWLEDGED", "acknowledge_time"},

    {"SnapshotStatus", "CLAIM", "claim"},
    {"SnapshotStatus", "STATUS", "status.state"},
    {"SnapshotStatus", "PUBLISHERS", "status.verdicts.publisher", true},
    {"SnapshotStatus", "RATINGS", "status.verdicts.rating_label", true},
    {"SnapshotStatus", "CHANGED", "status.update_time"},

    {"FacetCount", "VALUE", "value", true},
    {"FacetCount", "CLAIMS", "count", false, true},
};

std::span<const Column> ColumnsOf(const Descriptor& type) {
  const auto* begin =
      std::find_if(std::begin(kColumns), std::end(kColumns),
                   [&](const Column& column) { return column.type == type.name(); });
  const auto* end = std::find_if(begin, std::end(kColumns),
                                 [&](const Column& column) { return column.type != type.name(); });
  return {begin, end};
}

// Shown last in a record, and never in a row: for programs.
constexpr std::string_view kForPrograms[] = {"etag", "consistency_token"};

bool LooksLikeName(const FieldDescriptor& field, std::string_view text) {
  constexpr std::string_view kCollections[] = {"claims/", "publishers/", "actors/", "webhooks/"};
  return field.cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
         text.find(' ') == std::string_view::npos &&
         std::any_of(std::begin(kCollections), std::end(kCollections),
                     [&](std::string_view prefix) { return text.starts_with(prefix); });
}

std::string MessageText(const Message& message) {
  if (const auto* time = dynamic_cast<const google::protobuf::Timestamp*>(&message)) {
    return TimeText(*time);
  }
  if (const auto* date = dynamic_cast<const v1::PartialDate*>(&message)) return DateText(*date);
  if (const auto* length = dynamic_cast<const google::protobuf::Duration*>(&message)) {
    return absl::FormatDuration(absl::Seconds(length->seconds()) +
                                absl::Nanoseconds(length->nanos()));
  }
  return {};
}

std::string NumberText(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

// One value: of a repeated field the one at `index`, else `index` is -1.
std::string ValueText(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *message.GetReflection();
  const bool repeated = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return repeated ? reflection.GetRepeatedString(message, &field, index)
                      : reflection.GetString(message, &field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumText(*(repeated ? reflection.GetRepeatedEnum(message, &field, index)
                                 : reflection.GetEnum(message, &field)));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "yes" : "no";
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return NumberText(reflection.GetDouble(message, &field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageText(repeated ? reflection.GetRepeatedMessage(message, &field, index)
                                  : reflection.GetMessage(message, &field));
    default:
      return {};
  }
}

void Collect(const Message& message, std::string_view path, std::vector<std::string>& values) {
  const size_t dot = path.find('.');
  const FieldDescriptor* field =
      message.GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
  if (field == nullptr) return;
  const Reflection& reflection = *message.GetReflection();
  const int count = field->is_repeated() ? reflection.FieldSize(message, field)
                                         : (reflection.HasField(message, field) ? 1 : 0);
  for (int i = 0; i < count; ++i) {
    const int index = field->is_repeated() ? i : -1;
    if (dot == std::string_view::npos) {
      std::string text = ValueText(message, *field, index);
      values.push_back(LooksLikeName(*field, text) ? ShortName(text) : std::move(text));
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Collect(index >= 0 ? reflection.GetRepeatedMessage(message, field, index)
                         : reflection.GetMessage(message, field),
              path.substr(dot + 1), values);
    }
  }
}

std::string Spaced(std::string_view field_name) {
  std::string words(field_name);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

// Writes a message's fields, nested ones deeper.
class RecordWriter {
 public:
  explicit RecordWriter(const Terminal& terminal) : terminal_(terminal) {}

  void Write(const Message& message, int depth) {
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    const auto for_programs = [](const FieldDescriptor* field) {
      return std::find(std::begin(kForPrograms), std::end(kForPrograms), field->name()) !=
             std::end(kForPrograms);
    };
    std::stable_partition(fields.begin(), fields.end(),
                          [&](const FieldDescriptor* field) { return !for_programs(field); });
    size_t widest = 0;
    for (const FieldDescriptor* field : fields) widest = std::max(widest, field->name().size());
    for (const FieldDescriptor* field : fields) WriteField(message, *field, widest, depth);
  }

  std::string Take() { return std::move(out_); }

 private:
  void WriteField(const Message& message, const FieldDescriptor& field, size_t widest, int depth) {
    if (field.is_map()) return WriteMap(message, field, widest, depth);
    const Reflection& reflection = *message.GetReflection();
    const int count = field.is_repeated() ? reflection.FieldSize(message, &field) : 1;
    if (field.is_repeated() && field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      std::string all;
      for (int i = 0; i < count; ++i) {
        if (i > 0) all += ", ";
        all += ValueText(message, field, i);
      }
      return WriteLine(Spaced(field.name()), all, widest, depth);
    }
    for (int i = 0; i < count; ++i) {
      const int index = field.is_repeated() ? i : -1;
      const std::string text = ValueText(message, field, index);
      if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || !text.empty()) {
        WriteLine(Spaced(field.name()), text, widest, depth);
        continue;
      }
      Indent(depth);
      out_ += Styled(terminal_, Style::kDim,
                     count > 1 ? Concat({Spaced(field.name()), " ", std::to_string(i + 1)})
                               : Spaced(field.name()));
      out_ += '\n';
      Write(index >= 0 ? reflection.GetRepeatedMessage(message, &field, index)
                       : reflection.GetMessage(message, &field),
            depth + 1);
    }
  }

  void WriteMap(const Message& message, const FieldDescriptor& field, size_t widest, int depth) {
    const Reflection& reflection = *message.GetReflection();
    const Descriptor& entry = *field.message_type();
    std::vector<std::string> pairs;
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      const Message& pair = reflection.GetRepeatedMessage(message, &field, i);
      pairs.push_back(Concat(
          {ValueText(pair, *entry.map_key(), -1), " ", ValueText(pair, *entry.map_value(), -1)}));
    }
    std::sort(pairs.begin(), pairs.end());
    std::string all;
    for (const std::string& pair : pairs) all += Concat({all.empty() ? "" : ", ", pair});
    WriteLine(Spaced(field.name()), all, widest, depth);
  }

  void WriteLine(std::string_view name, std::string_view text, size_t widest, int depth) {
    const std::string clean = Printable(text);
    const int room = terminal_.width - depth * 2 - static_cast<int>(widest) - 2;
    const bool below = clean.find('\n') != std::string::npos ||
                       (terminal_.interactive && DisplayWidth(clean) > room && room < 40);
    Indent(depth);
    out_ += Styled(terminal_, Style::kDim,
                   below ? std::string(name) : PadRight(name, static_cast<int>(widest)));
    if (!below) {
      const std::vector<std::string> lines =
          terminal_.interactive ? Wrap(clean, room) : std::vector<std::string>{clean};
      for (size_t i = 0; i < lines.size(); ++i) {
        if (i > 0) {
          Indent(depth);
          out_.append(widest, ' ');
        }
        out_ += "  ";
        out_ += Styled(terminal_, StyleOf(clean), lines[i]);
        out_ += '\n';
      }
      return;
    }
    out_ += '\n';
    const int width = terminal_.interactive ? terminal_.width - depth * 2 - 4 : 1 << 20;
    for (const std::string& line : Wrap(clean, width)) {
      if (!line.empty()) {
        Indent(depth + 2);
        out_ += line;
      }
      out_ += '\n';
    }
  }

  void Indent(int depth) { out_.append(static_cast<size_t>(depth) * 2, ' '); }

  const Terminal& terminal_;
  std::string out_;
};

}  // namespace

std::string TextAt(const Message& message, std::string_view path) {
  while (true) {
    const size_t bar = path.find('|');
    std::vector<std::string> values;
    Collect(message, path.substr(0, bar), values);
    std::string all;
    for (const std::string& value : values) all += Concat({all.empty() ? "" : ", ", value});
    if (!all.empty() || bar == std::string_view::npos) return all;
    path.remove_prefix(bar + 1);
  }
}

Table TableFor(const Descriptor& type) {
  std::vector<TableColumn> columns;
  for (const Column& column : ColumnsOf(type)) {
    columns.push_back({std::string(column.header), column.right, column.shrinks});
  }
  if (!columns.empty()) return Table(std::move(columns));
  for (int i = 0; i < type.field_count(); ++i) {
    std::string header = Spaced(type.field(i)->name());
    std::transform(header.begin(), header.end(), header.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    columns.push_back({std::move(header), false, true});
  }
  return Table(std::move(columns));
}

void AddTo(Table& table, const Message& message) {
  std::vector<TableCell> cells;
  const Descriptor& type = *message.GetDescriptor();
  for (const Column& column : ColumnsOf(type)) {
    std::string text = TextAt(message, column.path);
    const Style style = StyleOf(text);
    cells.push_back({std::move(text), style});
  }
  if (cells.empty()) {
    for (int i = 0; i < type.field_count(); ++i) {
      cells.push_back({TextAt(message, type.field(i)->name())});
    }
  }
  table.AddRow(std::move(cells));
}

std::string RecordText(const Message& message, const Terminal& terminal) {
  RecordWriter writer(terminal);
  writer.Write(message, 0);
  return writer.Take();
}

Style StyleOf(std::string_view word) {
  struct Look {
    std::string_view word;
    Style style;
  };
  static constexpr Look kLooks[] = {
      {"ACCEPTED", Style::kGood},    {"PUBLISHED", Style::kGood},  {"APPROVED", Style::kGood},
      {"CHECKED", Style::kGood},     {"CONFIRMED", Style::kGood},  {"EXACT", Style::kGood},
      {"TRUE", Style::kGood},        {"SUPPORTS", Style::kGood},   {"DECLINED", Style::kDim},
      {"MERGED", Style::kDim},       {"DELETED", Style::kDim},     {"SUPERSEDED", Style::kDim},
      {"DISCARDED", Style::kDim},    {"REJECTED", Style::kDim},    {"RETRACTED", Style::kBad},
      {"FALSE", Style::kBad},        {"REFUTES", Style::kBad},     {"DRAFT", Style::kNotice},
      {"IN_REVIEW", Style::kNotice}, {"RECEIVED", Style::kNotice}, {"EMBARGOED", Style::kNotice},
      {"SUGGESTED", Style::kNotice}, {"MIXED", Style::kNotice},    {"RESTRICTED", Style::kNotice},
  };
  const auto* found = std::find_if(std::begin(kLooks), std::end(kLooks),
                                   [&](const Look& look) { return look.word == word; });
  return found == std::end(kLooks) ? Style::kPlain : found->style;
}

}  // namespace factcheck::cli
