// A dangerous plan refuses itself, with numbers and names. Each guard is one function from a plan's facts to at most one violation.
//
// Two kinds of guard, for two kinds of harm:
//   about the whole   many deletes: a wrong file name looks like this, so nothing of the plan is to be trusted, and all of it is refused.
//   about a part      an account or group emptied, the last administrator, the caller's own access, the management account, a boundary, an application, an
//                     attribute that policies test, a set of unknown origin, deletes that an adoption brings, what nobody reviewed: what the
//                     guard names is held, and the rest goes on. Otherwise one hand-made assignment, or one owner tag that somebody took off, would keep every revocation waiting, and
//                     a scheduled run would stay blocked until a person comes. What is held
//                     has consequences, which keep.ts draws: revocations in the same account wait for a create, and a role
//                     with an assignment that should be gone keeps its definition.
//
// What counts as lost. Guards protect access that files granted. Without a base nobody knows what that was, and all of live counts. With a base
// (`before`), access that the base's files did not grant was given by hand, and taking it back is what the files are for: it passes without
// asking. Two exceptions: the caller's own access, for whoever is locked out cannot repair anything, and the last administrator of an account,
// unless it was a hand-edited definition that made it one. Counting everything was rejected: the repair of a hand edit would wait for a person
// each time, and people would learn to allow without reading. Trusting live's assignments to be the old files' was rejected as well: live is what
// drifts.
//
// A message claims no more than was read: sets that these files do not manage may still let people in, and users may not have been looked for.
import { differingFields, emptyDefinition } from '../definition/definition.ts';
import { outdatesRoles } from '../definition/fields.ts';
import type { AllowableCode } from '../diagnostics/allowable.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { DisplayNames } from '../holdings/names.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import { attributeKey } from '../state/access-control.ts';
import { requiresAssignment } from '../state/applications.ts';
import type { Limits } from '../state/allowance.ts';
import { type Desired, type HoldReason, holdReasonFrom } from '../state/desired.ts';
import { canonicalJson } from '../state/digest.ts';
import type { Directory } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import { permissionSetOfRole } from '../state/saml-roles.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  assignmentAddress,
  isAccountAccess,
  type PermissionSet,
  type PermissionSetName,
  type PrincipalId,
  pairAddress,
  pairOf,
  permissionSetAddress,
  type State,
  targetOf,
} from '../state/state.ts';
import type { Targets } from '../targets/target.ts';
import { resourceText } from '../targets/words.ts';
import { attributeDifferences } from './access-control.ts';
import {
  type AdministratorAssignment,
  administrationIn,
  administratorAssignments,
  isBounded,
  strongest,
} from './administrator.ts';
import type { AssignmentChange, Change, PermissionSetChange, ResourceChange } from './change.ts';
import { ownAccessLost } from './own-access.ts';
import { ownerships } from './ownership.ts';
import type { PlanHoldings } from './plan-holdings.ts';
import type { InAccount, Variants } from './preflight.ts';
import { replacedRoles } from './replaced-roles.ts';

export interface GuardContext {
  readonly changes: readonly Change[];
  readonly live: Live;
  /** Desired with all that stays: what will be there after the apply. */
  readonly after: State;
  readonly holdings: PlanHoldings;
  readonly directory: Directory;
  readonly desired: Desired;
  /** What the base's files ask for, in the same organisation. Absent: there is no base, or nothing can be made of it. */
  readonly before?: Desired;
  readonly inAccount: InAccount;
  readonly variants: Variants;
  /** The program's own when absent. */
  readonly targets?: Targets | undefined;
  readonly displayNames: DisplayNames;
  /** Absent in a plan that is made without the engine's data: then text decides. */
  readonly meanings: Meanings | undefined;
  /** Groups that were read and have no members: nobody is an administrator by them. */
  readonly emptyGroups: ReadonlySet<PrincipalId>;
  /** Nobody reviewed what is about to be applied. */
  readonly unattended: boolean;
  /** ISO 8601 date that hints propose as the end of an allowance. */
  readonly until: string;
}

