import { Alert, Button, Select, Tabs } from '@mantine/core';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useMe } from '@/api/me';
import { problemOf } from '@/api/problem';
import { useClaim, useEvidence, usePublisher, useRevisions, useScales, useVerdict } from '@/api/queries';
import type { Claim } from '@gen/claim_pb';
import type { Evidence } from '@gen/evidence_pb';
import type { Publisher, RatingScale } from '@gen/publisher_pb';
import { VerdictRevision_Kind, VerdictRevision_State as State, type Verdict, type VerdictRevision } from '@gen/verdict_pb';
import { useT } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { claimPath, idOf, verdictPath } from '@/text/names';
import { PageHead } from '@/ui/shell';
import { RatingMark, RatingOf, RevisionStateMark } from '@/ui/marks';
import { Empty, ProblemView, Waiting } from '@/ui/states';
import { Said } from '@/ui/text';
import { VerdictActions, Way } from './actions';
import { missingBefore } from './before-publication';
import { previewOf } from './claim-review';
import { draftOf, type Draft } from './draft';
import { Editor, SaveMark } from './editor';
import { RevisionList } from './history';
import { BeforePublication, DraftPreview, PublishedPreview } from './preview';
import { ratingChoices } from './ratings';
import { Comparison, Reading } from './reading';
import { Reviews } from './reviews';
import { useDraft } from './use-draft';

export default function VerdictPage({ claim: claimId, publisher: publisherId }: { claim: string; publisher: string }) {
  const t = useT();
  const verdict = useVerdict(`claims/${claimId}/verdicts/${publisherId}`);
  const claim = useClaim(`claims/${claimId}`);
  const publisher = usePublisher(`publishers/${publisherId}`);
  const scales = useScales(`publishers/${publisherId}`);
  const evidence = useEvidence(`claims/${claimId}`);
  if (verdict.data && claim.data && scales.isFetched && evidence.isFetched && publisher.isFetched) {
    return (
      <VerdictView
        verdict={verdict.data}
        claim={claim.data}
        publisher={publisher.data}
        scales={scales.data ?? []}
        evidence={evidence.data ?? []}
      />
    );
  }
  const error = verdict.error ?? claim.error;
  if (!error) return <Waiting lines={8} />;
  const problem = problemOf(error);
  if (problem.kind === 'missing' || problem.kind === 'fields') {
    return (
      <Empty title={t('missing.verdict')}>
        <Link href={claimPath(`claims/${claimId}`)}>{t('queue.openClaim')}</Link>
      </Empty>
    );
  }
  return <ProblemView problem={problem} retry={() => void verdict.refetch()} />;
}

interface ViewProps {
  verdict: Verdict;
  claim: Claim;
  publisher: Publisher | undefined;
  scales: readonly RatingScale[];
  evidence: readonly Evidence[];
}

function VerdictView(props: ViewProps) {
  const t = useT();
  const me = useMe();
  const { verdict, claim, publisher } = props;
  const [search] = useSearchParams();
  const asked = Number(search.get('revision') ?? 0);
  const { working, published } = verdict;
  const mayDraft = me.mayDraft(`publishers/${idOf(verdict.name)}`);
  // Editing what waits for review takes it back to a draft: only who says so does.
  const [reopened, setReopened] = useState('');
  // What is unsaved keeps its editor, also where somebody else submitted the draft meanwhile.
  const [held, setHeld] = useState(false);
  const editable = mayDraft && (held || (!!working && (working.state === State.DRAFT || reopened === verdict.etag)));
  const [written, setWritten] = useState(working);
  if (working && working !== written) setWritten(working);
  const shown = asked && asked !== working?.number && asked !== published?.number ? undefined : asked === published?.number && asked ? published : (working ?? published);
  return (
    <article className="verdict">
      <PageHead
        title={publisher?.displayName ?? idOf(verdict.name)}
        lead={
          <Link href={claimPath(claim.name)} dir="auto" className="claim-link">
            {claim.statement}
          </Link>
        }
      />
      <p className="marks">
        {published &&
          (published.kind === VerdictRevision_Kind.RETRACTION ? (
            <RatingMark normal={0} label="" retracted />
          ) : (
            <span>
              {t('verdict.inForce')} <RatingOf rating={published.rating} />
            </span>
          ))}
        {working && (
          <span>
            <RevisionStateMark state={working.state} /> {wordFor(t, 'revisionKind', VerdictRevision_Kind, working.kind)}{' '}
            <span className="dim">{t('verdict.revision', { number: working.number })}</span>
          </span>
        )}
        {verdict.stale && <span className="topic">{t('status.stale')}</span>}
      </p>
      {working && <Way state={working.state} />}
      {shown === undefined && !held ? (
        asked ? (
          <OldRevision {...props} number={asked} />
        ) : (
          <Empty title={t('verdict.nothing')} />
        )
      ) : editable && written && (held || shown === working) ? (
        <Writing key={written.name} onHold={setHeld} revision={written} {...props} />
      ) : (
        <ReadingView {...props} revision={shown!}>
          {working && mayDraft && working.state !== State.DRAFT && (
            <Button size="sm" variant="default" onClick={() => setReopened(verdict.etag)} title={t('verdict.editAgain.hint')}>
              {t('verdict.editAgain')}
            </Button>
          )}
        </ReadingView>
      )}
    </article>
  );
}

