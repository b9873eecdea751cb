// What people write into the search box, as far as the desk must understand it to set conditions by
// clicks. The grammar is the server's: SearchClaimsRequest.query.

export const conditions = [
  'status', 'state', 'decline_reason', 'publisher', 'rating', 'claimant', 'topic', 'language', 'year', 'disputed', 'stale', 'after', 'before',
] as const;
export type Condition = (typeof conditions)[number];

interface Part {
  begin: number;
  end: number;
  excluded: boolean;
  /** Undefined: words. */
  name: Condition | undefined;
  value: string;
  /** It lacks its last quotation mark. */
  open: boolean;
}

const isSpace = (letter: string): boolean => /[ \t\n\r]/.test(letter);

function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  // Of a condition `\"` and `\\` within quotation marks stand for `"` and `\`.
  const value = (escapes: boolean): Pick<Part, 'value' | 'open'> => {
    const begin = at;
    if (text[at] !== '"') {
      while (at < text.length && !isSpace(text[at]!)) at++;
      return { value: text.slice(begin, at), open: false };
    }
    let read = '';
    for (at++; at < text.length && text[at] !== '"'; at++) {
      if (escapes && text[at] === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\')) at++;
      read += text[at];
    }
    const open = at >= text.length;
    at = Math.min(at + 1, text.length);
    return { value: read, open };
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
    parts.push({ begin, excluded, name, ...value(!!name), end: at });
  }
}

// Values of enums and topics are written in small letters and read in any; a publisher is its id or its name.
const settled = (name: Condition, value: string): string => {
  if (name === 'topic') return value.toLowerCase();
  if (name === 'status' || name === 'state' || name === 'rating' || name === 'decline_reason') return value.toLowerCase().replaceAll('_', '-');
  return name === 'publisher' ? value.replace(/^publishers\//, '') : value;
};

/** What a condition allows; what it excludes is not among it. */
export const valuesOf = (text: string, name: Condition): string[] =>
  partsOf(text).flatMap((part) => (part.name === name && !part.excluded && part.value ? [settled(name, part.value)] : []));

export const hasValue = (text: string, name: Condition, value: string): boolean => valuesOf(text, name).includes(settled(name, value));

/** `topic:"local politics"`; undefined where there is no value. */
export function condition(name: Condition, value: string): string | undefined {
  const plain = settled(name, value);
  if (plain === '') return undefined;
  return /^"|[ \t\n\r]/.test(plain) ? `${name}:"${plain.replace(/["\\]/g, '\\$&')}"` : `${name}:${plain}`;
}

function cut(text: string, out: (part: Part) => boolean, added = ''): string {
  const kept = partsOf(text).filter((part) => !out(part));
  // A phrase that was left open would swallow what comes behind it.
  const closing = added && kept.at(-1)?.open ? '"' : '';
  return [kept.map((part) => text.slice(part.begin, part.end)).join(' ') + closing, added].filter(Boolean).join(' ');
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
  return cut(text, (part) => part.name === name && !part.value, added);
}

/** Whether anything but conditions is in it: only then is there a relevance. */
export const hasWords = (text: string): boolean => partsOf(text).some((part) => !part.name);
