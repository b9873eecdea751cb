// How a publisher rates. A scale is never edited: a change is a new version, and verdicts keep the label
// that they were issued under.
import { create } from '@bufbuild/protobuf';
import { Button, Group, Modal, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useMe } from '@/api/me';
import { fieldError } from '@/api/problem';
import { useScales } from '@/api/queries';
import { useWrite } from '@/api/write';
import { NormalRating } from '@gen/common_pb';
import { LocalizedTextSchema, RatingSchema, RatingScaleSchema, type LocalizedText, type Publisher, type Rating, type RatingScale } from '@gen/publisher_pb';
import { useT, useWords } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { toId } from '@/text/names';
import { RatingMark } from '@/ui/marks';
import { Empty, Loaded, ProblemView } from '@/ui/states';
import { inLanguage } from '../verdict/ratings';

const mostShown = 60;

export function Scales({ publisher }: { publisher: Publisher }) {
  const t = useT();
  const me = useMe();
  const { language } = useWords();
  const query = useScales(publisher.name);
  const [editing, setEditing] = useState<RatingScale | 'new'>();
  const may = me.mayManage(publisher.name);
  return (
    <section aria-labelledby="scales">
      <div className="section-head">
        <h2 id="scales">{t('publisher.scales')}</h2>
        {may && (
          <Button size="xs" onClick={() => setEditing('new')}>
            {t('scale.add')}
          </Button>
        )}
      </div>
      <Loaded query={query}>
        {(scales) =>
          scales.length === 0 ? (
            <Empty title={t('scale.none')}>
              <p>{t('scale.none.hint')}</p>
            </Empty>
          ) : (
            <ul className="cards">
              {scales.map((scale) => (
                <li className="card" key={scale.name}>
                  <div className="card-head">
                    <strong dir="auto">{scale.displayName}</strong>
                    <span className="dim">{t('scale.version', { number: scale.name.split('/').at(-1) ?? '' })}</span>
                    {may && (
                      <Button size="compact-xs" variant="default" onClick={() => setEditing(scale)}>
                        {t('scale.newVersion')}
                      </Button>
                    )}
                  </div>
                  <ul className="plain ratings">
                    {scale.ratings.slice(0, mostShown).map((rating) => (
                      <li key={rating.code}>
                        <RatingMark normal={rating.normal} label={inLanguage(rating.labels, language)} /> <code>{rating.code}</code>
                        {rating.definitions.length > 0 && (
                          <span className="dim" dir="auto">
                            {' '}
                            {inLanguage(rating.definitions, language)}
                          </span>
                        )}
                      </li>
                    ))}
                  </ul>
                  {scale.ratings.length > mostShown && <p className="dim">{t('scale.more', { count: scale.ratings.length - mostShown })}</p>}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {editing && <ScaleForm publisher={publisher} scale={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </section>
  );
}

interface Row {
  key: number;
  before: Rating | undefined;
  code: string;
  label: string;
  definition: string;
  normal: NormalRating;
  ordinal: number | undefined;
}

const replaced = (texts: readonly LocalizedText[], text: string, language: string): LocalizedText[] => {
  const [first, ...rest] = texts;
  if (!text) return [...rest];
  return [create(LocalizedTextSchema, { language: first?.language ?? language, text }), ...rest];
};

const normals = [NormalRating.TRUE, NormalRating.MIXED, NormalRating.FALSE, NormalRating.OTHER];

function ScaleForm({ publisher, scale, onClose }: { publisher: Publisher; scale: RatingScale | undefined; onClose: () => void }) {
  const t = useT();
  const { publishers } = useClients();
  const [name, setName] = useState(scale?.displayName ?? '');
  const [rows, setRows] = useState<Row[]>(() =>
    (scale?.ratings ?? []).map((rating, key) => ({
      key,
      before: rating,
      code: rating.code,
      label: rating.labels[0]?.text ?? '',
      definition: rating.definitions[0]?.text ?? '',
      normal: rating.normal,
      ordinal: rating.ordinal,
    })),
  );
  const language = publisher.defaultLanguage && publisher.defaultLanguage !== 'und' ? publisher.defaultLanguage : 'en';
  const change = (key: number, next: Partial<Row>) => setRows((all) => all.map((row) => (row.key === key ? { ...row, ...next } : row)));
  const add = () =>
    setRows((all) => [
      ...all,
      { key: Math.max(-1, ...all.map((row) => row.key)) + 1, before: undefined, code: '', label: '', definition: '', normal: NormalRating.FALSE, ordinal: undefined },
    ]);
  const save = useWrite(
    () => {
      const ratingScale = create(RatingScaleSchema, {
        displayName: name.trim(),
        etag: scale?.etag ?? '',
        ratings: rows.map((row) =>
          create(RatingSchema, {
            code: row.code || toId(row.label),
            labels: replaced(row.before?.labels ?? [], row.label.trim(), language),
            definitions: replaced(row.before?.definitions ?? [], row.definition.trim(), language),
            normal: row.normal,
            ordinal: row.normal === NormalRating.OTHER ? undefined : row.ordinal,
          }),
        ),
      });
      return scale
        ? publishers.addRatingScaleVersion({ parent: scale.name.split('/versions/')[0]!, ratingScale })
        : publishers.createRatingScale({ parent: publisher.name, ratingScaleId: toId(name), ratingScale });
    },
    [keys.scales(publisher.name)],
    onClose,
  );
  return (
    <Modal opened onClose={onClose} title={scale ? t('scale.newVersion') : t('scale.add')} size="xl" closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (rows.length && !save.busy) save.run(undefined);
        }}
      >
        <TextInput label={t('scale.name')} required data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} error={fieldError(save.problem, 'display_name')} dir="auto" />
        <p className="dim">{t('scale.hint')}</p>
        <ul className="plain scale-rows">
          {rows.map((row) => (
            <li key={row.key} className="scale-row">
              <TextInput size="xs" aria-label={t('scale.label')} placeholder={t('scale.label')} required value={row.label} onChange={(event) => change(row.key, { label: event.currentTarget.value })} dir="auto" />
              <Select
                size="xs"
                aria-label={t('scale.normal')}
                data={normals.map((value) => ({ value: String(value), label: wordFor(t, 'normal', NormalRating, value) }))}
                value={String(row.normal)}
                onChange={(value) => change(row.key, { normal: Number(value) as NormalRating })}
                allowDeselect={false}
              />
              <NumberInput
                size="xs"
                aria-label={t('scale.ordinal')}
                placeholder={t('scale.ordinal')}
                min={0}
                max={1000}
                allowDecimal={false}
                disabled={row.normal === NormalRating.OTHER}
                value={row.ordinal ?? ''}
                onChange={(value) => change(row.key, { ordinal: value === '' ? undefined : Number(value) })}
              />
              <TextInput size="xs" aria-label={t('scale.definition')} placeholder={t('scale.definition')} value={row.definition} onChange={(event) => change(row.key, { definition: event.currentTarget.value })} dir="auto" />
              <Button size="compact-xs" variant="subtle" color="red" onClick={() => setRows((all) => all.filter((each) => each.key !== row.key))}>
                {t('scale.removeRow')}
              </Button>
            </li>
          ))}
        </ul>
        <div className="buttons">
          <Button size="xs" variant="default" onClick={add}>
            {t('scale.addRow')}
          </Button>
        </div>
        <ProblemView problem={save.problem} shown={['display_name']} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={save.busy} disabled={!name.trim() || rows.length === 0}>
            {t('action.save')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