/** A guard that is exceeded, and how much of it a person would have to allow. */
interface GuardViolation {
  readonly code: AllowableCode;
  readonly count: number;
  readonly finding: Diagnostic;
  /** Sets, pairs and assignments whose changes wait; the plan as a whole when absent. */
  readonly holds?: readonly Address[];
}

const GUARDS: readonly ((context: GuardContext) => GuardViolation | undefined)[] = [
  removesOwnAccess,
  removesLastAdministrator,
  touchesManagementAccount,
  emptiesAccount,
  emptiesGroup,
  adoptionDeletes,
  removesBoundary,
  opensApplications,
  closesApplications,
  changesAttributes,
  undeclaredSets,
  replacesRoles,
  unattendedAdministrators,
  unattendedCreates,
  deletes,
];

export interface GuardResult {
  /** Errors, which refuse the plan; and warnings about what is allowed as far as it goes, so that the plan still says what was allowed. */
  readonly findings: readonly Diagnostic[];
  /** What more waits for somebody to allow it. */
  readonly blocked: ReadonlyMap<Address, HoldReason>;
}

/** `held`: what guards have taken out already. A violation that is still there without it refuses the plan. */
export function guard(context: GuardContext, limits: Limits, held: ReadonlyMap<Address, HoldReason>): GuardResult {
  const findings: Diagnostic[] = [];
  const blocked = new Map<Address, HoldReason>();
  for (const check of GUARDS) {
    const violation = check(context);
    if (violation === undefined) continue;
    const { code, count, finding, holds = [] } = violation;
    if (count <= (limits[code] ?? 0)) findings.push(allowedFinding(finding, limits[code]!));
    else {
      const more = holds.filter((address) => !held.has(address));
      if (more.length === 0) findings.push(finding);
      const holdReason: HoldReason = { ...holdReasonFrom(finding), awaitsApproval: true };
      for (const address of more) if (!blocked.has(address)) blocked.set(address, holdReason);
    }
  }
  return { findings, blocked };
}

/** For a part of a plan, of which nothing can be taken out any more: whatever is exceeded refuses it. */
export function guardFindings(context: GuardContext, limits: Limits): readonly Diagnostic[] {
  const violations = GUARDS.flatMap((check) => check(context) ?? []);
  return violations.filter(({ code, count }) => count > (limits[code] ?? 0)).map(({ finding }) => finding);
}

function allowedFinding(finding: Diagnostic, limit: number): Diagnostic {
  return { ...finding, severity: 'warning', hint: `allowed: \`${finding.code}\` up to ${limit}` };
}

const GUARDED_CAUSES = new Set(['not-declared', 'set-not-declared', 'renamed']);

/** Deletes of assignments that do not live on under the new name of their set. */
function deletes(context: GuardContext): GuardViolation | undefined {
  const { desired, after, until } = context;
  const successors = new Map([...desired.renames].map(([name, old]) => [old, name]));
  const hasMoved = ({ deleteReason, assignment }: AssignmentChange) => {
    const permissionSet = successors.get(assignment.permissionSet);
    if (deleteReason !== 'renamed' || permissionSet === undefined) return false;
    return after.assignments.has(assignmentAddress({ ...assignment, permissionSet }));
  };
  const lost = assignmentChanges(context.changes, 'delete').filter((change) => wasGranted(change, context));
  // Who may take a role is not known: its end is one loss.
  const roles = context.changes.filter((change) => isRole(change) && change.action === 'delete').length;
  const count = roles + lost.filter((change) => !hasMoved(change) && countsAsDelete(change)).length;
  const total = assignmentsInReach(context) + rolesInReach(context) + onApplications(context);
  const { more, share } = desired.rules.deletes;
  if (count <= more || count <= share * total) return undefined;
  return { code: 'plan/deletes', count, finding: diagnose('plan/deletes', { count, total, more, share, until }) };
}

const isRole = (change: Change): boolean => change.kind === 'resource' && change.resource.kind === 'role';

const rolesInReach = ({ live, desired }: GuardContext): number =>
  [...(live.state.resources?.values() ?? [])].filter(
    ({ kind, owner }) => kind === 'role' && owner === desired.rules.owner,
  ).length;

