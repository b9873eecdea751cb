// A list of any length: only what is seen is drawn, only what was scrolled to is fetched.
import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useT } from '@/i18n';
import { useActions } from './actions';

export interface RowsProps<Item> {
  /** Where to go on when the list is opened again. */
  place: string;
  label: string;
  items: readonly Item[];
  total: number;
  /** Asks for more behind `items`, called again until the row `upTo` is there. */
  more: (upTo: number) => void;
  busy: boolean;
  keyOf: (item: Item) => string;
  row: (item: Item) => ReactNode;
  /** Opens an item. */
  open: (item: Item) => void;
  onActive?: (item: Item | undefined) => void;
}

// Positions, while the page lives.
const places = new Map<string, { active: number; offset: number }>();

export function Rows<Item>({ place, label, items, total, more, busy, keyOf, row, open, onActive }: RowsProps<Item>) {
  const t = useT();
  const scroll = useRef<HTMLDivElement>(null);
  const narrow = useMediaQuery('(max-width: 40em)', false, { getInitialValueInEffect: false });
  const height = narrow ? 108 : 82;
  const before = places.get(place);
  const [active, setActive] = useState(before?.active ?? 0);
  const wantsFocus = useRef(false);
  const virtual = useVirtualizer({
    count: Math.max(total, items.length),
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: 8,
    initialOffset: before?.offset ?? 0,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const seen = virtual.getVirtualItems();
  const last = seen.at(-1)?.index ?? 0;
  useEffect(() => {
    if (!busy && last >= items.length - 1 && items.length < total) more(last);
  }, [busy, last, items.length, total, more]);

  const at = Math.min(active, Math.max(items.length - 1, 0));
  const current = items[at];
  useEffect(() => onActive?.(current), [onActive, current]);
  const offset = virtual.scrollOffset ?? 0;
  useEffect(() => {
    places.set(place, { active: at, offset });
  }, [place, at, offset]);

  const move = useCallback(
    (to: number) => {
      const next = Math.max(0, Math.min(to, items.length - 1));
      wantsFocus.current = true;
      setActive(next);
      virtual.scrollToIndex(next);
    },
    [items.length, virtual],
  );
  // The row may be drawn only after scrolling.
  useEffect(() => {
    if (!wantsFocus.current) return;
    const link = scroll.current?.querySelector<HTMLElement>(`[data-index="${at}"] a`);
    if (!link) return;
    wantsFocus.current = false;
    link.focus({ preventScroll: true });
  });
  useActions([
    { id: 'row-next', label: t('list.next'), keys: 'j', hidden: true, run: () => move(at + 1) },
    { id: 'row-before', label: t('list.previous'), keys: 'k', hidden: true, run: () => move(at - 1) },
    { id: 'row-first', label: t('list.first'), keys: 'Home', hidden: true, run: () => move(0) },
    { id: 'row-last', label: t('list.last'), keys: 'End', hidden: true, run: () => move(items.length - 1) },
    { id: 'row-open', label: t('list.open'), keys: 'o', hidden: true, run: () => current && open(current) },
  ]);
  return (
    <div className="rows" ref={scroll}>
      <ul aria-label={label} style={{ height: virtual.getTotalSize() }}>
        {seen.map((place) => {
          const item = items[place.index];
          return (
            <li
              key={item ? keyOf(item) : `at ${place.index}`}
              data-index={place.index}
              className={`row ${place.index === at ? 'row-active' : ''}`}
              style={{ transform: `translateY(${place.start}px)`, height: place.size }}
              aria-setsize={Math.max(total, items.length)}
              aria-posinset={place.index + 1}
              onFocus={() => setActive(place.index)}
            >
              {item ? row(item) : <span className="row-waiting" />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
