// A saved plan against a fresh one.
//
// Terms. Saved is what the file says, and somebody approved; fresh is what the checkout and live say now. A saved change recurs when the fresh plan has
// it too; it is done when live has what it was for; anything else makes the file stale, and then nothing is written. A fresh change that the file
// does not have is extra: told, and not applied.
//
// Premise. The file has been out of our hands: an artefact between two jobs, which a stranger may have written. The checkout has been reviewed. So a
// file may choose among what a fresh plan would do, and add nothing; its names, meanings and findings are read by nobody here but to describe a
// difference, after those of the fresh plan.
//
// Rules.
// 1. What is written is the fresh plan's change, never the saved one. A forged file can only leave out.
// 2. A change recurs by what it does (the same address, action and end), not by its bytes: order, meanings and causes may differ.
// 3. A definition recurs from the saved beginning, or from any state between that beginning and the same end, field by field and member by member:
//    an apply that was interrupted is resumed by the same file. A value that is in neither end is somebody else's edit, and stale.
// 4. A provisioning is narrowed to the accounts that the file names, extended by those that its own assignments make (new-pairs.ts).
// 5. Gone from the fresh plan is not the same as done. Where live was not read completely, or a set is another's now, it is stale.
// 6. What is left out may be what an approved change waits for; then the file is stale, for the order holds the two promises.
// 7. A customer managed policy that an account has otherwise now is stale, also where every change recurs: what was approved rested on what it said.
// 8. Guards and guardrails judge the chosen part once more (part.ts): what makes up for a loss may be in the part that was left out.
//
// Rejected:
// - applying the file as it is where live has not changed since: who writes the file would hold the keys;
// - a signature over the file: it says who made it, not that these files and this live still ask for it, and is one more key to keep;
// - equal plan ids or nothing: after an interrupt nobody could resume what was approved, only approve again.
import { differingFields, emptyDefinition } from '../definition/definition.ts';
import { type Field, rulesOf } from '../definition/fields.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { displayNamesOf, joinedNames } from '../holdings/names.ts';
import { canonicalJson } from '../state/digest.ts';
import { type Live, unreadIn } from '../state/live.ts';
import type { AccountId, Address, PermissionSet } from '../state/state.ts';
import { pairAddress, pairOfAssignment } from '../state/state.ts';
import { otherTargetOf } from '../targets/target.ts';
import { resourceText } from '../targets/words.ts';
import { attributesText, isWritten, sameAttributes } from './access-control.ts';
import {
  type Change,
  type PermissionSetChange,
  type ProvisioningChange,
  permissionSetOf,
  type ResourceChange,
} from './change.ts';
import { withNewPairs } from './new-pairs.ts';
import type { Plan } from './plan.ts';
import { type Preflight, preflightDifferences } from './preflight.ts';
import { isSameResource } from './resources.ts';

export interface ApprovedChanges {
  /** Changes of the fresh plan that the saved one approved, in the fresh plan's order. */
  readonly changes: readonly Change[];
  /** Addresses of saved changes that live has already. */
  readonly done: readonly Address[];
  /** Errors: stale. Warnings: fresh changes that the file does not have. */
  readonly findings: readonly Diagnostic[];
  /** The fresh plan has more changes than these, though not none: its guards looked at all of them together. */
  readonly isPart: boolean;
}

/** `live`, `preflight`: what the fresh plan was made of. */
export function matchSaved(saved: Plan, fresh: Plan, live: Live, preflight?: Preflight): ApprovedChanges {
  const differences: string[] = [];
  const describe = describer(saved, fresh);
  if (saved.instance.arn !== fresh.instance.arn)
    differences.push(`instance ${saved.instance.arn} is now ${fresh.instance.arn}`);
  differences.push(...preflightDifferences(saved.preflight, preflight, namesOfBoth(saved, fresh).account));
  const freshChanges = new Map(fresh.changes.map((change) => [change.address, change]));
  const savedChanges = withNewPairs(saved.changes, freshChanges, live);
  const approved = new Map<Address, Change>();
  const done: Address[] = [];
  for (const change of savedChanges) {
    const recurring = freshChanges.get(change.address);
    const holding = holdingOf(change, fresh.held);
    if (holding !== undefined) differences.push(`${describe(change)} is held now (${holding.code}: ${holding.reason})`);
    else if (recurring === undefined) {
      if (isDone(change, live, fresh)) done.push(change.address);
      else differences.push(`${describe(change)} is not planned any more`);
    } else if (recurs(change, recurring)) approved.set(change.address, narrowed(change, recurring));
    else differences.push(`${describe(change)} is planned otherwise now`);
  }
  const extra = fresh.changes.flatMap((change) => unapprovedPart(change, approved.get(change.address)));
  differences.push(...missingDependencies([...approved.values()], extra, describe));
  return {
    changes: fresh.changes.flatMap(({ address }) => approved.get(address) ?? []),
    done,
    findings: findingsOf(differences, extra.map(describe)),
    isPart: approved.size > 0 && extra.length > 0,
  };
}

