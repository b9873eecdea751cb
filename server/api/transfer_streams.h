// The streaming methods of Transfers: messages in and out of the domain's batches.
#ifndef FACTCHECK_SERVER_API_TRANSFER_STREAMS_H_
#define FACTCHECK_SERVER_API_TRANSFER_STREAMS_H_

#include "server/api/methods.h"
#include "server/domain/transfers/portable.h"
#include "server/domain/transfers/transfers.h"

namespace factcheck::api {

// Both must outlive `methods`.
void AddTransferStreams(domain::Transfers* transfers, MethodTable& methods);
void AddTransferStreams(domain::Portable* portable, MethodTable& methods);

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_TRANSFER_STREAMS_H_