/** Those of applications that the files manage, and those that go elsewhere. */
function onApplications({ changes, live, desired }: GuardContext): number {
  const going = new Set(assignmentChanges(changes, 'delete').map(({ address }) => address));
  const isInReach = ([address, { permissionSet }]: readonly [Address, Assignment]) =>
    desired.applications?.get(permissionSet)?.external === false || going.has(address);
  return [...live.state.assignments].filter((entry) => !isAccountAccess(entry[1].permissionSet) && isInReach(entry))
    .length;
}

/** Ends that the files announced with a date, and principals that are gone, are no losses. */
const countsAsDelete = ({ deleteReason: reason }: AssignmentChange) =>
  reason === undefined || GUARDED_CAUSES.has(reason);

/** Live assignments on sets of ours, and those that go elsewhere: the assignments of a large external set must not make a loss look small. */
function assignmentsInReach({ changes, live, after, holdings, desired, targets }: GuardContext): number {
  const going = new Set(assignmentChanges(changes, 'delete').map(({ address }) => address));
  const owned = ownerships(desired, live, targets);
  const isOurs = (name: PermissionSetName) =>
    (targetOf(name) !== 'identity-center' && owned.get(name) === 'managed') ||
    [live.state, after].some(
      (state) => state.permissionSets.get(permissionSetAddress(name))?.owner === desired.rules.owner,
    );
  return [...holdings.before.byPermissionSet.groups()].reduce((count, group) => {
    const inReach = isOurs(group[0].permissionSet) ? group : group.filter(({ address }) => going.has(address));
    return count + inReach.length;
  }, 0);
}

function emptiesAccount(context: GuardContext): GuardViolation | undefined {
  const { live, holdings, displayNames } = context;
  const losing = lossesBy(context, ({ permissionSet, account }) =>
    isAccountAccess(permissionSet) ? account : undefined,
  );
  const emptied = [...losing.keys()].filter((account) => !holdings.after.byAccount.has(account));
  return partial(context, 'plan/empties-account', {
    names: emptied.map(displayNames.account),
    holds: emptied.flatMap((account) => losing.get(account) ?? []),
    others: othersIn(emptied, context),
    usersRead: isReadCompletely(emptied, live),
  });
}

function emptiesGroup(context: GuardContext): GuardViolation | undefined {
  const { holdings, displayNames } = context;
  const losing = lossesBy(context, ({ permissionSet, principal: { type, id } }) =>
    type === 'group' && isAccountAccess(permissionSet) ? id : undefined,
  );
  const emptied = [...losing.keys()].filter((id) => !holdings.after.byPrincipal.has({ type: 'group', id }));
  return partial(context, 'plan/empties-group', {
    names: emptied.map(displayNames.principal),
    holds: emptied.flatMap((id) => losing.get(id) ?? []),
  });
}

function removesOwnAccess(context: GuardContext): GuardViolation | undefined {
  const { holdings, after, directory, meanings, displayNames } = context;
  const lost = ownAccessLost({ holdings, caller: directory.caller, meanings });
  return partial(context, 'plan/removes-own-access', {
    names: lost.map(displayNames.assignment),
    holds: lost.map((assignment) => changeBehind(assignment, after)),
  });
}

/** Also where the strongest administrator left is one under conditions only, or one of whom it could not be determined after a change. */
function removesLastAdministrator(context: GuardContext): GuardViolation | undefined {
  const { changes, live, after, holdings, meanings, displayNames } = context;
  const changed = new Set(changes.flatMap((each) => (each.kind === 'permission-set' ? each.permissionSet : [])));
  const had = administratorAssignments(holdings.before, meanings).filter(({ assignment }) =>
    isSomebody(assignment, context),
  );
  const counted = had.filter((administrator) => isNotOfAHandEdit(administrator, context));
  const left = administratorAssignments(holdings.after, meanings).filter(
    ({ assignment, administration }) =>
      isSomebody(assignment, context) && !(administration === 'undetermined' && changed.has(assignment.permissionSet)),
  );
  const [before, then] = [strongest(counted), strongest(left)];
  const lost = new Set(
    [...before.keys()].filter(
      (account) => then.get(account) !== 'unrestricted' && then.get(account) !== before.get(account),
    ),
  );
  const staying = new Set(left.map(({ assignment, administration }) => `${administration} ${assignment.address}`));
  const going = counted.filter(
    ({ assignment, administration }) =>
      lost.has(assignment.account) && !staying.has(`${administration} ${assignment.address}`),
  );
  return partial(context, 'plan/removes-last-administrator', {
    names: [...lost].map(displayNames.account),
    holds: going.map(({ assignment }) => changeBehind(assignment, after)),
    others: othersIn([...lost], context, (set) => administrationIn(set, meanings) !== undefined),
    usersRead: isReadCompletely([...lost], live),
  });
}

