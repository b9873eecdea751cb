// Who is signed in, and what they may do. The server decides; this only spares people buttons
// that would be refused.
import { useQuery } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { ActorKind } from '@gen/common_pb';
import type { WhoAmIResponse } from '@gen/admin_service_pb';
import { Role } from '@gen/publisher_pb';
import { publisherOf } from '@/text/names';
import { useClients } from './clients';

export const staffRoles = [
  Role.CONTRIBUTOR, Role.FACT_CHECKER, Role.REVIEWER, Role.PUBLISHER,
  Role.STANDARDS_EDITOR, Role.ADMIN, Role.AUDITOR, Role.AI_ASSISTANT,
];
export const contributorRoles = [
  Role.CONTRIBUTOR, Role.FACT_CHECKER, Role.REVIEWER, Role.PUBLISHER, Role.STANDARDS_EDITOR, Role.AI_ASSISTANT,
];

export class Me {
  readonly name: string;
  readonly displayName: string;
  readonly isAi: boolean;
  readonly apiKey: string;
  /** Publisher to the roles held in it. */
  readonly memberships: ReadonlyMap<string, readonly Role[]>;
  private readonly everywhere: readonly Role[];

  constructor(who: WhoAmIResponse) {
    this.name = who.actor?.name ?? '';
    this.displayName = who.actor?.displayName || this.name;
    this.isAi = who.actor?.kind === ActorKind.AI;
    this.everywhere = who.actor?.roles ?? [];
    this.apiKey = who.apiKey;
    this.memberships = new Map(
      who.memberships.map((member) => [member.name.split('/').slice(0, 2).join('/'), member.roles]),
    );
  }

  get isAdmin(): boolean {
    return this.everywhere.includes(Role.ADMIN);
  }

  get isAuditor(): boolean {
    return this.everywhere.includes(Role.AUDITOR);
  }

  /** Holds one of the roles somewhere, or is an admin. */
  has(...roles: Role[]): boolean {
    if (this.isAdmin) return true;
    return [this.everywhere, ...this.memberships.values()].some((held) => held.some((role) => roles.includes(role)));
  }

  /** Holds one of the roles in a publisher; roles held everywhere count where they are a member. */
  hasIn(publisher: string, ...roles: Role[]): boolean {
    if (this.isAdmin) return true;
    const held = this.memberships.get(publisher);
    return !!held && [...held, ...this.everywhere].some((role) => roles.includes(role));
  }

  get isStaff(): boolean {
    return this.has(...staffRoles);
  }
  get mayContribute(): boolean {
    return this.has(...contributorRoles);
  }
  get mayTriage(): boolean {
    return !this.isAi && this.has(Role.FACT_CHECKER);
  }
  mayDraft(publisher: string): boolean {
    return this.hasIn(publisher, Role.FACT_CHECKER, Role.AI_ASSISTANT);
  }
  maySubmit(verdict: string): boolean {
    return !this.isAi && this.hasIn(publisherOf(verdict), Role.FACT_CHECKER);
  }
  mayReview(verdict: string): boolean {
    return !this.isAi && this.hasIn(publisherOf(verdict), Role.REVIEWER, Role.STANDARDS_EDITOR);
  }
  mayPublish(verdict: string): boolean {
    return !this.isAi && this.hasIn(publisherOf(verdict), Role.PUBLISHER, Role.STANDARDS_EDITOR);
  }
  mayOverride(verdict: string): boolean {
    return !this.isAi && this.hasIn(publisherOf(verdict), Role.STANDARDS_EDITOR);
  }
  mayTakeBack(verdict: string): boolean {
    return !this.isAi && this.hasIn(publisherOf(verdict), Role.FACT_CHECKER, Role.STANDARDS_EDITOR);
  }
  mayManage(publisher: string): boolean {
    return this.hasIn(publisher, Role.ADMIN);
  }
}

export const meKey = ['me'] as const;

export function useMeQuery() {
  const { admin } = useClients();
  return useQuery({
    queryKey: meKey,
    queryFn: ({ signal }) => admin.whoAmI({}, { signal }).then((who) => new Me(who)),
    staleTime: Infinity,
    retry: false,
  });
}

const Context = createContext<Me | undefined>(undefined);
export const MeProvider = Context.Provider;

/** Below the sign-in gate: who is signed in. */
export function useMe(): Me {
  const me = use(Context);
  if (!me) throw new Error('no MeProvider');
  return me;
}
