// A draft that is saved as one types, and merged with what others type.
import { create } from '@bufbuild/protobuf';
import { FieldMaskSchema } from '@bufbuild/protobuf/wkt';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { fieldError, problemOf, type Problem } from '@/api/problem';
import { VerdictRevision_State, type Verdict } from '@gen/verdict_pb';
import { changedFields, draftOf, fieldPaths, isSendable, merge, revisionOf, sameField, type Draft, type Field } from './draft';

const pauseBeforeSaving = 700;
const retryAfter = 4_000;

export interface DraftState {
  mine: Draft;
  set: (change: Partial<Draft>) => void;
  /** Nothing is left to be saved. */
  saved: boolean;
  saving: boolean;
  problem: Problem | undefined;
  /** What somebody else changed meanwhile, taken over. */
  taken: readonly Field[];
  /** What both changed, with theirs. */
  conflicts: readonly Field[];
  theirs: Draft | undefined;
  settle: (field: Field, whose: 'mine' | 'theirs') => void;
  /** It is no longer a draft, somebody submitted or discarded it, and something is unsaved. */
  moved: boolean;
  /** Saves though it moved on: it becomes a draft again. */
  resume: () => void;
  /** Gives up what is unsaved. */
  drop: () => void;
  /** Saves what is left; false where that failed. */
  flush: () => Promise<boolean>;
  /** As it is stored, for further calls. */
  etag: () => string;
}

interface Stored {
  draft: Draft;
  etag: string;
}

