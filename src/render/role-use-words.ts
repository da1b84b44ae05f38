// When roles were last used, beside what is lost. A plan says nothing of it unless somebody asked.
import { counted } from '../diagnostics/wording.ts';
import { nameIn } from '../holdings/names.ts';
import { type InstantText, instantOf } from '../instant.ts';
import { optional } from '../optional.ts';
import type { AssignmentChange } from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlannedRoleUse, PlannedServices } from '../plan/role-use.ts';
import { type AccountId, pairOfAssignment } from '../state/state.ts';
import { listed, type Phrase, phrase, say } from './phrase.ts';

/** `by anyone last used 9 days ago`: of the roles of some assignments of one permission set; nothing where nobody asked. */
export function roleUseNotes(rows: readonly AssignmentChange[], plan: Plan): readonly Phrase[] {
  const { roleUse, asOf } = plan;
  if (roleUse === undefined) return [];
  const uses = new Map<AccountId, PlannedRoleUse>();
  for (const { assignment } of rows) {
    const use = roleUse[pairOfAssignment(assignment)];
    if (use !== undefined) uses.set(assignment.account, use);
  }
  if (uses.size === 0) return [];
  const used = [...uses].flatMap(([account, use]) =>
    'lastUsed' in use ? [{ account, at: use.lastUsed, ...optional({ services: use.services }) }] : [],
  );
  const unused = [...uses.values()].flatMap((use) => ('unusedSince' in use ? [use.unusedSince] : []));
  const open = uses.size - used.length - unused.length;
  return [
    ...(used.length === 0 ? [] : [usedPhrase(used, { plan, isOne: uses.size === 1 })]),
    ...(unused.length === 0 ? [] : [say(unusedWords(unused, { asOf, isOne: uses.size === 1 }))]),
    ...(open === 0
      ? []
      : [say(`when it was last used is not known${uses.size === 1 ? '' : ` in ${counted(open, 'account')}`}`)]),
  ];
}

interface Used {
  readonly account: AccountId;
  readonly at: InstantText;
  readonly services?: PlannedServices;
}

/** A reader recognizes a use by a few of them. */
const MOST_SERVICES = 4;

/** `: 3 of 14 services (s3, ec2, kms)`, of all the accounts together. */
function servicesPhrase(used: readonly Used[]): Phrase {
  const asked = used.flatMap(({ services }) => services ?? []);
  const read = asked.flatMap((services) => ('used' in services ? [services] : []));
  const unread = asked.length - read.length;
  const called = [...new Set(read.flatMap((services) => services.used.map(({ service }) => service)))];
  const allowed = Math.max(called.length, ...read.map((services) => services.allowed));
  const known =
    allowed === 0
      ? []
      : phrase`${say(`: ${called.length} of ${counted(allowed, 'service')}`)}${called.length === 0 ? [] : phrase` (${listed(called, MOST_SERVICES)})`}`;
  const where = used.length === 1 ? '' : ` in ${counted(unread, 'account')}`;
  return unread === 0 ? known : phrase`${known}${say(`; for which services is not known${where}`)}`;
}

/** The latest of them. */
function usedPhrase(used: readonly Used[], { plan, isOne }: { readonly plan: Plan; readonly isOne: boolean }): Phrase {
  const last = used.reduce((latest, each) => (instantOf(each.at) > instantOf(latest.at) ? each : latest));
  const words = `last used by anyone ${agoWords(last.at, plan.asOf)}`;
  const where = isOne ? [] : phrase` in ${nameIn(plan.names.accounts, last.account) ?? last.account}`;
  return phrase`${say(words)}${where}${servicesPhrase(used)}`;
}

/** Of several, what holds of all. */
function unusedWords(
  since: readonly InstantText[],
  { asOf, isOne }: { readonly asOf: InstantText; readonly isOne: boolean },
): string {
  const days = Math.min(...since.map((each) => daysBetween(each, asOf)));
  return `used by nobody for ${counted(days, 'day')}${isOne ? '' : ` in ${counted(since.length, 'account')}`}`;
}

const DAY = 86_400_000;

const daysBetween = (from: InstantText, to: InstantText): number =>
  Math.max(0, Math.floor((instantOf(to) - instantOf(from)) / DAY));

function agoWords(at: InstantText, asOf: InstantText): string {
  const days = daysBetween(at, asOf);
  return days === 0 ? 'within the last day' : `${counted(days, 'day')} ago`;
}
