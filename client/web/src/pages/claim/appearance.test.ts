import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { Appearance_State, AppearanceSchema } from '@gen/claim_pb';
import { PartialDateSchema } from '@gen/common_pb';
import { appearanceOf, changeable, changedPaths, draftOfAppearance, wrongClock, wrongDate } from './appearance';

const full = create(AppearanceSchema, {
  name: 'claims/c/appearances/a',
  url: 'https://news.example/a',
  author: 'Lenne News',
  quote: 'It was closed.',
  publishDate: create(PartialDateSchema, { year: 2023, month: 2 }),
  observeTime: timestampFromDate(new Date('2023-02-18T10:20:00Z')),
  mediaStartMs: 61_000n,
  mediaEndMs: 62_500n,
  archiveUrls: ['https://archive.example/a'],
  state: Appearance_State.EDITED,
});

describe('an appearance', () => {
  it('loses nothing on the way through the form', () => {
    expect(appearanceOf(draftOfAppearance(full), full.name)).toEqual(full);
  });

  it('is sent with the fields that were changed, and no others', () => {
    const before = draftOfAppearance(full);
    expect(changedPaths(before, { ...before })).toEqual([]);
    expect(changedPaths(before, { ...before, state: String(Appearance_State.DELETED), end: '' })).toEqual(['media_end_ms', 'state']);
    expect(changedPaths(draftOfAppearance(undefined), before)).toHaveLength(changeable.length);
  });

  it('waits for dates and clocks that are none yet', () => {
    const draft = draftOfAppearance(full);
    expect([wrongDate(draft), wrongDate({ ...draft, date: '2023-0' }), wrongDate({ ...draft, date: '' })]).toEqual([false, true, false]);
    expect([wrongClock('1:03'), wrongClock('1:99'), wrongClock('')]).toEqual([false, true, false]);
  });
});
