// Times as people read them: in their own zone and language.
import { create } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import { PartialDateSchema, type PartialDate } from '@gen/common_pb';

// Making a format takes a millisecond, and a list shows dozens of times.
const formats = new Map<string, Intl.DateTimeFormat>();
function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, options]);
  let made = formats.get(key);
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat(language, options)));
  return made;
}

/** "17 February 2023 at 14:05 CET". */
export function fullTime(date: Date, language: string, timeZone?: string): string {
  return format(language, { dateStyle: 'long', timeStyle: 'long', timeZone }).format(date);
}

/** Short for lists: the time for today, day and month for this year, else the date. */
export function shortTime(date: Date, now: Date, language: string, timeZone?: string): string {
  const day = (value: Date) => format('en-CA', { timeZone }).format(value);
  const [here, there] = [day(now), day(date)];
  const shown = (options: Intl.DateTimeFormatOptions) => format(language, { ...options, timeZone }).format(date);
  if (here === there) return shown({ hour: '2-digit', minute: '2-digit' });
  if (here.slice(0, 4) === there.slice(0, 4)) return shown({ day: 'numeric', month: 'short' });
  return shown({ day: 'numeric', month: 'short', year: 'numeric' });
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "3 hours ago", "in 2 days"; within a minute "now". */
export function relativeTime(date: Date, now: Date, language: string): string {
  const seconds = (date.getTime() - now.getTime()) / 1000;
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return words.format(Math.trunc(seconds / length), unit);
  }
  return words.format(0, 'second');
}

/** A date of known precision: "2023", "February 2023", "17 February 2023". */
export function partialDate(date: PartialDate, language: string): string {
  const value = new Date(Date.UTC(2000, Math.max(date.month, 1) - 1, Math.max(date.day, 1)));
  value.setUTCFullYear(date.year);
  const options: Intl.DateTimeFormatOptions = { year: 'numeric', timeZone: 'UTC' };
  if (date.month) options.month = 'long';
  if (date.day) options.day = 'numeric';
  return format(language, options).format(value);
}

/** `2023`, `2023-02` or `2023-02-17`; undefined for anything else. */
export function parsePartialDate(text: string): PartialDate | undefined {
  const match = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text.trim());
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
  if (year < 1 || (match[2] && (month < 1 || month > 12))) return undefined;
  if (match[3] && (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate())) return undefined;
  return create(PartialDateSchema, { year, month, day });
}

/** The way back, for a field. */
export function partialDateText(date: PartialDate | undefined): string {
  if (!date?.year) return '';
  const parts = [String(date.year).padStart(4, '0')];
  if (date.month) parts.push(String(date.month).padStart(2, '0'));
  if (date.month && date.day) parts.push(String(date.day).padStart(2, '0'));
  return parts.join('-');
}

/** For `<input type="datetime-local">`, in the reader's zone. */
export function localInput(time: Timestamp | undefined): string {
  if (!time) return '';
  const date = timestampDate(time);
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

export function fromLocalInput(text: string): Timestamp | undefined {
  const date = new Date(text);
  return text && !Number.isNaN(date.getTime()) ? timestampFromDate(date) : undefined;
}