/** A guard, or what waits for something else, may hold now what was free when the file was made: one account of a provisioning is enough. */
function holdingOf(change: Change, held: Plan['held']): Plan['held'][number] | undefined {
  return held.find((other) => other.kind === change.kind && isOfSameSubject(change, other));
}

function isOfSameSubject(change: Change, held: Plan['held'][number]): boolean {
  const { permissionSet, account, principal } = held;
  if (permissionSet !== permissionSetOf(change)) return false;
  switch (change.kind) {
    case 'permission-set':
      return true;
    case 'provisioning':
      // Of a set that may not be written, no account is named.
      return account === undefined || change.accounts.includes(account);
    case 'assignment':
      return account === change.assignment.account && principal?.id === change.assignment.principal.id;
    case 'access-control-attributes':
    case 'resource':
      return held.address === change.address;
    default:
      return change satisfies never;
  }
}

function findingsOf(differences: readonly string[], names: readonly string[]): readonly Diagnostic[] {
  if (differences.length > 0) return [diagnose('plan/stale', { differences })];
  return names.length === 0 ? [] : [diagnose('plan/not-in-file', { count: names.length, names })];
}

/** What of a fresh change nobody approved: all of it, or the accounts of a provisioning that the file does not name. */
function unapprovedPart(fresh: Change, approved: Change | undefined): readonly Change[] {
  if (approved === undefined) return [fresh];
  if (fresh.kind !== 'provisioning' || approved.kind !== 'provisioning') return [];
  const accounts = fresh.accounts.filter((account) => !approved.accounts.includes(account));
  return accounts.length === 0 ? [] : [{ ...fresh, accounts }];
}

/** An approved change that now has to wait for one that nobody approved. An assignment waits for its own account's part of a provisioning. */
function missingDependencies(
  approved: readonly Change[],
  extra: readonly Change[],
  describe: (change: Change) => string,
): readonly string[] {
  const unapproved = new Map(extra.map((change) => [change.address, change]));
  return approved.flatMap((change) =>
    change.dependsOn
      .filter((address) => {
        const dependency = unapproved.get(address);
        if (dependency?.kind !== 'provisioning' || change.kind !== 'assignment') return dependency !== undefined;
        return dependency.accounts.includes(change.assignment.account);
      })
      .map((address) => `${describe(change)} now waits for ${describe(unapproved.get(address)!)}`),
  );
}

/** The same change, or what an interrupted apply of it has left to do. */
function recurs(saved: Change, fresh: Change): boolean {
  if (saved.kind === 'permission-set' && fresh.kind === 'permission-set') return definitionRecurs(saved, fresh);
  if (saved.kind === 'provisioning' && fresh.kind === 'provisioning') return sharedAccounts(saved, fresh).length > 0;
  if (saved.kind === 'access-control-attributes' && fresh.kind === 'access-control-attributes')
    return sameAttributes(saved, fresh);
  if (saved.kind === 'resource' && fresh.kind === 'resource') return resourceRecurs(saved, fresh);
  return saved.kind === fresh.kind && saved.action === fresh.action;
}

/** The same end, from the saved beginning or from between: each part is as it was, or as it shall be. */
function definitionRecurs(saved: PermissionSetChange, fresh: PermissionSetChange): boolean {
  if (canonicalJson(saved.after ?? null) !== canonicalJson(fresh.after ?? null)) return false;
  if (saved.action === 'delete' || fresh.before === undefined)
    return canonicalJson(saved.before ?? null) === canonicalJson(fresh.before ?? null);
  const { after } = fresh;
  // A create that was interrupted is an update now: CreatePermissionSet sent the plain fields, the policies come one by one.
  const before = saved.before ?? (after && { ...emptyDefinition(after.name), sessionDuration: after.sessionDuration });
  if (before === undefined || after === undefined) return false;
  const moved = new Set(differingFields(before, fresh.before));
  return differingFields(after, fresh.before).every(
    (field) => !moved.has(field) || isPartial(field, { before, now: fresh.before!, after }),
  );
}

