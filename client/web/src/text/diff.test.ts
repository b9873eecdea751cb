import { describe, expect, it } from 'vitest';
import { diff, words, type Part } from './diff';

const before = (parts: Part[]) => parts.filter((p) => p.kind !== 'added').map((p) => p.text).join('');
const after = (parts: Part[]) => parts.filter((p) => p.kind !== 'removed').map((p) => p.text).join('');

function random(seed: number) {
  return () => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return seed / 4_294_967_296;
  };
}

describe('diff', () => {
  it('says what was replaced, removed first', () => {
    expect(diff('The bridge was closed for a year.', 'The bridge was closed for nine weeks.', 'en')).toEqual([
      { kind: 'same', text: 'The bridge was closed for ' },
      { kind: 'removed', text: 'a year' },
      { kind: 'added', text: 'nine weeks' },
      { kind: 'same', text: '.' },
    ]);
  });

  it('finds nothing between equal texts', () => {
    expect(diff('As it was.', 'As it was.')).toEqual([{ kind: 'same', text: 'As it was.' }]);
    expect(diff('', '')).toEqual([]);
  });

  it('shows a text that came or went as a whole', () => {
    expect(diff('', 'New.')).toEqual([{ kind: 'added', text: 'New.' }]);
    expect(diff('Old.', '')).toEqual([{ kind: 'removed', text: 'Old.' }]);
  });

  it('cuts scripts without spaces into words', () => {
    expect(words('彼は謝罪しなかった', 'ja').length).toBeGreaterThan(2);
  });

  it('gives both texts back, whatever they are', () => {
    const seed = Date.now() % 1_000_000;
    const next = random(seed);
    const pool = ['a', 'b', 'cd', ' ', ' ', '\n', '.', 'שלום', '🙂', '  '];
    const text = () => Array.from({ length: Math.floor(next() * 40) }, () => pool[Math.floor(next() * pool.length)]).join('');
    for (let round = 0; round < 3_000; round++) {
      const [a, b] = [text(), text()];
      const parts = diff(a, b);
      expect([before(parts), after(parts)], `seed ${seed}`).toEqual([a, b]);
      for (let i = 1; i < parts.length; i++) expect(parts[i]!.kind, `seed ${seed}`).not.toBe(parts[i - 1]!.kind);
    }
  });

  it('is quick on the longest explanation, rewritten', () => {
    const long = Array.from({ length: 30_000 }, (_, i) => `word${i % 977}`).join(' ');
    const other = Array.from({ length: 30_000 }, (_, i) => `wort${i % 853}`).join(' ');
    const started = performance.now();
    const parts = diff(long, other);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect([before(parts), after(parts)]).toEqual([long, other]);
  });
});
