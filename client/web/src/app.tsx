// The pages and the way to each; every page beyond the queues is fetched when it is first opened.
import { QueryCache, QueryClient, QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { ClientsProvider, type Clients } from './api/clients';
import { LiveProvider } from './api/live';
import { MeProvider, meKey, useMe, useMeQuery, type Me } from './api/me';
import { problemOf } from './api/problem';
import { useT } from './i18n';
import QueuePage from './pages/queue';
import { SignIn } from './pages/sign-in';
import { queuesOf } from './queues';
import { ActionsProvider } from './ui/actions';
import { Boundary } from './ui/boundary';
import { Shell } from './ui/shell';
import { Empty, ProblemView, Waiting } from './ui/states';

const CheckPage = lazy(() => import('./pages/check'));
const SearchPage = lazy(() => import('./pages/search'));
const ClaimPage = lazy(() => import('./pages/claim'));
const NewClaimPage = lazy(() => import('./pages/claim/new'));
const VerdictPage = lazy(() => import('./pages/verdict'));
const PublishersPage = lazy(() => import('./pages/newsroom/publishers'));
const PublisherPage = lazy(() => import('./pages/newsroom/publisher'));
const PeoplePage = lazy(() => import('./pages/newsroom/people'));
const MePage = lazy(() => import('./pages/newsroom/me'));

export function makeQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      // A session that ended meanwhile leads back to the door.
      onError: (error, query) => {
        if (query.queryKey[0] !== meKey[0] && problemOf(error).kind === 'signedOut') {
          void client.resetQueries({ queryKey: meKey });
        }
      },
    }),
    defaultOptions: {
      queries: { staleTime: 30_000, retry: false, structuralSharing: false, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}

export function App({ clients, queryClient }: { clients: Clients; queryClient: QueryClient }) {
  return (
    <QueryClientProvider client={queryClient}>
      <ClientsProvider value={clients}>
        <Router base={import.meta.env.BASE_URL.replace(/\/$/, '')}>
          <Boundary>
            <Gate>
              <LiveProvider>
                <ActionsProvider>
                  <Shell>
                    <Boundary>
                      <Suspense fallback={<Waiting lines={8} />}>
                        <Pages />
                      </Suspense>
                    </Boundary>
                  </Shell>
                </ActionsProvider>
              </LiveProvider>
            </Gate>
          </Boundary>
        </Router>
      </ClientsProvider>
    </QueryClientProvider>
  );
}

function Gate({ children }: { children: ReactNode }) {
  const query = useMeQuery();
  const client = useQueryClient();
  const [known, setKnown] = useState<Me>();
  const me = query.data;
  // Another person at the same desk sees nothing of what the one before read.
  if (me && me.name !== known?.name) {
    if (known) client.removeQueries({ predicate: (each) => each.queryKey[0] !== meKey[0] });
    setKnown(me);
  }
  if (me) return <MeProvider value={me}>{children}</MeProvider>;
  if (!query.error) return null;
  const problem = problemOf(query.error);
  if (problem.kind === 'signedOut') return <SignIn onDone={() => void client.resetQueries({ queryKey: meKey })} />;
  return (
    <main className="sign-in">
      <ProblemView problem={problem} retry={() => void query.refetch()} />
    </main>
  );
}

function Pages() {
  const t = useT();
  const me = useMe();
  const [home] = queuesOf(me);
  return (
    <Switch>
      <Route path="/">
        <Redirect to={`/queue/${home?.id ?? 'all'}`} replace />
      </Route>
      <Route path="/queue/:id">{({ id }) => <QueuePage id={id} />}</Route>
      <Route path="/check">
        <CheckPage />
      </Route>
      <Route path="/search">
        <SearchPage />
      </Route>
      <Route path="/new">
        <NewClaimPage />
      </Route>
      <Route path="/claims/:id">{({ id }) => <ClaimPage id={id} key={id} />}</Route>
      <Route path="/claims/:claim/verdicts/:publisher">
        {({ claim, publisher }) => <VerdictPage claim={claim} publisher={publisher} key={`${claim}/${publisher}`} />}
      </Route>
      <Route path="/publishers">
        <PublishersPage />
      </Route>
      <Route path="/publishers/:id">{({ id }) => <PublisherPage id={id} key={id} />}</Route>
      <Route path="/people">
        <PeoplePage />
      </Route>
      <Route path="/me">
        <MePage />
      </Route>
      <Route>
        <Empty title={t('missing.page')} />
      </Route>
    </Switch>
  );
}
