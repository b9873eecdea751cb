#include "tests/bench/search/xapian_index.h"

namespace factcheck::bench {
namespace {

// Xapian's errors are exceptions.
absl::Status Guarded(absl::FunctionRef<void()> work) {
  try {
    work();
    return absl::OkStatus();
  } catch (const Xapian::Error& error) {
    return absl::InternalError("Xapian: " + error.get_description());
  }
}

}  // namespace

absl::StatusOr<XapianIndex> XapianIndex::Make(const std::filesystem::path& directory) {
  XapianIndex made;
  made.directory_ = directory;
  const absl::Status done = Guarded(
      [&] { made.writable_ = Xapian::WritableDatabase(directory.string(), Xapian::DB_CREATE); });
  if (!done.ok()) return done;
  return made;
}

absl::StatusOr<XapianIndex> XapianIndex::Open(const std::filesystem::path& directory) {
  XapianIndex opened;
  opened.directory_ = directory;
  const absl::Status done =
      Guarded([&] { opened.readable_ = Xapian::Database(directory.string()); });
  if (!done.ok()) return done;
  return opened;
}

absl::Status XapianIndex::Add(std::span<const search::AnalyzedDocument> documents) {
  return Guarded([&] {
    for (const search::AnalyzedDocument& document : documents) {
      Xapian::Document added;
      added.set_data(document.key);
      for (const auto& field : document.terms) {
        for (const search::FieldTerm& term : field) added.add_term(term.term);
      }
      writable_.add_document(added);
    }
  });
}

absl::Status XapianIndex::Commit() {
  return Guarded([&] {
    writable_.commit();
    readable_ = Xapian::Database(directory_.string());
  });
}

absl::StatusOr<XapianIndex::Found> XapianIndex::FindAny(const std::vector<std::string>& terms,
                                                        size_t limit) const {
  return Find([&] { return Xapian::Query(Xapian::Query::OP_OR, terms.begin(), terms.end()); },
              limit, 0);
}

absl::StatusOr<XapianIndex::Found> XapianIndex::FindAll(const std::vector<search::Phrase>& words,
                                                        size_t limit) const {
  const auto make = [&] {
    std::vector<Xapian::Query> all;
    for (const search::Phrase& phrase : words) {
      for (const search::AnyTerm& any : phrase) {
        if (any.stop) continue;
        all.emplace_back(Xapian::Query::OP_OR, any.terms.begin(), any.terms.end());
      }
    }
    return Xapian::Query(Xapian::Query::OP_AND, all.begin(), all.end());
  };
  return Find(make, limit, readable_.get_doccount());
}

absl::StatusOr<XapianIndex::Found> XapianIndex::Find(absl::FunctionRef<Xapian::Query()> make,
                                                     size_t limit, Xapian::doccount counted) const {
  Found found;
  const absl::Status done = Guarded([&] {
    Xapian::Enquire enquire(readable_);
    enquire.set_query(make());
    const Xapian::MSet set = enquire.get_mset(0, static_cast<Xapian::doccount>(limit), counted);
    found.total = set.get_matches_estimated();
    for (Xapian::MSetIterator it = set.begin(); it != set.end(); ++it) {
      found.keys.push_back(it.get_document().get_data());
    }
  });
  if (!done.ok()) return done;
  return found;
}

}  // namespace factcheck::bench
