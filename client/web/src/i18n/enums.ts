// Words for the values of enums, `claimState.RECEIVED`. A test sees that none is missing.
import type { Key, Translate } from '.';

type Group = Key extends `${infer Head}.${string}` ? Head : never;

export function wordFor(t: Translate, group: Group, values: object, value: number): string {
  const name = (values as Record<number, string | undefined>)[value] ?? String(value);
  return t(`${group}.${name}` as Key);
}
