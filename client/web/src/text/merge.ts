// Two people change the same thing, each a copy of what it was. Pure.

export interface Merged<T> {
  /** Mine, with what only they changed. */
  merged: T;
  taken: (keyof T)[];
  /** Changed by both, and not to the same; mine stays until somebody decides. */
  conflicts: (keyof T)[];
}

export const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export function mergeFields<T extends object>(base: T, mine: T, theirs: T, fields: readonly (keyof T)[]): Merged<T> {
  const merged = { ...mine };
  const taken: (keyof T)[] = [];
  const conflicts: (keyof T)[] = [];
  for (const field of fields) {
    if (sameValue(base[field], theirs[field]) || sameValue(mine[field], theirs[field])) continue;
    if (sameValue(base[field], mine[field])) {
      merged[field] = theirs[field];
      taken.push(field);
    } else {
      conflicts.push(field);
    }
  }
  return { merged, taken, conflicts };
}
