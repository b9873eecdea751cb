// What can be done at the moment: pages say it, the palette and the sheet of shortcuts list it, and
// keys do it.
import { createContext, use, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';

export interface Action {
  id: string;
  label: string;
  /** A key as the browser names it, `mod+k` with Ctrl or Cmd, or two in a row: `g n`. */
  keys?: string;
  run: () => void;
  /** For keys alone, such as moving in a list: not in the palette. */
  hidden?: boolean;
}

class Registry {
  private readonly sets = new Map<symbol, readonly Action[]>();
  private readonly listeners = new Set<() => void>();

  set(owner: symbol, actions: readonly Action[]): void {
    this.sets.set(owner, actions);
    this.listeners.forEach((listener) => listener());
  }
  remove(owner: symbol): void {
    this.sets.delete(owner);
    this.listeners.forEach((listener) => listener());
  }
  /** The newest first: a page's keys come before those of all pages. */
  all(): Action[] {
    return [...this.sets.values()].reverse().flat();
  }
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

const Context = createContext<Registry | undefined>(undefined);

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type));

const dialogOpen = (): boolean => document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]') !== null;

export function ActionsProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(() => new Registry());
  useEffect(() => {
    let prefix = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const mod = event.ctrlKey || event.metaKey;
      const key = (mod ? 'mod+' : '') + (event.key.length === 1 && mod ? event.key.toLowerCase() : event.key);
      if (!mod && (isTyping(event.target) || dialogOpen() || event.altKey)) return;
      if (mod && dialogOpen()) return;
      const sequence = prefix ? `${prefix} ${key}` : key;
      const actions = registry.all();
      const found = actions.find((action) => action.keys === sequence);
      clearTimeout(timer);
      if (found) {
        prefix = '';
        event.preventDefault();
        found.run();
        return;
      }
      const begins = actions.some((action) => action.keys?.startsWith(`${sequence} `));
      prefix = begins ? sequence : '';
      if (begins) timer = setTimeout(() => (prefix = ''), 1_200);
    };
    window.addEventListener('keydown', onKey);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('keydown', onKey);
    };
  }, [registry]);
  return <Context value={registry}>{children}</Context>;
}

/** Offers actions while the component is there. */
export function useActions(actions: readonly Action[]): void {
  const registry = use(Context);
  const [owner] = useState(() => Symbol('actions'));
  const latest = useRef(actions);
  // The newest `run` is called, without telling everybody of each rendering.
  useEffect(() => {
    latest.current = actions;
  });
  const shape = actions.map((action) => `${action.id}\t${action.label}\t${action.keys ?? ''}\t${action.hidden ?? false}`).join('\n');
  useEffect(() => {
    registry?.set(
      owner,
      latest.current.map((action) => ({
        ...action,
        run: () => latest.current.find((each) => each.id === action.id)?.run(),
      })),
    );
  }, [registry, owner, shape]);
  useEffect(() => () => registry?.remove(owner), [registry, owner]);
}

export function useAllActions(): Action[] {
  const registry = use(Context);
  const [version, setVersion] = useState(0);
  useEffect(() => registry?.subscribe(() => setVersion((n) => n + 1)), [registry]);
  return useMemo(() => registry?.all() ?? [], [registry, version]);
}
