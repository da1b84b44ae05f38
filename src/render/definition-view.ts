// A changed definition as a reviewer sees it: what it comes to, and whom it reaches.
import { differingFields } from '../definition/definition.ts';
import { type NamedAccount, type NamedPrincipal, namedPrincipal } from '../holdings/names.ts';
import type { Meaning } from '../meaning/meaning.ts';
import { optional } from '../optional.ts';
import type { Holder, PermissionSetChange } from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import { groupBy } from '../state/group-by.ts';
import { meaningOf } from './gains.ts';
import { comparePrincipals, namedAccounts } from './names.ts';

export interface DefinitionView {
  readonly change: PermissionSetChange;
  /** Whose fields are shown: of a renamed set the difference between the two, once. Absent: those of its new name. */
  readonly shown?: PermissionSetChange;
  /** Absent when it was not judged. */
  readonly meaning?: Meaning;
  /** Whom it reaches; absent when that is not known. */
  readonly holders?: readonly HolderGroup[];
}

/** Principals that have the permission set in the same accounts. */
export interface HolderGroup {
  readonly principals: readonly NamedPrincipal[];
  readonly accounts: readonly NamedAccount[];
  /** What the change means there, where that is not what it means for most. */
  readonly meaning?: Meaning;
}

export function definitionView(change: PermissionSetChange, plan: Plan): DefinitionView {
  const meaning = meaningOf(change, plan);
  const { holders } = change;
  const shown = shownOf(change, plan);
  return {
    change,
    ...optional({ shown, meaning }),
    ...(holders === undefined ? {} : { holders: holderGroups(holders, plan) }),
  };
}

function shownOf(change: PermissionSetChange, { changes }: Plan): PermissionSetChange | undefined {
  const sets = changes.filter((other) => other.kind === 'permission-set');
  if (change.action === 'delete' && sets.some(({ renamedFrom }) => renamedFrom === change.permissionSet))
    return undefined;
  if (change.action !== 'create' || change.renamedFrom === undefined || change.after === undefined) return change;
  const old = sets.find(({ action, permissionSet }) => action === 'delete' && permissionSet === change.renamedFrom);
  if (old?.before === undefined) return change;
  return { ...change, action: 'update', before: old.before, fields: differingFields(old.before, change.after) };
}

/** In the order of their names. */
function holderGroups(holders: readonly Holder[], plan: Plan): readonly HolderGroup[] {
  const named = holders
    .map(({ principal, accounts, meaning }) => ({
      principal: namedPrincipal(principal, plan.names),
      accounts,
      ...optional({ meaning }),
    }))
    .sort((a, b) => comparePrincipals(a.principal, b.principal));
  return [...groupBy(named, ({ accounts, meaning = '' }) => `${meaning} ${accounts.join(' ')}`).values()].map(
    (same) => ({
      principals: same.map(({ principal }) => principal),
      accounts: namedAccounts(same[0]!.accounts, plan.names),
      ...optional({ meaning: meaningOf(same[0]!, plan) }),
    }),
  );
}
