// Who may call the server: people, services and assistants, with their roles and keys.
import { clone, create } from '@bufbuild/protobuf';
import { FieldMaskSchema } from '@bufbuild/protobuf/wkt';
import { Button, Group, Modal, Select, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useMe } from '@/api/me';
import { fieldError } from '@/api/problem';
import { useActors } from '@/api/queries';
import { useWrite } from '@/api/write';
import { ActorSchema, type Actor } from '@gen/actor_pb';
import { ActorKind } from '@gen/common_pb';
import type { Role } from '@gen/publisher_pb';
import { useT } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { idOf, toId } from '@/text/names';
import { PageHead } from '@/ui/shell';
import { Loaded, ProblemView } from '@/ui/states';
import { Keys } from './keys';
import { actorRoles, RoleMarks, RolesSelect } from './roles';

const kinds = [ActorKind.HUMAN, ActorKind.SERVICE, ActorKind.AI];
const mostShown = 300;

export default function PeoplePage() {
  const t = useT();
  const me = useMe();
  const query = useActors();
  const [, go] = useLocation();
  const [search] = useSearchParams();
  const opened = search.get('actor');
  const [adding, setAdding] = useState(false);
  const [text, setText] = useState('');
  const asked = text.trim().toLocaleLowerCase();
  return (
    <div>
      <PageHead title={t('nav.people')} lead={t('people.lead')}>
        {me.isAdmin && (
          <Button size="xs" onClick={() => setAdding(true)}>
            {t('people.add')}
          </Button>
        )}
      </PageHead>
      <Loaded query={query}>
        {(all) => {
          const open = all.find((actor) => idOf(actor.name) === opened);
          const list = all.filter((actor) => actor.displayName.toLocaleLowerCase().includes(asked) || idOf(actor.name).includes(asked));
          return (
            <>
              {all.length > 12 && <TextInput className="filter" aria-label={t('people.filter')} placeholder={t('people.filter')} value={text} onChange={(event) => setText(event.currentTarget.value)} />}
              <ul className="table-list">
                {list.slice(0, mostShown).map((actor) => (
                  <li key={actor.name}>
                    <span>
                      <strong dir="auto">{actor.displayName}</strong> <span className="dim mono">{idOf(actor.name)}</span>
                    </span>
                    <span>
                      <span className="dim">{wordFor(t, 'actorKind', ActorKind, actor.kind)}</span> <RoleMarks roles={actor.roles} />
                      {actor.disabled && <span className="state state-quiet">{t('people.disabled')}</span>}
                    </span>
                    <Button size="compact-xs" variant="default" onClick={() => go(`/people?actor=${idOf(actor.name)}`)}>
                      {t('people.open')}
                    </Button>
                  </li>
                ))}
              </ul>
              {open && <OpenActor key={open.name} actor={open} onClose={() => go('/people')} />}
            </>
          );
        }}
      </Loaded>
      {adding && <AddActor onClose={() => setAdding(false)} />}
    </div>
  );
}

function OpenActor({ actor, onClose }: { actor: Actor; onClose: () => void }) {
  const t = useT();
  const me = useMe();
  const { admin } = useClients();
  const [form, setForm] = useState(() => clone(ActorSchema, actor));
  const save = useWrite(
    () => admin.updateActor({ actor: form, updateMask: create(FieldMaskSchema, { paths: ['display_name', 'roles', 'disabled'] }) }),
    [keys.actors, keys.actor(actor.name)],
    (saved) => setForm(saved),
  );
  const error = (field: string) => fieldError(save.problem, field);
  return (
    <Modal opened onClose={onClose} title={actor.displayName} size="lg" closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!save.busy) save.run(undefined);
        }}
      >
        <fieldset disabled={!me.isAdmin} className="stack">
          <legend className="small-head">{wordFor(t, 'actorKind', ActorKind, actor.kind)}</legend>
          <TextInput label={t('people.name')} value={form.displayName} onChange={(event) => setForm({ ...form, displayName: event.currentTarget.value })} error={error('display_name')} required data-autofocus dir="auto" />
          <RolesSelect label={t('people.roles')} description={t('people.roles.hint')} offered={actorRoles} value={form.roles} onChange={(roles) => setForm({ ...form, roles })} error={error('roles')} />
          <Switch label={t('people.disable')} checked={form.disabled} onChange={(event) => setForm({ ...form, disabled: event.currentTarget.checked })} />
        </fieldset>
        <ProblemView problem={save.problem} shown={['display_name', 'roles']} />
        {me.isAdmin && (
          <Group justify="flex-end">
            <Button type="submit" loading={save.busy}>
              {t('action.save')}
            </Button>
          </Group>
        )}
      </form>
      <Keys actor={actor.name} />
    </Modal>
  );
}

function AddActor({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { admin } = useClients();
  const [, go] = useLocation();
  const [name, setName] = useState('');
  const [ownId, setOwnId] = useState('');
  const [kind, setKind] = useState<string | null>(String(ActorKind.HUMAN));
  const [roles, setRoles] = useState<readonly Role[]>([]);
  const actorId = ownId || toId(name);
  const add = useWrite(
    () =>
      admin.createActor({
        actorId,
        actor: create(ActorSchema, { displayName: name.trim(), kind: Number(kind) as ActorKind, roles: [...roles] }),
      }),
    [keys.actors],
    (actor) => {
      onClose();
      go(`/people?actor=${idOf(actor.name)}`);
    },
  );
  const error = (field: string) => fieldError(add.problem, field);
  return (
    <Modal opened onClose={onClose} title={t('people.add')} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!add.busy) add.run(undefined);
        }}
      >
        <TextInput label={t('people.name')} required data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} error={error('display_name')} dir="auto" />
        <TextInput label={t('field.id')} description={t('field.id.hint')} placeholder={actorId} value={ownId} onChange={(event) => setOwnId(event.currentTarget.value)} error={error('actor_id')} />
        <Select label={t('people.kind')} data={kinds.map((value) => ({ value: String(value), label: wordFor(t, 'actorKind', ActorKind, value) }))} value={kind} onChange={setKind} allowDeselect={false} />
        <RolesSelect label={t('people.roles')} description={t('people.roles.hint')} offered={actorRoles} value={roles} onChange={setRoles} error={error('roles')} />
        <ProblemView problem={add.problem} shown={['display_name', 'actor_id', 'roles']} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={add.busy} disabled={!actorId}>
            {t('people.add')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
