// Assignments → grants: as few as can be, each for precisely the assignments that are there.
//
// An assignment is a point in (principal, permission set, account). First the accounts of each principal and permission set are taken together, then the
// permission sets that a principal has in the same accounts, then the principals that have the same. What a layout keeps in files of its own is never
// joined with anything else, so that a change of one team touches the file of that team.
import { groupBy } from '../state/group-by.ts';
import type { AccountId, PermissionSetName } from '../state/state.ts';
import type { AccountFolding, FoldedAccounts } from './fold-accounts.ts';
import type { Layout } from './layouts.ts';

/** An assignment as files name it. */
export interface NamedAssignment {
  readonly principal: GrantedPrincipal;
  readonly permissionSet: PermissionSetName;
  readonly account: AccountId;
}

export interface GrantedPrincipal {
  readonly section: 'groups' | 'users';
  readonly key: string;
}

export interface FoldedGrant extends FoldedAccounts {
  readonly principals: readonly GrantedPrincipal[];
  readonly permissionSets: readonly PermissionSetName[];
  /** What its file is about: the key of a principal, a permission set, an organizational unit; empty in one file. */
  readonly subject: string;
}

export interface GrantFolding {
  readonly layout: Layout;
  readonly accounts: AccountFolding;
  /** Permission sets whose accounts are listed by name. */
  readonly isExplicit: (permissionSet: PermissionSetName) => boolean;
  /** Topmost unit of an account; empty directly below the root. */
  readonly unitOf: (account: AccountId) => string;
}

/** Of grants for accounts of several units, in the layout by unit. */
export const WHOLE_ORGANIZATION = 'organization';
const BELOW_THE_ROOT = 'root';

/** In the order of their subjects, principals and permission sets. */
export function foldGrants(assignments: readonly NamedAssignment[], folding: GrantFolding): readonly FoldedGrant[] {
  const pieces = [
    ...groupBy(assignments, ({ principal, permissionSet }) => `${keyOf(principal)}\n${permissionSet}`).values(),
  ]
    .flatMap((same) => piecesOf(same, folding))
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  const bySets = joined(pieces, (piece) => [piece.subject, piece.principals.map(keyOf), accountsKey(piece)]);
  const byPrincipals =
    folding.layout === 'team'
      ? bySets
      : joined(bySets, (piece) => [piece.subject, piece.permissionSets, accountsKey(piece)]);
  return byPrincipals;
}

const keyOf = ({ section, key }: GrantedPrincipal): string => `${section} ${key}`;
const accountsKey = ({ accounts, except }: FoldedAccounts) =>
  [accounts, except].map((items) => items.map(({ text }) => text));
const sortKey = ({ subject, principals, permissionSets, accounts }: FoldedGrant): string =>
  [subject, ...principals.map(keyOf), ...permissionSets, ...accounts.map(({ text }) => text)].join('\n');

/** What one principal has of one permission set: a grant, or one for each unit. */
function piecesOf(same: readonly NamedAssignment[], folding: GrantFolding): readonly FoldedGrant[] {
  const { principal, permissionSet } = same[0]!;
  const accounts = same.map(({ account }) => account);
  const explicit = folding.isExplicit(permissionSet);
  const whole = folding.accounts.fold(accounts, explicit);
  const grant = { principals: [principal], permissionSets: [permissionSet] };
  switch (folding.layout) {
    case 'team':
      return [{ ...grant, ...whole, subject: principal.key }];
    case 'permission-set':
      return [{ ...grant, ...whole, subject: permissionSet }];
    case 'one-file':
      return [{ ...grant, ...whole, subject: '' }];
    case 'ou': {
      const units = [...groupBy(accounts, folding.unitOf)].sort(([a], [b]) => (a < b ? -1 : 1));
      const parts = units.map(([unit, inUnit]) => ({
        ...grant,
        ...folding.accounts.fold(inUnit, explicit),
        subject: unit === '' ? BELOW_THE_ROOT : unit,
      }));
      const isOne = parts.length > 1 && whole.accounts.length + whole.except.length < parts.length;
      return isOne ? [{ ...grant, ...whole, subject: WHOLE_ORGANIZATION }] : parts;
    }
    default:
      return folding.layout satisfies never;
  }
}

/** Grants with the same key, as one that has the principals and permission sets of all. */
function joined(grants: readonly FoldedGrant[], keyOfGrant: (grant: FoldedGrant) => unknown): readonly FoldedGrant[] {
  return [...groupBy(grants, (grant) => JSON.stringify(keyOfGrant(grant))).values()].map((same): FoldedGrant => {
    const principals = new Map(
      same.flatMap((grant) => grant.principals.map((principal) => [keyOf(principal), principal])),
    );
    return {
      ...same[0]!,
      principals: [...principals.values()],
      permissionSets: [...new Set(same.flatMap(({ permissionSets }) => permissionSets))],
    };
  });
}