/** The change that takes an assignment's access away: the assignment goes, or its set changes. */
function changeBehind(assignment: Assignment, after: State): Address {
  const address = assignmentAddress(assignment);
  return after.assignments.has(address) ? permissionSetAddress(assignment.permissionSet) : address;
}

const isSomebody = ({ principal }: Assignment, { live, emptyGroups }: GuardContext) =>
  !live.orphans.has(principal.id) && !emptyGroups.has(principal.id);

/** Where the base's files declare the set as no administrator's, it became one by hand. */
function isNotOfAHandEdit(
  { assignment }: AdministratorAssignment,
  { before, meanings, inAccount }: GuardContext,
): boolean {
  const declared = before?.state.permissionSets.get(permissionSetAddress(assignment.permissionSet));
  return declared === undefined || administrationIn(inAccount(declared, assignment.account), meanings) !== undefined;
}

/**
 * The groups by which an account that loses an administrator has one, or would still have one. Whether they have members decides whether it has;
 * asking is a call a group, so nobody asks for others. Sorted.
 */
export function groupsInQuestion({
  holdings,
  meanings,
}: Pick<GuardContext, 'holdings' | 'meanings'>): readonly PrincipalId[] {
  const left = administratorAssignments(holdings.after, meanings);
  const staying = new Set(left.map(({ assignment, administration }) => `${administration} ${assignment.address}`));
  const going = administratorAssignments(holdings.before, meanings).filter(
    ({ assignment, administration }) => !staying.has(`${administration} ${assignment.address}`),
  );
  const losing = new Set(going.map(({ assignment }) => assignment.account));
  const remaining = left.filter(({ assignment }) => losing.has(assignment.account));
  const groups = [...going, ...remaining].filter(({ assignment }) => assignment.principal.type === 'group');
  return [...new Set(groups.map(({ assignment }) => assignment.principal.id))].sort();
}

/** With a base, what was given there by hand goes without asking, and a definition that becomes what it was is a repair. */
function touchesManagementAccount(context: GuardContext): GuardViolation | undefined {
  const { changes, directory, displayNames } = context;
  const { managementAccount } = directory;
  const touched = [...assignmentChanges(changes, 'create'), ...assignmentChanges(changes, 'delete')].filter(
    (change) =>
      isAccountAccess(change.assignment.permissionSet) &&
      change.assignment.account === managementAccount &&
      (change.action === 'create' || wasGranted(change, context)),
  );
  const provisioned = changes.flatMap((change) =>
    change.kind === 'provisioning' &&
    change.accounts.includes(managementAccount) &&
    !isRepair(change.permissionSet, context)
      ? [change.permissionSet]
      : [],
  );
  return partial(context, 'plan/touches-management-account', {
    names: [
      ...touched.map(({ action, assignment }) => `${action} ${displayNames.assignment(assignment)}`),
      ...provisioned.map((name) => `provision ${name}`),
    ],
    holds: [
      ...touched.map(({ address }) => address),
      ...provisioned.map((name) => pairAddress(name, managementAccount)),
    ],
  });
}

/** The set becomes again what the base's files already said. */
function isRepair(name: PermissionSetName, { before, after }: GuardContext): boolean {
  const [declared, then] = [before?.state, after].map((state) => state?.permissionSets.get(permissionSetAddress(name)));
  if (declared === undefined || then === undefined) return false;
  return !outdatesRoles(differingFields(declared, then));
}

/**
 * Assignments that the adoption of their set takes away. No base granted them, and no base is asked: that is what adopting means. The set waits with
 * them: it is adopted as a whole, or not at all.
 */
