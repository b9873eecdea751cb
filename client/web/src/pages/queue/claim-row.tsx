import { memo } from 'react';
import { Link } from 'wouter';
import type { ClaimRow } from '@/api/lists';
import { useT } from '@/i18n';
import { claimPath } from '@/text/names';
import { ClaimStateMark, RatingMark } from '@/ui/marks';
import { ActorName } from '@/ui/text';
import { OnDate, When } from '@/ui/when';

const mostRatings = 2;

export const ClaimRowView = memo(function ClaimRowView({ claim, status }: ClaimRow) {
  const t = useT();
  const verdicts = status?.verdicts ?? [];
  return (
    <Link href={claimPath(claim.name)} className="row-link">
      <span className="row-title" dir="auto" lang={claim.language === 'und' ? undefined : claim.language}>
        {claim.statement}
      </span>
      <span className="row-facts">
        {claim.claimants.length > 0 && (
          <span className="row-who" dir="auto">
            {claim.claimants.map((claimant) => claimant.name).join(', ')}
          </span>
        )}
        <OnDate date={claim.claimDate} />
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
            {status?.disputed && <span className="state state-new">{t('status.disputed')}</span>}
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
