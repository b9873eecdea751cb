import { describe, expect, it } from 'vitest';
import { claimOf, isWebAddress, publisherOf, quoted, toId, verdictPath } from './names';

describe('names', () => {
  it('are taken apart', () => {
    expect(claimOf('claims/c/verdicts/p/revisions/2')).toBe('claims/c');
    expect(publisherOf('claims/c/verdicts/p')).toBe('publishers/p');
    expect(verdictPath('claims/c/verdicts/p')).toBe('/claims/c/verdicts/p');
  });

  it('become ids', () => {
    expect(toId('  Die Zürcher Prüfstelle! ')).toBe('die-zurcher-prufstelle');
    expect(toId('x'.repeat(70))).toHaveLength(63);
  });
});

describe('addresses', () => {
  it('of the web alone become links', () => {
    expect(isWebAddress('https://example.org/a')).toBe(true);
    expect(isWebAddress('javascript:alert(1)')).toBe(false);
    expect(isWebAddress('data:text/html,x')).toBe(false);
  });
});

it('quotes what goes into a filter', () => {
  expect(quoted('a "b" \\ c')).toBe('"a \\"b\\" \\\\ c"');
});