function adoptionDeletes(context: GuardContext): GuardViolation | undefined {
  const { changes, displayNames } = context;
  const adopted = new Set(
    changes.map((change) =>
      change.kind === 'permission-set' && change.action === 'adopt' ? change.permissionSet : undefined,
    ),
  );
  const deleted = assignmentChanges(changes, 'delete').filter(
    ({ assignment: { permissionSet }, deleteReason }) =>
      deleteReason !== 'orphan' && (adopted.has(permissionSet) || isNewApplication(permissionSet, context)),
  );
  const sets = new Set(deleted.map(({ assignment }) => permissionSetAddress(assignment.permissionSet)));
  return partial(context, 'plan/adoption-deletes', {
    names: deleted.map(({ assignment }) => displayNames.assignment(assignment)),
    holds: [...sets, ...deleted.map(({ address }) => address)],
  });
}

/** An application bears no tag: what the base does not declare, or leaves to others, is taken over. */
const isNewApplication = (name: PermissionSetName, { desired, before }: GuardContext): boolean =>
  before !== undefined &&
  desired.applications?.get(name)?.external === false &&
  before.applications?.get(name)?.external !== false;

/** What requires assignments no longer; where the base's files already said so, somebody closed it by hand. */
function opensApplications(context: GuardContext): GuardViolation | undefined {
  return switchesApplications(context, 'plan/opens-application', false);
}

/** The opposite: nobody reads who used it without being assigned, so that a loss of unknown size counts as one of each application. */
function closesApplications(context: GuardContext): GuardViolation | undefined {
  return switchesApplications(context, 'plan/closes-application', true);
}

function switchesApplications(
  { changes, before, ...context }: GuardContext,
  code: 'plan/opens-application' | 'plan/closes-application',
  isRequired: boolean,
): GuardViolation | undefined {
  const switched = changes.filter(
    (change): change is ResourceChange =>
      change.kind === 'resource' &&
      requiresAssignment(change.after) === isRequired &&
      requiresAssignment(before?.state.resources?.get(change.address)) !== isRequired,
  );
  return partial({ changes, ...context }, code, {
    names: switched.map(({ resource }) => resource.name),
    holds: switched.map(({ address }) => address),
  });
}

/** Also where a set leaves its boundary behind under its old name, or takes one that bounds nothing. */
function removesBoundary(context: GuardContext): GuardViolation | undefined {
  const { live, after, desired, before } = context;
  const unbounded = [...after.permissionSets.values()].filter((set) => !isBounded(set));
  const names = unbounded.flatMap(({ name }) => {
    const declared = before?.state.permissionSets.get(permissionSetAddress(name));
    // A boundary that no file asked for was attached by hand.
    if (declared !== undefined && !isBounded(declared)) return [];
    const previous = [name, desired.renames.get(name) ?? name].map((each) =>
      live.state.permissionSets.get(permissionSetAddress(each)),
    );
    return previous.some((set) => set !== undefined && isBounded(set)) ? [name] : [];
  });
  return partial(context, 'plan/removes-boundary', { names, holds: names.map(permissionSetAddress) });
}

/**
 * Attributes that policies test, of another source or gone: nobody can tell who gains or loses by it. In a run that nobody reviewed also those of which no
 * policy is known to test them, for customer managed policies, and those of resources and organizations, were not read; and those that come to policies
 * that test them. What a base's files already said is a repair, and passes.
 */
