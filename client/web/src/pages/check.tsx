// "Has this been checked?": a text or an address in, what is known of it out.
import { Button, Textarea, TextInput } from '@mantine/core';
import { useQuery, skipToken } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useMe } from '@/api/me';
import { problemOf } from '@/api/problem';
import { useTitles } from '@/api/queries';
import { Applicability, type StatusMatch } from '@gen/status_pb';
import { useT } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { claimPath, idOf, isWebAddress, quoted } from '@/text/names';
import { ClaimStateMark } from '@/ui/marks';
import { PageHead } from '@/ui/shell';
import { ProblemView, Waiting } from '@/ui/states';
import { VerdictSummaries } from './claim/verdict-cards';

/** Claims that answer a look-up, and how each applies. */
export function Matches({ matches }: { matches: readonly StatusMatch[] }) {
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

// Words of a text that say what it is about, for the look beyond the very words.
function tellingWords(text: string): string[] {
  const all = text.toLocaleLowerCase().match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]{3,}/gu) ?? [];
  return [...new Set(all)].sort((a, b) => b.length - a.length).slice(0, 3);
}

export default function CheckPage() {
  const t = useT();
  const me = useMe();
  const { claims, statuses } = useClients();
  const [, go] = useLocation();
  const [search, setSearch] = useSearchParams();
  const asked = (search.get('q') ?? '').trim();
  const claimant = (search.get('claimant') ?? '').trim();
  const [text, setText] = useState(asked);
  const [who, setWho] = useState(claimant);
  const isUrl = isWebAddress(asked);
  const answer = useQuery({
    queryKey: ['list', 'check', asked, claimant],
    queryFn: asked
      ? ({ signal }) =>
          statuses.getStatus(
            {
              query: {
                query: isUrl ? { case: 'url', value: asked } : { case: 'text', value: { statement: asked, claimant } },
              },
            },
            { signal },
          )
      : skipToken,
    retry: false,
  });
  const words = isUrl ? [] : tellingWords(asked);
  const filter = words.map((word) => `statement:${quoted(word)}`).join(' AND ');
  const similar = useQuery({
    queryKey: [...keys.claimList(filter, ''), 'similar'],
    queryFn: words.length ? ({ signal }) => claims.listClaims({ filter, pageSize: 10 }, { signal }) : skipToken,
  });
  const exact = answer.data?.matches ?? [];
  const others = (similar.data?.claims ?? []).filter((claim) => !exact.some((match) => match.claim === claim.name));
  const send = () => setSearch({ ...(text.trim() ? { q: text.trim() } : {}), ...(who.trim() ? { claimant: who.trim() } : {}) });
  return (
    <div className="narrow">
      <PageHead title={t('check.title')} lead={t('check.lead')} />
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
        }}
      >
        <Textarea
          label={t('check.text')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autosize
          minRows={3}
          maxRows={12}
          dir="auto"
          autoFocus
        />
        <TextInput label={t('check.claimant')} description={t('check.claimant.hint')} value={who} onChange={(event) => setWho(event.currentTarget.value)} dir="auto" />
        <div className="buttons">
          <Button type="submit" disabled={!text.trim()}>
            {t('check.do')}
          </Button>
        </div>
      </form>
      {asked && (
        <div className="answer" aria-live="polite">
          {answer.error ? (
            <ProblemView problem={problemOf(answer.error)} retry={() => void answer.refetch()} />
          ) : !answer.data ? (
            <Waiting />
          ) : exact.length > 0 ? (
            <section>
              <h2>{t(answer.data.applicability === Applicability.SUGGESTED ? 'check.maybe' : 'check.found', { count: exact.length })}</h2>
              {!isUrl && !claimant && <p className="dim">{t('check.sayWho')}</p>}
              <Matches matches={exact} />
            </section>
          ) : (
            <section>
              <h2>{t('check.none')}</h2>
              <p className="dim">{t('check.none.hint')}</p>
              {me.mayContribute && (
                <Button variant="default" size="xs" onClick={() => go(`/new?${isUrl ? 'url' : 'statement'}=${encodeURIComponent(asked)}`)}>
                  {t('check.bringIn')}
                </Button>
              )}
            </section>
          )}
          {others.length > 0 && (
            <section>
              <h2>{t('check.similar')}</h2>
              <p className="dim">{t('check.similar.hint')}</p>
              <ul className="cards">
                {others.map((claim) => (
                  <li className="card" key={claim.name}>
                    <Link href={claimPath(claim.name)} dir="auto">
                      {claim.statement}
                    </Link>
                    <p className="dim">
                      <span dir="auto">{claim.claimants.map((each) => each.name).join(', ')}</span> <ClaimStateMark claim={claim} />
                    </p>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      )}
    </div>
  );
}
