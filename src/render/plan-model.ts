// A plan in the order in which a reviewer reads it: permission sets, worst first; in each, who gains and who loses it, and where.
// Text and Markdown are both written from this.
import type { AssignmentChange, Change, DeleteCause, Origin, PermissionSetChange } from '../plan/change.ts';
import { permissionSetOf } from '../plan/change.ts';
import type { Held, Names, Plan } from '../plan/plan.ts';
import { groupBy } from '../state/group-by.ts';
import type { AccountId, PermissionSetName } from '../state/state.ts';
import { CONCERNS, type Concern, concernOf } from './concern.ts';

export interface PlanView {
  readonly sections: readonly Section[];
  readonly held: readonly HeldGroup[];
}

/** All that happens to one permission set. */
export interface Section {
  readonly permissionSet: PermissionSetName;
  readonly concern: Concern;
  /** At most one in a plan of ours; a list, so that a forged plan file cannot hide one behind another. */
  readonly definitions: readonly PermissionSetChange[];
  /** Where its definition is provisioned. */
  readonly provisioned: readonly NamedAccount[];
  /** Some of those hold an older definition that nobody has read. */
  readonly outdated: boolean;
  /** By principal, gains before losses. */
  readonly rows: readonly RowGroup[];
  /** The set that replaces it, when this plan renames it. */
  readonly renamedTo?: PermissionSetName;
}

/** Rows of one principal that share everything but the account. */
export interface RowGroup {
  readonly action: AssignmentChange['action'];
  readonly principal: NamedPrincipal;
  readonly accounts: readonly NamedAccount[];
  readonly cause?: DeleteCause;
  readonly expires?: string;
  readonly reasons: readonly string[];
  /** What is gained is administrator access. */
  readonly administrator: boolean;
  readonly origins: readonly Origin[];
}

export interface NamedAccount {
  readonly id: AccountId;
  readonly name?: string;
}

export interface NamedPrincipal {
  readonly type: 'group' | 'user';
  /** Absent for a group that is not in Identity Center yet. */
  readonly id?: string;
  readonly name?: string;
  /** Gone from the identity store: there is no name to show. */
  readonly deleted: boolean;
}

/** What one reason holds back. */
export interface HeldGroup {
  readonly code: string;
  readonly reason: string;
  readonly hint?: string;
  readonly items: readonly HeldItem[];
  readonly size: number;
}

export interface HeldItem {
  readonly kind: Held['kind'];
  readonly action: Held['action'];
  readonly permissionSet: PermissionSetName;
  readonly principal?: NamedPrincipal;
  readonly accounts: readonly NamedAccount[];
  readonly origins: readonly Origin[];
}

export function viewOf({ changes, held, names }: Plan): PlanView {
  const replacedBy = new Map<PermissionSetName, PermissionSetName>();
  for (const change of changes) {
    if (change.kind === 'permission-set' && change.renamedFrom !== undefined) {
      replacedBy.set(change.renamedFrom, change.permissionSet);
    }
  }
  const sections = [...groupBy(changes, permissionSetOf)].map(([permissionSet, ofSet]): Section => {
    const renamedTo = replacedBy.get(permissionSet);
    return { ...sectionOf(permissionSet, ofSet, names), ...(renamedTo === undefined ? {} : { renamedTo }) };
  });
  return { sections: worstFirst(sections), held: heldGroups(held, names) };
}

/** A renamed set stands right below the one that replaces it, where both would be for the worse of the two. */
function worstFirst(sections: readonly Section[]): readonly Section[] {
  const pairs = groupBy(sections, ({ permissionSet, renamedTo }) => renamedTo ?? permissionSet);
  return [...pairs]
    .map(([name, pair]) => ({
      name,
      pair: [...pair].sort((a, b) => Number(a.renamedTo !== undefined) - Number(b.renamedTo !== undefined)),
      rank: Math.min(...pair.map(({ concern }) => CONCERNS.indexOf(concern))),
    }))
    .sort((a, b) => a.rank - b.rank || compareText(a.name, b.name))
    .flatMap(({ pair }) => pair);
}

