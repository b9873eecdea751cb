// A request from the arguments of a command.
#ifndef FACTCHECK_CLIENT_CLI_REQUEST_BUILDER_H_
#define FACTCHECK_CLIENT_CLI_REQUEST_BUILDER_H_

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/command.h"
#include "google/protobuf/message.h"

namespace factcheck::cli {

// The options of one command, and how they make its request. Lives as long as the command line.
class RequestBuilder {
 public:
  // Adds the command's options to `app`.
  RequestBuilder(const Command& command, CLI::App& app);

  // After the command line was read. Errors are of usage. Begins with a copy of `base`, where
  // there is one.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Build(
      Runtime& runtime, const google::protobuf::Message* base) const;
  // Items of a list to print at most; nullopt: not said. 0: all.
  std::optional<int64_t> limit() const;
  // From "claim.topics[2]" to "--topic", "" where no option sets it.
  std::string OptionOf(std::string_view field) const;
  const google::protobuf::MethodDescriptor& method() const { return *method_; }
  bool is_list() const;

 private:
  struct Bound {
    Argument argument;
    CLI::Option* option = nullptr;
    CLI::Option* file = nullptr;
  };

  void Bind(CLI::App& app, const Argument& argument);
  void AddCommonOptions(CLI::App& app);
  bool HasRequestField(const char* name) const;
  absl::Status Apply(Runtime& runtime, const Bound& bound,
                     google::protobuf::Message& request) const;
  absl::Status ApplyCommon(Runtime& runtime, google::protobuf::Message& request) const;
  absl::Status ApplyReadOptions(Runtime& runtime, google::protobuf::Message& request) const;
  absl::Status ApplyMask(google::protobuf::Message& request) const;
  void ApplyTerms(google::protobuf::Message& request) const;

  const google::protobuf::MethodDescriptor* const method_;
  const std::string updates_;
  std::vector<Bound> bound_;
  CLI::Option* request_ = nullptr;
  CLI::Option* etag_ = nullptr;
  CLI::Option* request_id_ = nullptr;
  CLI::Option* validate_only_ = nullptr;
  CLI::Option* as_of_ = nullptr;
  CLI::Option* at_least_ = nullptr;
  CLI::Option* limit_ = nullptr;
  CLI::Option* clear_ = nullptr;
};

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_REQUEST_BUILDER_H_