/** The same end from the same beginning, whether or not an interrupted apply has said since whose it is: what somebody else made of it is stale. */
function resourceRecurs(saved: ResourceChange, fresh: ResourceChange): boolean {
  const end = ({ after }: ResourceChange) => canonicalJson(after ?? null);
  const beginning = ({ before }: ResourceChange) => canonicalJson(before?.definition ?? null);
  return end(saved) === end(fresh) && beginning(saved) === beginning(fresh);
}

/** Members of a list come and go one at a time: half way, there is nothing that is in neither end. */
function isPartial(
  field: Field,
  { before, now, after }: { before: PermissionSet; now: PermissionSet; after: PermissionSet },
): boolean {
  const { shown } = rulesOf(field);
  if (shown.as !== 'list') return false;
  const members = (set: PermissionSet) =>
    set[field] === undefined ? [] : shown.members(set[field]).map(({ identity }) => canonicalJson(identity));
  const ends = new Set([...members(before), ...members(after)]);
  return members(now).every((member) => ends.has(member));
}

/** Only the accounts that the file names, as far as they still need it. */
function narrowed(saved: Change, fresh: Change): Change {
  return saved.kind === 'provisioning' && fresh.kind === 'provisioning'
    ? { ...fresh, accounts: sharedAccounts(saved, fresh) }
    : fresh;
}

function sharedAccounts(saved: ProvisioningChange, fresh: ProvisioningChange): readonly AccountId[] {
  return fresh.accounts.filter((account) => saved.accounts.includes(account));
}

/** What was not read is not known to be gone; nor is a set that has lost our tag since, or its assignments. */
function isDone(change: Change, live: Live, { names }: Plan): boolean {
  const { state, others, partlyRead } = live;
  const isOther = others.some(({ name }) => name === permissionSetOf(change));
  switch (change.kind) {
    case 'permission-set': {
      const now = state.permissionSets.get(change.address);
      if (change.after === undefined) return now === undefined && !isOther;
      return now !== undefined && differingFields(now, change.after).length === 0;
    }
    case 'assignment': {
      const isThere = state.assignments.has(change.address);
      if (change.action === 'create') return isThere;
      const target = otherTargetOf(change.assignment);
      if (target !== undefined) return !isThere && unreadIn(live, target, change.assignment.account) === undefined;
      const { principal } = change.assignment;
      // Assignments of groups were read in any case; a group without a name is not one of the directory's.
      const isSeen = principal.type === 'group' && Object.hasOwn(names.principals, principal.id);
      return !isThere && !isOther && (isSeen || !partlyRead.has(pairOfAssignment(change.assignment)));
    }
    case 'provisioning':
      return (
        !isOther &&
        change.accounts.every(
          (account) => state.provisioned.get(pairAddress(change.permissionSet, account)) !== 'outdated',
        )
      );
    case 'access-control-attributes':
      return isWritten(change, state.accessControl);
    case 'resource': {
      const { target, account } = change.resource;
      const now = state.resources?.get(change.address);
      if (now === undefined) return change.after === undefined && unreadIn(live, target, account) === undefined;
      return change.after !== undefined && isSameResource(now, change.after);
    }
    default:
      return change satisfies never;
  }
}

/** The names people know. Those of the file come second: it may be forged. */
const namesOfBoth = (saved: Plan, fresh: Plan) => displayNamesOf(joinedNames(fresh.names, saved.names));

/** Changes by their names. */
function describer(saved: Plan, fresh: Plan): (change: Change) => string {
  const { account, assignment } = namesOfBoth(saved, fresh);
  return (change) => {
    switch (change.kind) {
      case 'assignment':
        return `${change.action} ${assignment(change.assignment)}`;
      case 'permission-set':
        return `${change.action} permission set ${change.permissionSet}`;
      case 'provisioning':
        return `provision ${change.permissionSet} in ${change.accounts.map(account).join(', ')}`;
      case 'access-control-attributes':
        return `${change.action} ${attributesText(change)}`;
      case 'resource':
        return `${change.action} ${resourceText(change.resource, account)}`;
      default:
        return change satisfies never;
    }
  };
}