export function useDraft(verdict: Verdict): DraftState {
  const { verdicts } = useClients();
  const client = useQueryClient();
  const { name } = verdict;
  const [stored] = useState<{ current: Stored }>(() => ({
    current: { draft: draftOf(verdict.working!), etag: verdict.etag },
  }));
  const [mine, setMine] = useState(stored.current.draft);
  const latest = useRef(mine);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [taken, setTaken] = useState<readonly Field[]>([]);
  const [conflicts, setConflicts] = useState<readonly Field[]>([]);
  const conflicted = useRef<readonly Field[]>([]);
  const [theirs, setTheirs] = useState<Draft>();
  const [moved, setMoved] = useState(false);
  const movedRef = useRef(false);
  // Fields as the server refused them: not sent again until they change, and the rest is saved.
  const refused = useRef(new Map<Field, string>());
  const running = useRef<Promise<boolean> | undefined>(undefined);

  const put = useCallback((draft: Draft) => {
    latest.current = draft;
    setMine(draft);
  }, []);
  const putConflicts = useCallback((next: readonly Field[]) => {
    conflicted.current = next;
    setConflicts(next);
  }, []);

  const takeOver = useCallback(
    (now: Verdict) => {
      if (now.etag === stored.current.etag) return;
      if (now.working?.state !== VerdictRevision_State.DRAFT) {
        stored.current = { ...stored.current, etag: now.etag };
        movedRef.current = true;
        setMoved(true);
        return;
      }
      const other = draftOf(now.working);
      const merged = merge(stored.current.draft, latest.current, other);
      stored.current = { draft: other, etag: now.etag };
      put(merged.draft);
      if (merged.taken.length) setTaken(merged.taken);
      const open = [...new Set([...conflicted.current.filter((field) => !sameField(merged.draft, other, field)), ...merged.conflicts])];
      putConflicts(open);
      setTheirs(other);
    },
    [stored, put, putConflicts],
  );

  // What a colleague saved, as soon as it is known; while a save runs, its answer tells.
  useEffect(() => {
    if (!running.current) takeOver(verdict);
  }, [verdict, takeOver]);

  const unsaved = useCallback(
    () =>
      (movedRef.current ? [] : changedFields(stored.current.draft, latest.current)).filter(
        (field) =>
          isSendable(latest.current, field) &&
          !conflicted.current.includes(field) &&
          refused.current.get(field) !== JSON.stringify(latest.current[field]),
      ),
    [stored],
  );

  const saveOnce = useCallback(async (): Promise<boolean> => {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (movedRef.current) return false;
      const sent = unsaved();
      if (sent.length === 0) return refused.current.size === 0;
      const sending = latest.current;
      try {
        const answer = await verdicts.updateDraft({
          name,
          revision: revisionOf(sending, sent),
          updateMask: create(FieldMaskSchema, { paths: sent.map((field) => fieldPaths[field]) }),
          etag: stored.current.etag,
        });
        const now = draftOf(answer.working!);
        stored.current = { draft: now, etag: answer.etag };
        // The server's form of what was sent, where nothing was typed since.
        const next = { ...latest.current };
        for (const field of sent) {
          if (sameField(latest.current, sending, field)) Object.assign(next, { [field]: now[field] });
        }
        put(next);
        if (refused.current.size === 0) setProblem(undefined);
        client.setQueryData(keys.verdict(name), answer);
        for (const queryKey of [keys.verdicts(name.split('/').slice(0, 2).join('/')), keys.lists]) {
          void client.invalidateQueries({ queryKey });
        }
      } catch (thrown) {
        const failure = problemOf(thrown);
        // It changed, or moved on: what it is now says how to go on.
        if (failure.reason !== 'ETAG_MISMATCH' && failure.reason !== 'ILLEGAL_TRANSITION') {
          setProblem(failure);
          const bad = sent.filter((field) => fieldError(failure, fieldPaths[field]));
          for (const field of bad) refused.current.set(field, JSON.stringify(sending[field]));
          if (bad.length === 0 || bad.length === sent.length) return false;
          continue;
        }
        try {
          const now = await verdicts.getVerdict({ name });
          takeOver(now);
          client.setQueryData(keys.verdict(name), now);
        } catch (again) {
          setProblem(problemOf(again));
          return false;
        }
      }
    }
    return unsaved().length === 0 && refused.current.size === 0;
  }, [client, name, put, stored, takeOver, unsaved, verdicts]);

  const flush = useCallback((): Promise<boolean> => {
    if (running.current) return running.current.then((done) => (done && unsaved().length ? flushRef.current() : done));
    setSaving(true);
    running.current = saveOnce().finally(() => {
      running.current = undefined;
      setSaving(false);
    });
    return running.current;
  }, [saveOnce, unsaved]);
  const flushRef = useRef(flush);
  useEffect(() => {
    flushRef.current = flush;
  });

  const left = changedFields(stored.current.draft, mine);
  const dirty = left.some((field) => isSendable(mine, field) && !conflicts.includes(field));
  const failed = problem?.kind === 'offline' || problem?.kind === 'slow' || problem?.kind === 'busy';
  useEffect(() => {
    if (!dirty || moved || saving) return undefined;
    // What the server refused waits for the next change; what did not reach it is sent again.
    if (problem && !failed) return undefined;
    const timer = setTimeout(() => void flush(), failed ? retryAfter : pauseBeforeSaving);
    return () => clearTimeout(timer);
  }, [dirty, moved, saving, problem, failed, flush, mine]);

  const pending = left.length > 0 || saving;
  useEffect(() => {
    if (!pending) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    const soon = () => {
      if (document.visibilityState === 'hidden') void flushRef.current();
    };
    window.addEventListener('beforeunload', ask);
    document.addEventListener('visibilitychange', soon);
    return () => {
      window.removeEventListener('beforeunload', ask);
      document.removeEventListener('visibilitychange', soon);
    };
  }, [pending]);
  // Going to another page of the desk saves at once.
  useEffect(() => () => void (unsaved().length && flushRef.current()), [unsaved]);

  const set = useCallback(
    (change: Partial<Draft>) => {
      put({ ...latest.current, ...change });
      for (const field of Object.keys(change) as Field[]) refused.current.delete(field);
      setProblem((before) => (before?.kind === 'offline' ? before : undefined));
      setTaken([]);
    },
    [put],
  );
  const settle = useCallback(
    (field: Field, whose: 'mine' | 'theirs') => {
      if (whose === 'theirs') put({ ...latest.current, [field]: stored.current.draft[field] });
      putConflicts(conflicted.current.filter((each) => each !== field));
      setProblem(undefined);
    },
    [put, putConflicts, stored],
  );
  const etag = useCallback(() => stored.current.etag, [stored]);
  const resume = useCallback(() => {
    movedRef.current = false;
    setMoved(false);
    void flushRef.current();
  }, []);
  const drop = useCallback(() => {
    put(stored.current.draft);
    putConflicts([]);
    refused.current.clear();
    setProblem(undefined);
  }, [put, putConflicts, stored]);

  const saved = left.length === 0 && !saving;
  return {
    mine, set, saved, saving, problem, taken, conflicts, theirs, settle,
    moved: moved && !saved, resume, drop, flush, etag,
  };
}
