// A revision to be read, or what changed since another.
import type { Evidence } from '@gen/evidence_pb';
import { VerdictRevision_Kind, type VerdictRevision } from '@gen/verdict_pb';
import { useT } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { RatingOf } from '@/ui/marks';
import { Markdown } from '@/ui/markdown';
import { Away, Difference, Said } from '@/ui/text';
import { OnDate, When } from '@/ui/when';
import { EvidenceTitle, StanceMark } from '../claim/evidence';
import { changedFields, draftOf, fieldText } from './draft';
import { fieldLabels } from './labels';

export function Reading({ revision, evidence }: { revision: VerdictRevision; evidence: readonly Evidence[] }) {
  const t = useT();
  const { language } = revision;
  return (
    <div className="reading">
      {revision.publicNote && (
        <div className="card note-card">
          <h3 className="small-head">
            {wordFor(t, 'revisionKind', VerdictRevision_Kind, revision.kind)} · {t('verdict.publicNote')}
          </h3>
          <Said language={language}>{revision.publicNote}</Said>
        </div>
      )}
      {revision.kind !== VerdictRevision_Kind.RETRACTION && (
        <p>
          <RatingOf rating={revision.rating} />
        </p>
      )}
      {revision.title && (
        <h2 className="verdict-title" dir="auto" lang={language || undefined}>
          {revision.title}
        </h2>
      )}
      {revision.summary && (
        <Said className="lead-text" language={language}>
          {revision.summary}
        </Said>
      )}
      {revision.explanation && <Markdown text={revision.explanation} language={language} />}
      {revision.citations.length > 0 && (
        <section>
          <h3 className="small-head">{t('verdict.citations')}</h3>
          <ul className="plain">
            {revision.citations.map((citation) => {
              const found = evidence.find((each) => each.name === citation.evidence);
              return (
                <li key={citation.evidence}>
                  {found ? (
                    <>
                      <StanceMark stance={found.stance} /> <EvidenceTitle evidence={found} />
                      {found.withdrawn && <span className="withdrawn"> {t('evidence.withdrawn')}</span>}
                    </>
                  ) : (
                    citation.evidence
                  )}
                  {citation.note && <span dir="auto"> · {citation.note}</span>}
                </li>
              );
            })}
          </ul>
        </section>
      )}
      <dl className="facts facts-wide">
        {revision.url && (
          <div>
            <dt>{t('verdict.url')}</dt>
            <dd>
              <Away url={revision.url} />
            </dd>
          </div>
        )}
        {revision.authors.length > 0 && (
          <div>
            <dt>{t('verdict.authors')}</dt>
            <dd dir="auto">{revision.authors.join(', ')}</dd>
          </div>
        )}
        {revision.articleDate && (
          <div>
            <dt>{t('verdict.articleDate')}</dt>
            <dd>
              <OnDate date={revision.articleDate} />
            </dd>
          </div>
        )}
        {revision.publishTime && (
          <div>
            <dt>{t('verdict.publishTime')}</dt>
            <dd>
              <When at={revision.publishTime} style="full" />
            </dd>
          </div>
        )}
        {revision.recheckTime && (
          <div>
            <dt>{t('verdict.recheckTime')}</dt>
            <dd>
              <When at={revision.recheckTime} style="full" />
            </dd>
          </div>
        )}
        {revision.validUntil && (
          <div>
            <dt>{t('verdict.validUntil')}</dt>
            <dd>
              <When at={revision.validUntil} style="full" />
            </dd>
          </div>
        )}
        {revision.override && (
          <div>
            <dt>{t('verdict.overridden')}</dt>
            <dd>
              {revision.override.waived.join(', ')}: <span dir="auto">{revision.override.reason}</span>
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

export function Comparison({ before, after, evidence }: { before: VerdictRevision; after: VerdictRevision; evidence: readonly Evidence[] }) {
  const t = useT();
  const [a, b] = [draftOf(before), draftOf(after)];
  const titleOf = (name: string) => {
    const found = evidence.find((each) => each.name === name);
    return found?.citation || found?.url || name;
  };
  const labels = new Map([before, after].flatMap(({ rating }) => (rating ? [[`${rating.scaleVersion}#${rating.code}`, rating.label]] : [])));
  const changed = changedFields(a, b);
  if (changed.length === 0) return <p className="dim">{t('diff.none')}</p>;
  return (
    <div className="comparison">
      {changed.map((field) => {
        const text = (draft: typeof a) => fieldText(draft, field, titleOf, (rating) => labels.get(rating) ?? rating);
        return (
          <section key={field}>
            <h3 className="small-head">{t(fieldLabels[field])}</h3>
            <Difference before={text(a)} after={text(b)} language={after.language} />
          </section>
        );
      })}
    </div>
  );
}
