// What of the feed a caller may see: their rights of now, also over what is past.
#ifndef FACTCHECK_SERVER_FEED_RIGHTS_H_
#define FACTCHECK_SERVER_FEED_RIGHTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "factcheck/storage/v1/records.pb.h"
#include "server/domain/core/principal.h"

namespace factcheck::feed {

// Immutable.
class Rights {
 public:
  explicit Rights(const domain::Principal& who);

  bool colleague() const { return colleague_; }
  bool sees_everything() const { return everything_; }
  bool SeesWorkOf(std::string_view publisher) const;
  // Whether the change shows at all. KIND_VERDICT_WORKED_ON and changes of members are
  // for members of the publisher, auditors and admins; KIND_ACCESS_CHANGED for the latter two;
  // what is restricted for those that it names; whatever the record says beside.
  bool MaySee(const storage::v1::Change& change) const;
  // Whether it shows who did it, and why: that was written for colleagues who see the work.
  bool MaySeeWho(const storage::v1::LogRecord& record) const;
  // Equal for callers who see the same; "" for those without any right of a colleague.
  const std::string& signature() const { return signature_; }

 private:
  bool colleague_;
  bool everything_;
  std::vector<std::string> publishers_;  // Whose work they see; ordered.
  std::string signature_;
};

// Whether the change is one of a publisher's members.
bool IsOfMember(const storage::v1::Change& change);

}  // namespace factcheck::feed

#endif  // FACTCHECK_SERVER_FEED_RIGHTS_H_
