// Claims that answer a look-up by an address or by very words, and how each applies.
import { Link } from 'wouter';
import { useTitles } from '@/api/queries';
import { Applicability, type StatusMatch } from '@gen/status_pb';
import { useT } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { claimPath, idOf } from '@/text/names';
import { ClaimStateMark } from '@/ui/marks';
import { VerdictSummaries } from '../claim/verdict-cards';

export function StatusMatches({ matches }: { matches: readonly StatusMatch[] }) {
  const t = useT();
  const titles = useTitles(matches.map((match) => match.claim)).data;
  return (
    <ul className="cards">
      {matches.map((match) => {
        const claim = titles?.get(match.claim);
        return (
          <li className="card" key={match.claim}>
            <p className="dim">{wordFor(t, 'applicability', Applicability, match.applicability)}</p>
            <Link href={claimPath(match.claim)} className="card-title" dir="auto">
              {claim?.statement ?? idOf(match.claim)}
            </Link>
            <p className="dim" dir="auto">
              {claim?.claimants.map((claimant) => claimant.name).join(', ')}
            </p>
            {match.status && match.status.verdicts.length > 0 ? (
              <VerdictSummaries status={match.status} />
            ) : match.applicability === Applicability.SUGGESTED ? (
              <p className="dim">{t('check.suggestedHint')}</p>
            ) : (
              claim && <ClaimStateMark claim={claim} />
            )}
          </li>
        );
      })}
    </ul>
  );
}
