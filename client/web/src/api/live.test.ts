import { Code, ConnectError, createRouterTransport } from '@connectrpc/connect';
import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import { Admin } from '@gen/admin_service_pb';
import { Change_Kind, type Commit } from '@gen/change_pb';
import { Changes } from '@gen/changes_service_pb';
import { clientsOver } from './clients';
import { keys } from './keys';
import { follow, Refresher, type LiveState } from './live';

type Watch = (start: string) => AsyncIterable<{ token: string; commits?: { token: string; changes: { name: string; claim: string }[] }[] }>;

const commit = (token: string, claim: string) => ({ token, changes: [{ name: claim, claim }] });

/** Follows a fake feed until `enough` says so; what came, in order. */
async function followed(watch: Watch, list: (start: string) => { token: string; commits: ReturnType<typeof commit>[] }, enough: (tokens: string[], states: LiveState[]) => boolean) {
  const controller = new AbortController();
  const starts: string[] = [];
  const tokens: string[] = [];
  const states: LiveState[] = [];
  const gaps: number[] = [];
  const clients = clientsOver(
    createRouterTransport(({ service }) => {
      service(Changes, {
        watchChanges(request) {
          const start = request.start?.start.case === 'token' ? request.start.start.value : 'now';
          starts.push(start);
          return watch(start);
        },
        listChanges: (request) => list(request.start?.start.case === 'token' ? request.start.start.value : 'now'),
      });
      service(Admin, { getServerInfo: () => ({ consistencyToken: 'here' }) });
    }),
  );
  const look = () => {
    if (enough(tokens, states)) controller.abort();
  };
  await follow({
    clients,
    signal: controller.signal,
    onState: (state) => {
      if (states.at(-1) !== state) states.push(state);
      look();
    },
    onCommits: (commits: readonly Commit[]) => {
      tokens.push(...commits.map((each) => each.token));
      look();
    },
    onGap: () => gaps.push(tokens.length),
  });
  return { starts, tokens, states, gaps };
}

describe('the feed', () => {
  it('goes on from its token where a stream broke', async () => {
    let round = 0;
    const seen = await followed(
      async function* () {
        round++;
        if (round === 1) {
          yield { token: 'a', commits: [commit('a', 'claims/1')] };
          throw new ConnectError('restart', Code.Unavailable);
        }
        yield { token: 'b', commits: [commit('b', 'claims/2')] };
      },
      () => ({ token: '', commits: [] }),
      (tokens) => tokens.includes('b'),
    );
    expect(seen.starts).toEqual(['now', 'a']);
    expect(seen.tokens).toEqual(['a', 'b']);
    expect(seen.gaps).toEqual([]);
  });

  it('is asked for where streams do not get through', async () => {
    const seen = await followed(
      async function* () {
        throw new ConnectError('no streams here', Code.Unimplemented);
      },
      (start) => (start === 'here' ? { token: 'c', commits: [commit('c', 'claims/3')] } : { token: start, commits: [] }),
      (_, states) => states.includes('polling'),
    );
    expect(seen.tokens).toEqual(['c']);
    // What happened before the first answer is not known.
    expect(seen.gaps).toEqual([0]);
  });

  it('says that everything may be old where its position is gone', async () => {
    let round = 0;
    const seen = await followed(
      async function* () {
        round++;
        yield { token: `t${round}`, commits: [commit(`t${round}`, 'claims/1')] };
        if (round === 1) throw new ConnectError('x', Code.OutOfRange);
      },
      () => ({ token: '', commits: [] }),
      (tokens) => tokens.includes('t2'),
    );
    expect(seen.tokens).toEqual(['t1', 't2']);
  });
});

describe('a change', () => {
  it('makes old what it touches, and nothing else', () => {
    vi.useFakeTimers();
    const client = new QueryClient();
    const queryKeys = [keys.claimRecord('claims/1'), keys.claimRecord('claims/2'), keys.claimList('', ''), keys.count('new', ''), keys.publishers];
    for (const queryKey of queryKeys) client.setQueryData(queryKey, {});
    const refresher = new Refresher(client);
    refresher.take([
      { changes: [{ kind: Change_Kind.EVIDENCE_ADDED, name: 'claims/1/evidence/e', claim: 'claims/1', publisher: '' }] } as unknown as Commit,
    ]);
    const old = () => queryKeys.map((queryKey) => client.getQueryState(queryKey)?.isInvalidated);
    expect(old()).toEqual([true, false, false, false, false]);
    vi.advanceTimersByTime(1_000);
    expect(old()).toEqual([true, false, true, true, false]);
    refresher.stop();
    vi.useRealTimers();
  });
});
