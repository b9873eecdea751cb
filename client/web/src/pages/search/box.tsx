// The one box of the search: words, phrases, exclusions and conditions, with a short help.
import { Button, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useT, type Key } from '@/i18n';

const help: readonly [string, Key][] = [
  ['balloon countries', 'search.help.words'],
  ['"over them"', 'search.help.phrase'],
  ['-football', 'search.help.without'],
  ['status:checked', 'search.help.condition'],
  ['-rating:true', 'search.help.notCondition'],
  ['claimant:"Joe Biden"', 'search.help.quoted'],
  ['after:2023-02-01 before:2023-03-01', 'search.help.dates'],
];

export function SearchBox({ text, onText, error }: { text: string; onText: (text: string) => void; error?: string }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className="search-box" role="search">
      <div className="search-line">
        <TextInput
          type="search"
          aria-label={t('search.text')}
          placeholder={t('search.text')}
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
          error={error}
          maxLength={2_000}
          spellCheck={false}
          dir="auto"
          autoFocus
          className="search-text"
        />
        <Button variant="default" onClick={() => setOpen(!open)} aria-expanded={open} aria-controls={id}>
          {t('search.help')}
        </Button>
      </div>
      <div id={id} hidden={!open} className="card search-help" role="region" aria-label={t('search.help')} tabIndex={0}>
        <dl>
          {help.map(([example, meaning]) => (
            <div key={example}>
              <dt>
                <code dir="ltr">{example}</code>
              </dt>
              <dd>{t(meaning)}</dd>
            </div>
          ))}
        </dl>
        <p className="dim">
          {t('search.help.names')} <code dir="ltr">status state decline_reason publisher rating claimant topic language year disputed stale after before</code>
        </p>
      </div>
    </div>
  );
}
