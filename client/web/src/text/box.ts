// What people write into the search box, as far as the desk must understand it to set conditions by
// clicks. The grammar is the server's: SearchClaimsRequest.query.

export const conditions = [
  'status', 'state', 'publisher', 'rating', 'claimant', 'topic', 'language', 'year', 'disputed', 'stale', 'after', 'before',
] as const;
export type Condition = (typeof conditions)[number];

interface Part {
  begin: number;
  end: number;
  excluded: boolean;
  /** Undefined: words. */
  name: Condition | undefined;
  value: string;
}

const isSpace = (letter: string): boolean => /[ \t\n\r]/.test(letter);

function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  const value = (): string => {
    const begin = at;
    if (text[at] === '"') {
      const end = text.indexOf('"', at + 1);
      at = end < 0 ? text.length : end + 1;
      return text.slice(begin + 1, end < 0 ? text.length : end);
    }
    while (at < text.length && !isSpace(text[at]!)) at++;
    return text.slice(begin, at);
  };
  for (;;) {
    while (at < text.length && isSpace(text[at]!)) at++;
    if (at >= text.length) return parts;
    const begin = at;
    const excluded = text[at] === '-' && at + 1 < text.length && !isSpace(text[at + 1]!);
    if (excluded) at++;
    const colon = text.indexOf(':', at);
    const name = conditions.find((each) => colon >= 0 && each === text.slice(at, colon));
    if (name) at = colon + 1;
    parts.push({ begin, excluded, name, value: value(), end: at });
  }
}

// Values of enums are written in small letters and read in any; a publisher is its id or its name.
const settled = (name: Condition, value: string): string => {
  if (name === 'status' || name === 'state' || name === 'rating') return value.toLowerCase().replaceAll('_', '-');
  return name === 'publisher' ? value.replace(/^publishers\//, '') : value;
};

/** What a condition allows; what it excludes is not among it. */
export const valuesOf = (text: string, name: Condition): string[] =>
  partsOf(text).flatMap((part) => (part.name === name && !part.excluded && part.value ? [settled(name, part.value)] : []));

export const hasValue = (text: string, name: Condition, value: string): boolean => valuesOf(text, name).includes(settled(name, value));

/** `topic:"local politics"`; undefined where the grammar cannot say it. */
export function condition(name: Condition, value: string): string | undefined {
  const plain = settled(name, value);
  if (plain === '' || plain.startsWith('"')) return undefined;
  if (!/[ \t\n\r]/.test(plain)) return `${name}:${plain}`;
  return plain.includes('"') ? undefined : `${name}:"${plain}"`;
}

function cut(text: string, out: (part: Part) => boolean): string {
  return partsOf(text)
    .filter((part) => !out(part))
    .map((part) => text.slice(part.begin, part.end))
    .join(' ');
}

/** Without the conditions of some names, excluding ones too; words stay as they are. */
export const without = (text: string, names: readonly Condition[]): string => cut(text, ({ name }) => !!name && names.includes(name));

/** With the condition where it was not set, else without it. */
export function toggled(text: string, name: Condition, value: string): string {
  if (hasValue(text, name, value)) {
    return cut(text, (part) => part.name === name && !part.excluded && settled(name, part.value) === settled(name, value));
  }
  const added = condition(name, value);
  if (!added) return text;
  // A phrase that was left open would swallow what comes behind it.
  return [cut(text, (part) => part.name === name && !part.value), added].filter(Boolean).join(text.split('"').length % 2 === 0 ? '" ' : ' ');
}

/** Whether anything but conditions is in it: only then is there a relevance. */
export const hasWords = (text: string): boolean => partsOf(text).some((part) => !part.name);
