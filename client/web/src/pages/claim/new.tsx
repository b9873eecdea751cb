// Intake: a claim with where it was seen, after a look whether it is known already.
import { create } from '@bufbuild/protobuf';
import { Button, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useClients } from '@/api/clients';
import { fieldError } from '@/api/problem';
import { useWrite } from '@/api/write';
import { AppearanceSchema } from '@gen/claim_pb';
import { useT, useWords } from '@/i18n';
import { claimPath, isWebAddress } from '@/text/names';
import { PageHead } from '@/ui/shell';
import { ProblemView } from '@/ui/states';
import { Matches } from '../check';
import { ClaimFields, claimFieldNames, claimOfDraft, dateIsWrong, draftOf } from './claim-fields';

export default function NewClaimPage() {
  const t = useT();
  const { language } = useWords();
  const { claims, statuses } = useClients();
  const [, go] = useLocation();
  const asked = new URLSearchParams(window.location.search);
  const [draft, setDraft] = useState(() => ({ ...draftOf(undefined, language), statement: asked.get('statement') ?? '' }));
  const [url, setUrl] = useState(asked.get('url') ?? '');
  const [quote, setQuote] = useState('');
  const [settled] = useDebouncedValue({ statement: draft.statement.trim(), url: url.trim(), claimant: draft.claimants[0] ?? '' }, 400);
  const known = useQuery({
    queryKey: ['list', 'known', settled],
    queryFn:
      settled.statement || isWebAddress(settled.url)
        ? async ({ signal }) => {
            const { answers } = await statuses.batchGetStatuses(
              {
                queries: [
                  ...(settled.statement
                    ? [{ query: { case: 'text' as const, value: { statement: settled.statement, claimant: settled.claimant } } }]
                    : []),
                  ...(isWebAddress(settled.url) ? [{ query: { case: 'url' as const, value: settled.url } }] : []),
                ],
              },
              { signal },
            );
            const seen = new Set<string>();
            return answers.flatMap((answer) => answer.matches).filter((match) => !seen.has(match.claim) && !!seen.add(match.claim));
          }
        : skipToken,
  });
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
        {known.data && known.data.length > 0 && (
          <section className="known" aria-label={t('newClaim.known')}>
            <h2 className="small-head">{t('newClaim.known')}</h2>
            <Matches matches={known.data} />
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
