// Somebody else changed what one was changing: theirs and mine, field by field.
import { Alert, Button } from '@mantine/core';
import { useT } from '@/i18n';
import { Difference } from './text';

export interface ConflictField {
  field: string;
  label: string;
  theirs: string;
  mine: string;
}

export function Conflict({ fields, who, language, onTheirs, onMine }: { fields: readonly ConflictField[]; who?: string; language?: string; onTheirs: (field: string) => void; onMine: (field: string) => void }) {
  const t = useT();
  if (fields.length === 0) return null;
  return (
    <Alert color="yellow" title={who ? t('conflict.titleBy', { who }) : t('conflict.title')} className="conflict" role="alert">
      <p>{t('conflict.lead')}</p>
      {fields.map(({ field, label, theirs, mine }) => (
        <div className="conflict-field" key={field} data-field={field}>
          <h3 className="small-head">{label}</h3>
          <div className="two">
            <div>
              <p className="dim">{t('conflict.theirs')}</p>
              <div className="said conflict-text" dir="auto">
                {theirs || '—'}
              </div>
              <Button size="xs" variant="default" onClick={() => onTheirs(field)}>
                {t('conflict.takeTheirs')}
              </Button>
            </div>
            <div>
              <p className="dim">{t('conflict.mine')}</p>
              <div className="conflict-text">
                <Difference before={theirs} after={mine} language={language} />
              </div>
              <Button size="xs" variant="default" onClick={() => onMine(field)}>
                {t('conflict.keepMine')}
              </Button>
            </div>
          </div>
        </div>
      ))}
    </Alert>
  );
}
