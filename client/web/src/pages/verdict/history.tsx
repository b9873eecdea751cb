// Every revision of a verdict; one can be read or compared with what is shown.
import { Link } from 'wouter';
import { useRevisions } from '@/api/queries';
import { VerdictRevision_Kind } from '@gen/verdict_pb';
import { useT } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { verdictPath } from '@/text/names';
import { RatingOf, RevisionStateMark } from '@/ui/marks';
import { Loaded } from '@/ui/states';
import { When } from '@/ui/when';

export function RevisionList({ verdict, shown }: { verdict: string; shown: number }) {
  const t = useT();
  const query = useRevisions(verdict);
  return (
    <section aria-labelledby="revisions">
      <h2 id="revisions">{t('verdict.allRevisions')}</h2>
      <Loaded query={query} lines={2}>
        {(revisions) => (
          <ol className="plain revisions">
            {revisions.map((revision) => (
              <li key={revision.number} aria-current={revision.number === shown ? 'true' : undefined}>
                <Link href={`${verdictPath(verdict)}?revision=${revision.number}`}>
                  {revision.number}. {wordFor(t, 'revisionKind', VerdictRevision_Kind, revision.kind)}
                </Link>{' '}
                <RevisionStateMark state={revision.state} /> {revision.rating && <RatingOf rating={revision.rating} />}{' '}
                <When at={revision.publishTime ?? revision.beginTime} />
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </section>
  );
}
