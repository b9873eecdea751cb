// Ratings and states, told by shape and word; colour only helps.
import { Claim_DeclineReason, Claim_State, type Claim } from '@gen/claim_pb';
import { NormalRating } from '@gen/common_pb';
import { VerdictRevision_State, type VerdictRating } from '@gen/verdict_pb';
import { useT } from '@/i18n';
import { wordFor } from '@/i18n/enums';

const shapes: Record<NormalRating, string> = {
  // A ring, a half-filled ring, a cross in an octagon, a diamond.
  [NormalRating.TRUE]: 'M8 1.2a6.8 6.8 0 1 0 0 13.6A6.8 6.8 0 0 0 8 1.2Zm-1.1 10L3.9 8.2l1.1-1.1 1.9 1.9 4.1-4.1 1.1 1.1Z',
  [NormalRating.MIXED]: 'M8 1.2a6.8 6.8 0 1 0 0 13.6A6.8 6.8 0 0 0 8 1.2Zm0 12V2.8a5.2 5.2 0 0 1 0 10.4Z',
  [NormalRating.FALSE]:
    'M5.2 1.2 1.2 5.2v5.6l4 4h5.6l4-4V5.2l-4-4Zm6 9L10.100 11.300 8 9.200l-2.100 2.100-1.100-1.100L6.900 8 4.800 5.900l1.100-1.100L8 6.900l2.100-2.100 1.100 1.100L9.100 8Z',
  [NormalRating.OTHER]: 'M8 .8.800 8 8 15.200 15.200 8Zm0 2.300L12.900 8 8 12.900 3.100 8Z',
  [NormalRating.UNSPECIFIED]: 'M2.500 3.500h11v1.600h-11Zm0 3.700h11v1.600h-11Zm0 3.700h7v1.600h-7Z',
};

const tones: Record<NormalRating, string> = {
  [NormalRating.TRUE]: 'true',
  [NormalRating.MIXED]: 'mixed',
  [NormalRating.FALSE]: 'false',
  [NormalRating.OTHER]: 'other',
  [NormalRating.UNSPECIFIED]: 'none',
};

export function Shape({ normal }: { normal: NormalRating }) {
  return (
    <svg className="shape" viewBox="0 0 16 16" aria-hidden="true">
      <path d={shapes[normal] ?? shapes[NormalRating.UNSPECIFIED]} fill="currentColor" fillRule="evenodd" />
    </svg>
  );
}

/** A rating as its publisher words it. */
export function RatingMark({ normal, label, retracted = false }: { normal: NormalRating; label: string; retracted?: boolean }) {
  const t = useT();
  if (retracted) {
    return (
      <span className="rating rating-retracted">
        <svg className="shape" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M7 3 2 7l5 4V8.200c3 0 5 1 6 4 .400-4.500-2-6.800-6-7Z" fill="currentColor" />
        </svg>
        {t('verdict.retracted')}
      </span>
    );
  }
  return (
    <span className={`rating rating-${tones[normal]}`}>
      <Shape normal={normal} />
      <span dir="auto">{label || t('verdict.noRating')}</span>
    </span>
  );
}

export function RatingOf({ rating }: { rating: VerdictRating | undefined }) {
  return <RatingMark normal={rating?.normal ?? NormalRating.UNSPECIFIED} label={rating?.label ?? ''} />;
}

const claimTones: Partial<Record<Claim_State, string>> = {
  [Claim_State.RECEIVED]: 'new',
  [Claim_State.ACCEPTED]: 'active',
};

export function ClaimStateMark({ claim }: { claim: Claim }) {
  const t = useT();
  const reason = claim.declineReason !== Claim_DeclineReason.UNSPECIFIED;
  return (
    <span className={`state state-${claimTones[claim.state] ?? 'quiet'}`}>
      {wordFor(t, 'claimState', Claim_State, claim.state)}
      {reason ? ` · ${wordFor(t, 'declineReason', Claim_DeclineReason, claim.declineReason)}` : ''}
    </span>
  );
}

const revisionTones: Partial<Record<VerdictRevision_State, string>> = {
  [VerdictRevision_State.DRAFT]: 'quiet',
  [VerdictRevision_State.IN_REVIEW]: 'active',
  [VerdictRevision_State.APPROVED]: 'good',
  [VerdictRevision_State.EMBARGOED]: 'new',
  [VerdictRevision_State.PUBLISHED]: 'good',
};

export function RevisionStateMark({ state }: { state: VerdictRevision_State }) {
  const t = useT();
  return (
    <span className={`state state-${revisionTones[state] ?? 'quiet'}`}>
      {wordFor(t, 'revisionState', VerdictRevision_State, state)}
    </span>
  );
}