function previewFor({ claim, publisher, scales, evidence }: ViewProps, draft: Draft, revision: VerdictRevision) {
  const chosen = ratingChoices(scales, '', draft.language, revision.rating).find((choice) => choice.value === draft.rating);
  const [scaleName, code] = draft.rating.split('#');
  const ordinals = scales.find((scale) => scale.name === scaleName)?.ratings.flatMap((rating) => (rating.ordinal === undefined ? [] : [rating.ordinal])) ?? [];
  const ordinal = scales.find((scale) => scale.name === scaleName)?.ratings.find((rating) => rating.code === code)?.ordinal;
  return previewOf({
    claim,
    publisher,
    url: draft.url,
    title: draft.title,
    summary: draft.summary,
    language: draft.language,
    authors: draft.authors,
    articleDate: draft.articleDate,
    rating: chosen && { label: chosen.label, ordinal, worst: ordinals.length ? Math.min(...ordinals) : undefined, best: ordinals.length ? Math.max(...ordinals) : undefined },
    cited: evidence.filter((each) => draft.citations.some((citation) => citation.evidence === each.name)),
  });
}

const missingFor = ({ claim, publisher, evidence, verdict }: ViewProps, draft: Draft, revision: VerdictRevision) =>
  missingBefore({ claim, publisher, evidence, published: verdict.published, revision, draft, now: new Date() });

/** `revision`: what is written on, also after somebody else gave it up. */
function Writing({ onHold, revision, ...props }: ViewProps & { onHold: (held: boolean) => void; revision: VerdictRevision }) {
  const t = useT();
  const { verdict, publisher, scales, evidence } = props;
  const state = useDraft(verdict);
  useEffect(() => {
    onHold(!state.saved);
    return () => onHold(false);
  }, [onHold, state.saved]);
  return (
    <>
      {state.moved && (
        <Alert color="yellow" title={t('moved.title')} role="alert">
          <p>{t('moved.lead')}</p>
          <div className="buttons">
            <Button size="xs" variant="default" onClick={state.drop}>
              {t('moved.drop')}
            </Button>
            <Button size="xs" onClick={state.resume}>
              {t('moved.resume')}
            </Button>
          </div>
        </Alert>
      )}
      <div className="sticky-actions">
        <VerdictActions verdict={verdict} before={state.flush} etag={state.etag}>
          <SaveMark state={state} />
        </VerdictActions>
      </div>
      <div className="columns">
        <div className="column-main">
          <Editor state={state} revision={revision} publisher={publisher} scales={scales} evidence={evidence} />
        </div>
        <div className="column-side">
          <Reviews revision={revision} publisher={publisher} />
          <BeforePublication missing={missingFor(props, state.mine, revision)} />
          <section aria-labelledby="preview">
            <h2 id="preview">ClaimReview</h2>
            <DraftPreview preview={previewFor(props, state.mine, revision)} />
          </section>
          {verdict.published && (
            <section aria-labelledby="changed">
              <h2 id="changed">{t('diff.sincePublished')}</h2>
              <Comparison before={verdict.published} after={revision} evidence={evidence} />
            </section>
          )}
          <RevisionList verdict={verdict.name} shown={revision.number} />
        </div>
      </div>
    </>
  );
}

