// One claim that a text may repeat: how it applies, how alike it is, and what the two say differently.
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { MatchDifference_Kind, type ClaimMatch } from '@gen/search_pb';
import { Applicability, ClaimStatus_State } from '@gen/status_pb';
import { useT, useWords } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { claimPath, idOf } from '@/text/names';
import { piecesOfWords } from '@/text/spans';
import { Pieces } from '@/ui/text';
import { VerdictSummaries } from '../claim/verdict-cards';

/** A small change can flip the truth: what differs is told before everything else of a suggestion. */
export function Differences({ match }: { match: ClaimMatch }) {
  const t = useT();
  if (match.differences.length === 0) return null;
  return (
    <ul className="differs" aria-label={t('match.differs')}>
      {match.differences.map(({ kind, inText, inClaim }, i) => (
        <li key={i}>
          <span className="differs-kind">{wordFor(t, 'differenceKind', MatchDifference_Kind, kind)}</span>{' '}
          {inText && (
            <span>
              {t(inClaim ? 'match.inText' : 'match.onlyText')} <bdi className="differs-what">{inText}</bdi>
            </span>
          )}
          {inText && inClaim && <span aria-hidden="true"> ≠ </span>}
          {inClaim && (
            <span>
              {t(inText ? 'match.inClaim' : 'match.onlyClaim')} <bdi className="differs-what">{inClaim}</bdi>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

export function MatchCard({ match, children }: { match: ClaimMatch; children?: ReactNode }) {
  const t = useT();
  const { locale } = useWords();
  const percent = new Intl.NumberFormat(locale, { style: 'percent' }).format(match.score);
  const suggested = match.applicability === Applicability.SUGGESTED;
  return (
    <li className={`card match ${suggested ? '' : 'match-sure'}`}>
      <p className="match-head">
        <span className={`state ${suggested ? 'state-quiet' : 'state-good'}`}>{wordFor(t, 'applicability', Applicability, match.applicability)}</span>
        {suggested && <span className="dim">{t('match.score', { score: percent })}</span>}
        {match.via && (
          <span className="dim">
            {t('match.via')} <Link href={claimPath(match.via)}>{idOf(match.via)}</Link>
          </span>
        )}
      </p>
      <Link href={claimPath(match.claim)} className="card-title" dir="auto">
        <Pieces of={piecesOfWords(match.statement, match.matchedWords)} />
      </Link>
      {match.claimants.length > 0 && (
        <p className="dim" dir="auto">
          {match.claimants.join(', ')}
        </p>
      )}
      <Differences match={match} />
      {suggested && match.matchedWords.length > 0 && (
        <p className="dim">
          {t('match.words')} <bdi>{match.matchedWords.join(', ')}</bdi>
        </p>
      )}
      {match.status &&
        (match.status.verdicts.length > 0 ? (
          <VerdictSummaries status={match.status} />
        ) : (
          <p>
            <span className="state state-active">{wordFor(t, 'claimStatus', ClaimStatus_State, match.status.state)}</span>
          </p>
        ))}
      {children}
    </li>
  );
}
