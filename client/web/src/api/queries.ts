// What pages read, one hook each.
import { skipToken, useQuery } from '@tanstack/react-query';
import { useClients } from './clients';
import { keys } from './keys';
import { allPages } from './pages';

const pageSize = 1000;

export function useClaim(name: string) {
  const { claims } = useClients();
  return useQuery({
    queryKey: keys.claimRecord(name),
    queryFn: ({ signal }) => claims.getClaim({ name }, { signal }),
  });
}

export function useStatus(claim: string) {
  const { statuses } = useClients();
  return useQuery({
    queryKey: keys.status(claim),
    queryFn: ({ signal }) =>
      statuses.getStatus({ query: { query: { case: 'claim', value: claim } } }, { signal }),
  });
}

export function useEvidence(claim: string) {
  const { claims } = useClients();
  return useQuery({
    queryKey: keys.evidence(claim),
    queryFn: ({ signal }) =>
      allPages(
        (pageToken) => claims.listEvidence({ parent: claim, pageSize, pageToken }, { signal }),
        (page) => page.evidence,
      ),
  });
}

export function useRelationships(claim: string) {
  const { claims } = useClients();
  return useQuery({
    queryKey: keys.relationships(claim),
    queryFn: ({ signal }) =>
      allPages(
        (pageToken) => claims.listRelationships({ parent: claim, pageSize, pageToken }, { signal }),
        (page) => page.relationships,
      ),
  });
}

export function useVerdicts(claim: string) {
  const { verdicts } = useClients();
  return useQuery({
    queryKey: keys.verdicts(claim),
    queryFn: ({ signal }) =>
      allPages(
        (pageToken) => verdicts.listVerdicts({ parent: claim, pageSize, pageToken }, { signal }),
        (page) => page.verdicts,
      ),
  });
}

export function useVerdict(name: string) {
  const { verdicts } = useClients();
  return useQuery({
    queryKey: keys.verdict(name),
    queryFn: ({ signal }) => verdicts.getVerdict({ name }, { signal }),
  });
}

export function useRevisions(verdict: string) {
  const { verdicts } = useClients();
  return useQuery({
    queryKey: keys.revisions(verdict),
    queryFn: ({ signal }) =>
      allPages(
        (pageToken) => verdicts.listVerdictRevisions({ parent: verdict, pageSize, pageToken }, { signal }),
        (page) => page.revisions,
      ),
  });
}

/** The statements of some claims, by name. */
export function useTitles(names: readonly string[]) {
  const { claims } = useClients();
  const sorted = [...new Set(names)].sort();
  return useQuery({
    queryKey: keys.titles(sorted),
    queryFn: sorted.length
      ? ({ signal }) =>
          claims
            .batchGetClaims({ names: sorted.slice(0, 1000) }, { signal })
            .then((answer) => new Map(answer.claims.map((claim) => [claim.name, claim])))
      : skipToken,
    placeholderData: (before) => before,
  });
}

export function usePublishers() {
  const { publishers } = useClients();
  return useQuery({
    queryKey: keys.publishers,
    queryFn: ({ signal }) =>
      allPages(
        (pageToken) => publishers.listPublishers({ pageSize, pageToken }, { signal }),
        (page) => page.publishers,
      ),
    staleTime: 60_000,
  });
}

export function usePublisher(name: string) {
  const { publishers } = useClients();
  return useQuery({
    queryKey: keys.publisher(name),
    queryFn: ({ signal }) => publishers.getPublisher({ name }, { signal }),
    staleTime: 60_000,
  });
}

export function useScales(publisher: string) {
  const { publishers } = useClients();
  return useQuery({
    queryKey: keys.scales(publisher),
    queryFn: ({ signal }) =>
      allPages(
        (pageToken) => publishers.listRatingScales({ parent: publisher, pageSize: 100, pageToken }, { signal }),
        (page) => page.ratingScales,
      ),
    staleTime: 60_000,
  });
}

export function useMembers(publisher: string, enabled = true) {
  const { publishers } = useClients();
  return useQuery({
    queryKey: keys.members(publisher),
    queryFn: enabled
      ? ({ signal }) =>
          allPages(
            (pageToken) => publishers.listMembers({ parent: publisher, pageSize, pageToken }, { signal }),
            (page) => page.members,
          )
      : skipToken,
    staleTime: 60_000,
  });
}

export function useActors(enabled = true) {
  const { admin } = useClients();
  return useQuery({
    queryKey: keys.actors,
    queryFn: enabled
      ? ({ signal }) =>
          allPages(
            (pageToken) => admin.listActors({ pageSize, pageToken }, { signal }),
            (page) => page.actors,
          )
      : skipToken,
    staleTime: 60_000,
  });
}

/** An actor's name for people; its id until that is known, or where it may not be. */
export function useActorName(actor: string): string {
  const { admin } = useClients();
  const { data } = useQuery({
    queryKey: keys.actor(actor),
    queryFn: actor && actor !== 'actors/factcheckd' ? ({ signal }) => admin.getActor({ name: actor }, { signal }) : skipToken,
    staleTime: 600_000,
    retry: false,
  });
  return data?.displayName || actor.replace(/^actors\//, '');
}
