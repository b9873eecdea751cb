// The keys of an actor. A key is shown once, when it is made.
import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Alert, Button, CopyButton, Group, Modal, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useMe } from '@/api/me';
import { fieldError } from '@/api/problem';
import { allPages } from '@/api/pages';
import { useWrite } from '@/api/write';
import { ApiKeySchema, type ApiKey } from '@gen/actor_pb';
import { useT } from '@/i18n';
import { Ask } from '@/ui/ask';
import { Loaded, ProblemView } from '@/ui/states';
import { When } from '@/ui/when';

export function Keys({ actor }: { actor: string }) {
  const t = useT();
  const me = useMe();
  const { admin } = useClients();
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey>();
  const query = useQuery({
    queryKey: keys.apiKeys(actor),
    queryFn: ({ signal }) =>
      allPages(
        (pageToken) => admin.listApiKeys({ parent: actor, pageSize: 1000, pageToken }, { signal }),
        (page) => page.apiKeys,
      ),
  });
  const revoke = useWrite(
    () => admin.revokeApiKey({ name: revoking?.name ?? '' }),
    [keys.apiKeys(actor)],
    () => setRevoking(undefined),
  );
  return (
    <section aria-label={t('keys.title')}>
      <div className="section-head">
        <h2>{t('keys.title')}</h2>
        {me.isAdmin && (
          <Button size="xs" onClick={() => setMaking(true)}>
            {t('keys.make')}
          </Button>
        )}
      </div>
      <Loaded query={query} lines={2}>
        {(list) =>
          list.length === 0 ? (
            <p className="dim">{t('keys.none')}</p>
          ) : (
            <ul className="table-list">
              {list.map((key) => (
                <li key={key.name}>
                  <span>
                    <code>{key.hint}…</code> <span dir="auto">{key.displayName}</span>
                  </span>
                  <span className="dim">
                    {t('keys.made')} <When at={key.createTime} />
                    {key.expireTime && (
                      <>
                        {' · '}
                        {t('keys.ends')} <When at={key.expireTime} />
                      </>
                    )}
                    {key.name === me.apiKey && <span className="topic">{t('keys.this')}</span>}
                  </span>
                  {key.revoked ? (
                    <span className="state state-quiet">{t('keys.revoked')}</span>
                  ) : (
                    <Button size="compact-xs" variant="subtle" color="red" onClick={() => setRevoking(key)}>
                      {t('keys.revoke')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {making && <MakeKey actor={actor} onClose={() => setMaking(false)} />}
      {revoking && (
        <Ask
          title={t('keys.revoke.title')}
          intro={t('keys.revoke.intro', { hint: revoking.hint })}
          action={t('keys.revoke')}
          tone="danger"
          busy={revoke.busy}
          problem={revoke.problem}
          onClose={() => setRevoking(undefined)}
          onDo={() => revoke.run(undefined)}
        />
      )}
    </section>
  );
}

const day = 86_400_000;
const lives = ['30', '90', '365', ''] as const;

function MakeKey({ actor, onClose }: { actor: string; onClose: () => void }) {
  const t = useT();
  const { admin } = useClients();
  const [name, setName] = useState('');
  const [life, setLife] = useState<string | null>('365');
  const [made, setMade] = useState<ApiKey>();
  const make = useWrite(
    () =>
      admin.createApiKey({
        parent: actor,
        apiKey: create(ApiKeySchema, {
          displayName: name.trim(),
          expireTime: life ? timestampFromDate(new Date(Date.now() + Number(life) * day)) : undefined,
        }),
      }),
    [keys.apiKeys(actor)],
    setMade,
  );
  return (
    <Modal opened onClose={onClose} title={t('keys.make')} closeOnClickOutside={!made} closeButtonProps={{ 'aria-label': t('action.close') }}>
      {made ? (
        <div className="stack">
          <Alert color="yellow" title={t('keys.once')}>
            <code className="secret">{made.secret}</code>
          </Alert>
          <Group justify="flex-end">
            <CopyButton value={made.secret}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {copied ? t('keys.copied') : t('keys.copy')}
                </Button>
              )}
            </CopyButton>
            <Button onClick={onClose}>{t('action.done')}</Button>
          </Group>
        </div>
      ) : (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (!make.busy) make.run(undefined);
          }}
        >
          <TextInput label={t('keys.for')} value={name} onChange={(event) => setName(event.currentTarget.value)} error={fieldError(make.problem, 'display_name')} data-autofocus dir="auto" />
          <Select
            label={t('keys.life')}
            data={lives.map((value) => ({ value, label: value ? t('keys.days', { count: Number(value) }) : t('keys.forever') }))}
            value={life}
            onChange={setLife}
            allowDeselect={false}
          />
          <ProblemView problem={make.problem} shown={['display_name']} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={make.busy}>
              {t('keys.make')}
            </Button>
          </Group>
        </form>
      )}
    </Modal>
  );
}
