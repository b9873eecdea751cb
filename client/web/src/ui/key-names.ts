const names: Record<string, string> = {
  Enter: '↵',
  Escape: 'Esc',
  ArrowDown: '↓',
  ArrowUp: '↑',
};

/** A shortcut as keycaps: `mod+k` gives Ctrl and K, `g n` gives g and n. */
export const keyNames = (keys: string): string[] =>
  keys.split(/ |(?<=mod)\+/).map((key) => (key === 'mod' ? 'Ctrl' : (names[key] ?? key)));
