// The checks of service control policies.
import { diagnose } from '../diagnostics/diagnose.ts';
import { groupBy } from '../state/group-by.ts';
import type { Account } from '../state/directory.ts';
import { type Check, check, type Missing, PLACES } from './check.ts';
import type { Fence, Fences } from './fences.ts';

const FENCES = {
  'doctor/account-instances': ['account-instances', 'member accounts make no instances of their own'],
  'doctor/identity-providers': ['identity-providers', 'member accounts let in no other identity providers'],
  'doctor/policies-of-sets': ['policies-of-sets', 'member accounts do not change policies that permission sets name'],
  'doctor/administration-not-fenced': ['administration', 'only excepted roles change who has access'],
} as const;

const accountNamed = ({ name, id }: Account) => ({ name, id });

function fenceCheck(code: keyof typeof FENCES): Check {
  const [fence, passes] = FENCES[code];
  return check(
    'Organization',
    { passes, where: PLACES.controlPolicies, doubts: ({ fences }) => undeterminedIn(fences, fence) },
    ['fences'],
    ({ fences }) => {
      const open = fences.openings[fence].filter(({ actions }) => actions.length > 0);
      const actions = [...new Set(open.flatMap((opening) => opening.actions))].sort();
      return [
        open.length > 0 && diagnose(code, { actions, accounts: open.map(({ account }) => accountNamed(account)) }),
      ];
    },
  );
}

function undeterminedIn({ openings }: Fences, fence: Fence): readonly Missing[] {
  return openings[fence]
    .filter(({ undetermined }) => undetermined.length > 0)
    .slice(0, 1)
    .map(({ account, undetermined }) => ({
      reason: 'failed',
      subject: `whether the service control policies of account \`${account.name}\` permit \`${undetermined[0]}\` could not be determined`,
    }));
}

export const FENCE_CHECKS = {
  'doctor/account-instances': fenceCheck('doctor/account-instances'),
  'doctor/identity-providers': fenceCheck('doctor/identity-providers'),
  'doctor/policies-of-sets': fenceCheck('doctor/policies-of-sets'),
  'doctor/administration-not-fenced': fenceCheck('doctor/administration-not-fenced'),
  'doctor/preflight-role': check(
    'Organization',
    {
      passes: 'the role of `preflight` can be used in every account',
      where: PLACES.accountRoles,
      doubts: ({ preflight: { accounts } }) => {
        const silent = accounts.find(({ unchecked }) => unchecked?.why === 'failed' || unchecked?.why === 'unable');
        return silent?.unchecked === undefined ? [] : [{ reason: 'failed', subject: silent.unchecked.detail }];
      },
    },
    ['preflight'],
    ({ preflight: { role, accounts } }) => {
      const refusing = accounts.filter(({ unchecked }) => unchecked?.why === 'role' || unchecked?.why === 'denied');
      return [...groupBy(refusing, ({ unchecked }) => JSON.stringify(unchecked)).values()].flatMap((those) => {
        const unchecked = those[0]?.unchecked;
        const lacks = unchecked?.why === 'denied' ? unchecked.detail : undefined;
        return diagnose('doctor/preflight-role', {
          role,
          accounts: those.map(({ account }) => accountNamed(account)),
          lacks,
        });
      });
    },
  ),
  'doctor/control-policy-blocks': check(
    'Organization',
    { passes: 'no service control policy is in the way', where: PLACES.controlPolicies },
    ['fences'],
    ({ fences }) =>
      [...groupBy(fences.blocked, ({ role = '', actions }) => `${role} ${actions.join()}`).values()].flatMap(
        (those) => {
          const [first] = those;
          if (first === undefined) return [];
          const accounts = those.map(({ account }) => accountNamed(account));
          return diagnose('doctor/control-policy-blocks', { actions: first.actions, role: first.role, accounts });
        },
      ),
  ),
};
