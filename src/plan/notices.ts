// What a reader of a plan should know beside its changes. Notices never decide anything.

import { compareText } from '../compare-text.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { DisplayNames } from '../holdings/names.ts';
import { dayEndingAt, type Instant, later, writeInstant } from '../instant.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { assignedName, requiresAssignment } from '../state/applications.ts';
import type { Desired } from '../state/desired.ts';
import type { Directory } from '../state/directory.ts';
import { groupBy } from '../state/group-by.ts';
import type { Live } from '../state/live.ts';
import { type AccountId, assignmentAddress, pairAddress, pairOf, permissionSetAddress } from '../state/state.ts';
import type { AssignmentChange, Change } from './change.ts';
import type { Kept } from './keep.ts';
import { lookAlikeNotices } from './look-alikes.ts';
import { notOurs } from './not-ours.ts';
import { ownerships } from './ownership.ts';
import { accountsById, isFrozen } from './retention.ts';
import { roleTransitions } from './role-transitions.ts';

export interface NoticeContext {
  readonly desired: Desired;
  readonly live: Live;
  readonly directory: Directory;
  readonly kept: Kept;
  readonly changes: readonly Change[];
  readonly gaps: readonly AssignmentChange[];
  readonly roleGaps: readonly AssignmentChange[];
  readonly displayNames: DisplayNames;
  readonly meanings: Meanings | undefined;
  /** It is known what the files granted before. */
  readonly hasBase: boolean;
  /** Milliseconds since the epoch. */
  readonly asOf: Instant;
}

export function noticesOf(context: NoticeContext): readonly Diagnostic[] {
  return [
    ...gaps(context),
    ...replacedRoles(context),
    ...frozenAccounts(context),
    ...reachesFurther(context),
    ...renamesDone(context),
    ...rolesRenamed(context),
    ...expiresSoon(context),
    ...outdatedElsewhere(context),
    ...outdatedUndeclared(context),
    ...openToAll(context),
    ...notOurs(context),
    ...lookAlikeNotices(context),
    ...partlyRead(context),
  ];
}

/** Applications of which a reader may think that grants decide who uses them. */
function openToAll({ desired, kept }: NoticeContext): readonly Diagnostic[] {
  const granted = groupBy(desired.state.assignments.values(), ({ permissionSet }) => permissionSet);
  const names = [...(kept.state.resources?.values() ?? [])]
    .filter((resource) => requiresAssignment(resource) === false && granted.has(assignedName(resource.name)))
    .map(({ name }) => name)
    .sort();
  return names.length === 0 ? [] : [diagnose('application/open-to-all', { names })];
}

function partlyRead({ live }: NoticeContext): readonly Diagnostic[] {
  const count = live.partlyRead.size;
  return count === 0 ? [] : [diagnose('plan/groups-only', { count, total: live.state.provisioned.size })];
}

function gaps({ gaps: deletes, displayNames }: NoticeContext): readonly Diagnostic[] {
  return deletes.map(({ assignment: { principal, permissionSet, account } }) =>
    diagnose('plan/access-gap', {
      principal: displayNames.principal(principal.id),
      permissionSet,
      account: displayNames.account(account),
    }),
  );
}

/** An assignment that stays keeps the role of its pair. */
function replacedRoles({ roleGaps, live, kept, displayNames }: NoticeContext): readonly Diagnostic[] {
  const staying = [...live.state.assignments].filter(([address]) => kept.state.assignments.has(address));
  const held = new Set(staying.map(([, assignment]) => pairAddress(assignment.permissionSet, assignment.account)));
  const pairs = groupBy(roleGaps, ({ assignment }) => pairAddress(assignment.permissionSet, assignment.account));
  return [...pairs].flatMap(([pair, [change]]) => {
    if (held.has(pair)) return [];
    const { permissionSet, account } = change!.assignment;
    return [diagnose('plan/role-replaced', { permissionSet, account: displayNames.account(account) })];
  });
}

function frozenAccounts({ kept, live, directory, displayNames }: NoticeContext): readonly Diagnostic[] {
  const accounts = accountsById(directory);
  const retained = kept.retained
    .filter(({ reason }) => reason === 'frozen')
    .map(({ assignment }) => assignment.account);
  const outdated = [...live.state.provisioned].filter(
    ([pair, status]) => status === 'outdated' && isFrozen(accountOfPair(pair), accounts),
  );
  const blocked = groupBy(
    [
      ...retained,
      ...kept.frozenCreates.map(({ account }) => account),
      ...outdated.map(([pair]) => accountOfPair(pair)),
    ],
    (id) => id,
  );
  return [...blocked]
    .sort(([a], [b]) => compareText(a, b))
    .map(([id, changes]) => {
      const state = accounts.get(id)?.state ?? 'not in the organisation';
      return diagnose('plan/account-frozen', { account: displayNames.account(id), state, changes: changes.length });
    });
}

