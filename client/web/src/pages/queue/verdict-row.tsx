import { memo } from 'react';
import { Link } from 'wouter';
import type { VerdictRow } from '@/api/lists';
import { useMe } from '@/api/me';
import { usePublisher } from '@/api/queries';
import { VerdictRevision_Kind } from '@gen/verdict_pb';
import { useT } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { idOf, publisherOf, verdictPath } from '@/text/names';
import { RatingMark, RatingOf, RevisionStateMark } from '@/ui/marks';
import { ActorName } from '@/ui/text';
import { When } from '@/ui/when';

function PublisherName({ name }: { name: string }) {
  const { data } = usePublisher(name);
  return <span dir="auto">{data?.displayName ?? idOf(name)}</span>;
}

export const VerdictRowView = memo(function VerdictRowView({ verdict, claim }: VerdictRow) {
  const t = useT();
  const me = useMe();
  const revision = verdict.working ?? verdict.published;
  const [writer] = revision?.editors ?? [];
  return (
    <Link href={verdictPath(verdict.name)} className="row-link">
      <span className="row-title" dir="auto">
        {revision?.title || claim?.statement || verdict.name}
      </span>
      <span className="row-facts">
        <PublisherName name={publisherOf(verdict.name)} />
        {revision && revision.kind !== VerdictRevision_Kind.INITIAL && (
          <span>{wordFor(t, 'revisionKind', VerdictRevision_Kind, revision.kind)}</span>
        )}
        {writer && <ActorName name={writer} />}
        {verdict.working && verdict.working.editors.includes(me.name) && <span className="topic">{t('verdict.yours')}</span>}
        {verdict.stale && <span className="topic">{t('status.stale')}</span>}
      </span>
      <span className="row-end">
        {!verdict.working && verdict.published?.kind === VerdictRevision_Kind.RETRACTION ? (
          <RatingMark normal={0} label="" retracted />
        ) : (
          <RatingOf rating={revision?.rating} />
        )}
        {verdict.working && <RevisionStateMark state={verdict.working.state} />}
        <When at={revision?.embargoTime ?? revision?.submitTime ?? verdict.updateTime} />
      </span>
    </Link>
  );
});