function changesAttributes(context: GuardContext): GuardViolation | undefined {
  const { changes, before, after, unattended } = context;
  const declared = before?.state.accessControl;
  const isRepair = declared !== undefined && canonicalJson(declared) === canonicalJson(after.accessControl ?? null);
  if (isRepair) return undefined;
  const writes = changes.flatMap((change) => {
    if (change.kind !== 'access-control-attributes') return [];
    const tests = change.tests.filter(({ ends }) => ends !== true);
    const tested = new Map(tests.map(({ key }) => [attributeKey(key), key]));
    const differences = new Map(attributeDifferences(change).map((each) => [attributeKey(each.key), each]));
    const keys = [...new Set([...tested.keys(), ...differences.keys()])].filter((key) => {
      const comes = differences.get(key)?.before === undefined && change.action !== 'delete';
      return comes ? unattended && tested.has(key) : unattended || tested.has(key);
    });
    const names = keys.map((key) => differences.get(key)?.key ?? tested.get(key)!);
    // Without a line in the configuration, and without a policy that is known to test one, all that assertions send goes.
    const none = change.action === 'delete' && unattended && names.length === 0 ? ['all of SAML assertions'] : [];
    const sets = tests.filter(({ key }) => keys.includes(attributeKey(key))).map(({ permissionSet }) => permissionSet);
    return names.length + none.length === 0 ? [] : [{ address: change.address, names: [...names, ...none], sets }];
  });
  return partial(context, 'plan/changes-attributes', {
    names: [...new Set(writes.flatMap(({ names }) => names))],
    holds: writes.map(({ address }) => address),
    sets: [...new Set(writes.flatMap(({ sets }) => sets))].sort(),
  });
}

/** With a base: sets under our tag that neither these files nor the base's know. Not "no longer declared", whoever tagged them. */
function undeclaredSets(context: GuardContext): GuardViolation | undefined {
  const { changes, before, desired, live } = context;
  if (before === undefined) return undefined;
  const known = new Set([
    ...[...before.state.permissionSets.values()].map(({ name }) => name),
    ...before.external.keys(),
    ...before.renames.values(),
    ...desired.renames.values(),
  ]);
  const unknown = new Set(
    [...ownerships(desired, live)]
      .filter(([name, ownership]) => ownership === 'abandoned' && !known.has(name))
      .map(([name]) => name),
  );
  const deleted = assignmentChanges(changes, 'delete').filter(({ assignment }) =>
    unknown.has(assignment.permissionSet),
  );
  const sets = changes.flatMap((change) =>
    change.kind === 'permission-set' && unknown.has(change.permissionSet) ? [change.permissionSet] : [],
  );
  const names = [...new Set([...sets, ...deleted.map(({ assignment }) => assignment.permissionSet)])];
  return partial(context, 'plan/undeclared-sets', {
    names,
    holds: [...names.map(permissionSetAddress), ...deleted.map(({ address }) => address)],
  });
}

/** Whether Entra assigns what takes their place, no plan knows. */
function replacesRoles(context: GuardContext): GuardViolation | undefined {
  const { changes, desired, before, displayNames } = context;
  const roles = replacedRoles({ changes, desired, before });
  return partial(context, 'plan/replaced-roles', {
    names: roles.map(({ resource }) => `${resource.name} in ${displayNames.account(resource.account!)}`),
    holds: roles.map(({ address }) => address),
  });
}

/** What could not be determined may have become an administrator's by any change. */
function comesToAdministrate(before: PermissionSet, after: PermissionSet, meanings: GuardContext['meanings']): boolean {
  const administration = administrationIn(after, meanings);
  if (administration === undefined || administration === 'undetermined') return administration !== undefined;
  return administration !== administrationIn(before, meanings);
}

/** Assignments on sets that give administrator access, and sets that come to give it to somebody. */
function unattendedAdministrators(context: GuardContext): GuardViolation | undefined {
  const { changes, holdings, meanings, displayNames, desired, unattended, variants } = context;
  if (!unattended) return undefined;
  const becoming = changes.filter(
    (change): change is PermissionSetChange =>
      change.kind === 'permission-set' &&
      change.before !== undefined &&
      change.after !== undefined &&
      holdings.after.byPermissionSet.has(change.permissionSet) &&
      variants(change.permissionSet, [change.before, change.after]).some(([before, then]) =>
        comesToAdministrate(before!, then!, meanings),
      ),
  );
  const roles = changes.filter((change): change is ResourceChange => {
    if (change.kind !== 'resource') return false;
    const then = permissionSetOfRole(change.after);
    if (then === undefined) return false;
    return comesToAdministrate(permissionSetOfRole(change.before) ?? emptyDefinition(then.name), then, meanings);
  });
  const creates = assignmentChanges(changes, 'create').filter(({ address }) => {
    const definition = holdings.after.at(address)?.definition;
    return definition !== undefined && administrationIn(definition, meanings) !== undefined;
  });
  const names = [
    ...becoming.map(({ action, permissionSet }) => `${action} ${permissionSet}`),
    ...creates.map(({ assignment }) => displayNames.assignment(assignment)),
    ...roles.map(({ action, resource }) => `${action} ${resourceText(resource, displayNames.account)}`),
  ];
  if (names.length <= desired.rules.unattended.administrators) return undefined;
  return partial(context, 'plan/unattended-administrators', {
    names,
    holds: [...becoming, ...creates, ...roles].map(({ address }) => address),
  });
}

