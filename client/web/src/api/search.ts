// Claims by their words, and claims that a text repeats.
import { keepPreviousData, skipToken, useQueries, useQuery } from '@tanstack/react-query';
import type { Claim } from '@gen/claim_pb';
import type { FacetCount } from '@gen/claims_service_pb';
import type { Highlight, MatchAnswer, MatchQuery_Kind } from '@gen/search_pb';
import { valuesOf, without, type Condition } from '@/text/box';
import { useClients } from './clients';
import { keys } from './keys';
import { useLongList, type ClaimRow, type LongList } from './lists';

/** The server's pages reach no further. */
export const mostListed = 10_000;

export interface FoundRow extends ClaimRow {
  highlights: readonly Highlight[];
}

/** What can be counted, and the condition that selects it. */
export const facets = [
  { field: 'status', condition: 'status' },
  { field: 'rating', condition: 'rating' },
  { field: 'publisher', condition: 'publisher' },
  { field: 'language', condition: 'language' },
  { field: 'topics', condition: 'topic' },
  { field: 'claimants', condition: 'claimant' },
] as const satisfies readonly { field: string; condition: Condition }[];
export type FacetField = (typeof facets)[number]['field'];

export function useSearch(query: string, orderBy: string): LongList<FoundRow> {
  const { search } = useClients();
  return useLongList(
    keys.search(query, orderBy),
    async (pageToken, pageSize, signal) => {
      const page = await search.searchClaims({ query, orderBy, pageSize, pageToken, facets: facets.map(({ field }) => field) }, { signal });
      return {
        rows: page.results.flatMap(({ claim, status, highlights }) => (claim ? [{ claim, status, highlights }] : [])),
        total: Number(page.totalSize),
        next: page.nextPageToken,
        facets: page.facets,
      };
    },
    true,
  );
}

/** Counts by field. Those of a field that has a condition already are of the search without it, so that others can be added. */
export function useFacets(query: string, list: LongList<FoundRow>): Map<FacetField, readonly FacetCount[]> {
  const { search } = useClients();
  const chosen = facets.filter(({ condition }) => valuesOf(query, condition).length > 0);
  const answers = useQueries({
    queries: chosen.map(({ field, condition }) => {
      const others = without(query, [condition]);
      return {
        queryKey: keys.facet(others, field),
        queryFn: async ({ signal }: { signal: AbortSignal }) =>
          (await search.searchClaims({ query: others, pageSize: 1, facets: [field] }, { signal })).facets[0]?.counts ?? [],
        placeholderData: keepPreviousData,
      };
    }),
  });
  return new Map(
    facets.map(({ field }) => {
      const at = chosen.findIndex((each) => each.field === field);
      return [field, (at < 0 ? undefined : answers[at]?.data) ?? list.facets.find((each) => each.field === field)?.counts ?? []];
    }),
  );
}

/** The best few claims for words that are being typed; before that a claim whose id it is. */
export function useFoundClaims(asked: string, size: number) {
  const { claims, search } = useClients();
  return useQuery({
    queryKey: keys.found(asked, size),
    queryFn:
      asked.length < 2
        ? skipToken
        : async ({ signal }): Promise<Claim[]> => {
            const id = asked.replace(/^claims\//, '');
            const byName = /^[a-z0-9-]{1,63}$/.test(id) ? claims.batchGetClaims({ names: [`claims/${id}`] }, { signal }) : undefined;
            const { results } = await search.searchClaims({ query: asked, pageSize: size }, { signal });
            const found = [...((await byName)?.claims ?? []), ...results.flatMap(({ claim }) => claim ?? [])];
            return found.filter((claim, i) => found.findIndex((each) => each.name === claim.name) === i).slice(0, size);
          },
    placeholderData: keepPreviousData,
  });
}

/** What the server has to say of a text; nothing is asked where it is empty. */
export function useMatches(text: string, claimant: string, kind: MatchQuery_Kind, most = 5, minScore = 0) {
  const { search } = useClients();
  return useQuery({
    queryKey: [...keys.matches(text, claimant, kind), most, minScore],
    queryFn: text
      ? async ({ signal }): Promise<MatchAnswer> => {
          const { answers } = await search.matchClaims({ queries: [{ text, claimant, kind }], maxMatches: most, minScore }, { signal });
          return answers[0]!;
        }
      : skipToken,
    retry: false,
  });
}
