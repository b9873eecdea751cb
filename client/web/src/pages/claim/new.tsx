// Intake: a claim with where it was seen, after a look whether it is known already.
import { create } from '@bufbuild/protobuf';
import { Button, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useClients } from '@/api/clients';
import { fieldError } from '@/api/problem';
import { useMatches } from '@/api/search';
import { useWrite } from '@/api/write';
import { AppearanceSchema } from '@gen/claim_pb';
import { MatchQuery_Kind } from '@gen/search_pb';
import { useT, useWords } from '@/i18n';
import { claimPath, isWebAddress } from '@/text/names';
import { PageHead } from '@/ui/shell';
import { ProblemView } from '@/ui/states';
import { MatchCard } from '../check/match-card';
import { StatusMatches } from '../check/status-matches';
import { ClaimFields, claimFieldNames, claimOfDraft, dateIsWrong, draftOf } from './claim-fields';

// What is less alike would only be in the way here.
const likely = 0.6;

export default function NewClaimPage() {
  const t = useT();
  const { language } = useWords();
  const { claims, statuses } = useClients();
  const [, go] = useLocation();
  const asked = new URLSearchParams(window.location.search);
  const [draft, setDraft] = useState(() => ({ ...draftOf(undefined, language), statement: asked.get('statement') ?? '', claimants: asked.getAll('claimant') }));
  const [url, setUrl] = useState(asked.get('url') ?? '');
  const [quote, setQuote] = useState('');
  const [settled] = useDebouncedValue({ statement: draft.statement.trim(), url: url.trim(), claimant: draft.claimants[0] ?? '' }, 400);
  // By the words what says the same or nearly so, by the address what was seen there.
  const alike = useMatches(settled.statement, settled.claimant, MatchQuery_Kind.POST, 3, likely);
  const there = useQuery({
    queryKey: ['list', 'check', settled.url],
    queryFn: isWebAddress(settled.url)
      ? ({ signal }) => statuses.getStatus({ query: { query: { case: 'url', value: settled.url } } }, { signal })
      : skipToken,
    retry: false,
  });
  const matches = alike.data?.passages.flatMap((passage) => passage.matches) ?? [];
  const seen = (there.data?.matches ?? []).filter((each) => !matches.some((match) => match.claim === each.claim));
  const add = useWrite(
    () => {
      const claim = claimOfDraft(draft);
      if (url.trim()) claim.appearances = [create(AppearanceSchema, { url: url.trim(), quote: quote.trim() })];
      return claims.createClaim({ claim });
    },
    [],
    (claim) => go(claimPath(claim.name)),
  );
  const ready = draft.statement.trim() !== '' && !dateIsWrong(draft);
  return (
    <div className="narrow">
      <PageHead title={t('nav.newClaim')} lead={t('newClaim.lead')} />
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !add.busy) add.run(undefined);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
        }}
      >
        <ClaimFields draft={draft} set={(change) => setDraft((before) => ({ ...before, ...change }))} problem={add.problem} withKind />
        <TextInput
          label={t('newClaim.url')}
          type="url"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          error={fieldError(add.problem, 'appearances')}
        />
        {url.trim() && (
          <Textarea label={t('appearance.quote')} value={quote} onChange={(event) => setQuote(event.currentTarget.value)} autosize minRows={2} maxRows={6} dir="auto" />
        )}
        {(matches.length > 0 || seen.length > 0) && (
          <section className="known" aria-label={t('newClaim.known')}>
            <h2 className="small-head">{t('newClaim.known')}</h2>
            <StatusMatches matches={seen} />
            <ul className="cards">
              {matches.map((match) => (
                <MatchCard match={match} key={match.claim} />
              ))}
            </ul>
          </section>
        )}
        <ProblemView problem={add.problem} shown={[...claimFieldNames, 'appearances']} />
        <div className="buttons">
          <Button type="submit" loading={add.busy} disabled={!ready}>
            {t('newClaim.do')}
          </Button>
          <Button variant="subtle" component={Link} href="/queue/new">
            {t('action.cancel')}
          </Button>
        </div>
      </form>
    </div>
  );
}
