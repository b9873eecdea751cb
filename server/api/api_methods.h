// Which function of the domain answers which method of factcheck.v1.
#ifndef FACTCHECK_SERVER_API_API_METHODS_H_
#define FACTCHECK_SERVER_API_API_METHODS_H_

#include "server/api/methods.h"
#include "server/domain/admin/admin.h"
#include "server/domain/claims/claims.h"
#include "server/domain/evidence/evidence.h"
#include "server/domain/history/history.h"
#include "server/domain/ledger/ledger.h"
#include "server/domain/publishers/publishers.h"
#include "server/domain/relationships/relationships.h"
#include "server/domain/statuses/statuses.h"
#include "server/domain/transfers/portable.h"
#include "server/domain/transfers/transfers.h"
#include "server/domain/verdicts/verdicts.h"
#include "server/feed/changes.h"
#include "server/search/service/searches.h"
#include "server/webhooks/webhooks.h"

namespace factcheck::api {

// The services must outlive `methods`.
void AddMethods(domain::Admin* admin, MethodTable& methods);
void AddMethods(feed::Changes* changes, MethodTable& methods);
void AddMethods(domain::Claims* claims, MethodTable& methods);
void AddMethods(domain::EvidenceRecords* evidence, MethodTable& methods);
void AddMethods(domain::Histories* histories, MethodTable& methods);
void AddMethods(domain::Ledger* ledger, MethodTable& methods);
void AddMethods(domain::Portable* portable, MethodTable& methods);
void AddMethods(domain::Publishers* publishers, MethodTable& methods);
void AddMethods(domain::Relationships* relationships, MethodTable& methods);
void AddMethods(domain::Statuses* statuses, MethodTable& methods);
void AddMethods(domain::Verdicts* verdicts, MethodTable& methods);
void AddMethods(domain::Transfers* transfers, MethodTable& methods);
void AddMethods(search::Searches* searches, MethodTable& methods);
void AddMethods(webhooks::Webhooks* webhooks, MethodTable& methods);

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_API_METHODS_H_
