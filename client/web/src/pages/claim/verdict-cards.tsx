// What publishers say of a claim, and what is being written.
import { Button, Menu } from '@mantine/core';
import { Link, useLocation } from 'wouter';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useMe } from '@/api/me';
import { usePublishers, useVerdicts } from '@/api/queries';
import { useWrite } from '@/api/write';
import { Claim_State, type Claim } from '@gen/claim_pb';
import type { ClaimStatus } from '@gen/status_pb';
import { VerdictRevision_Kind, type Verdict } from '@gen/verdict_pb';
import { useT } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { idOf, publisherOf, verdictPath } from '@/text/names';
import { RatingMark, RatingOf, RevisionStateMark } from '@/ui/marks';
import { Loaded, ProblemView } from '@/ui/states';
import { Away, Said } from '@/ui/text';
import { When } from '@/ui/when';

/** In short, from a status. */
export function VerdictSummaries({ status }: { status: ClaimStatus }) {
  const t = useT();
  if (status.verdicts.length === 0) return null;
  return (
    <ul className="plain summaries">
      {status.disputed && (
        <li>
          <span className="state state-new">{t('status.disputed')}</span>
        </li>
      )}
      {status.verdicts.map((verdict) => (
        <li key={verdict.verdict}>
          <RatingMark normal={verdict.normal} label={verdict.ratingLabel} retracted={verdict.retracted} />{' '}
          <Link href={verdictPath(verdict.verdict)} dir="auto">
            {verdict.publisherDisplayName || idOf(verdict.publisher)}
          </Link>{' '}
          <When at={verdict.publishTime} />
          {verdict.stale && <span className="topic">{t('status.stale')}</span>}
        </li>
      ))}
    </ul>
  );
}

function Card({ verdict, publisher }: { verdict: Verdict; publisher: string }) {
  const t = useT();
  const { published, working } = verdict;
  return (
    <li className="card verdict-card">
      <div className="card-head">
        <Link href={verdictPath(verdict.name)} className="card-title" dir="auto">
          {publisher}
        </Link>
        {published?.kind === VerdictRevision_Kind.RETRACTION ? (
          <RatingMark normal={0} label="" retracted />
        ) : (
          published && <RatingOf rating={published.rating} />
        )}
        {verdict.stale && <span className="topic">{t('status.stale')}</span>}
      </div>
      {published?.title && <Said className="card-strong">{published.title}</Said>}
      {published?.summary && <Said>{published.summary}</Said>}
      {published && (
        <p className="dim">
          {published.url && <Away url={published.url} />} <When at={published.publishTime} />
          {verdict.publishedCount > 1 && ` · ${t('verdict.revisions', { count: verdict.publishedCount })}`}
        </p>
      )}
      {working && (
        <p className="working">
          <RevisionStateMark state={working.state} />
          <span>{wordFor(t, 'revisionKind', VerdictRevision_Kind, working.kind)}</span>
          {working.rating && <RatingOf rating={working.rating} />}
          <Link href={verdictPath(verdict.name)}>{t('verdict.open')}</Link>
        </p>
      )}
    </li>
  );
}

export function VerdictCards({ claim }: { claim: Claim }) {
  const t = useT();
  const me = useMe();
  const [, go] = useLocation();
  const { verdicts } = useClients();
  const query = useVerdicts(claim.name);
  const publishers = usePublishers();
  const begin = useWrite(
    (publisher: string) => verdicts.createDraft({ parent: claim.name, publisher }),
    [keys.claim(claim.name)],
    (verdict) => go(verdictPath(verdict.name)),
  );
  const nameOf = (publisher: string) =>
    publishers.data?.find((each) => each.name === publisher)?.displayName ?? idOf(publisher);
  // Who has none yet, or one that was given up before it was published.
  const free = (publishers.data ?? []).filter((publisher) => {
    if (!me.mayDraft(publisher.name)) return false;
    const verdict = query.data?.find((each) => publisherOf(each.name) === publisher.name);
    return !verdict || (!verdict.working && !verdict.published);
  });
  return (
    <section aria-labelledby="verdicts">
      <div className="section-head">
        <h2 id="verdicts">{t('claim.verdicts')}</h2>
        {claim.state === Claim_State.ACCEPTED && free.length === 1 && (
          <Button size="xs" loading={begin.busy} onClick={() => begin.run(free[0]!.name)}>
            {t('verdict.begin')}
          </Button>
        )}
        {claim.state === Claim_State.ACCEPTED && free.length > 1 && (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button size="xs" loading={begin.busy}>
                {t('verdict.begin')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown className="scrolling">
              {free.map((publisher) => (
                <Menu.Item key={publisher.name} onClick={() => begin.run(publisher.name)}>
                  {publisher.displayName}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <ProblemView problem={begin.problem} />
      <Loaded query={query} lines={2}>
        {(list) => {
          const shown = list.filter((verdict) => verdict.published ?? verdict.working);
          if (shown.length === 0) {
            return <p className="dim">{claim.state === Claim_State.RECEIVED && me.mayTriage ? t('claim.noVerdicts.accept') : t('claim.noVerdicts')}</p>;
          }
          return (
            <ul className="cards">
              {shown.map((verdict) => (
                <Card key={verdict.name} verdict={verdict} publisher={nameOf(publisherOf(verdict.name))} />
              ))}
            </ul>
          );
        }}
      </Loaded>
    </section>
  );
}
