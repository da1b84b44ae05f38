// Grants → entitlements: who gets what where, one line for each account, whatever system will carry it out.
import type { Declarations, GrantDeclaration } from '../config/declarations.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';
import { nearest } from '../diagnostics/suggest.ts';
import type { Located } from '../source/value.ts';
import { groupBy } from '../state/group-by.ts';
import type { AccountId, PermissionSetName } from '../state/state.ts';
import { accountResolver } from './accounts.ts';
import type { Inventory } from './inventory.ts';
import { mayBeDeclared } from './unread.ts';

/** One group, one permission set, one account. */
export interface Entitlement {
  /** Key of the group's declaration. */
  readonly group: string;
  readonly permissionSet: PermissionSetName;
  readonly account: AccountId;
  /** Every grant that asks for it, in file order. */
  readonly grants: readonly GrantDeclaration[];
}

export interface ResolvedGrants {
  readonly current: readonly Entitlement[];
  /** Asked for only by grants that have ended. */
  readonly expired: readonly Entitlement[];
  readonly findings: readonly Diagnostic[];
  /** Selectors that could not be judged offline. */
  readonly unmatched: number;
}

/** `asOf`: milliseconds since the epoch; a grant has ended from its `expires` on. */
export function resolveGrants(declarations: Declarations, inventory: Inventory, asOf: number): ResolvedGrants {
  const resolver = accountResolver(declarations, inventory);
  const findings: Diagnostic[] = [];
  const resolve = (grant: GrantDeclaration) => ({
    groups: known(grant.groups, 'groups', { declarations, findings }),
    sets: known(grant.permissionSets, 'permissionSets', { declarations, findings }),
    ...resolver.select({ include: grant.accounts, except: grant.except }),
  });
  declarations.rejected.grants.forEach(resolve);
  const lines = declarations.grants.flatMap((grant) => {
    const { groups, sets, accounts, uncertain, mayBeEmpty } = resolve(grant);
    if (accounts.size === 0 && !uncertain && !mayBeEmpty)
      findings.push(diagnose('grant/no-accounts', {}, { span: grant.span }));
    return groups.flatMap((group) =>
      sets.flatMap((permissionSet) => [...accounts].map((account) => ({ group, permissionSet, account, grant }))),
    );
  });
  const isCurrent = ({ expires }: GrantDeclaration) => expires === undefined || expires.value.at > asOf;
  const current = merged(lines.filter(({ grant }) => isCurrent(grant)));
  const kept = new Set(current.map(keyOf));
  const expired = merged(lines.filter(({ grant }) => !isCurrent(grant))).filter((line) => !kept.has(keyOf(line)));
  return { current, expired, findings: [...findings, ...resolver.findings()], unmatched: resolver.unmatched() };
}

const KINDS = { groups: 'group', permissionSets: 'permission set' } as const;

interface Known {
  readonly declarations: Declarations;
  readonly findings: Diagnostic[];
}

/** The names that are declared. A rejected declaration was a finding already; its references say nothing more. */
function known(
  references: readonly Located<string>[],
  section: keyof typeof KINDS,
  { declarations, findings }: Known,
): readonly string[] {
  const names: ReadonlyMap<string, unknown> = declarations[section];
  return references.flatMap(({ value: name, span }) => {
    if (names.has(name)) return [name];
    if (!declarations.invalid[section].has(name) && !mayBeDeclared(name, declarations.unread)) {
      const facts = { kind: KINDS[section], name, nearest: nearest(name, names) };
      findings.push(diagnose('name/unknown', facts, { span }));
    }
    return [];
  });
}

type Line = Omit<Entitlement, 'grants'> & { readonly grant: GrantDeclaration };

/** Grants that ask for the same row are one entitlement. In key order, so that file order changes nothing. */
function merged(lines: readonly Line[]): readonly Entitlement[] {
  return [...groupBy(lines, keyOf)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, [first, ...rest]]) => {
      const { grant, ...line } = first!;
      return { ...line, grants: [grant, ...rest.map((other) => other.grant)] };
    });
}

const keyOf = ({ group, permissionSet, account }: Omit<Entitlement, 'grants'>) =>
  `${permissionSet}\n${account}\n${group}`;
