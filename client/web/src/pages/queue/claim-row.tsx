import { memo } from 'react';
import { Link } from 'wouter';
import type { ClaimRow } from '@/api/lists';
import type { Highlight } from '@gen/search_pb';
import { useT } from '@/i18n';
import { claimPath } from '@/text/names';
import { ClaimStateMark, RatingMark } from '@/ui/marks';
import { ActorName, Highlighted } from '@/ui/text';
import { OnDate, When } from '@/ui/when';

const mostRatings = 2;

const nothing: readonly Highlight[] = [];

/** `highlights`: where the words of a search stand in it. */
export const ClaimRowView = memo(function ClaimRowView({ claim, status, highlights = nothing }: ClaimRow & { highlights?: readonly Highlight[] }) {
  const t = useT();
  const inStatement = highlights.find(({ field }) => field === 'statement');
  const inContext = inStatement ? undefined : highlights.find(({ field }) => field === 'context');
  const verdicts = status?.verdicts ?? [];
  return (
    <Link href={claimPath(claim.name)} className="row-link">
      <span className="row-title" dir="auto" lang={claim.language === 'und' ? undefined : claim.language}>
        {inStatement ? <Highlighted highlight={inStatement} whole={claim.statement} /> : claim.statement}
      </span>
      <span className="row-facts">
        {status?.disputed && <span className="row-disputed">{t('status.disputed')}</span>}
        {claim.claimants.length > 0 && (
          <span className="row-who" dir="auto">
            {claim.claimants.map((claimant) => claimant.name).join(', ')}
          </span>
        )}
        <OnDate date={claim.claimDate} />
        {inContext && (
          <span className="row-context" dir="auto">
            <Highlighted highlight={inContext} whole={claim.context} />
          </span>
        )}
        {claim.topics.slice(0, 3).map((topic) => (
          <span className="topic" dir="auto" key={topic}>
            {topic}
          </span>
        ))}
        {claim.assignee && (
          <span>
            → <ActorName name={claim.assignee} />
          </span>
        )}
      </span>
      <span className="row-end">
        {verdicts.length > 0 ? (
          <>
            {verdicts.slice(0, mostRatings).map((verdict) => (
              <RatingMark key={verdict.verdict} normal={verdict.normal} label={verdict.ratingLabel} retracted={verdict.retracted} />
            ))}
            {verdicts.length > mostRatings && <span>+{verdicts.length - mostRatings}</span>}
          </>
        ) : (
          <ClaimStateMark claim={claim} />
        )}
        <When at={claim.createTime} />
      </span>
    </Link>
  );
});
