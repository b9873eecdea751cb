// A difference that people can read: by words, in the order of the text (Myers 1986, with common
// ends cut off first).

export interface Part {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

const token = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*|\s+|./gsu;
const withoutSpaces =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Words, runs of white space and single marks; joined they are the text again. */
export function words(text: string, language = 'und'): string[] {
  const tokens = text.match(token) ?? [];
  if (!withoutSpaces.test(text)) return tokens;
  // The platform's segmenter takes seconds for a long text, so it gets only what needs it.
  const segmenter = new Intl.Segmenter(language === 'und' ? undefined : language, { granularity: 'word' });
  return tokens.flatMap((word) =>
    withoutSpaces.test(word) ? Array.from(segmenter.segment(word), (segment) => segment.segment) : [word],
  );
}

// Beyond so many edits the whole middle counts as replaced: nobody reads such a difference.
const mostEdits = 2_000;

/** The difference between two texts. Joining what is not `added` gives `before`, what is not `removed` `after`. */
export function diff(before: string, after: string, language?: string): Part[] {
  const a = words(before, language);
  const b = words(after, language);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const middle = edits(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return joined([
    { kind: 'same', text: a.slice(0, start).join('') },
    ...middle,
    { kind: 'same', text: a.slice(a.length - end).join('') },
  ]);
}

function edits(a: string[], b: string[]): Part[] {
  const replaced: Part[] = [
    { kind: 'removed', text: a.join('') },
    { kind: 'added', text: b.join('') },
  ];
  if (!a.length || !b.length) return replaced;
  const most = Math.min(a.length + b.length, mostEdits);
  const offset = most + 1;
  const reach = new Int32Array(2 * most + 3);
  const trace: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    // Only the diagonals that round d touches are kept: quadratic in edits, not in text.
    trace.push(reach.slice(offset - d - 1, offset + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reach[offset + k - 1]! < reach[offset + k + 1]!);
      let x = down ? reach[offset + k + 1]! : reach[offset + k - 1]! + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      reach[offset + k] = x;
      if (x >= a.length && y >= b.length) return walkBack(trace, a, b);
    }
  }
  return replaced;
}

function walkBack(trace: Int32Array[], a: string[], b: string[]): Part[] {
  const parts: Part[] = [];
  let x = a.length;
  let y = b.length;
  for (let d = trace.length - 1; d >= 0; d--) {
    const reach = trace[d]!;
    const at = (k: number) => reach[k + d + 1]!;
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const previousX = down ? at(k + 1) : at(k - 1);
    const snakeX = d === 0 ? 0 : down ? previousX : previousX + 1;
    while (x > snakeX) {
      parts.push({ kind: 'same', text: a[--x]! });
      y--;
    }
    if (d === 0) break;
    if (down) parts.push({ kind: 'added', text: b[--y]! });
    else parts.push({ kind: 'removed', text: a[--x]! });
  }
  return parts.reverse();
}

/** Neighbours of a kind as one; within a change what was removed comes first. */
function joined(parts: Part[]): Part[] {
  const result: Part[] = [];
  let removed = '';
  let added = '';
  const flush = () => {
    if (removed) result.push({ kind: 'removed', text: removed });
    if (added) result.push({ kind: 'added', text: added });
    removed = added = '';
  };
  let pending = '';
  for (const part of parts) {
    if (!part.text) continue;
    if (part.kind === 'same') {
      // A lone space between two changes would break the sentence into crumbs.
      if ((removed || added) && part.text.trim() === '' && !part.text.includes('\n')) {
        pending += part.text;
        continue;
      }
      flush();
      const last = result.at(-1);
      const text = pending + part.text;
      pending = '';
      if (last?.kind === 'same') last.text += text;
      else result.push({ kind: 'same', text });
      continue;
    }
    if (pending) {
      removed += pending;
      added += pending;
      pending = '';
    }
    if (part.kind === 'removed') removed += part.text;
    else added += part.text;
  }
  flush();
  if (pending) result.push({ kind: 'same', text: pending });
  return result;
}
