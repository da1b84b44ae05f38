// Grants → account grants: who gets what where, one line for each account, whatever system will carry it out.
import type { Declarations, GrantDeclaration } from '../config/declarations.ts';
import { collector } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { suggester } from '../diagnostics/suggest.ts';
import { type Instant, latest, NEVER } from '../instant.ts';
import { memoizeByIdentity } from '../memoize.ts';
import type { Located } from '../source/value.ts';
import type { Facts } from '../state/desired.ts';
import type { AccountId, PermissionSetName } from '../state/state.ts';
import { accountResolver } from './accounts.ts';
import type { Inventory } from './inventory.ts';
import type { Selection } from './selection.ts';
import { mayBeDeclared } from './unread.ts';

/** One group, one permission set or role, one account. */
export interface AccountGrant {
  /** Key of the group's declaration. */
  readonly group: string;
  readonly permissionSet: PermissionSetName;
  readonly account: AccountId;
  /** Every grant that asks for it, in file order. */
  readonly grants: readonly GrantDeclaration[];
}

/** One group or user, one application: where that is, live says. */
export interface ApplicationGrant {
  readonly group: string;
  /** Key of the application's declaration. */
  readonly application: string;
  readonly grants: readonly GrantDeclaration[];
}

export interface ResolvedGrants {
  readonly current: readonly AccountGrant[];
  /** Asked for only by grants that have ended. */
  readonly expired: readonly AccountGrant[];
  /** The same of applications, which are in no account that a grant names. In the order of their keys. */
  readonly applications: {
    readonly current: readonly ApplicationGrant[];
    readonly expired: readonly ApplicationGrant[];
  };
  readonly findings: readonly Diagnostic[];
  /** Selectors that could not be judged offline. */
  readonly unmatched: number;
  /** Those that have not ended and may mean accounts that nobody could tell. */
  readonly uncertain: readonly GrantDeclaration[];
}

/**
 * Far more than Identity Center could take: at 20 calls a second (its quota for all APIs together) writing so many takes half a day. Counted
 * before the first of them is made.
 */
const MOST_ASSIGNMENTS = 1_000_000;

/** What grants say of an assignment beyond its value. Assignments of one grant share their list of grants, and so these facts. */
export const factsOf = memoizeByIdentity((grants: readonly GrantDeclaration[]): Facts => {
  const ends = grants.map(({ expires }) => expires?.value.at ?? NEVER);
  const last = latest(...ends);
  const reasons = [...new Set(grants.flatMap(({ reason }) => (reason === undefined ? [] : [reason])))].sort();
  return {
    origins: grants.map(({ span }) => span),
    ...(last === NEVER ? {} : { expires: last }),
    ...(reasons.length === 0 ? {} : { reasons }),
  };
});

/** A grant has ended from its `expires` on. */
export function resolveGrants(declarations: Declarations, inventory: Inventory, asOf: Instant): ResolvedGrants {
  const resolver = accountResolver(declarations, inventory);
  const { report, findings } = collector();
  const names = namesIn(declarations, report);
  const resolve = (grant: GrantDeclaration) => ({
    grant,
    groups: [
      ...names(grant.groups.slice(0, grant.groups.length - grant.users.length), 'groups'),
      ...names(grant.users, 'users'),
    ],
    sets: [
      ...names(grant.permissionSets.slice(0, grant.permissionSets.length - grant.roles.length), 'permissionSets'),
      // Roles are declared by nobody here: they exist, or the plan finds that they do not.
      ...new Set(grant.roles.map(({ value }) => value)),
    ],
    applications: names(grant.applications, 'applications'),
    selection: resolver.select({ include: grant.accounts, except: grant.except }),
  });
  declarations.rejected.grants.forEach(resolve);
  const resolved = declarations.grants.map(resolve);
  for (const { grant, selection } of resolved) {
    if (
      grant.permissionSets.length > 0 &&
      selection.accounts.size === 0 &&
      !selection.uncertain &&
      !selection.mayBeEmpty
    )
      report(diagnose('grant/no-accounts', {}, { span: grant.span }));
  }
  const excess = excessIn(resolved);
  if (excess !== undefined) report(excess);
  const asked = excess === undefined ? resolved : [];
  const isCurrent = ({ grant: { expires } }: ResolvedGrant) => expires === undefined || expires.value.at > asOf;
  const current = assignmentsOf(asked.filter(isCurrent));
  const ended = assignmentsOf(asked.filter((grant) => !isCurrent(grant)));
  const currentOn = onApplications(asked.filter(isCurrent));
  const endedOn = onApplications(asked.filter((grant) => !isCurrent(grant)));
  return {
    current: accountGrantsIn(current),
    expired: accountGrantsIn(ended).filter(
      ({ permissionSet, account, group }) => current.get(permissionSet)?.get(account)?.get(group) === undefined,
    ),
    applications: {
      current: [...currentOn.values()],
      expired: [...endedOn].flatMap(([key, grant]) => (currentOn.has(key) ? [] : [grant])),
    },
    findings: [...findings(), ...resolver.findings()],
    unmatched: resolver.unmatched(),
    uncertain: asked.filter(isCurrent).flatMap(({ grant, selection }) => (selection.uncertain ? [grant] : [])),
  };
}

