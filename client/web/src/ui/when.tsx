// Times and dates in the reader's zone and language; the whole of it on pointing.
import { timestampDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import { useEffect, useState } from 'react';
import type { PartialDate } from '@gen/common_pb';
import { useWords } from '@/i18n';
import { fullTime, partialDate, relativeTime, shortTime } from '@/text/dates';

function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

export function When({ at, style = 'short' }: { at: Timestamp | undefined; style?: 'short' | 'relative' | 'full' }) {
  const { locale } = useWords();
  const now = useNow();
  if (!at) return null;
  const date = timestampDate(at);
  const full = fullTime(date, locale);
  const text =
    style === 'full' ? full : style === 'relative' ? relativeTime(date, now, locale) : shortTime(date, now, locale);
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
