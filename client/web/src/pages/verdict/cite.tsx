// Which evidence a revision rests on, and what for.
import { Checkbox, TextInput } from '@mantine/core';
import type { Evidence } from '@gen/evidence_pb';
import { useT } from '@/i18n';
import { EvidenceTitle, StanceMark, stances } from '../claim/evidence';
import type { Citation } from './draft';

export function Cite({ evidence, citations, onChange, error }: { evidence: readonly Evidence[]; citations: readonly Citation[]; onChange: (citations: readonly Citation[]) => void; error?: string }) {
  const t = useT();
  const cited = new Map(citations.map((citation) => [citation.evidence, citation]));
  // Of a claim that was merged, or withdrawn since: cited, and to be seen.
  const offered = evidence.filter((each) => !each.withdrawn || cited.has(each.name));
  const elsewhere = citations.filter((citation) => !evidence.some((each) => each.name === citation.evidence));
  const origins = new Set(offered.filter((each) => cited.has(each.name)).map((each) => each.originGroup || each.name));
  return (
    <fieldset className="cite">
      <legend>
        {t('verdict.citations')} <span className="dim">{t('verdict.cited', { count: citations.length, origins: origins.size })}</span>
      </legend>
      {error && <p className="field-error">{error}</p>}
      {offered.length === 0 && elsewhere.length === 0 && <p className="dim">{t('evidence.none')}</p>}
      <ul className="plain">
        {stances.flatMap((stance) =>
          offered
            .filter((each) => each.stance === stance)
            .map((each) => {
              const citation = cited.get(each.name);
              return (
                <li key={each.name} className="cite-item">
                  <Checkbox
                    checked={!!citation}
                    onChange={(event) =>
                      onChange(
                        event.currentTarget.checked
                          ? [...citations, { evidence: each.name, note: '' }]
                          : citations.filter((other) => other.evidence !== each.name),
                      )
                    }
                    label={each.citation || each.publisher || each.url}
                  />
                  <span className="cite-facts">
                    <StanceMark stance={each.stance} /> <EvidenceTitle evidence={each} />
                    {each.withdrawn && <span className="withdrawn"> {t('evidence.withdrawn')}</span>}
                  </span>
                  {citation && (
                    <TextInput
                      size="xs"
                      aria-label={t('verdict.citeFor')}
                      placeholder={t('verdict.citeFor')}
                      value={citation.note}
                      onChange={(event) => {
                        const note = event.currentTarget.value;
                        onChange(citations.map((other) => (other.evidence === each.name ? { ...other, note } : other)));
                      }}
                      dir="auto"
                    />
                  )}
                </li>
              );
            }),
        )}
        {elsewhere.map((citation) => (
          <li key={citation.evidence} className="cite-item">
            <Checkbox checked onChange={() => onChange(citations.filter((other) => other.evidence !== citation.evidence))} label={citation.evidence} />
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
