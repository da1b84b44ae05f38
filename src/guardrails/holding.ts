// Who has what where, one row at a time: what guardrails are asked about. Made of a state, or of what the files would grant.
import type { Span } from '../source/span.ts';
import { groupBy } from '../state/group-by.ts';
import {
  type AccountId,
  type Address,
  assignmentAddress,
  type PermissionSet,
  type PermissionSetName,
  type Principal,
  type PrincipalId,
  permissionSetAddress,
  type State,
} from '../state/state.ts';

export interface Holding {
  readonly address: Address;
  readonly principal: Principal;
  readonly account: AccountId;
  readonly permissionSet: PermissionSet;
  /** The grants that ask for it; empty for what no file asks for. */
  readonly places: readonly Span[];
}

export interface Holdings {
  readonly rows: readonly Holding[];
  /** Rows on permission sets whose definition is not known. */
  readonly undefined: readonly UndefinedHolding[];
}

export type UndefinedHolding = Pick<Holding, 'principal' | 'account'> & { readonly permissionSet: PermissionSetName };

export const NO_HOLDINGS: Holdings = { rows: [], undefined: [] };

export interface HoldingContext {
  /** Where the files ask for a row. */
  readonly placesOf?: (address: Address) => readonly Span[];
  /** Principals that are gone: nobody has what they have. */
  readonly gone?: ReadonlySet<PrincipalId>;
}

export function holdingsOf({ assignments, permissionSets }: State, context: HoldingContext = {}): Holdings {
  const rows: Holding[] = [];
  const unknown: UndefinedHolding[] = [];
  for (const [address, { permissionSet: name, account, principal }] of assignments) {
    if (context.gone?.has(principal.id)) continue;
    const permissionSet = permissionSets.get(permissionSetAddress(name));
    if (permissionSet === undefined) unknown.push({ principal, account, permissionSet: name });
    else rows.push({ address, principal, account, permissionSet, places: context.placesOf?.(address) ?? [] });
  }
  return { rows, undefined: unknown };
}

/** One row of the files; a group goes by its key. */
export interface PlannedRow {
  readonly group: string;
  readonly permissionSet: PermissionSetName;
  readonly account: AccountId;
  readonly places: readonly Span[];
}

export function holdingsOfFiles(
  rows: readonly PlannedRow[],
  definitions: ReadonlyMap<PermissionSetName, PermissionSet>,
): Holdings {
  const known: Holding[] = [];
  const unknown: UndefinedHolding[] = [];
  const principals = new Map<string, Principal>();
  for (const { group, permissionSet: name, account, places } of rows) {
    const principal = principals.get(group) ?? { type: 'group', id: group as PrincipalId };
    principals.set(group, principal);
    const permissionSet = definitions.get(name);
    if (permissionSet === undefined) unknown.push({ principal, account, permissionSet: name });
    else {
      const address = assignmentAddress({ permissionSet: name, account, principal });
      known.push({ address, principal, account, permissionSet, places });
    }
  }
  return { rows: known, undefined: unknown };
}

/** What the same principal has in the same account. */
export function besides(rows: readonly Holding[]): (row: Holding) => readonly Holding[] {
  const byPlace = groupBy(rows, placeKey);
  return (row) => byPlace.get(placeKey(row)) ?? [];
}

const placeKey = ({ principal, account }: Holding) => `${account}/${principal.type}:${principal.id}`;