/** What to compare a revision with: what is published, or what a reviewer saw. */
function useEarlier(verdict: Verdict, revision: VerdictRevision) {
  const { verdicts } = useClients();
  const revisions = useRevisions(verdict.name).data ?? [];
  const reviewed = revision === verdict.working ? revision.reviews.at(-1)?.reviewTime : undefined;
  const asReviewed = useQuery({
    queryKey: [...keys.verdict(verdict.name), 'as of', reviewed?.seconds.toString() ?? '', reviewed?.nanos ?? 0],
    queryFn: reviewed
      ? ({ signal }) =>
          verdicts.getVerdict({ name: verdict.name, readOptions: { asOf: { case: 'time', value: reviewed } } }, { signal })
      : skipToken,
    staleTime: Infinity,
  });
  const base = revisions.find((each) => each.number === (revision.baseRevision || revision.number - 1) && each.number !== revision.number);
  return { reviewed: asReviewed.data?.working, base };
}

function ReadingView({ revision, children, ...props }: ViewProps & { revision: VerdictRevision; children?: React.ReactNode }) {
  const t = useT();
  const { verdict, publisher, evidence } = props;
  const { reviewed, base } = useEarlier(verdict, revision);
  const [against, setAgainst] = useState<string | null>(null);
  const choice = against ?? (base && revision === verdict.working ? 'base' : reviewed ? 'reviewed' : '');
  const before = choice === 'base' ? base : choice === 'reviewed' ? reviewed : undefined;
  const isPublished = revision.number === verdict.published?.number;
  return (
    <>
      <div className="sticky-actions">
        <VerdictActions verdict={verdict} before={() => Promise.resolve(true)} etag={() => verdict.etag}>
          {children}
        </VerdictActions>
      </div>
      <div className="columns">
        <div className="column-main">
          <Tabs defaultValue="text" keepMounted={false}>
            <Tabs.List>
              <Tabs.Tab value="text">{t('verdict.text')}</Tabs.Tab>
              {(base ?? reviewed) && <Tabs.Tab value="changes">{t('verdict.changes')}</Tabs.Tab>}
              <Tabs.Tab value="preview">ClaimReview</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="text">
              <Reading revision={revision} evidence={evidence} />
            </Tabs.Panel>
            <Tabs.Panel value="changes">
              <Select
                size="xs"
                label={t('diff.against')}
                data={[
                  ...(base ? [{ value: 'base', label: t('diff.againstRevision', { number: base.number }) }] : []),
                  ...(reviewed ? [{ value: 'reviewed', label: t('diff.againstReviewed') }] : []),
                ]}
                value={choice}
                onChange={setAgainst}
                allowDeselect={false}
                className="against"
              />
              {before && <Comparison before={before} after={revision} evidence={evidence} />}
            </Tabs.Panel>
            <Tabs.Panel value="preview">
              {isPublished ? (
                <PublishedPreview verdict={verdict.name} etag={verdict.etag} />
              ) : (
                <DraftPreview preview={previewFor(props, draftOf(revision), revision)} />
              )}
            </Tabs.Panel>
          </Tabs>
        </div>
        <div className="column-side">
          {(revision === verdict.working || revision.reviews.length > 0) && <Reviews revision={revision} publisher={publisher} />}
          {revision === verdict.working && <BeforePublication missing={missingFor(props, draftOf(revision), revision)} />}
          <section aria-labelledby="about-claim">
            <h2 id="about-claim">{t('claim.title')}</h2>
            <Said language={props.claim.language}>{props.claim.statement}</Said>
          </section>
          <RevisionList verdict={verdict.name} shown={revision.number} />
        </div>
      </div>
    </>
  );
}

function OldRevision({ number, ...props }: ViewProps & { number: number }) {
  const t = useT();
  const query = useRevisions(props.verdict.name);
  const revision = query.data?.find((each) => each.number === number);
  if (revision) {
    return (
      <>
        <p className="dim">
          {t('verdict.oldRevision', { number })} <Link href={verdictPath(props.verdict.name)}>{t('verdict.toCurrent')}</Link>
        </p>
        <ReadingView {...props} revision={revision} />
      </>
    );
  }
  return query.isPending ? <Waiting /> : <Empty title={t('missing.verdict')} />;
}
