import { describe, expect, it } from 'vitest';
import { pieces, piecesOfWords } from './spans';

const shown = (found: ReturnType<typeof pieces>) => found.map(({ text, marked }) => (marked ? `[${text}]` : text)).join('');

describe('places in a text', () => {
  it('are counted in bytes', () => {
    expect(shown(pieces('Über 🙂 vierzig Länder', [{ begin: 0, end: 5 }, { begin: 19, end: 26 }]))).toBe('[Über] 🙂 vierzig [Länder]');
    expect(shown(pieces('הגשר סגור', [{ begin: 0, end: 8 }]))).toBe('[הגשר] סגור');
  });

  it('that make no sense are left out, and no text is lost', () => {
    expect(shown(pieces('abc', [{ begin: 1, end: 2 }, { begin: 0, end: 1 }, { begin: 2, end: 9 }, { begin: 2, end: 2 }]))).toBe('a[b]c');
    expect(pieces('', [{ begin: 0, end: 1 }])).toEqual([]);
  });
});

it('words are found as they are written, whole', () => {
  expect(shown(piecesOfWords('More than Forty countries, well-known ones.', ['forty', 'well-known']))).toBe('More than [Forty] countries, [well]-[known] ones.');
  expect(shown(piecesOfWords('fortyfive', ['forty']))).toBe('fortyfive');
});
