// What others do, as it happens: a stream of changes, and asking now and then where streams don't
// get through. Changes carry names only; what they touch is read again, with the reader's rights.
import { create } from '@bufbuild/protobuf';
import type { QueryClient } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import { ChangeStart_Edge, ChangeStartSchema, ChangeView, Change_Kind, type Commit } from '@gen/change_pb';
import { useClients, type Clients } from './clients';
import { keys } from './keys';
import { meKey } from './me';
import { problemOf } from './problem';

export type LiveState = 'connecting' | 'live' | 'polling' | 'offline';

const pollInterval = 5_000;
const bookmarkSeconds = 15;
// Lists and counts are read again at most this often, however much happens.
const listInterval = 1_000;
// A stream holds one of the six connections that a browser has for all windows of the desk. Windows that
// nobody looks at give theirs up after a while, and go on from their token when they are looked at again.
const hiddenFor = 10_000;

/** Marks as old what some commits touch. */
export class Refresher {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private listed = 0;

  constructor(private readonly client: QueryClient) {}

  take(commits: readonly Commit[]): void {
    const claims = new Set<string>();
    const publishers = new Set<string>();
    let access = false;
    for (const change of commits.flatMap((commit) => commit.changes)) {
      if (change.claim) claims.add(change.claim);
      else if (change.name.startsWith('claims/')) claims.add(change.name.split('/').slice(0, 2).join('/'));
      if (change.kind === Change_Kind.PUBLISHER_CHANGED || change.kind === Change_Kind.MEMBER_CHANGED) {
        publishers.add(change.publisher || change.name.split('/').slice(0, 2).join('/'));
      }
      access ||= change.kind === Change_Kind.ACCESS_CHANGED || change.kind === Change_Kind.MEMBER_CHANGED;
    }
    for (const claim of claims) void this.client.invalidateQueries({ queryKey: keys.claim(claim) });
    for (const publisher of publishers) {
      void this.client.invalidateQueries({ queryKey: keys.publisher(publisher) });
      void this.client.invalidateQueries({ queryKey: keys.publishers });
    }
    if (access) {
      for (const queryKey of [keys.actors, ['actor'], meKey]) void this.client.invalidateQueries({ queryKey });
    }
    if (claims.size) this.refreshLists();
  }

  /** Everything may have changed. */
  all(): void {
    void this.client.invalidateQueries();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private refreshLists(): void {
    if (this.timer !== undefined) return;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        this.listed = Date.now();
        for (const queryKey of [keys.lists, keys.counts, ['titles']]) void this.client.invalidateQueries({ queryKey });
      },
      Math.max(50, this.listed + listInterval - Date.now()),
    );
  }
}

interface Follow {
  clients: Clients;
  signal: AbortSignal;
  onState: (state: LiveState) => void;
  onCommits: (commits: readonly Commit[]) => void;
  /** A position was lost. */
  onGap: () => void;
}

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      window.removeEventListener('online', done);
      resolve();
    }
    signal.addEventListener('abort', done);
    window.addEventListener('online', done);
    if (signal.aborted) done();
  });

const shown = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (document.visibilityState === 'hidden' && !signal.aborted) return;
      document.removeEventListener('visibilitychange', look);
      signal.removeEventListener('abort', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look);
    look();
  });

/** Calls once the window was hidden for a while. The answer ends that. */
function whenHidden(call: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') timer = setTimeout(call, hiddenFor);
  };
  document.addEventListener('visibilitychange', look);
  look();
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
  };
}

/** Follows the feed until `signal` ends it. */
export async function follow({ clients, signal, onState, onCommits, onGap }: Follow): Promise<void> {
  let token = '';
  let failures = 0;
  const start = () =>
    create(ChangeStartSchema, {
      start: token ? { case: 'token', value: token } : { case: 'edge', value: ChangeStart_Edge.NOW },
    });
  const aborted = () => signal.aborted;
  const lost = (thrown: unknown) => {
    const { reason } = problemOf(thrown);
    if (!/^POSITION_|INVALID_CONSISTENCY_TOKEN/.test(reason)) return;
    token = '';
    onGap();
  };

  while (!aborted()) {
    await shown(signal);
    if (aborted()) return;
    let hidden = false;
    // A stream that a proxy swallows says nothing, not even its bookmarks.
    const silence = new AbortController();
    const end = () => silence.abort();
    signal.addEventListener('abort', end);
    // A network that went and came back may have left a stream that nothing comes from any more.
    const away = () => {
      onState('offline');
      end();
    };
    window.addEventListener('offline', away);
    let timer = setTimeout(end, 2 * bookmarkSeconds * 1000);
    const stopLooking = whenHidden(() => {
      hidden = true;
      end();
    });
    try {
      const stream = clients.changes.watchChanges(
        { start: start(), view: ChangeView.BASIC, bookmarkInterval: { seconds: BigInt(bookmarkSeconds) } },
        { signal: silence.signal, timeoutMs: 0 },
      );
      for await (const message of stream) {
        clearTimeout(timer);
        timer = setTimeout(end, 2 * bookmarkSeconds * 1000);
        failures = 0;
        token = message.token;
        onState('live');
        if (message.commits.length) onCommits(message.commits);
      }
    } catch (thrown) {
      if (aborted()) return;
      lost(thrown);
    } finally {
      clearTimeout(timer);
      stopLooking();
      window.removeEventListener('offline', away);
      signal.removeEventListener('abort', end);
    }
    if (aborted()) return;
    if (hidden) continue;
    failures++;
    // Once may be a restart of the server; more often, streams don't get through.
    if (failures > 1) await poll();
    else await pause(250, signal);
  }

  // Asks for a while, then lets the stream be tried again.
  async function poll() {
    for (let round = 0; round < 6 && !aborted(); round++) {
      try {
        if (!token) {
          token = (await clients.admin.getServerInfo({}, { signal })).consistencyToken;
          onGap();
        }
        let more = true;
        while (more && !aborted()) {
          const answer = await clients.changes.listChanges(
            { start: start(), view: ChangeView.BASIC, pageSize: 1000 },
            { signal },
          );
          ({ token, more } = answer);
          if (answer.commits.length) onCommits(answer.commits);
        }
        onState('polling');
      } catch (thrown) {
        if (aborted()) return;
        lost(thrown);
        onState('offline');
      }
      await pause(pollInterval, signal);
    }
  }
}

const Context = createContext<LiveState>('connecting');

export function LiveProvider({ children }: { children: ReactNode }) {
  const clients = useClients();
  const queryClient = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    const controller = new AbortController();
    const refresher = new Refresher(queryClient);
    void follow({
      clients,
      signal: controller.signal,
      onState: setState,
      onCommits: (commits) => refresher.take(commits),
      onGap: () => refresher.all(),
    });
    return () => {
      controller.abort();
      refresher.stop();
    };
  }, [clients, queryClient]);
  return <Context value={state}>{children}</Context>;
}

export const useLive = (): LiveState => use(Context);
