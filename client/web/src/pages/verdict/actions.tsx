// What can be done with a verdict in its state, by whom it may be done.
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Button, Menu, Radio, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useMe } from '@/api/me';
import { fieldError } from '@/api/problem';
import { useWrite } from '@/api/write';
import { Review_Decision, VerdictRevision_Kind, VerdictRevision_State as State, type Verdict } from '@gen/verdict_pb';
import { useT, type Key } from '@/i18n';
import { fromLocalInput, localInput } from '@/text/dates';
import { claimOf, publisherOf } from '@/text/names';
import { useActions, type Action } from '@/ui/actions';
import { Ask } from '@/ui/ask';
import { When } from '@/ui/when';

type Step = 'submit' | 'approve' | 'changes' | 'publish' | 'embargo' | 'override' | 'correct' | 'retract' | 'discard';

interface Doing {
  step: Step;
  text: string;
}

const steps: Record<Step, { title: Key; label?: Key; field?: string; hint?: Key; required?: boolean; action: Key; danger?: boolean; intro?: Key }> = {
  submit: { title: 'step.submit.title', label: 'step.submit.label', field: 'note', action: 'step.submit' },
  approve: { title: 'step.approve.title', label: 'step.comment', field: 'comment', action: 'step.approve', intro: 'step.approve.intro' },
  changes: { title: 'step.changes.title', label: 'step.changes.label', field: 'comment', required: true, action: 'step.changes' },
  publish: { title: 'step.publish.title', action: 'step.publish', intro: 'step.publish.intro' },
  embargo: { title: 'step.embargo.title', action: 'step.embargo', intro: 'step.embargo.intro' },
  override: { title: 'step.override.title', label: 'step.override.label', field: 'override_reason', required: true, action: 'step.override', danger: true, intro: 'step.override.intro' },
  correct: { title: 'step.correct.title', label: 'verdict.publicNote', hint: 'verdict.publicNote.hint', field: 'public_note', required: true, action: 'step.correct', intro: 'step.correct.intro' },
  retract: { title: 'step.retract.title', label: 'verdict.publicNote', hint: 'verdict.publicNote.hint', field: 'public_note', required: true, action: 'step.retract', danger: true, intro: 'step.retract.intro' },
  discard: { title: 'step.discard.title', label: 'triage.why', field: 'reason', action: 'step.discard', danger: true, intro: 'step.discard.intro' },
};

