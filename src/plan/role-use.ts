// When the roles that a plan takes access to were last used: for people, after the plan is made. Nothing is held, ordered or written by it.
//
// A role is one for all who have its permission set in its account. That it was used says that one of them did; that it was not says that none of them did, and
// so not who loses it.
import { type Instant, type InstantText, later, writeInstant } from '../instant.ts';
import { optional } from '../optional.ts';
import type { PreflightRole, Unchecked } from '../state/account-policies.ts';
import { groupBy } from '../state/group-by.ts';
import type { RolesUse, RoleUse, RoleUseQuery, ServicesUse } from '../state/role-use.ts';
import { type Address, pairOfAssignment } from '../state/state.ts';
import type { Change } from './change.ts';

/** By the pair: `provisioning/<permission set>/<account>`. */
export type PlanRoleUse = Readonly<Record<Address, PlannedRoleUse>>;

export type PlannedRoleUse =
  | { readonly lastUsed: InstantText; readonly region?: string; readonly services?: PlannedServices }
  /** Since it was made, or for as long as IAM looks back. */
  | { readonly unusedSince: InstantText }
  | { readonly notKnown: Unchecked };

export type PlannedServices =
  | {
      /** How many the policies of the role allow. */
      readonly allowed: number;
      /** Those that were called, the latest first. */
      readonly used: readonly { readonly service: string; readonly at: InstantText }[];
    }
  | { readonly notKnown: Unchecked };

/** Undefined: nobody loses anything. */
export function roleUseQuery(role: PreflightRole, changes: readonly Change[]): RoleUseQuery | undefined {
  const lost = changes.flatMap((change) =>
    // A principal that is gone loses nothing.
    change.kind === 'assignment' && change.action === 'delete' && change.deleteReason !== 'orphan'
      ? [change.assignment]
      : [],
  );
  const accounts = [...groupBy(lost, ({ account }) => account)].map(([account, all]) => ({
    account,
    permissionSets: [...new Set(all.map(({ permissionSet }) => permissionSet))].sort(),
  }));
  return accounts.length === 0
    ? undefined
    : { role, accounts: accounts.sort((a, b) => (a.account < b.account ? -1 : 1)) };
}

/** IAM looks back so many days (RoleLastUsed, API reference). */
const TRACKED_DAYS = 400;

/** `read`: absent where nobody can be asked. */
export function planRoleUse(query: RoleUseQuery, read: RolesUse | undefined, asOf: Instant): PlanRoleUse {
  const unable: RoleUse = { kind: 'not-known', why: { why: 'unable', detail: 'a snapshot' } };
  const pairs = query.accounts.flatMap(({ account, permissionSets }) =>
    permissionSets.map((permissionSet) => pairOfAssignment({ permissionSet, account })),
  );
  return Object.fromEntries(pairs.map((pair) => [pair, plannedUse(read?.get(pair) ?? unable, asOf)]));
}

const plannedServices = (services: ServicesUse): PlannedServices =>
  services.read
    ? {
        allowed: services.allowed,
        used: services.used.map(({ service, at }) => ({ service, at: writeInstant(at) })),
      }
    : { notKnown: services.why };

function plannedUse(use: RoleUse, asOf: Instant): PlannedRoleUse {
  switch (use.kind) {
    case 'used':
      return {
        lastUsed: writeInstant(use.at),
        ...optional({ region: use.region, services: use.services && plannedServices(use.services) }),
      };
    case 'unused': {
      const first = later(asOf, -TRACKED_DAYS * 86_400_000);
      return { unusedSince: writeInstant(use.madeAt > first ? use.madeAt : first) };
    }
    case 'not-known':
      return { notKnown: use.why };
    default:
      return use satisfies never;
  }
}
