// What a plan may not do yet, by the reason that holds it.
import { compareText } from '../compare-text.ts';
import type { NamedAccount, NamedPrincipal, Names } from '../holdings/names.ts';
import { optional } from '../optional.ts';
import type { Origin } from '../plan/change.ts';
import type { Held } from '../plan/plan.ts';
import { groupBy } from '../state/group-by.ts';
import type { PermissionSetName, ResourceReference } from '../state/state.ts';
import { heldPrincipal, namedAccounts } from './names.ts';

/** What one reason holds back. */
export interface HeldGroup {
  readonly code: string;
  readonly reason: string;
  readonly hint?: string;
  /** A guard's: a person may allow it. */
  readonly awaitsApproval: boolean;
  readonly items: readonly HeldItem[];
  readonly size: number;
}

export interface HeldItem {
  readonly kind: Held['kind'];
  readonly action: Held['action'];
  readonly permissionSet?: PermissionSetName;
  /** Of attributes for access control. */
  readonly keys?: readonly string[];
  /** Of what another target needs. */
  readonly resource?: ResourceReference;
  readonly principal?: NamedPrincipal;
  readonly accounts: readonly NamedAccount[];
  readonly origins: readonly Origin[];
}

export function heldGroups(held: readonly Held[], names: Names): readonly HeldGroup[] {
  const groups = groupBy(held, ({ code, reason, hint }) => JSON.stringify([code, reason, hint]));
  return [...groups.values()]
    .map((group): HeldGroup => {
      const { code, reason, hint, awaitsApproval = false } = group[0]!;
      const items = groupBy(group, ({ kind, action, permissionSet, address, principal, origins }) =>
        JSON.stringify([permissionSet ?? address, kind, action, principal, origins]),
      );
      return {
        code,
        reason,
        ...optional({ hint }),
        awaitsApproval,
        items: [...items.values()].map((item) => heldItem(item, names)),
        size: group.length,
      };
    })
    .sort(
      (a, b) =>
        Number(b.awaitsApproval) - Number(a.awaitsApproval) ||
        compareText(a.code, b.code) ||
        compareText(a.reason, b.reason),
    );
}

function heldItem(same: readonly Held[], names: Names): HeldItem {
  const { kind, action, permissionSet, keys, resource, principal, origins } = same[0]!;
  const accounts = same.flatMap(({ account }) => (account === undefined ? [] : [account]));
  return {
    kind,
    action,
    ...optional({ permissionSet, keys, resource }),
    ...(principal === undefined ? {} : { principal: heldPrincipal(principal, names) }),
    accounts: namedAccounts(accounts, names),
    origins,
  };
}

/** What stands before the code. */
export const heldLabel = ({ awaitsApproval }: HeldGroup): string => (awaitsApproval ? 'awaits approval' : 'held');
