// Times and dates in the reader's zone and language; the whole of it on pointing.
import { timestampDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import { useSyncExternalStore } from 'react';
import type { PartialDate } from '@gen/common_pb';
import { useWords } from '@/i18n';
import { fullTime, partialDate, relativeTime, shortTime } from '@/text/dates';

// One clock for all times of a page.
let now = new Date();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function listen(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = new Date();
    timer = setInterval(() => {
      now = new Date();
      listeners.forEach((each) => each());
    }, 30_000);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

export function When({ at, style = 'short' }: { at: Timestamp | undefined; style?: 'short' | 'relative' | 'full' }) {
  const { locale } = useWords();
  const current = useSyncExternalStore(listen, () => now);
  if (!at) return null;
  const date = timestampDate(at);
  const full = fullTime(date, locale);
  const text =
    style === 'full' ? full : style === 'relative' ? relativeTime(date, current, locale) : shortTime(date, current, locale);
  return (
    <time dateTime={date.toISOString()} title={full}>
      {text}
    </time>
  );
}

export function OnDate({ date }: { date: PartialDate | undefined }) {
  const { locale } = useWords();
  return date?.year ? <span>{partialDate(date, locale)}</span> : null;
}
