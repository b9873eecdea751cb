// Lists in key order, page by page (AIP-158). The response has the resources in
// its field 1 and next_page_token in its field 2.
#ifndef FACTCHECK_SERVER_DOMAIN_CORE_LIST_H_
#define FACTCHECK_SERVER_DOMAIN_CORE_LIST_H_

#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "server/domain/core/book.h"
#include "server/domain/core/call.h"
#include "server/domain/values/page_token.h"

namespace factcheck::domain {

// A page ends early where its resources reach this many bytes, so that with the
// largest resource on top it fits a gRPC message of the default bound, 4 MiB.
inline constexpr size_t kMaxListPageBytes = 1 << 20;
// And where so many entries were looked at, so that a list which selects few of
// many takes a bounded time.
inline constexpr size_t kMaxListScan = 20'000;

// The serialised resource that an entry holds; "" where the list leaves it out.
// The bytes live until the next call.
using ShowEntry = absl::FunctionRef<absl::StatusOr<std::string_view>(const storage::Entry&)>;

struct ListedPage {
  std::string response;  // Without next_page_token.
  std::string last;      // Where the next page goes on, relative to the prefix; "" at the end.
};
// The entries below `prefix` behind `after`.
absl::StatusOr<ListedPage> ListEntries(View& view, std::string_view prefix, std::string_view after,
                                       int page_size, ShowEntry show);
void AppendNextPageToken(std::string_view token, std::string& response);

// Lists the state that the request's read_options ask for. `admit` decides on what the list
// hangs on: that it exists, that the caller may see it.
template <typename Request>
absl::StatusOr<std::string> ListResources(ClaimBook& book, const PageTokens& tokens,
                                          const Call& call, const Request& request,
                                          std::string_view prefix,
                                          absl::FunctionRef<absl::Status(View&)> admit,
                                          ShowEntry show) {
  absl::StatusOr<std::string> after = tokens.Read(call.method, call.who.actor, request, book.Now());
  if (!after.ok()) return after.status();
  absl::StatusOr<View> view = book.Read(request.read_options(), call.deadline);
  if (!view.ok()) return view.status();
  absl::Status admitted = admit(*view);
  if (!admitted.ok()) return admitted;
  absl::StatusOr<ListedPage> page =
      ListEntries(*view, prefix, *after, EffectivePageSize(request.page_size()), show);
  if (!page.ok()) return page.status();
  if (!page->last.empty()) {
    AppendNextPageToken(tokens.Make(call.method, call.who.actor, request, page->last, book.Now()),
                        page->response);
  }
  return std::move(page->response);
}

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_CORE_LIST_H_
