// The ratings that a publisher offers, as choices.
import type { NormalRating } from '@gen/common_pb';
import type { Rating, RatingScale } from '@gen/publisher_pb';
import type { VerdictRating } from '@gen/verdict_pb';

export interface RatingChoice {
  value: string;
  label: string;
  definition: string;
  normal: NormalRating;
  scale: string;
}

export function inLanguage(texts: Rating['labels'], language: string): string {
  const base = language.split('-')[0];
  const found = texts.find((text) => text.language === language) ?? texts.find((text) => text.language.split('-')[0] === base);
  return (found ?? texts[0])?.text ?? '';
}

/** The default scale's first; a rating of an older version that a revision has stays among them. */
export function ratingChoices(scales: readonly RatingScale[], defaultScale: string, language: string, current: VerdictRating | undefined): RatingChoice[] {
  const isDefault = (scale: RatingScale) => defaultScale !== '' && scale.name.startsWith(`${defaultScale}/`);
  const choices = [...scales]
    .sort((a, b) => Number(isDefault(b)) - Number(isDefault(a)))
    .flatMap((scale) =>
      scale.ratings.map((rating) => ({
        value: `${scale.name}#${rating.code}`,
        label: inLanguage(rating.labels, language),
        definition: inLanguage(rating.definitions, language),
        normal: rating.normal,
        scale: scale.displayName,
      })),
    );
  const value = current && `${current.scaleVersion}#${current.code}`;
  if (current && value && !choices.some((choice) => choice.value === value)) {
    choices.unshift({ value, label: current.label, definition: '', normal: current.normal, scale: '' });
  }
  return choices;
}
