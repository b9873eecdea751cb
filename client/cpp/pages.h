// Lists as ranges.
#ifndef FACTCHECK_CLIENT_CPP_PAGES_H_
#define FACTCHECK_CLIENT_CPP_PAGES_H_

#include <cstddef>
#include <functional>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace factcheck::client {

// One page of a list.
template <typename Item>
struct Page {
  std::vector<Item> items;
  std::string next_page_token;  // "" on the last.
};

// Everything that a list holds, page after page as the reader gets there:
//
//   for (absl::StatusOr<v1::Claim>& claim : client.ListClaims(request)) {
//     if (!claim.ok()) return claim.status();
//     Use(*claim);
//   }
//
// An input range: it is read once, by one thread. An error is the last element.
// At most one page is held.
template <typename Item>
class Pages {
 public:
  using Fetch = std::function<absl::StatusOr<Page<Item>>(const std::string& page_token)>;

  explicit Pages(Fetch fetch) : fetch_(std::move(fetch)) {}
  Pages(Pages&&) noexcept = default;
  Pages& operator=(Pages&&) noexcept = default;

  class iterator {
   public:
    using iterator_concept = std::input_iterator_tag;
    using difference_type = std::ptrdiff_t;
    using value_type = absl::StatusOr<Item>;

    iterator() = default;
    explicit iterator(Pages* pages) : pages_(pages) {}
    value_type& operator*() const { return pages_->current_; }
    value_type* operator->() const { return &pages_->current_; }
    iterator& operator++() {
      pages_->Advance();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& it, std::default_sentinel_t) { return it.AtEnd(); }

   private:
    bool AtEnd() const { return pages_->at_end_; }

    Pages* pages_ = nullptr;
  };

  iterator begin() {
    Advance();
    return iterator(this);
  }
  std::default_sentinel_t end() const { return {}; }

 private:
  void Advance() {
    // A page may be empty without being the last (AIP-158).
    while (next_ == page_.items.size()) {
      if (last_) {
        at_end_ = true;
        return;
      }
      absl::StatusOr<Page<Item>> page = fetch_(page_.next_page_token);
      if (!page.ok()) {
        page_ = {};
        next_ = 0;
        last_ = true;
        current_ = page.status();
        return;
      }
      page_ = *std::move(page);
      next_ = 0;
      last_ = page_.next_page_token.empty();
    }
    current_ = std::move(page_.items[next_++]);
  }

  Fetch fetch_;
  Page<Item> page_;
  size_t next_ = 0;
  bool last_ = false;
  bool at_end_ = false;
  absl::StatusOr<Item> current_;
};

}  // namespace factcheck::client

#endif  // FACTCHECK_CLIENT_CPP_PAGES_H_
