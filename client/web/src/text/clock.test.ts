import { describe, expect, it } from 'vitest';
import { clockText, parseClock } from './clock';

describe('a place in a recording', () => {
  it.each([
    ['75', 75_000n, '00:01:15'],
    ['2:03', 123_000n, '00:02:03'],
    ['1:02:03', 3_723_000n, '01:02:03'],
    ['0:00.5', 500n, '00:00:00.500'],
    ['100:00:00', 360_000_000n, '100:00:00'],
  ])('%s is read and written', (text, milliseconds, shown) => {
    expect(parseClock(text)).toBe(milliseconds);
    expect(clockText(milliseconds)).toBe(shown);
    expect(parseClock(shown)).toBe(milliseconds);
  });

  it.each(['', 'soon', '1:75', '1:60:00', '100:00:01', '-1', '1:2:3:4'])('%j is none', (text) => {
    expect(parseClock(text)).toBeUndefined();
  });
});
