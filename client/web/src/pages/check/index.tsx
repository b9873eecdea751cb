// "Has this been checked?": a sentence, a post, an article or an address in, what is known of it out.
import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery, skipToken } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { useClients } from '@/api/clients';
import { useMe } from '@/api/me';
import { fieldError, problemOf } from '@/api/problem';
import { useMatches } from '@/api/search';
import { MatchQuery_Kind } from '@gen/search_pb';
import { Applicability } from '@gen/status_pb';
import { useT } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { isWebAddress } from '@/text/names';
import { PageHead } from '@/ui/shell';
import { ProblemView, Waiting } from '@/ui/states';
import { TextAnswer } from './answer';
import { StatusMatches } from './status-matches';

const kinds = [MatchQuery_Kind.UNSPECIFIED, MatchQuery_Kind.POST, MatchQuery_Kind.ARTICLE];
// A longer text is kept with the page in the browser's history, and not in its address.
const longestAddress = 2_000;

function AddressAnswer({ url }: { url: string }) {
  const t = useT();
  const me = useMe();
  const { statuses } = useClients();
  const [, go] = useLocation();
  const answer = useQuery({
    queryKey: ['list', 'check', url],
    queryFn: url ? ({ signal }) => statuses.getStatus({ query: { query: { case: 'url', value: url } } }, { signal }) : skipToken,
    retry: false,
  });
  if (answer.error) return <ProblemView problem={problemOf(answer.error)} retry={() => void answer.refetch()} />;
  if (!answer.data) return <Waiting />;
  const { matches, applicability } = answer.data;
  return matches.length > 0 ? (
    <section>
      <h2>{t(applicability === Applicability.SUGGESTED ? 'check.maybe' : 'check.found', { count: matches.length })}</h2>
      <StatusMatches matches={matches} />
    </section>
  ) : (
    <section>
      <h2>{t('check.none')}</h2>
      {me.mayContribute && (
        <Button variant="default" size="xs" onClick={() => go(`/new?url=${encodeURIComponent(url)}`)}>
          {t('check.bringIn')}
        </Button>
      )}
    </section>
  );
}

export default function CheckPage() {
  const t = useT();
  const [search, setSearch] = useSearchParams();
  const kept = useHistoryState<{ text?: string } | null>();
  const asked = (search.get('q') ?? kept?.text ?? '').trim();
  const claimant = (search.get('claimant') ?? '').trim();
  const kind = (kinds as number[]).includes(Number(search.get('kind'))) ? (Number(search.get('kind')) as MatchQuery_Kind) : MatchQuery_Kind.UNSPECIFIED;
  const [text, setText] = useState(asked);
  const [who, setWho] = useState(claimant);
  const [how, setHow] = useState(kind);
  // Another address was followed: from the palette, or back.
  const [seen, setSeen] = useState({ asked, claimant, kind });
  if (seen.asked !== asked || seen.claimant !== claimant || seen.kind !== kind) {
    setSeen({ asked, claimant, kind });
    setText(asked);
    setWho(claimant);
    setHow(kind);
  }
  const isUrl = isWebAddress(asked);
  const matches = useMatches(isUrl ? '' : asked, claimant, kind, 8);
  const problem = matches.error ? problemOf(matches.error) : undefined;
  const wrong = (field: string) => fieldError(problem, field);
  const ask = (said: string, by: string) => {
    const short = encodeURIComponent(said).length <= longestAddress;
    setSearch(
      { ...(said && short ? { q: said } : {}), ...(by ? { claimant: by } : {}), ...(how ? { kind: String(how) } : {}) },
      { state: short ? null : { text: said } },
    );
  };
  return (
    <div className="narrow">
      <PageHead title={t('check.title')} lead={t('check.lead')} />
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) ask(text.trim(), who.trim());
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
        }}
      >
        <Textarea
          label={t('check.text')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={wrong('text')}
          autosize
          minRows={3}
          maxRows={12}
          dir="auto"
          autoFocus
        />
        <div className="two">
          <TextInput label={t('check.claimant')} description={t('check.claimant.hint')} value={who} onChange={(event) => setWho(event.currentTarget.value)} error={wrong('claimant')} dir="auto" />
          <Select
            label={t('check.kind')}
            description={t('check.kind.hint')}
            data={kinds.map((value) => ({ value: String(value), label: wordFor(t, 'matchKind', MatchQuery_Kind, value) }))}
            value={String(how)}
            onChange={(value) => setHow(Number(value) as MatchQuery_Kind)}
            allowDeselect={false}
          />
        </div>
        <div className="buttons">
          <Button type="submit" disabled={!text.trim()}>
            {t('check.do')}
          </Button>
        </div>
      </form>
      {asked && (
        <div className="answer" aria-live="polite">
          {isUrl ? (
            <AddressAnswer url={asked} />
          ) : problem ? (
            <ProblemView problem={problem} shown={['text', 'claimant']} retry={() => void matches.refetch()} />
          ) : matches.data ? (
            <TextAnswer key={asked} text={asked} answer={matches.data} claimant={claimant} onClaimant={(by) => by !== claimant && ask(asked, by)} />
          ) : (
            <Waiting />
          )}
        </div>
      )}
    </div>
  );
}
