// An appearance as the fields of a form, and back. Pure.
import { create } from '@bufbuild/protobuf';
import { Appearance_State, AppearanceSchema, type Appearance } from '@gen/claim_pb';
import { clockText, parseClock } from '@/text/clock';
import { fromLocalInput, localInput, parsePartialDate, partialDateText } from '@/text/dates';
import { sameValue } from '@/text/merge';

export interface AppearanceDraft {
  url: string;
  author: string;
  quote: string;
  date: string;
  observed: string;
  start: string;
  end: string;
  archives: string[];
  state: string;
}
export type AppearanceField = keyof AppearanceDraft;

/** Each field's name in a mask. The address is what an appearance is, so it is in none. */
export const appearancePaths: Record<Exclude<AppearanceField, 'url'>, string> = {
  author: 'author',
  quote: 'quote',
  date: 'publish_date',
  observed: 'observe_time',
  start: 'media_start_ms',
  end: 'media_end_ms',
  archives: 'archive_urls',
  state: 'state',
};
export const changeable = Object.keys(appearancePaths) as (keyof typeof appearancePaths)[];

export const draftOfAppearance = (appearance: Appearance | undefined): AppearanceDraft => ({
  url: appearance?.url ?? '',
  author: appearance?.author ?? '',
  quote: appearance?.quote ?? '',
  date: partialDateText(appearance?.publishDate),
  observed: localInput(appearance?.observeTime),
  start: clockText(appearance?.mediaStartMs),
  end: clockText(appearance?.mediaEndMs),
  archives: appearance?.archiveUrls ?? [],
  state: String(appearance?.state || Appearance_State.LIVE),
});

/** Only what is in the mask of an update counts, so that what the form rounds off is not touched. */
export const appearanceOf = (draft: AppearanceDraft, name = ''): Appearance =>
  create(AppearanceSchema, {
    name,
    url: draft.url.trim(),
    author: draft.author.trim(),
    quote: draft.quote.trim(),
    publishDate: parsePartialDate(draft.date),
    observeTime: fromLocalInput(draft.observed),
    mediaStartMs: parseClock(draft.start),
    mediaEndMs: parseClock(draft.end),
    archiveUrls: draft.archives,
    state: Number(draft.state) as Appearance_State,
  });

export const changedPaths = (before: AppearanceDraft, after: AppearanceDraft): string[] =>
  changeable.filter((field) => !sameValue(before[field], after[field])).map((field) => appearancePaths[field]);

export const wrongDate = (draft: AppearanceDraft): boolean => draft.date.trim() !== '' && !parsePartialDate(draft.date);
export const wrongClock = (text: string): boolean => text.trim() !== '' && parseClock(text) === undefined;
