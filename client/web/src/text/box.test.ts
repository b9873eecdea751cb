import { describe, expect, it } from 'vitest';
import { condition, hasValue, hasWords, toggled, valuesOf, without } from './box';

describe('the search box', () => {
  it('knows conditions, in any writing of their values', () => {
    const text = 'balloon status:CHECKED -status:declined rating:"false" publisher:publishers/gazette "topic:not one" topic:"local politics"';
    expect(valuesOf(text, 'status')).toEqual(['checked']);
    expect(hasValue(text, 'rating', 'FALSE')).toBe(true);
    expect(hasValue(text, 'publisher', 'gazette')).toBe(true);
    expect(valuesOf(text, 'topic')).toEqual(['local politics']);
    expect(valuesOf('nothing:here', 'topic')).toEqual([]);
  });

  it('sets a condition and takes it away again, and leaves the rest as it is', () => {
    const text = '-football  "over them"';
    const set = toggled(text, 'topic', 'local politics');
    expect(set).toBe('-football "over them" topic:"local politics"');
    expect(toggled(set, 'topic', 'local politics')).toBe('-football "over them"');
    expect(toggled('', 'status', 'IN_PROGRESS')).toBe('status:in-progress');
    expect(toggled('status:IN_PROGRESS', 'status', 'IN_PROGRESS')).toBe('');
    // What is excluded is not what was clicked.
    expect(toggled('-status:checked', 'status', 'CHECKED')).toBe('-status:checked status:checked');
  });

  it('fills in a condition that has no value yet', () => {
    expect(valuesOf('a status:', 'status')).toEqual([]);
    expect(toggled('a status:', 'status', 'CHECKED')).toBe('a status:checked');
  });

  it('closes a phrase that was left open', () => {
    expect(toggled('"over them', 'language', 'en')).toBe('"over them" language:en');
  });

  it('writes every value so that it is read again', () => {
    for (const value of ['the "great" reset', '"x"', 'a"b', 'back\\', 'two words\\', '\\"', 'a\nb']) {
      const written = condition('claimant', value)!;
      expect(valuesOf(`x ${written} "y"`, 'claimant')).toEqual([value]);
      expect(toggled(toggled('x "y"', 'claimant', value), 'claimant', value)).toBe('x "y"');
    }
    expect(condition('topic', 'the "Great" reset')).toBe('topic:"the \\"great\\" reset"');
    expect(condition('topic', 'a"b')).toBe('topic:a"b');
    expect(condition('topic', '')).toBeUndefined();
    expect(toggled('topic:a"b', 'language', 'en')).toBe('topic:a"b language:en');
    expect(hasValue('topic:Health', 'topic', 'health')).toBe(true);
  });

  it('drops conditions by name, and tells words from conditions', () => {
    const text = 'a topic:b -topic:c status:d "e"';
    expect(without(text, ['topic'])).toBe('a status:d "e"');
    expect(without(text, ['topic', 'status'])).toBe('a "e"');
    expect(hasWords('topic:b -status:d')).toBe(false);
    expect(hasWords('topic:b -word')).toBe(true);
  });
});
