import { clone, create } from '@bufbuild/protobuf';
import { FieldMaskSchema } from '@bufbuild/protobuf/wkt';
import { Button, NumberInput, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { fieldError } from '@/api/problem';
import { useScales } from '@/api/queries';
import { useWrite } from '@/api/write';
import { PublisherPolicySchema, PublisherSchema, type Publisher } from '@gen/publisher_pb';
import { useT } from '@/i18n';
import { ProblemView } from '@/ui/states';
import { LanguageSelect } from '../claim/claim-fields';

const shown = ['display_name', 'home_url', 'domains', 'default_language', 'default_rating_scale', 'policy'];

export function PublisherForm({ publisher, readOnly }: { publisher: Publisher; readOnly: boolean }) {
  const t = useT();
  const { publishers } = useClients();
  const scales = useScales(publisher.name).data ?? [];
  const [form, setForm] = useState(() => clone(PublisherSchema, publisher));
  const policy = form.policy ?? create(PublisherPolicySchema, { quorum: 1 });
  const set = (change: Partial<Publisher>) => setForm((before) => ({ ...before, ...change }));
  const setPolicy = (change: Partial<typeof policy>) => set({ policy: { ...policy, ...change } });
  const save = useWrite(
    () => publishers.updatePublisher({ publisher: form, updateMask: create(FieldMaskSchema, { paths: shown }) }),
    [keys.publisher(publisher.name), keys.publishers],
  );
  const error = (field: string) => fieldError(save.problem, field);
  return (
    <form
      className="stack form-page"
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.busy && !readOnly) save.run(undefined);
      }}
    >
      <fieldset disabled={readOnly} className="stack">
        <legend className="small-head">{t('publisher.about')}</legend>
        <TextInput label={t('publisher.name')} required value={form.displayName} onChange={(event) => set({ displayName: event.currentTarget.value })} error={error('display_name')} dir="auto" />
        <TextInput label={t('publisher.home')} type="url" value={form.homeUrl} onChange={(event) => set({ homeUrl: event.currentTarget.value })} error={error('home_url')} />
        <TagsInput label={t('publisher.domains')} description={t('publisher.domains.hint')} value={form.domains} onChange={(domains) => set({ domains })} error={error('domains')} disabled={readOnly} acceptValueOnBlur />
        <div className="two">
          <LanguageSelect label={t('publisher.language')} value={form.defaultLanguage || 'und'} onChange={(defaultLanguage) => set({ defaultLanguage })} error={error('default_language')} />
          <Select
            label={t('publisher.defaultScale')}
            data={scales.map((scale) => ({ value: scale.name.split('/versions/')[0]!, label: scale.displayName }))}
            value={form.defaultRatingScale || null}
            onChange={(defaultRatingScale) => set({ defaultRatingScale: defaultRatingScale ?? '' })}
            disabled={readOnly}
            clearable
            error={error('default_rating_scale')}
          />
        </div>
      </fieldset>
      <fieldset disabled={readOnly} className="stack">
        <legend className="small-head">{t('policy.title')}</legend>
        <div className="two">
          <NumberInput label={t('policy.quorum')} min={1} max={20} allowDecimal={false} value={policy.quorum || 1} onChange={(value) => setPolicy({ quorum: Number(value) || 1 })} />
          <NumberInput label={t('policy.origins')} min={0} max={50} allowDecimal={false} value={policy.minimumOrigins} onChange={(value) => setPolicy({ minimumOrigins: Number(value) || 0 })} />
        </div>
        <Switch label={t('policy.retraction')} checked={policy.standardsEditorForRetraction} onChange={(event) => setPolicy({ standardsEditorForRetraction: event.currentTarget.checked })} />
        <Switch label={t('policy.ratingChange')} checked={policy.standardsEditorForRatingChange} onChange={(event) => setPolicy({ standardsEditorForRatingChange: event.currentTarget.checked })} />
        <Switch label={t('policy.correction')} checked={policy.standardsEditorForCorrection} onChange={(event) => setPolicy({ standardsEditorForCorrection: event.currentTarget.checked })} />
        {error('policy') && <p className="field-error">{error('policy')}</p>}
      </fieldset>
      <ProblemView problem={save.problem} shown={shown} />
      {!readOnly && (
        <div className="buttons">
          <Button type="submit" loading={save.busy}>
            {t('action.save')}
          </Button>
        </div>
      )}
    </form>
  );
}
