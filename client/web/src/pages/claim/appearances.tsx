// Where a claim was seen.
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useMe } from '@/api/me';
import { Appearance_State, type Appearance, type Claim } from '@gen/claim_pb';
import { useT } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { clockText } from '@/text/clock';
import { hostOf } from '@/text/names';
import { Away, Said } from '@/ui/text';
import { OnDate, When } from '@/ui/when';
import { AppearanceForm } from './appearance-form';

function Item({ appearance, onEdit }: { appearance: Appearance; onEdit?: () => void }) {
  const t = useT();
  const gone = appearance.state === Appearance_State.DELETED || appearance.state === Appearance_State.EDITED;
  return (
    <li className="card">
      <div className="evidence-title">
        <Away url={appearance.url}>{`${hostOf(appearance.url)}${appearance.author ? ` · ${appearance.author}` : ''}`}</Away>
        {gone && <span className="state state-new">{wordFor(t, 'appearanceState', Appearance_State, appearance.state)}</span>}
      </div>
      {appearance.quote && (
        <blockquote>
          <Said>{appearance.quote}</Said>
        </blockquote>
      )}
      <p className="dim">
        {appearance.platform && <span>{appearance.platform} · </span>}
        <OnDate date={appearance.publishDate} />
        {appearance.observeTime && (
          <>
            {' · '}
            {t('appearance.seen')} <When at={appearance.observeTime} />
          </>
        )}
        {appearance.mediaStartMs !== undefined && (
          <span>
            {' · '}
            {clockText(appearance.mediaStartMs)}
            {appearance.mediaEndMs !== undefined && `–${clockText(appearance.mediaEndMs)}`}
          </span>
        )}
        {appearance.archiveUrls.map((url) => (
          <span key={url}>
            {' · '}
            <Away url={url}>{t('evidence.capture')}</Away>
          </span>
        ))}
      </p>
      {onEdit && (
        <button type="button" className="linkish" onClick={onEdit} aria-label={t('appearance.editOf', { place: hostOf(appearance.url) })}>
          {t('appearance.edit')}
        </button>
      )}
    </li>
  );
}

export function Appearances({ claim }: { claim: Claim }) {
  const t = useT();
  const me = useMe();
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<Appearance>();
  return (
    <section aria-labelledby="appearances">
      <div className="section-head">
        <h2 id="appearances">{t('claim.appearances')}</h2>
        {me.mayContribute && (
          <Button size="xs" variant="default" onClick={() => setAdding(true)}>
            {t('appearance.add')}
          </Button>
        )}
      </div>
      {claim.appearances.length === 0 ? (
        <p className="dim">{t('appearance.none')}</p>
      ) : (
        <ul className="cards">
          {claim.appearances.map((appearance) => (
            <Item key={appearance.name} appearance={appearance} onEdit={me.mayContribute ? () => setEditing(appearance) : undefined} />
          ))}
        </ul>
      )}
      {editing && <AppearanceForm claim={claim} appearance={editing} onClose={() => setEditing(undefined)} />}
      {adding && <AppearanceForm claim={claim} onClose={() => setAdding(false)} />}
    </section>
  );
}
