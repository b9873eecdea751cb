import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useLocation } from 'wouter';
import { useClaimList, useVerdictList, type ClaimRow, type LongList, type VerdictRow } from '@/api/lists';
import { useMe } from '@/api/me';
import { problemOf } from '@/api/problem';
import { useT, useWords } from '@/i18n';
import { queues, type Queue } from '@/queues';
import { claimPath, verdictPath } from '@/text/names';
import { Rows } from '@/ui/rows';
import { PageHead } from '@/ui/shell';
import { Empty, ProblemView, Waiting } from '@/ui/states';
import { ClaimRowView } from './claim-row';
import { VerdictRowView } from './verdict-row';

const ClaimPreview = lazy(() => import('./claim-preview'));

export default function QueuePage({ id }: { id: string }) {
  const t = useT();
  const queue = queues.find((each) => each.id === id);
  if (!queue) return <Empty title={t('missing.page')} />;
  return queue.kind === 'claims' ? <ClaimQueue queue={queue} key={id} /> : <VerdictQueue queue={queue} key={id} />;
}

function ClaimQueue({ queue }: { queue: Queue }) {
  const me = useMe();
  const list = useClaimList(queue.filter(me), queue.order);
  const [, go] = useLocation();
  const wide = useMediaQuery('(min-width: 75em)', false, { getInitialValueInEffect: false });
  const [active, setActive] = useState<string>();
  const onActive = useCallback((row: ClaimRow | undefined) => setActive(row?.claim.name), []);
  const current = list.rows.find((row) => row.claim.name === active);
  return (
    <QueueFrame queue={queue} list={list} side={wide && current ? (
        <Suspense fallback={<aside className="preview" />}>
          <ClaimPreview key={current.claim.name} row={current} />
        </Suspense>
      ) : undefined}>
      <Rows
        place={queue.id}
        label={useT()(queue.label)}
        items={list.rows}
        total={list.total}
        more={list.more}
        busy={list.busy}
        keyOf={(row) => row.claim.name}
        row={(row) => <ClaimRowView {...row} />}
        open={(row) => go(claimPath(row.claim.name))}
        onActive={onActive}
      />
    </QueueFrame>
  );
}

function VerdictQueue({ queue }: { queue: Queue }) {
  const me = useMe();
  const list = useVerdictList(queue.filter(me), queue.order);
  const [, go] = useLocation();
  return (
    <QueueFrame queue={queue} list={list}>
      <Rows
        place={queue.id}
        label={useT()(queue.label)}
        items={list.rows}
        total={list.total}
        more={list.more}
        busy={list.busy}
        keyOf={(row) => row.verdict.name}
        row={(row) => <VerdictRowView {...row} />}
        open={(row) => go(verdictPath(row.verdict.name))}
      />
    </QueueFrame>
  );
}

function QueueFrame({
  queue,
  list,
  side,
  children,
}: {
  queue: Queue;
  list: LongList<ClaimRow> | LongList<VerdictRow>;
  side?: React.ReactNode;
  children: React.ReactNode;
}) {
  const t = useT();
  const me = useMe();
  const { locale } = useWords();
  const [, go] = useLocation();
  const number = new Intl.NumberFormat(locale).format(list.total);
  return (
    <div className="queue">
      <PageHead title={t(queue.label)} lead={list.loaded ? `${number} · ${t(`${queue.label}.lead` as typeof queue.label)}` : ' '}>
        {list.outdated && (
          <Button size="xs" variant="light" onClick={list.refresh}>
            {t('list.outdated')}
          </Button>
        )}
        {me.mayContribute && queue.kind === 'claims' && (
          <Button size="xs" variant="default" onClick={() => go('/new')}>
            {t('nav.newClaim')}
          </Button>
        )}
      </PageHead>
      {list.error && !list.loaded ? (
        <ProblemView problem={problemOf(list.error)} retry={list.retry} />
      ) : !list.loaded ? (
        <Waiting lines={10} />
      ) : list.rows.length === 0 ? (
        <Empty title={t('queue.empty')}>
          <p>{t(`${queue.label}.empty` as typeof queue.label)}</p>
        </Empty>
      ) : (
        <div className={`queue-body ${side ? 'queue-split' : ''}`}>
          {children}
          {side}
        </div>
      )}
    </div>
  );
}
