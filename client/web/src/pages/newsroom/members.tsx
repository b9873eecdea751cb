import { create } from '@bufbuild/protobuf';
import { Button, Group, Modal, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { meKey, useMe } from '@/api/me';
import { fieldError } from '@/api/problem';
import { useActors, useMembers } from '@/api/queries';
import { useWrite } from '@/api/write';
import { MemberSchema, type Member, type Role } from '@gen/publisher_pb';
import { useT } from '@/i18n';
import { idOf } from '@/text/names';
import { Ask } from '@/ui/ask';
import { Empty, Loaded, ProblemView } from '@/ui/states';
import { ActorName } from '@/ui/text';
import { memberRoles, RoleMarks, RolesSelect } from './roles';

export function Members({ publisher }: { publisher: string }) {
  const t = useT();
  const me = useMe();
  const { publishers } = useClients();
  const query = useMembers(publisher);
  const [editing, setEditing] = useState<Member | 'new'>();
  const [removing, setRemoving] = useState<Member>();
  const may = me.mayManage(publisher);
  const remove = useWrite(
    () => publishers.removeMember({ name: removing?.name ?? '', etag: removing?.etag ?? '' }),
    [keys.members(publisher), meKey],
    () => setRemoving(undefined),
  );
  return (
    <section aria-labelledby="members">
      <div className="section-head">
        <h2 id="members">{t('publisher.members')}</h2>
        {may && (
          <Button size="xs" onClick={() => setEditing('new')}>
            {t('member.add')}
          </Button>
        )}
      </div>
      <Loaded query={query}>
        {(members) =>
          members.length === 0 ? (
            <Empty title={t('member.none')} />
          ) : (
            <ul className="table-list">
              {members.map((member) => (
                <li key={member.name}>
                  <strong>
                    <ActorName name={`actors/${idOf(member.name)}`} />
                  </strong>
                  <RoleMarks roles={member.roles} />
                  {may && (
                    <span className="buttons">
                      <Button size="compact-xs" variant="default" onClick={() => setEditing(member)}>
                        {t('member.edit')}
                      </Button>
                      <Button size="compact-xs" variant="subtle" color="red" onClick={() => setRemoving(member)}>
                        {t('member.remove')}
                      </Button>
                    </span>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {editing && <MemberForm publisher={publisher} member={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
      {removing && (
        <Ask
          title={t('member.remove.title', { name: idOf(removing.name) })}
          intro={t('member.remove.intro')}
          action={t('member.remove')}
          tone="danger"
          busy={remove.busy}
          problem={remove.problem}
          onClose={() => setRemoving(undefined)}
          onDo={() => remove.run(undefined)}
        />
      )}
    </section>
  );
}

function MemberForm({ publisher, member, onClose }: { publisher: string; member: Member | undefined; onClose: () => void }) {
  const t = useT();
  const me = useMe();
  const { publishers } = useClients();
  const actors = useActors(me.isAdmin || me.isAuditor);
  const [actor, setActor] = useState(member ? idOf(member.name) : '');
  const [roles, setRoles] = useState<readonly Role[]>(member?.roles ?? []);
  const save = useWrite(
    () =>
      publishers.setMember({
        member: create(MemberSchema, { name: `${publisher}/members/${actor.trim()}`, roles: [...roles], etag: member?.etag ?? '' }),
      }),
    [keys.members(publisher), meKey],
    onClose,
  );
  return (
    <Modal opened onClose={onClose} title={member ? t('member.edit') : t('member.add')} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (actor && roles.length && !save.busy) save.run(undefined);
        }}
      >
        {!member &&
          (actors.data ? (
            <Select
              label={t('member.actor')}
              data={actors.data.filter((each) => !each.disabled).map((each) => ({ value: idOf(each.name), label: `${each.displayName} (${idOf(each.name)})` }))}
              value={actor || null}
              onChange={(value) => setActor(value ?? '')}
              searchable
              required
              data-autofocus
              error={fieldError(save.problem, 'name')}
            />
          ) : (
            <TextInput label={t('member.actorId')} value={actor} onChange={(event) => setActor(event.currentTarget.value)} required data-autofocus error={fieldError(save.problem, 'name')} />
          ))}
        <RolesSelect label={t('member.roles')} description={t('member.roles.hint')} offered={memberRoles} value={roles} onChange={setRoles} error={fieldError(save.problem, 'roles')} />
        <ProblemView problem={save.problem} shown={['name', 'roles']} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={save.busy} disabled={!actor || roles.length === 0}>
            {t('action.save')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
