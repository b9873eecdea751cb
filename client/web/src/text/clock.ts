// Places in a recording: `1:02:03`, `2:03` or seconds.

/** Milliseconds; undefined for anything else. At most 100 hours, as the server has it. */
export function parseClock(text: string): bigint | undefined {
  const match = /^(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,6})(?:[.,](\d{1,3}))?$/.exec(text.trim());
  if (!match) return undefined;
  const [hours, minutes, seconds] = [Number(match[1] ?? 0), Number(match[2] ?? 0), Number(match[3])];
  if (match[2] !== undefined && seconds > 59) return undefined;
  if (match[1] !== undefined && minutes > 59) return undefined;
  const total = ((hours * 60 + minutes) * 60 + seconds) * 1000 + Number((match[4] ?? '').padEnd(3, '0'));
  return total <= 360_000_000 ? BigInt(total) : undefined;
}

export function clockText(milliseconds: bigint | undefined): string {
  if (milliseconds === undefined) return '';
  const all = Number(milliseconds);
  const pad = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const whole = `${pad(all / 3_600_000)}:${pad((all / 60_000) % 60)}:${pad((all / 1000) % 60)}`;
  return all % 1000 ? `${whole}.${String(all % 1000).padStart(3, '0')}` : whole;
}
