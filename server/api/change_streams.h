// The streaming methods of Changes.
#ifndef FACTCHECK_SERVER_API_CHANGE_STREAMS_H_
#define FACTCHECK_SERVER_API_CHANGE_STREAMS_H_

#include "server/api/methods.h"
#include "server/feed/changes.h"

namespace factcheck::api {

// `changes` must outlive `methods`.
void AddChangeStreams(feed::Changes* changes, MethodTable& methods);

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_CHANGE_STREAMS_H_
