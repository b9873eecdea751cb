// What was found, counted; a click on a value narrows the search down to it.
import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { facets, type FacetField } from '@/api/search';
import { usePublishers } from '@/api/queries';
import type { FacetCount } from '@gen/claims_service_pb';
import { NormalRating } from '@gen/common_pb';
import { ClaimStatus_State } from '@gen/status_pb';
import { useT, useWords } from '@/i18n';
import { condition as conditionOf, hasValue, toggled, valuesOf, type Condition } from '@/text/box';
import { idOf } from '@/text/names';
import { Shape } from '@/ui/marks';
import { languageName } from '../claim/facts';

const shownFirst = 6;

/** A value of a field as people call it. */
export function useFacetWords(): (field: FacetField, value: string) => string {
  const t = useT();
  const { language } = useWords();
  const publishers = usePublishers();
  return (field, value) => {
    const name = value.toUpperCase().replaceAll('-', '_');
    if (field === 'status' && name in ClaimStatus_State) return t(`claimStatus.${name}` as 'claimStatus.CHECKED');
    if (field === 'rating' && name in NormalRating) return t(`normal.${name}` as 'normal.TRUE');
    if (field === 'language') return languageName(value, language) || t('language.unknown');
    if (field === 'publisher') return publishers.data?.find((publisher) => idOf(publisher.name) === idOf(value))?.displayName ?? idOf(value);
    return value;
  };
}

function Group({
  field,
  condition,
  counts,
  query,
  onQuery,
}: {
  field: FacetField;
  condition: Condition;
  counts: readonly FacetCount[];
  query: string;
  onQuery: (query: string) => void;
}) {
  const t = useT();
  const { locale } = useWords();
  const words = useFacetWords();
  const [all, setAll] = useState(false);
  const number = new Intl.NumberFormat(locale);
  // What was chosen stays, also where nothing has it any more.
  const counted = counts.filter(({ value }) => conditionOf(condition, value) !== undefined);
  const missing = valuesOf(query, condition).filter((value) => !counted.some((each) => conditionOf(condition, each.value) === conditionOf(condition, value)));
  const values = [...missing.map((value) => ({ value, count: 0n })), ...counted];
  const shown = values.filter(({ value }, i) => all || i < shownFirst || hasValue(query, condition, value));
  if (values.length === 0) return null;
  return (
    <fieldset className="facet">
      <legend className="small-head">{t(`search.${field}`)}</legend>
      {shown.map(({ value, count }) => (
        <Checkbox
          key={value}
          size="xs"
          checked={hasValue(query, condition, value)}
          onChange={() => onQuery(toggled(query, condition, value))}
          label={
            <span className="facet-value">
              <span className="facet-word" dir="auto">
                {field === 'rating' && <Shape normal={NormalRating[value.toUpperCase() as keyof typeof NormalRating] ?? 0} />} {words(field, value)}
              </span>{' '}
              <span className="dim">{number.format(count)}</span>
            </span>
          }
        />
      ))}
      {(values.length > shown.length || all) && values.length > shownFirst && (
        <button type="button" className="linkish" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t('search.fewer') : t('search.more', { count: values.length - shown.length })}
        </button>
      )}
    </fieldset>
  );
}

export function Facets({ counts, query, onQuery }: { counts: Map<FacetField, readonly FacetCount[]>; query: string; onQuery: (query: string) => void }) {
  return facets.map(({ field, condition }) => (
    <Group key={field} field={field} condition={condition} counts={counts.get(field) ?? []} query={query} onQuery={onQuery} />
  ));
}
