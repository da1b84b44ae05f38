// What somebody has in the accounts that a question is about, for certain, and what they may have: by grants of which the files alone cannot say which accounts
// they mean, and by groups of which nobody knows who is in them.
import type { GrantDeclaration } from '../config/declarations.ts';
import type { AnswerInputs, AnswerSubject, HeldSession, Open } from '../decisions/answer.ts';
import type { Inventory } from '../resolve/inventory.ts';
import { grantReach } from '../resolve/unjudged-grants.ts';
import { NO_MEMBERS_READ } from '../state/members.ts';
import { type AccountId, principalId } from '../state/state.ts';
import type { Access } from './accesses.ts';
import { mayConcern } from './explanation.ts';
import { accessesOfPerson } from './people.ts';
import type { Known, NamedSubject } from './subjects.ts';

export interface Asked {
  readonly subject: AnswerSubject;
  /** Of a person. */
  readonly person?: NamedSubject & { readonly kind: 'person' };
  readonly known: Known;
  readonly inventory: Inventory;
}

/** What is held in the accounts, or anywhere, and what may be. */
export function heldIn(
  asked: ReadonlySet<AccountId> | undefined,
  { subject, person, known, inventory }: Asked,
): Pick<AnswerInputs, 'held' | 'maybe'> {
  const isAsked = (account: AccountId) => asked?.has(account) ?? true;
  const { accesses, members = NO_MEMBERS_READ } = known;
  // Until the next apply a session has the policies of Identity Center.
  const byEither = (found: readonly Access[]) =>
    found.flatMap((access): HeldSession[] =>
      access.liveDefinition === undefined
        ? [access]
        : [access, { ...access, definition: access.liveDefinition, asInLive: true }],
    );
  if (subject.kind === 'permission-set')
    return {
      held: byEither(accesses.byPermissionSet.of(subject.name).filter(({ account }) => isAsked(account))),
      maybe: [],
    };
  const principal = person?.principal ?? accesses.principalOf(subject.name);
  const { found, memberships } =
    person === undefined
      ? { found: accesses.byPrincipal.of(principal), memberships: undefined }
      : accessesOfPerson(principal, accesses, members);
  const named = person ?? { kind: principal.type, principal, name: subject.name, id: subject.name };
  const { mayMean, mayExcept } = grantReach(known.declarations, inventory);
  const isCertain = ({ live, grants }: Access) => live !== undefined || grants.some((grant) => !mayExcept(grant));
  const there = found.filter(({ account }) => isAsked(account));
  // Of all accounts together, those that are not known have nothing beside what a grant gives in those that are.
  const mayAdd = (grant: GrantDeclaration) =>
    asked === undefined ? accesses.uncertain.includes(grant) : mayMean(grant, [...asked]);
  const isOpen = (grant: GrantDeclaration) =>
    mayAdd(grant) || (mayExcept(grant) && there.some(({ grants }) => grants.includes(grant)));
  const open = known.declarations.grants.filter(
    (grant) =>
      (grant.expires === undefined || grant.expires.value.at > accesses.asOf) &&
      mayConcern(grant, named, known) &&
      isOpen(grant),
  );
  const byGrant = open.flatMap(({ permissionSets, accounts, except, span }) => {
    const selectors = [...accounts.map(({ text }) => text), ...except.map(({ text }) => `except ${text}`)];
    return permissionSets.map(({ value: permissionSet }) => ({
      permissionSet,
      open: { kind: 'accounts', selectors, place: span } satisfies Open,
    }));
  });
  const byGroup = (memberships?.unread ?? []).flatMap((group) => {
    const held = accesses.byPrincipal.of({ type: 'group', id: principalId(group.id ?? '') });
    const sets = new Set(held.filter(({ account }) => isAsked(account)).map(({ permissionSet }) => permissionSet));
    return [...sets].map((permissionSet) => ({ permissionSet, open: { kind: 'members', group } as const }));
  });
  return { held: byEither(there.filter(isCertain)), maybe: [...byGrant, ...byGroup] };
}
