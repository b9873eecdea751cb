import { Button, Group, Modal, TagsInput, TextInput } from '@mantine/core';
import { create } from '@bufbuild/protobuf';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useMe } from '@/api/me';
import { fieldError } from '@/api/problem';
import { usePublishers } from '@/api/queries';
import { useWrite } from '@/api/write';
import { PublisherSchema } from '@gen/publisher_pb';
import { useT } from '@/i18n';
import { publisherPath, toId } from '@/text/names';
import { PageHead } from '@/ui/shell';
import { Empty, Loaded, ProblemView } from '@/ui/states';
import { RoleMarks } from './roles';

const mostShown = 200;

export default function PublishersPage() {
  const t = useT();
  const me = useMe();
  const query = usePublishers();
  const [adding, setAdding] = useState(false);
  const [text, setText] = useState('');
  const asked = text.trim().toLocaleLowerCase();
  return (
    <div>
      <PageHead title={t('nav.publishers')} lead={t('publishers.lead')}>
        {me.isAdmin && (
          <Button size="xs" onClick={() => setAdding(true)}>
            {t('publishers.add')}
          </Button>
        )}
      </PageHead>
      <Loaded query={query}>
        {(all) => {
          const list = all.filter(
            (publisher) =>
              publisher.displayName.toLocaleLowerCase().includes(asked) || publisher.domains.some((domain) => domain.includes(asked)),
          );
          return all.length === 0 ? (
            <Empty title={t('publishers.none')} />
          ) : (
            <>
              {all.length > 12 && (
                <TextInput className="filter" aria-label={t('publishers.filter')} placeholder={t('publishers.filter')} value={text} onChange={(event) => setText(event.currentTarget.value)} />
              )}
              <ul className="grid-cards">
                {list.slice(0, mostShown).map((publisher) => (
                  <li key={publisher.name} className="card">
                    <Link href={publisherPath(publisher.name)} className="card-title" dir="auto">
                      {publisher.displayName}
                    </Link>
                    <p className="dim">{publisher.domains.slice(0, 3).join(', ')}</p>
                    {me.memberships.has(publisher.name) && (
                      <p>
                        <RoleMarks roles={me.memberships.get(publisher.name)!} />
                      </p>
                    )}
                  </li>
                ))}
              </ul>
              {list.length > mostShown && <p className="dim">{t('publishers.more', { count: list.length - mostShown })}</p>}
            </>
          );
        }}
      </Loaded>
      {adding && <AddPublisher onClose={() => setAdding(false)} />}
    </div>
  );
}

function AddPublisher({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { publishers } = useClients();
  const [, go] = useLocation();
  const [form, setForm] = useState({ name: '', id: '', home: '', domains: [] as string[], language: 'en' });
  const set = (change: Partial<typeof form>) => setForm((before) => ({ ...before, ...change }));
  const id = form.id || toId(form.name);
  const add = useWrite(
    () =>
      publishers.createPublisher({
        publisherId: id,
        publisher: create(PublisherSchema, {
          displayName: form.name.trim(),
          homeUrl: form.home.trim(),
          domains: form.domains,
          defaultLanguage: form.language,
        }),
      }),
    [keys.publishers],
    (publisher) => go(publisherPath(publisher.name)),
  );
  const error = (field: string) => fieldError(add.problem, field);
  return (
    <Modal opened onClose={onClose} title={t('publishers.add')} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!add.busy) add.run(undefined);
        }}
      >
        <TextInput label={t('publisher.name')} required data-autofocus value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} error={error('display_name')} dir="auto" />
        <TextInput label={t('field.id')} description={t('field.id.hint')} placeholder={id} value={form.id} onChange={(event) => set({ id: event.currentTarget.value })} error={error('publisher_id')} />
        <TextInput label={t('publisher.home')} type="url" value={form.home} onChange={(event) => set({ home: event.currentTarget.value })} error={error('home_url')} />
        <TagsInput label={t('publisher.domains')} description={t('publisher.domains.hint')} value={form.domains} onChange={(domains) => set({ domains })} error={error('domains')} acceptValueOnBlur />
        <ProblemView problem={add.problem} shown={['display_name', 'publisher_id', 'home_url', 'domains']} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={add.busy} disabled={!id}>
            {t('publishers.add')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
