// Everything that can be done and every claim, by typing a few letters.
import { Kbd, Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useId, useState, type KeyboardEvent } from 'react';
import { useLocation } from 'wouter';
import { useFoundClaims } from '@/api/search';
import { useT } from '@/i18n';
import { claimPath } from '@/text/names';
import { useAllActions } from './actions';
import { keyNames } from './key-names';

interface Entry {
  id: string;
  label: string;
  keys?: string;
  run: () => void;
}

/** All letters of `query` in order, words' beginnings first: lower is better. */
export function rank(label: string, query: string): number | undefined {
  const text = label.toLocaleLowerCase();
  const asked = query.trim().toLocaleLowerCase();
  if (!asked) return 0;
  const whole = text.indexOf(asked);
  if (whole === 0) return 0;
  if (whole > 0) return text[whole - 1] === ' ' ? 1 : 2;
  let at = 0;
  for (const letter of asked) {
    at = text.indexOf(letter, at);
    if (at < 0) return undefined;
    at++;
  }
  return 3;
}

export default function Palette({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [, go] = useLocation();
  const actions = useAllActions();
  const [query, setQuery] = useState('');
  const [asked] = useDebouncedValue(query.trim(), 150);
  const [active, setActive] = useState(0);
  const list = useId();
  const found = useFoundClaims(asked, 8);
  const close = (run: () => void) => () => {
    onClose();
    run();
  };
  const entries: Entry[] = [
    ...actions
      .filter((action) => !action.hidden)
      .map((action) => ({ action, rank: rank(action.label, query) }))
      .filter((each) => each.rank !== undefined)
      .sort((a, b) => a.rank! - b.rank!)
      .map(({ action }) => ({ id: action.id, label: action.label, keys: action.keys, run: close(action.run) })),
    ...(asked.length >= 2 ? (found.data ?? []) : []).map((claim) => ({
      id: claim.name,
      label: claim.statement,
      run: close(() => go(claimPath(claim.name))),
    })),
    ...(asked.length >= 2
      ? [
          { id: 'search-all', label: t('palette.searchAll', { text: asked }), run: close(() => go(`/search?q=${encodeURIComponent(asked)}`)) },
          { id: 'check-text', label: t('palette.check', { text: asked }), run: close(() => go(`/check?q=${encodeURIComponent(asked)}`)) },
        ]
      : []),
  ];
  const at = Math.min(active, entries.length - 1);
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && entries.length) {
      event.preventDefault();
      const next = (at + move + entries.length) % entries.length;
      setActive(next);
      document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      entries[at]?.run();
    }
  };
  return (
    <Modal.Root opened onClose={onClose} padding={0} size="lg" yOffset="10dvh" lockScroll={false}>
      <Modal.Overlay />
      <Modal.Content aria-label={t('palette.title')}>
        <Modal.Body>
      <TextInput
        data-autofocus
        className="palette-input"
        size="md"
        variant="unstyled"
        value={query}
        placeholder={t('palette.placeholder')}
        aria-label={t('palette.title')}
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={entries.length ? `${list}-${at}` : undefined}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKey}
        dir="auto"
      />
      <ul className="palette-list" id={list} role="listbox" aria-label={t('palette.title')} tabIndex={0}>
        {entries.map((entry, i) => (
          <li
            key={entry.id}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === at}
            className="palette-entry"
            onClick={entry.run}
            onMouseMove={() => setActive(i)}
          >
            <span dir="auto" className="palette-label">
              {entry.label}
            </span>
            {entry.keys && (
              <span className="palette-keys" aria-hidden="true">
                {keyNames(entry.keys).map((name) => (
                  <Kbd size="xs" key={name}>
                    {name}
                  </Kbd>
                ))}
              </span>
            )}
          </li>
        ))}
      </ul>
      {entries.length === 0 && (
        <p className="palette-none" role="status">
          {t('palette.nothing')}
        </p>
      )}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
