#include "client/cli/request_builder.h"

#include <algorithm>
#include <set>

#include "absl/strings/numbers.h"
#include "client/cli/fields.h"
#include "client/cli/names.h"
#include "client/cli/time_text.h"
#include "client/cpp/connection.h"
#include "client/cpp/text.h"
#include "factcheck/v1/common.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/util/json_util.h"

namespace factcheck::cli {
namespace {

using client::Concat;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kCommonGroup[] = "Options of the call";

bool Given(const CLI::Option* option) { return option != nullptr && option->count() > 0; }

const std::string& ValueOf(const CLI::Option* option) { return option->results().back(); }

// "--note" of "--note,-n"; the name of a positional argument.
std::string LongName(const CLI::Option& option) {
  return option.get_positional() ? option.get_name(true) : option.get_name();
}

// "--note-file"; for a positional STATEMENT, "--statement-file".
std::string FileName(const CLI::Option& option) {
  std::string name = LongName(option);
  if (!option.get_positional()) return name + "-file";
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return Concat({"--", name, "-file"});
}

std::string WithoutIndices(std::string_view field) {
  std::string path;
  bool inside = false;
  for (const char c : field) {
    if (c == '[') inside = true;
    if (!inside) path += c;
    if (c == ']') inside = false;
  }
  return path;
}

// A restriction with its value put in.
std::string FillTerm(const std::string& term, const std::string& value) {
  const size_t quoted = term.find("{q}");
  if (quoted != std::string::npos) {
    std::string text = "\"";
    for (const char c : value) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    return std::string(term).replace(quoted, 3, text + '"');
  }
  std::string word = value;
  for (char& c : word) {
    c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return std::string(term).replace(term.find("{}"), 2, word);
}

// Names of evidence in a request are shortened to what follows the claim that it is about.
std::string ClaimOf(const Message& request) {
  for (const char* name : {"parent", "name"}) {
    const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) continue;
    const std::string value = request.GetReflection()->GetString(request, field);
    if (!value.starts_with("claims/")) continue;
    return value.substr(0, value.find('/', 7));
  }
  return {};
}

}  // namespace

RequestBuilder::RequestBuilder(const Command& command, CLI::App& app)
    : method_(client::FindMethod(command.method)), updates_(command.updates) {
  for (const Argument& argument : command.arguments) Bind(app, argument);
  AddCommonOptions(app);
}

void RequestBuilder::Bind(CLI::App& app, const Argument& argument) {
  Bound bound{argument};
  const FieldDescriptor* field = FindField(*method_->input_type(), argument.field);
  const bool positional = !argument.flags.starts_with('-');
  if (field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    bound.option = app.add_flag(argument.flags)->description(argument.help);
    bound_.push_back(std::move(bound));
    return;
  }
  bound.option = app.add_option(argument.flags)->description(argument.help);
  bound.option->required(argument.required);
  const bool many = (field != nullptr && field->is_repeated()) || !argument.term.empty();
  if (many && positional) {
    bound.option->expected(1, CLI::detail::expected_max_vector_size)->allow_extra_args();
  } else {
    bound.option->expected(1)->allow_extra_args(false);
    bound.option->multi_option_policy(many ? CLI::MultiOptionPolicy::TakeAll
                                           : CLI::MultiOptionPolicy::TakeLast);
  }
  std::string value = field == nullptr ? "TEXT" : ValueName(*field);
  if (field != nullptr && field->enum_type() != nullptr) {
    value.clear();
    for (const std::string& choice : EnumChoices(*field->enum_type())) {
      value += (value.empty() ? "" : "|") + choice;
    }
  }
  bound.option->type_name(positional ? "" : value);
  if (argument.file) {
    bound.file = app.add_option(FileName(*bound.option))
                     ->description("The same from a file; - is standard input")
                     ->type_name("FILE")
                     ->excludes(bound.option);
  }
  bound_.push_back(std::move(bound));
}

bool RequestBuilder::HasRequestField(const char* name) const {
  return method_->input_type()->FindFieldByName(name) != nullptr;
}

bool RequestBuilder::is_list() const { return HasRequestField("page_token"); }

void RequestBuilder::AddCommonOptions(CLI::App& app) {
  const auto add = [&](const char* name, const char* help, const char* value) {
    return app.add_option(name)->description(help)->type_name(value)->group(kCommonGroup);
  };
  const FieldDescriptor* resource =
      updates_.empty() ? nullptr : FindField(*method_->input_type(), updates_);
  if (HasRequestField("etag") ||
      (resource != nullptr && resource->message_type()->FindFieldByName("etag") != nullptr)) {
    etag_ = add("--etag", "Only if it still has this etag", "ETAG");
  }
  if (HasRequestField("update_mask")) {
    clear_ = add("--clear", "Empty this field (several: with commas)", "FIELD");
  }
  if (HasRequestField("request_id")) {
    request_id_ = add("--request-id", "Repeated with the same id, it happens once", "ID");
  }
  if (HasRequestField("validate_only")) {
    validate_only_ = app.add_flag("--validate-only")
                         ->description("Check, and say what would be answered; write nothing")
                         ->group(kCommonGroup);
  }
  if (HasRequestField("read_options")) {
    // Of a ledger, the past is asked for by size.
    if (method_->service()->name() != "Ledger") {
      as_of_ = add("--as-of", "As it was then: a time, or a token of an earlier answer", "TIME");
    }
    at_least_ = add("--at-least", "At least as fresh as the answer with this token", "TOKEN");
  }
  if (is_list()) {
    limit_ = add("--limit", "At most so many; 0: all (default: 100 in tables, else all)", "NUMBER")
                 ->check(CLI::NonNegativeNumber);
  }
  if (method_->input_type()->field_count() > 0) {
    request_ =
        add("--request", "The whole request as JSON; what else is given goes on top", "FILE");
  }
}

absl::StatusOr<std::unique_ptr<Message>> RequestBuilder::Build(Runtime& runtime,
                                                               const Message* base) const {
  std::unique_ptr<Message> request(google::protobuf::MessageFactory::generated_factory()
                                       ->GetPrototype(method_->input_type())
                                       ->New());
  if (base != nullptr) request->CopyFrom(*base);
  if (Given(request_)) {
    const absl::StatusOr<std::string> text = ReadText(runtime.io(), ValueOf(request_));
    if (!text.ok()) return AsUsageError(text.status());
    const auto status = google::protobuf::util::JsonStringToMessage(*text, request.get());
    if (!status.ok()) {
      return UsageError(Concat(
          {"the JSON is no ", method_->input_type()->name(), ": ", status.message().as_string()}));
    }
  }
  for (const Bound& bound : bound_) {
    if (absl::Status status = Apply(runtime, bound, *request); !status.ok()) return status;
  }
  ApplyTerms(*request);
  if (absl::Status status = ApplyCommon(runtime, *request); !status.ok()) return status;
  if (absl::Status status = ApplyMask(*request); !status.ok()) return status;
  return request;
}

absl::Status RequestBuilder::Apply(Runtime& runtime, const Bound& bound, Message& request) const {
  if (!bound.argument.term.empty()) return absl::OkStatus();
  std::vector<std::string> values = bound.option->results();
  if (Given(bound.file)) {
    absl::StatusOr<std::string> text = ReadText(runtime.io(), ValueOf(bound.file));
    if (!text.ok()) return AsUsageError(text.status());
    values = {*std::move(text)};
  }
  const FieldDescriptor* field = FindField(*request.GetDescriptor(), bound.argument.field);
  if (field != nullptr && !field->is_repeated() && values.size() > 1) {
    values.erase(values.begin(), values.end() - 1);
  }
  const std::string claim = ClaimOf(request);
  for (const std::string& value : values) {
    const FieldContext context{bound.argument.pattern, claim, runtime.now()};
    if (absl::Status status = SetField(request, bound.argument.field, value, context);
        !status.ok()) {
      return UsageError(Concat({LongName(*bound.option), ": ", client::MessageOf(status)}));
    }
  }
  return absl::OkStatus();
}

void RequestBuilder::ApplyTerms(Message& request) const {
  std::string filter;
  for (const Bound& bound : bound_) {
    if (bound.argument.term.empty()) continue;
    for (const std::string& value : bound.option->results()) {
      const std::string full = ExpandName(bound.argument.pattern, value);
      filter += Concat({filter.empty() ? "" : " AND ", FillTerm(bound.argument.term, full)});
    }
  }
  if (filter.empty()) return;
  const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName("filter");
  const std::string given = request.GetReflection()->GetString(request, field);
  if (!given.empty()) filter = Concat({"(", given, ") AND ", filter});
  request.GetReflection()->SetString(&request, field, filter);
}

absl::Status RequestBuilder::ApplyCommon(Runtime& runtime, Message& request) const {
  const google::protobuf::Reflection& reflection = *request.GetReflection();
  const google::protobuf::Descriptor& type = *request.GetDescriptor();
  if (Given(etag_)) {
    const std::string path = HasRequestField("etag") ? "etag" : updates_ + ".etag";
    if (absl::Status status = SetField(request, path, ValueOf(etag_), {}); !status.ok()) {
      return AsUsageError(status);
    }
  }
  if (Given(request_id_)) {
    reflection.SetString(&request, type.FindFieldByName("request_id"), ValueOf(request_id_));
  }
  if (Given(validate_only_)) {
    reflection.SetBool(&request, type.FindFieldByName("validate_only"), true);
  }
  return ApplyReadOptions(runtime, request);
}

absl::Status RequestBuilder::ApplyReadOptions(Runtime& runtime, Message& request) const {
  if (!Given(as_of_) && !Given(at_least_)) return absl::OkStatus();
  const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName("read_options");
  auto& options =
      dynamic_cast<v1::ReadOptions&>(*request.GetReflection()->MutableMessage(&request, field));
  if (Given(at_least_)) options.set_at_least_as_fresh(ValueOf(at_least_));
  if (!Given(as_of_)) return absl::OkStatus();
  const std::string& as_of = ValueOf(as_of_);
  const absl::StatusOr<absl::Time> time = ParseTime(as_of, runtime.now());
  if (time.ok()) {
    *options.mutable_time() = ToTimestamp(*time);
  } else if (as_of.find_first_of(" :") == std::string::npos) {
    options.set_token(as_of);
  } else {
    return UsageError(Concat({"--as-of: ", client::MessageOf(time.status()), "; or give a token"}));
  }
  return absl::OkStatus();
}

absl::Status RequestBuilder::ApplyMask(Message& request) const {
  if (clear_ == nullptr) return absl::OkStatus();
  std::set<std::string> paths;
  const std::string prefix = updates_ + ".";
  for (const Bound& bound : bound_) {
    const std::string& field = bound.argument.field;
    if (!field.starts_with(prefix) || !(Given(bound.option) || Given(bound.file))) continue;
    const std::string below = field.substr(prefix.size());
    if (below != "name") paths.insert(below.substr(0, below.find('.')));
  }
  if (Given(clear_)) {
    for (const std::string& field : CLI::detail::split(ValueOf(clear_), ',')) {
      std::string name = CLI::detail::trim_copy(field);
      std::replace(name.begin(), name.end(), '-', '_');
      const FieldDescriptor* resource = FindField(*method_->input_type(), updates_);
      if (resource->message_type()->FindFieldByName(name) == nullptr) {
        return UsageError(
            Concat({"--clear: ", resource->message_type()->name(), " has no field '", name, "'"}));
      }
      if (!paths.insert(name).second) {
        return UsageError(Concat({"--clear: '", name, "' is given a value, too"}));
      }
    }
  }
  const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName("update_mask");
  auto& mask = dynamic_cast<google::protobuf::FieldMask&>(
      *request.GetReflection()->MutableMessage(&request, field));
  for (const std::string& path : paths) mask.add_paths(path);
  // With none, the server would take "all that are set" and change nothing.
  if (mask.paths().empty() && std::string_view(method_->name()).starts_with("Update")) {
    return UsageError("there is nothing to change: give a new value, or --clear FIELD");
  }
  return absl::OkStatus();
}

std::optional<int64_t> RequestBuilder::limit() const {
  int64_t limit = 0;
  if (!Given(limit_) || !absl::SimpleAtoi(ValueOf(limit_), &limit)) return std::nullopt;
  return limit;
}

std::string RequestBuilder::OptionOf(std::string_view field) const {
  const std::string path = WithoutIndices(field);
  const Bound* best = nullptr;
  for (const Bound& bound : bound_) {
    const std::string& own = bound.argument.field;
    const bool covers = path == own || (path.starts_with(own) && path[own.size()] == '.');
    if (covers && (best == nullptr || own.size() > best->argument.field.size())) best = &bound;
  }
  if (best != nullptr) return LongName(*best->option);
  for (const auto& [name, option] :
       {std::pair("etag", etag_), std::pair("request_id", request_id_),
        std::pair("read_options", as_of_ == nullptr ? at_least_ : as_of_)}) {
    if (option != nullptr && path.starts_with(name)) return LongName(*option);
  }
  return {};
}

}  // namespace factcheck::cli
