// The claim that is selected in a queue, so that triage needs no other page.
import { Link } from 'wouter';
import type { ClaimRow } from '@/api/lists';
import { useT } from '@/i18n';
import { claimPath } from '@/text/names';
import { ClaimFacts } from '@/pages/claim/facts';
import { Triage } from '@/pages/claim/triage';
import { VerdictSummaries } from '@/pages/claim/verdict-cards';
import { Away, Said } from '@/ui/text';

const mostAppearances = 5;

export default function ClaimPreview({ row: { claim, status } }: { row: ClaimRow }) {
  const t = useT();
  return (
    <aside className="preview" aria-label={t('queue.preview')}>
      <Said className="statement" language={claim.language}>
        {claim.statement}
      </Said>
      <Triage claim={claim} />
      {status && <VerdictSummaries status={status} />}
      {claim.context && <Said>{claim.context}</Said>}
      <ClaimFacts claim={claim} />
      {claim.appearances.length > 0 && (
        <section>
          <h2 className="small-head">{t('claim.appearances')}</h2>
          <ul className="plain">
            {claim.appearances.slice(0, mostAppearances).map((appearance) => (
              <li key={appearance.name}>
                <Away url={appearance.url} /> {appearance.author && <span dir="auto">{appearance.author}</span>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Link href={claimPath(claim.name)}>{t('queue.openClaim')}</Link>
    </aside>
  );
}
