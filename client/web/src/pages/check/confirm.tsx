// A person says that a passage says the same as a claim. Relationships are between claims, so the passage becomes one;
// from then on whoever asks for its words finds what is known of the other, as confirmed.
import { create } from '@bufbuild/protobuf';
import { Select, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useClients, type Clients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useMe } from '@/api/me';
import { allPages } from '@/api/pages';
import { fieldError, problemOf } from '@/api/problem';
import { useWrite } from '@/api/write';
import { ClaimSchema } from '@gen/claim_pb';
import { ClaimantSchema } from '@gen/common_pb';
import { Relationship_State, Relationship_Type, RelationshipSchema, type Relationship } from '@gen/relationship_pb';
import type { ClaimMatch } from '@gen/search_pb';
import { useT } from '@/i18n';
import { claimOf } from '@/text/names';
import { Ask } from '@/ui/ask';
import { Said } from '@/ui/text';
import { relationshipTypeOptions } from '../claim/relations';
import { Differences } from './match-card';

export interface Passage {
  text: string;
  language: string;
  /** The claim that the passage is already, if any. */
  claim: string | undefined;
}

/** The relationship, also where somebody or the server suggested it before. */
async function suggested({ claims }: Clients, parent: string, target: string, type: Relationship_Type, note: string, score: number): Promise<Relationship> {
  try {
    return await claims.suggestRelationship({ parent, relationship: create(RelationshipSchema, { target, type, note, score }) });
  } catch (thrown) {
    if (problemOf(thrown).kind !== 'exists') throw thrown;
    const all = await allPages(
      (pageToken) => claims.listRelationships({ parent, pageSize: 1000, pageToken }),
      (page) => page.relationships,
    );
    const found = all.find((each) => each.type === type && [claimOf(each.name), each.target].sort().join() === [parent, target].sort().join());
    if (!found) throw thrown;
    return found;
  }
}

export function ConfirmDialog({ passage, match, claimant, onClose, onDone }: { passage: Passage; match: ClaimMatch; claimant: string; onClose: () => void; onDone: (claimant: string) => void }) {
  const t = useT();
  const me = useMe();
  const clients = useClients();
  const [who, setWho] = useState(claimant);
  const [type, setType] = useState<string | null>(String(Relationship_Type.PARAPHRASE_OF));
  // Where a later step fails, doing it again goes on from there.
  const made = useRef(passage.claim);
  const statement = passage.text.replace(/\s+/g, ' ').trim();
  const relate = useWrite(
    async (note: string) => {
      made.current ??= (
        await clients.claims.createClaim({
          claim: create(ClaimSchema, { statement, language: passage.language || 'und', claimants: [create(ClaimantSchema, { name: who.trim() })] }),
        })
      ).name;
      const found = await suggested(clients, made.current, match.claim, Number(type) as Relationship_Type, note, match.score);
      if (!me.mayTriage || found.state === Relationship_State.CONFIRMED) return found;
      return clients.claims.confirmRelationship({ name: found.name, etag: found.etag });
    },
    [keys.claim(match.claim)],
    () => onDone(who.trim()),
  );
  return (
    <Ask
      title={t(me.mayTriage ? 'match.confirm.title' : 'match.suggest.title')}
      intro={
        <div className="stack-tight">
          <p className="dim">{t(passage.claim ? 'match.confirm.known' : 'match.confirm.intro')}</p>
          <blockquote>
            <Said>{statement}</Said>
          </blockquote>
        </div>
      }
      label={t('relationship.note')}
      field="note"
      action={t(me.mayTriage ? 'relationship.confirm' : 'relationship.suggest')}
      busy={relate.busy}
      problem={relate.problem}
      blocked={!type || (!passage.claim && !who.trim())}
      onClose={onClose}
      onDo={relate.run}
    >
      {!passage.claim && (
        <TextInput
          label={t('check.claimant')}
          description={t('match.confirm.claimant')}
          value={who}
          onChange={(event) => setWho(event.currentTarget.value)}
          error={fieldError(relate.problem, 'claimants')}
          required
          dir="auto"
          data-autofocus
        />
      )}
      <Select label={t('match.confirm.type')} data={relationshipTypeOptions(t)} value={type} onChange={setType} allowDeselect={false} />
      <div>
        <Said className="statement-small">{match.statement}</Said>
        <Differences match={match} />
      </div>
    </Ask>
  );
}
