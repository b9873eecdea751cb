// What is missing before a revision can be published, as it is being written. The server decides, inside the commit that
// publishes; this tells people early. Pure.
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { Claim_State, type Claim } from '@gen/claim_pb';
import type { Evidence } from '@gen/evidence_pb';
import type { Publisher } from '@gen/publisher_pb';
import { Review_Decision, VerdictRevision_Kind as Kind, type VerdictRevision } from '@gen/verdict_pb';
import { fromLocalInput } from '@/text/dates';
import type { Draft } from './draft';

export type Missing =
  | { what: 'claim' | 'language' | 'content' | 'rating' | 'publicNote' | 'url' | 'validUntil' | 'recheckTime' | 'withdrawn' | 'standardsEditor' }
  | { what: 'origins' | 'approvals'; count: number; given: number };

export interface Inputs {
  claim: Claim;
  publisher: Publisher | undefined;
  /** Kind, editors and reviews; the texts are the draft's. */
  revision: VerdictRevision;
  published: VerdictRevision | undefined;
  draft: Draft;
  /** All that the reader may see of the claim. */
  evidence: readonly Evidence[];
  now: Date;
}

const isWithin = (url: string, domains: readonly string[]): boolean => {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
};

const scaleOf = (version: string): string => version.split('/')[3] ?? '';

function ratesDifferently(draft: Draft, published: VerdictRevision): boolean {
  const [version = '', code = ''] = draft.rating.split('#');
  if (!code || !published.rating) return !!code !== !!published.rating;
  return code !== published.rating.code || scaleOf(version) !== scaleOf(published.rating.scaleVersion);
}

export function missingBefore({ claim, publisher, revision, published, draft, evidence, now }: Inputs): Missing[] {
  const missing: Missing[] = [];
  const policy = publisher?.policy;
  const retracts = revision.kind === Kind.RETRACTION;
  const past = (text: string): boolean => {
    const time = fromLocalInput(text);
    return !!time && timestampDate(time) <= now;
  };
  if (claim.state !== Claim_State.ACCEPTED) missing.push({ what: 'claim' });
  if (!draft.language) missing.push({ what: 'language' });
  if (!retracts && !draft.rating && !draft.summary.trim() && !draft.explanation.trim()) missing.push({ what: 'content' });
  if (retracts && draft.rating) missing.push({ what: 'rating' });
  if (revision.kind !== Kind.INITIAL && !draft.publicNote.trim()) missing.push({ what: 'publicNote' });
  if (draft.url && publisher?.domains.length && !isWithin(draft.url, publisher.domains)) missing.push({ what: 'url' });
  if (past(draft.validUntil)) missing.push({ what: 'validUntil' });
  if (past(draft.recheckTime)) missing.push({ what: 'recheckTime' });
  const cited = evidence.filter((each) => draft.citations.some((citation) => citation.evidence === each.name));
  if (cited.some((each) => each.withdrawn)) missing.push({ what: 'withdrawn' });

  const origins = new Set(cited.filter((each) => !each.withdrawn).map((each) => each.originGroup || each.name)).size;
  const wanted = policy?.minimumOrigins ?? 0;
  // Of evidence that the reader may not see the origins are not known.
  const hidden = draft.citations.length > cited.length;
  if (!retracts && !hidden && origins < wanted) missing.push({ what: 'origins', count: wanted, given: origins });

  const approvals = revision.reviews.filter(
    (review) => review.decision === Review_Decision.APPROVED && !review.voided && !revision.editors.includes(review.reviewer),
  );
  const quorum = Math.max(policy?.quorum ?? 1, 1);
  const given = new Set(approvals.map((review) => review.reviewer)).size;
  if (given < quorum) missing.push({ what: 'approvals', count: quorum, given });
  const reserved =
    (retracts && policy?.standardsEditorForRetraction) ||
    (revision.kind === Kind.CORRECTION && policy?.standardsEditorForCorrection) ||
    (!retracts && policy?.standardsEditorForRatingChange && published && ratesDifferently(draft, published));
  if (reserved && !approvals.some((review) => review.standardsEditor)) missing.push({ what: 'standardsEditor' });
  return missing;
}
