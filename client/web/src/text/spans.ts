// Places in texts as the server counts them: in bytes of UTF-8.

export interface Piece {
  text: string;
  marked: boolean;
}

/** The text in pieces, marked where a span is. Spans that overlap or lie outside are left out. */
export function pieces(text: string, spans: readonly { begin: number; end: number }[]): Piece[] {
  const bytes = new TextEncoder().encode(text);
  const read = (begin: number, end: number) => new TextDecoder().decode(bytes.subarray(begin, end));
  const found: Piece[] = [];
  let at = 0;
  for (const { begin, end } of spans) {
    if (begin < at || end <= begin || end > bytes.length) continue;
    if (begin > at) found.push({ text: read(at, begin), marked: false });
    found.push({ text: read(begin, end), marked: true });
    at = end;
  }
  if (at < bytes.length) found.push({ text: read(at, bytes.length), marked: false });
  return found;
}

/** The text in pieces, marked where one of the words is, as it is written. */
export function piecesOfWords(text: string, words: readonly string[]): Piece[] {
  const wanted = new Set(words.flatMap((word) => word.toLocaleLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []));
  const found: Piece[] = [];
  for (const part of text.match(/[\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+/gu) ?? []) {
    const marked = wanted.has(part.toLocaleLowerCase());
    const last = found.at(-1);
    if (last && last.marked === marked) last.text += part;
    else found.push({ text: part, marked });
  }
  return found;
}
