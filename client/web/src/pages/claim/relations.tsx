// What a claim has to do with others. A suggestion waits for a person.
import { create } from '@bufbuild/protobuf';
import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useMe } from '@/api/me';
import { fieldError } from '@/api/problem';
import { useRelationships, useTitles } from '@/api/queries';
import { useWrite } from '@/api/write';
import type { Claim } from '@gen/claim_pb';
import { Relationship_State, Relationship_Type, RelationshipSchema, type Relationship } from '@gen/relationship_pb';
import { useT, type Translate } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { claimOf, claimPath, idOf } from '@/text/names';
import { Ask } from '@/ui/ask';
import { ClaimPicker } from '@/ui/claim-picker';
import { Loaded, ProblemView } from '@/ui/states';
import { Said } from '@/ui/text';

const types = [
  Relationship_Type.DUPLICATE_OF,
  Relationship_Type.PARAPHRASE_OF,
  Relationship_Type.TRANSLATION_OF,
  Relationship_Type.NARROWER_THAN,
  Relationship_Type.CONTRADICTS,
  Relationship_Type.BACKGROUND,
];

export const relationshipTypeOptions = (t: Translate) => types.map((value) => ({ value: String(value), label: wordFor(t, 'relationshipType', Relationship_Type, value) }));

function Item({ relationship, claim, titles }: { relationship: Relationship; claim: Claim; titles: Map<string, Claim> | undefined }) {
  const t = useT();
  const me = useMe();
  const { claims } = useClients();
  const touches = [keys.claim(claim.name)];
  const { name, etag, state } = relationship;
  const confirm = useWrite(() => claims.confirmRelationship({ name, etag }), touches);
  const reject = useWrite(() => claims.rejectRelationship({ name, etag }), touches);
  const outwards = claimOf(name) === claim.name;
  const other = outwards ? relationship.target : claimOf(name);
  return (
    <li className="card">
      <p className="dim">
        {outwards ? '' : '← '}
        {wordFor(t, 'relationshipType', Relationship_Type, relationship.type)}
        {' · '}
        {wordFor(t, 'relationshipState', Relationship_State, state)}
        {relationship.score !== undefined && ` · ${Math.round(relationship.score * 100)} %`}
      </p>
      <Link href={claimPath(other)} dir="auto">
        {titles?.get(other)?.statement ?? idOf(other)}
      </Link>
      {relationship.note && <Said className="note">{relationship.note}</Said>}
      {me.mayTriage && state === Relationship_State.SUGGESTED && (
        <div className="buttons">
          <Button size="compact-xs" loading={confirm.busy} onClick={() => confirm.run(undefined)}>
            {t('relationship.confirm')}
          </Button>
          <Button size="compact-xs" variant="default" loading={reject.busy} onClick={() => reject.run(undefined)}>
            {t('relationship.reject')}
          </Button>
        </div>
      )}
      <ProblemView problem={confirm.problem ?? reject.problem} />
    </li>
  );
}

function SuggestDialog({ claim, onClose }: { claim: Claim; onClose: () => void }) {
  const t = useT();
  const { claims } = useClients();
  const [target, setTarget] = useState<Claim>();
  const [type, setType] = useState<string | null>(String(Relationship_Type.PARAPHRASE_OF));
  const suggest = useWrite(
    (note: string) =>
      claims.suggestRelationship({
        parent: claim.name,
        relationship: create(RelationshipSchema, { target: target?.name ?? '', type: Number(type) as Relationship_Type, note }),
      }),
    [keys.claim(claim.name), ...(target ? [keys.claim(target.name)] : [])],
    onClose,
  );
  return (
    <Ask
      title={t('relationship.suggest')}
      label={t('relationship.note')}
      field="note"
      action={t('relationship.suggest')}
      busy={suggest.busy}
      problem={suggest.problem}
      blocked={!target || !type}
      onClose={onClose}
      onDo={suggest.run}
    >
      <Select
        label={t('relationship.type')}
        data={relationshipTypeOptions(t)}
        value={type}
        onChange={setType}
        allowDeselect={false}
      />
      <ClaimPicker label={t('relationship.target')} except={claim.name} picked={target} onPick={setTarget} error={fieldError(suggest.problem, 'target')} />
    </Ask>
  );
}

export function Relations({ claim }: { claim: Claim }) {
  const t = useT();
  const me = useMe();
  const query = useRelationships(claim.name);
  const others = (query.data ?? []).map((each) => (claimOf(each.name) === claim.name ? each.target : claimOf(each.name)));
  const titles = useTitles(others);
  const [suggesting, setSuggesting] = useState(false);
  return (
    <section aria-labelledby="relations">
      <div className="section-head">
        <h2 id="relations">{t('claim.related')}</h2>
        {me.mayContribute && (
          <Button size="compact-xs" variant="default" onClick={() => setSuggesting(true)}>
            {t('relationship.add')}
          </Button>
        )}
      </div>
      <Loaded query={query} lines={2}>
        {(list) =>
          list.length === 0 ? (
            <p className="dim">{t('relationship.none')}</p>
          ) : (
            <ul className="cards">
              {[...list]
                .sort((a, b) => Number(a.state === Relationship_State.REJECTED) - Number(b.state === Relationship_State.REJECTED))
                .map((relationship) => (
                  <Item key={relationship.name} relationship={relationship} claim={claim} titles={titles.data} />
                ))}
            </ul>
          )
        }
      </Loaded>
      {suggesting && <SuggestDialog claim={claim} onClose={() => setSuggesting(false)} />}
    </section>
  );
}
