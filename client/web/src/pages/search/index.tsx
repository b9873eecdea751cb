// Claims by their words and by what is known of them.
import { Button, Select } from '@mantine/core';
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { fieldError, problemOf } from '@/api/problem';
import { facets, mostListed, useFacets, useSearch } from '@/api/search';
import { useT } from '@/i18n';
import { hasWords, valuesOf, without } from '@/text/box';
import { claimPath } from '@/text/names';
import { Rows } from '@/ui/rows';
import { PageHead } from '@/ui/shell';
import { Empty, ProblemView, Waiting } from '@/ui/states';
import { ClaimRowView } from '../queue/claim-row';
import { SearchBox } from './box';
import { Facets } from './facets';

const orders = ['relevance', 'create_time desc', 'update_time desc', 'create_time'] as const;
const chosenBy = facets.map(({ condition }) => condition);

export default function SearchPage() {
  const t = useT();
  const [, go] = useLocation();
  const [search, setSearch] = useSearchParams();
  const address = search.get('q') ?? '';
  const [text, setText] = useState(address);
  const [settled, setSettled] = useState(address);
  const [typed] = useDebouncedValue(text, 250);
  const wide = useMediaQuery('(min-width: 62em)', false, { getInitialValueInEffect: false });
  const [open, setOpen] = useState(false);
  const asked = search.get('order') ?? '';
  const order = orders.find((each) => each === asked) ?? '';
  const query = settled.trim();
  const list = useSearch(query, order);
  const counts = useFacets(query, list);

  // What is typed goes into the address, and an address that was followed into the box.
  const written = useRef(address);
  const write = (q: string, by: string = order) => {
    written.current = q;
    setSearch({ ...(q ? { q } : {}), ...(by ? { order: by } : {}) }, { replace: true });
  };
  useEffect(() => {
    setSettled(typed);
    if (typed.trim() !== written.current.trim()) write(typed.trim());
    // Only what was typed decides.
  }, [typed]);
  useEffect(() => {
    if (address === written.current) return;
    written.current = address;
    setText(address);
    setSettled(address);
  }, [address]);
  const choose = (q: string) => {
    setText(q);
    setSettled(q);
    write(q);
  };

  const problem = list.error ? problemOf(list.error) : undefined;
  const wrong = fieldError(problem, 'query');
  const chosen = chosenBy.reduce((sum, name) => sum + valuesOf(query, name).length, 0);
  const panel = (
    <div className="search-facets" id="search-facets">
      <Facets counts={counts} query={text} onQuery={choose} />
    </div>
  );
  return (
    <div className="queue">
      <PageHead
        title={t('nav.search')}
        lead={
          !list.loaded || list.error ? ' ' : list.counted > mostListed ? t('search.foundMany', { count: list.counted, most: mostListed }) : t('search.found', { count: list.counted })
        }
      >
        {list.outdated && (
          <Button size="xs" variant="light" onClick={list.refresh}>
            {t('list.outdated')}
          </Button>
        )}
      </PageHead>
      <SearchBox text={text} onText={setText} error={wrong} />
      <div className="search-tools">
        {!wide && (
          <Button size="xs" variant="default" onClick={() => setOpen(!open)} aria-expanded={open} aria-controls="search-facets">
            {chosen ? t('search.filtersSet', { count: chosen }) : t('search.filters')}
          </Button>
        )}
        {chosen > 0 && (
          <Button size="xs" variant="subtle" onClick={() => choose(without(text, chosenBy))}>
            {t('search.clear')}
          </Button>
        )}
        <Select
          size="xs"
          aria-label={t('search.order')}
          data={orders.map((value) => ({ value, label: t(`search.order.${value.replace(' ', '-')}` as 'search.order.relevance') }))}
          value={order || (hasWords(query) ? 'relevance' : 'create_time desc')}
          onChange={(value) => write(query, value ?? '')}
          allowDeselect={false}
          className="search-order"
        />
      </div>
      {!wide && open && panel}
      <div className={`queue-body ${wide ? 'search-split' : ''}`} aria-busy={list.before}>
        {wide && panel}
        {problem ? (
          <div className="search-none">{!wrong && <ProblemView problem={problem} retry={list.retry} />}</div>
        ) : !list.loaded ? (
          <div className="search-none">
            <Waiting lines={8} />
          </div>
        ) : list.rows.length === 0 ? (
          <Empty title={t('search.none')}>
            {chosen > 0 && <p>{t('search.none.filters')}</p>}
            <p>{t('search.none.hint')}</p>
          </Empty>
        ) : (
          <Rows
            key={`${query} ${order}`}
            place={`search ${query} ${order}`}
            label={t('nav.search')}
            items={list.rows}
            total={Math.min(list.total, mostListed)}
            more={list.more}
            busy={list.busy}
            keyOf={(row) => row.claim.name}
            row={(row) => <ClaimRowView {...row} />}
            open={(row) => go(claimPath(row.claim.name))}
          />
        )}
      </div>
    </div>
  );
}