interface ResolvedGrant {
  readonly grant: GrantDeclaration;
  /** Each once. */
  readonly groups: readonly string[];
  readonly sets: readonly PermissionSetName[];
  readonly applications: readonly string[];
  readonly selection: Selection;
}

/** That the grants ask for too much, at the one with which they do. */
function excessIn(grants: readonly ResolvedGrant[]): Diagnostic | undefined {
  const counts = grants.map(
    ({ groups, sets, applications, selection }) =>
      groups.length * (sets.length * selection.accounts.size + applications.length),
  );
  const count = counts.reduce((sum, one) => sum + one, 0);
  if (count <= MOST_ASSIGNMENTS) return undefined;
  let left = MOST_ASSIGNMENTS;
  const first = counts.findIndex((one) => {
    left -= one;
    return left < 0;
  });
  const { span } = grants[first]!.grant;
  return diagnose('grant/too-many-assignments', { count, most: MOST_ASSIGNMENTS }, { span });
}

const KINDS = {
  groups: 'group',
  users: 'user',
  permissionSets: 'permission set',
  applications: 'application',
} as const;

/** Finds the names that are declared. A rejected declaration was a finding already; its references say nothing more. */
function namesIn(declarations: Declarations, report: (finding: Diagnostic) => void) {
  const suggest = suggester();
  const sections = {
    groups: declaredIn(declarations, 'groups'),
    users: declaredIn(declarations, 'users'),
    permissionSets: declarations.permissionSets,
    applications: declarations.applications,
  };
  return (references: readonly Located<string>[], section: keyof typeof KINDS): readonly string[] => {
    const declared: ReadonlyMap<string, unknown> = sections[section];
    const known = new Set<string>();
    for (const { value: name, span } of references) {
      if (declared.has(name)) known.add(name);
      else if (!declarations.invalid[section].has(name) && !mayBeDeclared(name, declarations.unread)) {
        const facts = { kind: KINDS[section], name, nearest: suggest(name, declared) };
        report(diagnose('name/unknown', facts, { span }));
      }
    }
    return [...known];
  };
}

function declaredIn({ groups }: Declarations, section: 'groups' | 'users'): ReadonlyMap<string, unknown> {
  return new Map([...groups].filter(([, { kind }]) => kind === KINDS[section]));
}

/** By permission set, account and group: the grants that ask for the assignment. */
type Assignments = Map<PermissionSetName, Map<AccountId, Map<string, readonly GrantDeclaration[]>>>;

function assignmentsOf(grants: readonly ResolvedGrant[]): Assignments {
  const assignments: Assignments = new Map();
  for (const { grant, groups, sets, selection } of grants) {
    // Nearly every assignment has one grant, and shares this list with all other assignments of it.
    const alone = [grant];
    for (const set of sets) {
      const ofSet = member(assignments, set, () => new Map());
      for (const account of selection.accounts) {
        const ofAccount = member(ofSet, account, () => new Map());
        for (const group of groups) {
          const others = ofAccount.get(group);
          ofAccount.set(group, others === undefined ? alone : [...others, grant]);
        }
      }
    }
  }
  return assignments;
}

/** By application and group. */
function onApplications(grants: readonly ResolvedGrant[]): ReadonlyMap<string, ApplicationGrant> {
  const found = new Map<string, ApplicationGrant>();
  for (const { grant, groups, applications } of grants) {
    const alone = [grant];
    for (const application of applications)
      for (const group of groups) {
        const key = JSON.stringify([application, group]);
        const others = found.get(key)?.grants;
        found.set(key, { group, application, grants: others === undefined ? alone : [...others, grant] });
      }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function member<Key, Inner>(map: Map<Key, Inner>, key: Key, make: () => Inner): Inner {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** In the order of their names and ids, so that file order changes nothing. */
function accountGrantsIn(assignments: Assignments): readonly AccountGrant[] {
  const accountGrants: AccountGrant[] = [];
  for (const permissionSet of [...assignments.keys()].sort()) {
    const ofSet = assignments.get(permissionSet)!;
    for (const account of [...ofSet.keys()].sort()) {
      const ofAccount = ofSet.get(account)!;
      for (const group of [...ofAccount.keys()].sort())
        accountGrants.push({ group, permissionSet, account, grants: ofAccount.get(group)! });
    }
  }
  return accountGrants;
}