export function VerdictActions({
  verdict,
  before,
  etag,
  children,
}: {
  verdict: Verdict;
  /** What must be saved first; false where it could not be. */
  before: () => Promise<boolean>;
  etag: () => string;
  children?: ReactNode;
}) {
  const t = useT();
  const me = useMe();
  const { verdicts } = useClients();
  const client = useQueryClient();
  const { name, working, published } = verdict;
  const [step, setStep] = useState<Step>();
  const [kind, setKind] = useState(String(VerdictRevision_Kind.CORRECTION));
  const [embargo, setEmbargo] = useState('');
  const write = useWrite(
    async ({ step: doing, text }: Doing): Promise<Verdict> => {
      const at = { name, etag: etag() };
      switch (doing) {
        case 'submit':
          return verdicts.submitVerdict({ ...at, note: text });
        case 'approve':
          return verdicts.approveVerdict({ ...at, comment: text });
        case 'changes':
          return verdicts.requestChanges({ ...at, comment: text });
        case 'publish':
          return verdicts.publishVerdict(at);
        case 'embargo':
          return verdicts.publishVerdict({ ...at, embargoTime: fromLocalInput(embargo) });
        case 'override':
          return verdicts.publishVerdict({ ...at, overrideReason: text });
        case 'correct':
          return verdicts.correctVerdict({ ...at, kind: Number(kind) as VerdictRevision_Kind, publicNote: text });
        case 'retract':
          return verdicts.retractVerdict({ ...at, publicNote: text });
        case 'discard':
          return verdicts.discardDraft({ ...at, reason: text });
      }
    },
    [keys.claim(claimOf(name))],
    (answer) => {
      client.setQueryData(keys.verdict(name), answer);
      setStep(undefined);
    },
  );
  const begin = (next: Step) => {
    write.clear();
    if (next === 'embargo') setEmbargo(working?.embargoTime ? localInput(working.embargoTime) : localInput(timestampFromDate(new Date(Date.now() + 86_400_000))));
    void before().then((saved) => saved && setStep(next));
  };

  const state = working?.state;
  const waits = state === State.IN_REVIEW || state === State.APPROVED || state === State.EMBARGOED;
  const mine = working?.editors.includes(me.name) ?? false;
  const approved = working?.reviews.some(
    (review) => review.reviewer === me.name && review.decision === Review_Decision.APPROVED && !review.voided,
  );
  const retracted = published?.kind === VerdictRevision_Kind.RETRACTION;
  const may: Record<Step, boolean> = {
    submit: state === State.DRAFT && me.maySubmit(name),
    approve: waits && me.mayReview(name) && !mine && !approved,
    changes: waits && me.mayReview(name),
    publish: (state === State.APPROVED || state === State.EMBARGOED) && me.mayPublish(name),
    embargo: (state === State.APPROVED || state === State.EMBARGOED) && me.mayPublish(name),
    override: state === State.IN_REVIEW && me.mayOverride(name),
    correct: !working && !!published && me.mayDraft(publisherOf(name)),
    retract: !working && !!published && !retracted && me.mayTakeBack(name),
    discard: !!working && me.mayTakeBack(name),
  };
  const shortcut: Partial<Record<Step, string>> = { submit: 's', approve: 'a', changes: 'x', publish: 'p' };
  useActions(
    (Object.keys(shortcut) as Step[])
      .filter((each) => may[each])
      .map((each): Action => ({ id: `step-${each}`, label: t(steps[each].action), keys: shortcut[each], run: () => begin(each) })),
  );
  const main = (['submit', 'approve', 'publish', 'correct'] as const).filter((each) => may[each]);
  const other = (['changes', 'embargo'] as const).filter((each) => may[each]);
  const rest = (['override', 'retract', 'discard'] as const).filter((each) => may[each]);
  const about = step && steps[step];
  return (
    <div className="triage">
      <div className="buttons">
        {main.map((each, i) => (
          <Button key={each} size="sm" variant={i === 0 ? 'filled' : 'default'} onClick={() => begin(each)}>
            {t(steps[each].action)}
          </Button>
        ))}
        {other.map((each) => (
          <Button key={each} size="sm" variant="default" onClick={() => begin(each)}>
            {t(steps[each].action)}
          </Button>
        ))}
        {children}
        {rest.length > 0 && (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button size="sm" variant="subtle">
                {t('triage.more')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {rest.map((each) => (
                <Menu.Item key={each} color="red" onClick={() => begin(each)}>
                  {t(steps[each].action)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {waits && mine && me.mayReview(name) && <p className="dim">{t('step.ownRevision')}</p>}
      {state === State.EMBARGOED && working?.embargoTime && (
        <p className="dim">
          {t('step.embargoedUntil')} <When at={working.embargoTime} style="full" />
        </p>
      )}
      {step && about && (
        <Ask
          key={step}
          title={t(about.title)}
          intro={about.intro && <p>{t(about.intro)}</p>}
          label={about.label && t(about.label)}
          description={about.hint && t(about.hint)}
          field={about.field}
          required={about.required}
          action={t(about.action)}
          tone={about.danger ? 'danger' : undefined}
          busy={write.busy}
          problem={write.problem}
          blocked={step === 'embargo' && !fromLocalInput(embargo)}
          onClose={() => setStep(undefined)}
          onDo={(text) => write.run({ step, text })}
        >
          {step === 'correct' ? (
            <Radio.Group label={t('step.correct.kind')} value={kind} onChange={setKind}>
              <div className="stack-tight">
                <Radio value={String(VerdictRevision_Kind.CORRECTION)} label={t('step.correct.correction')} />
                <Radio value={String(VerdictRevision_Kind.UPDATE)} label={t('step.correct.update')} />
              </div>
            </Radio.Group>
          ) : step === 'embargo' ? (
            <TextInput
              type="datetime-local"
              label={t('step.embargo.time')}
              description={t('step.embargo.zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
              value={embargo}
              min={localInput(timestampFromDate(new Date()))}
              onChange={(event) => setEmbargo(event.currentTarget.value)}
              error={fieldError(write.problem, 'embargo_time')}
              required
              data-autofocus
            />
          ) : undefined}
        </Ask>
      )}
    </div>
  );
}

/** Where a revision is on its way. */
export function Way({ state }: { state: State | undefined }) {
  const t = useT();
  const stations: [State, Key][] = [
    [State.DRAFT, 'way.draft'],
    [State.IN_REVIEW, 'way.review'],
    [State.APPROVED, 'way.approved'],
    [State.PUBLISHED, 'way.published'],
  ];
  const at = state === undefined ? 3 : state === State.EMBARGOED ? 2 : stations.findIndex(([each]) => each === state);
  return (
    <ol className="way" aria-label={t('way.label')}>
      {stations.map(([each, label], i) => (
        <li key={each} className={i < at ? 'way-done' : i === at ? 'way-here' : ''} aria-current={i === at ? 'step' : undefined}>
          {i === 2 && state === State.EMBARGOED ? t('way.embargoed') : t(label)}
        </li>
      ))}
    </ol>
  );
}
