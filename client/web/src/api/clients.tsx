// The clients of the server's services, as one object that tests can replace.
import { createClient, type Client, type Interceptor, type Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { createContext, use } from 'react';
import { Admin } from '@gen/admin_service_pb';
import { Changes } from '@gen/changes_service_pb';
import { Claims } from '@gen/claims_service_pb';
import { Publishers } from '@gen/publishers_service_pb';
import { Search } from '@gen/search_service_pb';
import { Statuses } from '@gen/statuses_service_pb';
import { Transfers } from '@gen/transfers_service_pb';
import { Verdicts } from '@gen/verdicts_service_pb';
import { fresh } from './fresh';
import { retrying } from './retry';

export interface Clients {
  admin: Client<typeof Admin>;
  changes: Client<typeof Changes>;
  claims: Client<typeof Claims>;
  publishers: Client<typeof Publishers>;
  search: Client<typeof Search>;
  statuses: Client<typeof Statuses>;
  transfers: Client<typeof Transfers>;
  verdicts: Client<typeof Verdicts>;
}

export function clientsOver(transport: Transport): Clients {
  return {
    admin: createClient(Admin, transport),
    changes: createClient(Changes, transport),
    claims: createClient(Claims, transport),
    publishers: createClient(Publishers, transport),
    search: createClient(Search, transport),
    statuses: createClient(Statuses, transport),
    transfers: createClient(Transfers, transport),
    verdicts: createClient(Verdicts, transport),
  };
}

// A header that a form of another site cannot send: the server asks for it with the cookie.
export const csrfHeader = { 'X-Factcheck-Csrf': '1' };

const withCsrf: Interceptor = (next) => (request) => {
  for (const [name, value] of Object.entries(csrfHeader)) request.header.set(name, value);
  return next(request);
};

/** Same origin, with the session's cookie. */
export const webTransport = (): Transport =>
  createConnectTransport({
    baseUrl: window.location.origin,
    useBinaryFormat: true,
    defaultTimeoutMs: 20_000,
    interceptors: [withCsrf, fresh(), retrying()],
  });

const Context = createContext<Clients | undefined>(undefined);
export const ClientsProvider = Context.Provider;

export function useClients(): Clients {
  const clients = use(Context);
  if (!clients) throw new Error('no ClientsProvider');
  return clients;
}
