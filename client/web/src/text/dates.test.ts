import { describe, expect, it } from 'vitest';
import { fullTime, parsePartialDate, partialDate, partialDateText, relativeTime, shortTime } from './dates';

const at = (text: string) => new Date(text);

describe('times', () => {
  it("are told in the reader's zone and language", () => {
    const time = at('2023-02-17T23:30:00Z');
    expect(fullTime(time, 'en-GB', 'Europe/Berlin')).toContain('18 February 2023');
    expect(fullTime(time, 'de', 'America/New_York')).toContain('17. Februar 2023');
  });

  it('are short as far as today allows', () => {
    const now = at('2023-02-18T12:00:00Z');
    const short = (text: string) => shortTime(at(text), now, 'en-GB', 'UTC');
    expect(short('2023-02-18T09:05:00Z')).toBe('09:05');
    expect(short('2023-01-03T09:05:00Z')).toBe('3 Jan');
    expect(short('2021-01-03T09:05:00Z')).toBe('3 Jan 2021');
  });

  it('say how long ago', () => {
    const now = at('2023-02-18T12:00:00Z');
    const ago = (text: string) => relativeTime(at(text), now, 'en');
    expect(ago('2023-02-18T11:59:30Z')).toBe('now');
    expect(ago('2023-02-18T09:00:00Z')).toBe('3 hours ago');
    expect(ago('2023-02-20T13:00:00Z')).toBe('in 2 days');
  });
});

describe('dates of known precision', () => {
  it.each([
    ['1998', '1998'],
    ['2023-02', 'February 2023'],
    ['2023-02-17', '17 February 2023'],
  ])('%s is %s', (text, shown) => {
    const date = parsePartialDate(text);
    expect(date && partialDate(date, 'en-GB')).toBe(shown);
    expect(partialDateText(date)).toBe(text);
  });

  it.each(['', 'soon', '2023-13', '2023-02-30', '0000', '23'])('refuses %j', (text) => {
    expect(parsePartialDate(text)).toBeUndefined();
  });
});
