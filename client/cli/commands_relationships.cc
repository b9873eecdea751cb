// `factcheck relationship`.
#include "client/cli/command.h"
#include "client/cli/history_text.h"

namespace factcheck::cli {
namespace {

std::vector<Argument> Decision() {
  return {{.flags = "RELATIONSHIP",
           .field = "name",
           .help = "The relationship: CLAIM/RELATIONSHIP",
           .pattern = "claims/*/relationships/*",
           .required = true},
          {.flags = "--reason,-r", .field = "reason", .help = "Why"}};
}

}  // namespace

void AddRelationshipCommands(CLI::App& root, Runtime& runtime) {
  AddCommand(
      root, runtime,
      {.path = "relationship suggest",
       .method = "Claims/SuggestRelationship",
       .summary = "Suggest what one claim is to another; a suggestion never carries a verdict",
       .examples = "  factcheck relationship suggest forty-plus paraphrase-of forty-countries \\\n"
                   "            --score 0.87 --note '40+ and more than forty are the same'",
       .arguments = {
           {.flags = "CLAIM",
            .field = "parent",
            .help = "The claim: its id",
            .pattern = "claims/*",
            .required = true},
           {.flags = "TYPE",
            .field = "relationship.type",
            .help = "duplicate-of, paraphrase-of, translation-of, narrower-than, "
                    "contradicts, background",
            .required = true},
           {.flags = "TARGET",
            .field = "relationship.target",
            .help = "The other claim",
            .pattern = "claims/*",
            .required = true},
           {.flags = "--score", .field = "relationship.score", .help = "How sure, 0 to 1"},
           {.flags = "--model",
            .field = "relationship.model",
            .help = "The model that suggests it, where a program does"},
           {.flags = "--note", .field = "relationship.note", .help = "Why"},
           {.flags = "--id",
            .field = "relationship_id",
            .help = "Id to give it (else the server makes one)"}}});
  AddCommand(
      root, runtime,
      {.path = "relationship confirm",
       .method = "Claims/ConfirmRelationship",
       .summary = "Stand behind a relationship, as a fact-checker",
       .examples =
           "  factcheck relationship confirm forty-plus/r1 --reason 'same speaker, same day'",
       .arguments = Decision()});
  AddCommand(root, runtime,
             {.path = "relationship reject",
              .method = "Claims/RejectRelationship",
              .summary = "Say that it is not so; it will not be suggested again",
              .examples = "  factcheck relationship reject forty-plus/r1 --reason 'another period'",
              .arguments = Decision()});
  AddCommand(
      root, runtime,
      {.path = "relationship list",
       .method = "Claims/ListRelationships",
       .summary = "List the relationships of a claim, in both directions",
       .examples = "  factcheck relationship list forty-countries --state suggested",
       .arguments = {
           {.flags = "CLAIM",
            .field = "parent",
            .help = "The claim: its id",
            .pattern = "claims/*",
            .required = true},
           {.flags = "--filter", .field = "filter", .help = "Any filter (AIP-160): type, state"},
           {.flags = "--state",
            .field = "",
            .help = "suggested, confirmed, rejected",
            .term = "state = {}"},
           {.flags = "--type", .field = "", .help = "As in suggest", .term = "type = {}"}}});
  AddCommand(root, runtime,
             {.path = "relationship history",
              .method = "Claims/ListClaimRevisions",
              .summary = "Who decided what of a relationship, when and why",
              .examples = "  factcheck relationship history forty-plus/r1",
              .arguments = {Decision()[0]},
              .print = PrintHistoryEntry});
}

}  // namespace factcheck::cli
