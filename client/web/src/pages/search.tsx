// Claims by words and by what is known of them.
import { Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { useClaimList } from '@/api/lists';
import { problemOf } from '@/api/problem';
import { usePublishers } from '@/api/queries';
import { NormalRating } from '@gen/common_pb';
import { ClaimStatus_State } from '@gen/status_pb';
import { useT, useWords } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { claimPath, idOf, quoted } from '@/text/names';
import { Rows } from '@/ui/rows';
import { PageHead } from '@/ui/shell';
import { Empty, ProblemView, Waiting } from '@/ui/states';
import { ClaimRowView } from './queue/claim-row';

const facets = ['status', 'rating', 'language', 'topics', 'publisher'] as const;
type Facet = (typeof facets)[number];
const has: Record<Facet, string> = { status: '=', rating: '=', language: '=', topics: ':', publisher: '=' };
const mostWords = 12;

export function filterOf(text: string, chosen: Partial<Record<Facet, string>>): string {
  const words = text.trim().split(/\s+/).filter(Boolean).slice(0, mostWords);
  return [
    ...words.map((word) => `(statement:${quoted(word.slice(0, 60))} OR claimants:${quoted(word.slice(0, 60))})`),
    ...facets.flatMap((facet) => (chosen[facet] ? [`${facet} ${has[facet]} ${quoted(chosen[facet])}`] : [])),
  ].join(' AND ');
}

export default function SearchPage() {
  const t = useT();
  const { locale } = useWords();
  const [, go] = useLocation();
  const [search, setSearch] = useSearchParams();
  const [text, setText] = useState(search.get('q') ?? '');
  const [settled] = useDebouncedValue(text, 250);
  const chosen = Object.fromEntries(facets.map((facet) => [facet, search.get(facet) ?? ''])) as Record<Facet, string>;
  const filter = filterOf(settled, chosen);
  const list = useClaimList(filter, 'update_time desc', facets);
  const publishers = usePublishers();
  const change = (next: Record<string, string>) => {
    const all: Record<string, string> = { q: text.trim(), ...chosen, ...next };
    setSearch(Object.fromEntries(Object.entries(all).filter(([, value]) => value)), { replace: true });
  };
  useEffect(() => {
    if ((search.get('q') ?? '') !== settled.trim()) change({ q: settled.trim() });
    // Only what was typed decides.
  }, [settled]);
  const words = (facet: Facet, value: string): string => {
    if (facet === 'status') return value in ClaimStatus_State ? t(`claimStatus.${value}` as 'claimStatus.CHECKED') : value;
    if (facet === 'rating') return value in NormalRating ? wordFor(t, 'normal', NormalRating, NormalRating[value as keyof typeof NormalRating]) : value;
    if (facet === 'language') {
      if (value === 'und') return t('language.unknown');
      try {
        return new Intl.DisplayNames(locale, { type: 'language' }).of(value) ?? value;
      } catch {
        return value;
      }
    }
    if (facet === 'publisher') {
      const id = idOf(value);
      return publishers.data?.find((publisher) => idOf(publisher.name) === id)?.displayName ?? id;
    }
    return value;
  };
  const format = new Intl.NumberFormat(locale);
  return (
    <div className="queue">
      <PageHead title={t('nav.search')} lead={list.loaded ? t('search.found', { count: list.total }) : ' '} />
      <div className="search-bar" role="search">
        <TextInput
          aria-label={t('search.text')}
          placeholder={t('search.text')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          dir="auto"
          autoFocus
          className="search-text"
        />
        {facets.map((facet) => {
          const counts = list.facets.find((each) => each.field === facet)?.counts ?? [];
          const data = counts.map(({ value, count }) => ({
            value,
            label: `${words(facet, value)} (${format.format(Number(count))})`,
          }));
          if (chosen[facet] && !data.some((each) => each.value === chosen[facet])) {
            data.unshift({ value: chosen[facet], label: words(facet, chosen[facet]) });
          }
          return (
            <Select
              key={facet}
              size="xs"
              aria-label={t(`search.${facet}`)}
              placeholder={t(`search.${facet}`)}
              data={data}
              value={chosen[facet] || null}
              onChange={(value) => change({ [facet]: value ?? '' })}
              clearable
              searchable={data.length > 10}
              className="search-facet"
            />
          );
        })}
      </div>
      {list.error && !list.loaded ? (
        <ProblemView problem={problemOf(list.error)} retry={list.retry} />
      ) : !list.loaded ? (
        <Waiting lines={8} />
      ) : list.rows.length === 0 ? (
        <Empty title={t('search.none')} />
      ) : (
        <div className="queue-body">
          <Rows
            place={`search ${filter}`}
            label={t('nav.search')}
            items={list.rows}
            total={list.total}
            more={list.more}
            busy={list.busy}
            keyOf={(row) => row.claim.name}
            row={(row) => <ClaimRowView {...row} />}
            open={(row) => go(claimPath(row.claim.name))}
          />
        </div>
      )}
    </div>
  );
}