function sectionOf(permissionSet: PermissionSetName, changes: readonly Change[], names: Names): Section {
  const definitions = changes.filter((change) => change.kind === 'permission-set');
  const assignments = changes.filter((change) => change.kind === 'assignment');
  const provisionings = changes.filter((change) => change.kind === 'provisioning');
  const unknown = ({ risk }: Change) => risk === 'unknown';
  return {
    permissionSet,
    concern: concernOf(changes),
    definitions,
    provisioned: namedAccounts(
      provisionings.flatMap((change) => change.accounts),
      names,
    ),
    outdated: provisionings.some(unknown) && !definitions.some(unknown),
    rows: rowGroups(assignments, names),
  };
}

function rowGroups(assignments: readonly AssignmentChange[], names: Names): readonly RowGroup[] {
  const groups = groupBy(assignments, ({ action, assignment: { principal }, ...facts }) => {
    const { cause, expires, reasons, administrator, origins } = facts;
    return JSON.stringify([action, principal.type, principal.id, cause, expires, reasons, administrator, origins]);
  });
  return [...groups.values()]
    .map((group): RowGroup => {
      const { action, assignment, cause, expires, reasons, administrator, origins } = group[0]!;
      const name = nameIn(names.principals, assignment.principal.id);
      return {
        action,
        principal: { ...assignment.principal, ...(name === undefined ? {} : { name }), deleted: cause === 'orphan' },
        accounts: namedAccounts(
          group.map((change) => change.assignment.account),
          names,
        ),
        ...(cause === undefined ? {} : { cause }),
        ...(expires === undefined ? {} : { expires }),
        reasons: reasons ?? [],
        administrator: administrator === true,
        origins,
      };
    })
    .sort((a, b) => comparePrincipals(a.principal, b.principal) || compareText(a.action, b.action));
}

function heldGroups(held: readonly Held[], names: Names): readonly HeldGroup[] {
  const groups = groupBy(held, ({ code, reason, hint }) => JSON.stringify([code, reason, hint]));
  return [...groups.values()]
    .map((group): HeldGroup => {
      const { code, reason, hint } = group[0]!;
      const items = groupBy(group, ({ kind, action, permissionSet, principal, origins }) =>
        JSON.stringify([permissionSet, kind, action, principal, origins]),
      );
      return {
        code,
        reason,
        ...(hint === undefined ? {} : { hint }),
        items: [...items.values()].map((item) => heldItem(item, names)),
        size: group.length,
      };
    })
    .sort((a, b) => compareText(a.code, b.code) || compareText(a.reason, b.reason));
}

function heldItem(same: readonly Held[], names: Names): HeldItem {
  const { kind, action, permissionSet, principal, origins } = same[0]!;
  const accounts = same.flatMap(({ account }) => (account === undefined ? [] : [account]));
  return {
    kind,
    action,
    permissionSet,
    ...(principal === undefined ? {} : { principal: { ...principal, deleted: false } }),
    accounts: namedAccounts(accounts, names),
    origins,
  };
}

function namedAccounts(ids: readonly AccountId[], { accounts }: Names): readonly NamedAccount[] {
  return ids
    .map((id): NamedAccount => {
      const name = nameIn(accounts, id);
      return name === undefined ? { id } : { id, name };
    })
    .sort((a, b) => compareText(a.name ?? '', b.name ?? '') || compareText(a.id, b.id));
}

/** Those with a name by name; deleted ones last. */
function comparePrincipals(a: NamedPrincipal, b: NamedPrincipal): number {
  const rank = ({ name }: NamedPrincipal) => (name === undefined ? 1 : 0);
  return rank(a) - rank(b) || compareText(a.name ?? '', b.name ?? '') || compareText(a.id ?? '', b.id ?? '');
}

export function nameIn(names: Readonly<Record<string, string>>, id: string): string | undefined {
  return Object.hasOwn(names, id) ? names[id] : undefined;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