function unattendedCreates(context: GuardContext): GuardViolation | undefined {
  const { changes, displayNames, desired, unattended } = context;
  const creates = assignmentChanges(changes, 'create');
  const limit = desired.rules.unattended.creates;
  if (!unattended || creates.length <= limit) return undefined;
  return partial(context, 'plan/unattended-creates', {
    names: creates.map(({ assignment }) => displayNames.assignment(assignment)),
    holds: creates.map(({ address }) => address),
    limit,
  });
}

type PartCode =
  | 'plan/adoption-deletes'
  | 'plan/empties-account'
  | 'plan/empties-group'
  | 'plan/removes-own-access'
  | 'plan/removes-last-administrator'
  | 'plan/touches-management-account'
  | 'plan/removes-boundary'
  | 'plan/opens-application'
  | 'plan/closes-application'
  | 'plan/changes-attributes'
  | 'plan/undeclared-sets'
  | 'plan/replaced-roles'
  | 'plan/unattended-administrators'
  | 'plan/unattended-creates';

interface Part {
  /** What the guard counts. */
  readonly names: readonly string[];
  readonly holds: readonly Address[];
  readonly others?: readonly PermissionSetName[];
  /** Whose policies are concerned. */
  readonly sets?: readonly PermissionSetName[];
  readonly usersRead?: boolean;
  readonly limit?: number;
}

function partial(
  { until }: GuardContext,
  code: PartCode,
  { names, holds, others = [], sets, usersRead = true, limit = 0 }: Part,
): GuardViolation | undefined {
  const count = names.length;
  if (count === 0) return undefined;
  const facts = { count, names: [...names].sort(), others, ...optional({ sets }), usersRead, limit, until };
  return { code, count, holds, finding: diagnose(code, facts) };
}

/** Whether no user or principal that is gone can have gone unseen in one of the accounts. */
function isReadCompletely(accounts: readonly AccountId[], { partlyRead }: Live): boolean {
  const wanted = new Set(accounts);
  return ![...partlyRead].some((pair) => wanted.has(pairOf(pair).account));
}

/** Sets that these files do not manage and that have, or may have, a role in one of the accounts. Sorted. */
function othersIn(
  accounts: readonly AccountId[],
  { live }: GuardContext,
  counts: (definition: PermissionSet) => boolean = () => true,
): readonly PermissionSetName[] {
  const wanted = new Set(accounts);
  return live.others
    .filter(({ definition, accounts: places }) => {
      const isThere = !places.read || places.value.some((account) => wanted.has(account));
      return isThere && (!definition.read || counts(definition.value));
    })
    .map(({ name }) => name)
    .sort();
}

function assignmentChanges(changes: readonly Change[], action: 'create' | 'delete'): readonly AssignmentChange[] {
  return changes.filter((change) => change.kind === 'assignment' && change.action === action) as AssignmentChange[];
}

/** Access that files granted. Without a base all of live's may be. */
function wasGranted({ address }: AssignmentChange, { before }: GuardContext): boolean {
  return before === undefined || before.state.assignments.has(address);
}

/** Assignments that go and count as lost, by what they are lost to; undefined: to nothing that is asked about. */
function lossesBy<Key>(
  context: GuardContext,
  keyOf: (assignment: Assignment) => Key | undefined,
): ReadonlyMap<Key, readonly Address[]> {
  const losses = new Map<Key, Address[]>();
  for (const change of assignmentChanges(context.changes, 'delete')) {
    if (!countsAsDelete(change) || !wasGranted(change, context)) continue;
    const key = keyOf(change.assignment);
    if (key === undefined) continue;
    const others = losses.get(key);
    if (others === undefined) losses.set(key, [change.address]);
    else others.push(change.address);
  }
  return losses;
}