const accountOfPair = (pair: string) => pair.slice(pair.lastIndexOf('/') + 1) as AccountId;

/** Accounts that hold a changed definition only because of assignments that no file asks for. */
function reachesFurther({ changes, desired, displayNames }: NoticeContext): readonly Diagnostic[] {
  const granted = [...desired.state.assignments.values()].map((assignment) =>
    pairAddress(assignment.permissionSet, assignment.account),
  );
  // What is granted to a group that is not there yet is granted all the same.
  const covered = new Set([...granted, ...desired.deleteBlockedPairs.keys()]);
  return changes.flatMap((change) => {
    if (change.kind !== 'provisioning') return [];
    const further = change.accounts.filter((account) => !covered.has(pairAddress(change.permissionSet, account)));
    if (further.length === 0) return [];
    return [
      diagnose('plan/reaches-further', {
        name: change.permissionSet,
        count: further.length,
        names: further.map(displayNames.account),
      }),
    ];
  });
}

function renamesDone({ desired, live }: NoticeContext): readonly Diagnostic[] {
  return [...desired.renames]
    .filter(([, old]) => !live.state.permissionSets.has(permissionSetAddress(old)))
    .map(([name, old]) =>
      diagnose(
        'permission-set/rename-done',
        { name, old },
        { span: desired.facts.get(permissionSetAddress(name))?.origins[0] },
      ),
    );
}

/** While assignments move to the new name, which has roles of its own. */
function rolesRenamed({ desired, live, displayNames }: NoticeContext): readonly Diagnostic[] {
  const owned = ownerships(desired, live);
  const pairs = [...live.state.provisioned.keys()].map(pairOf);
  return [...desired.renames].flatMap(([name, old]) => {
    const accounts = pairs.filter(({ permissionSet }) => permissionSet === old).map(({ account }) => account);
    if (owned.get(old) !== 'abandoned' || accounts.length === 0) return [];
    const names = accounts.map(displayNames.account).sort();
    const span = desired.facts.get(permissionSetAddress(name))?.origins[0];
    return [diagnose('permission-set/rename-changes-roles', { name, old, names }, { span })];
  });
}

const SOON_DAYS = 14;
const DAY = 24 * 3600 * 1000;

function expiresSoon({ desired, kept, asOf, displayNames }: NoticeContext): readonly Diagnostic[] {
  const limit = later(asOf, SOON_DAYS * DAY);
  const ending = [...kept.state.assignments.values()].flatMap((assignment) => {
    const expires = desired.facts.get(assignmentAddress(assignment))?.expires;
    return expires !== undefined && expires <= limit ? [{ assignment, expires }] : [];
  });
  return [...groupBy(ending, ({ expires }) => expires)]
    .sort(([a], [b]) => a - b)
    .map(([expires, assignments]) => {
      const names = assignments.map(({ assignment }) => displayNames.assignment(assignment)).sort();
      return diagnose('plan/expires-soon', { when: endWords(expires), count: names.length, names });
    });
}

function endWords(expires: Instant): string {
  const day = dayEndingAt(expires);
  return day === undefined ? `on ${writeInstant(expires).replace('.000Z', 'Z')}` : `with ${day} (UTC)`;
}

/** Assignments that will be made in accounts whose role of somebody else's set is behind its definition. */
function outdatedElsewhere({ changes, live, kept, displayNames }: NoticeContext): readonly Diagnostic[] {
  const names = changes.flatMap((change) => {
    if (change.kind !== 'assignment' || change.action !== 'create') return [];
    const pair = pairAddress(change.assignment.permissionSet, change.assignment.account);
    const behind = live.state.provisioned.get(pair) === 'outdated' && !kept.state.provisioned.has(pair);
    return behind ? [displayNames.assignment(change.assignment)] : [];
  });
  return names.length === 0 ? [] : [diagnose('plan/outdated-elsewhere', { count: names.length, names: names.sort() })];
}

/** Roles that are behind and stay so: of sets of ours that are declared no longer, and cannot go yet. All other roles behind are provisioned or held. */
function outdatedUndeclared({ live, kept, desired, directory, displayNames }: NoticeContext): readonly Diagnostic[] {
  const owned = ownerships(desired, live);
  const accounts = accountsById(directory);
  const names = [...roleTransitions(live, kept.state.assignments)].flatMap(([pair, transition]) => {
    const { permissionSet, account } = pairOf(pair);
    const isBehind =
      live.state.provisioned.get(pair) === 'outdated' && transition !== 'deleted' && !isFrozen(account, accounts);
    return isBehind && owned.get(permissionSet) === 'abandoned'
      ? [`${permissionSet} in ${displayNames.account(account)}`]
      : [];
  });
  return names.length === 0 ? [] : [diagnose('plan/outdated-undeclared', { count: names.length, names: names.sort() })];
}
