// Long lists: page after page, with what their rows show besides.
import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { Claim_State, type Claim } from '@gen/claim_pb';
import type { Facet } from '@gen/claims_service_pb';
import type { ClaimStatus } from '@gen/status_pb';
import type { Verdict } from '@gen/verdict_pb';
import { claimOf } from '@/text/names';
import { useClients } from './clients';
import { keys } from './keys';

export interface ClaimRow {
  claim: Claim;
  status: ClaimStatus | undefined;
}
export interface VerdictRow {
  verdict: Verdict;
  claim: Claim | undefined;
}
interface Page<Row> {
  rows: Row[];
  total: number;
  next: string;
  facets: Facet[];
}
export interface LongList<Row> {
  rows: Row[];
  total: number;
  /** As the server counted, also beyond what can be listed. */
  counted: number;
  facets: Facet[];
  /** Asks for the next rows; `upTo` is the index that is wanted. */
  more: (upTo: number) => void;
  busy: boolean;
  loaded: boolean;
  error: unknown;
  retry: () => void;
  /** Changed since, and too long to be read again by itself. */
  outdated: boolean;
  refresh: () => void;
  /** What is shown is of the question before. */
  before: boolean;
}

/** Longer lists are not read anew whenever something happens. */
export const mostPagesRefreshed = 3;

const firstPage = 100;
// As much as is drawn without a pause; far behind what is wanted, as much as comes in one answer.
const nextPage = 200;
const farPage = 1000;

/** `keep`: until the answer to another question is there, the answer to the one before shows. */
export function useLongList<Row>(
  queryKey: readonly unknown[],
  fetchPage: (token: string, size: number, signal: AbortSignal) => Promise<Page<Row>>,
  keep = false,
): LongList<Row> {
  const client = useQueryClient();
  const nextSize = useRef(nextPage);
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, pageParam ? nextSize.current : firstPage, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next || undefined,
    staleTime: Infinity,
    structuralSharing: false,
    placeholderData: keep ? keepPreviousData : undefined,
  });
  const { fetchNextPage, refetch } = query;
  const pages = query.data?.pages ?? [];
  const loaded = pages.reduce((sum, page) => sum + page.rows.length, 0);
  const more = useCallback(
    (upTo: number) => {
      nextSize.current = upTo - loaded > 2 * nextPage ? farPage : nextPage;
      void fetchNextPage();
    },
    [fetchNextPage, loaded],
  );
  const name = JSON.stringify(queryKey);
  const refresh = useCallback(
    () => void client.resetQueries({ queryKey: JSON.parse(name) as unknown[], exact: true }),
    [client, name],
  );
  const [only] = pages;
  return {
    rows: pages.length === 1 && only ? only.rows : pages.flatMap((page) => page.rows),
    total: pages.at(-1)?.next === '' ? loaded : (pages.at(-1)?.total ?? 0),
    counted: only?.total ?? 0,
    facets: only?.facets ?? [],
    more,
    busy: query.isFetchingNextPage || query.isPlaceholderData,
    loaded: query.data !== undefined,
    error: query.error,
    retry: () => void refetch(),
    outdated: pages.length > mostPagesRefreshed && query.isStale,
    refresh,
    before: query.isPlaceholderData,
  };
}

export function useClaimList(filter: string, order: string, facets: readonly string[] = []): LongList<ClaimRow> {
  const { claims, statuses } = useClients();
  return useLongList([...keys.claimList(filter, order), ...facets], async (pageToken, pageSize, signal) => {
    const page = await claims.listClaims({ filter, orderBy: order, pageSize, pageToken, facets: [...facets] }, { signal });
    // Only what was accepted can have verdicts.
    const asked = page.claims.filter((claim) => claim.state !== Claim_State.RECEIVED).map((claim) => claim.name);
    const { answers } = asked.length
      ? await statuses.batchGetStatuses({ queries: asked.map((value) => ({ query: { case: 'claim' as const, value } })) }, { signal })
      : { answers: [] };
    const found = new Map(asked.map((name, i) => [name, answers[i]?.matches[0]?.status]));
    return {
      rows: page.claims.map((claim) => ({ claim, status: found.get(claim.name) })),
      total: Number(page.totalSize),
      next: page.nextPageToken,
      facets: page.facets,
    };
  });
}

export function useVerdictList(filter: string, order: string): LongList<VerdictRow> {
  const { claims, verdicts } = useClients();
  return useLongList(keys.verdictList(filter, order), async (pageToken, pageSize, signal) => {
    const page = await verdicts.listVerdicts({ parent: 'claims/-', filter, orderBy: order, pageSize, pageToken }, { signal });
    const names = [...new Set(page.verdicts.map((verdict) => claimOf(verdict.name)))];
    const about = names.length ? await claims.batchGetClaims({ names }, { signal }) : { claims: [] };
    const byName = new Map(about.claims.map((claim) => [claim.name, claim]));
    return {
      rows: page.verdicts.map((verdict) => ({ verdict, claim: byName.get(claimOf(verdict.name)) })),
      total: Number(page.totalSize),
      next: page.nextPageToken,
      facets: [],
    };
  });
}
