import { useState } from 'react';
import { Link } from 'wouter';
import { problemOf } from '@/api/problem';
import { useMe } from '@/api/me';
import { useClaim, useStatus } from '@/api/queries';
import { Claim_State, type Claim } from '@gen/claim_pb';
import { useT } from '@/i18n';
import { claimPath, idOf } from '@/text/names';
import { ClaimStateMark } from '@/ui/marks';
import { PageHead } from '@/ui/shell';
import { Empty, ProblemView, Waiting } from '@/ui/states';
import { Said } from '@/ui/text';
import { Appearances } from './appearances';
import { ClaimForm } from './claim-form';
import { EvidenceSection } from './evidence';
import { ClaimFacts } from './facts';
import { Relations } from './relations';
import { Timeline } from './timeline';
import { Triage } from './triage';
import { VerdictCards } from './verdict-cards';

export default function ClaimPage({ id }: { id: string }) {
  const t = useT();
  const query = useClaim(`claims/${id}`);
  if (query.data) return <ClaimView claim={query.data} />;
  if (!query.error) return <Waiting lines={8} />;
  const problem = problemOf(query.error);
  if (problem.kind === 'missing' || problem.kind === 'fields') {
    return (
      <Empty title={t('missing.claim')}>
        <p>{t('missing.claim.lead')}</p>
        <Link href="/search">{t('nav.search')}</Link>
      </Empty>
    );
  }
  return <ProblemView problem={problem} retry={() => void query.refetch()} />;
}

function ClaimView({ claim }: { claim: Claim }) {
  const t = useT();
  const me = useMe();
  const [editing, setEditing] = useState(false);
  const status = useStatus(claim.name).data?.matches[0]?.status;
  return (
    <article className="claim">
      <PageHead title={t('claim.title')} lead={<span className="mono">{idOf(claim.name)}</span>} />
      <div className="claim-top">
        <Said className="statement" language={claim.language}>
          {claim.statement}
        </Said>
        <p className="marks">
          <ClaimStateMark claim={claim} />
          {status?.disputed && <span className="state state-new">{t('status.disputed')}</span>}
          {status?.stale && <span className="state state-quiet">{t('status.stale')}</span>}
        </p>
        {claim.state === Claim_State.MERGED && claim.mergedInto && (
          <p>
            {t('claim.mergedInto')} <Link href={claimPath(claim.mergedInto)}>{idOf(claim.mergedInto)}</Link>
          </p>
        )}
        {claim.context && (
          <Said className="context" language={claim.language}>
            {claim.context}
          </Said>
        )}
        <Triage claim={claim} onEdit={me.mayTriage ? () => setEditing(true) : undefined} />
      </div>
      <div className="columns">
        <div className="column-main">
          <VerdictCards claim={claim} />
          <EvidenceSection claim={claim} />
          <Appearances claim={claim} />
        </div>
        <div className="column-side">
          <section aria-labelledby="facts">
            <h2 id="facts">{t('claim.facts')}</h2>
            <ClaimFacts claim={claim} />
          </section>
          <Relations claim={claim} />
          <Timeline claim={claim} />
        </div>
      </div>
      {editing && <ClaimForm claim={claim} onClose={() => setEditing(false)} />}
    </article>
  );
}
