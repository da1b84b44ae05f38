// Findings of `access doctor` about a stand-by instance: what nobody looks at until it is needed.
import { rule } from '../rule.ts';
import { counted, type Named, namedWithIds as named } from '../wording.ts';

export const DOCTOR_STANDBY_RULES = {
  'doctor/standby-token-ends': rule<{ created: string; days: number }>({
    severity: 'warning',
    title: 'the stand-by SCIM token ends soon',
    explanation:
      'A SCIM token is valid for a year, and the stand-by instance has its own. Once it has ended, the stand-by has the users and groups of that day, which nobody notices before it is needed.',
    message: ({ created, days }) =>
      `the SCIM token of the stand-by instance, made on ${created}, ends in ${counted(days, 'day')}`,
    hint: () =>
      'generate another in the stand-by instance, enter it in its enterprise application, then change `entra.standby.tokenCreated`',
  }),
  'doctor/standby-token-ended': rule<{ created: string; days: number }>({
    severity: 'error',
    title: 'the stand-by SCIM token has ended, or is about to',
    explanation:
      'The SCIM token of the stand-by instance is a year old, or has less than a month left. Without it the stand-by instance gets no users and groups any more, and leavers stay in it.',
    message: ({ created, days }) =>
      days > 0
        ? `the SCIM token of the stand-by instance, made on ${created}, ends in ${counted(days, 'day')}`
        : `the SCIM token of the stand-by instance, made on ${created}, has ended`,
    hint: () =>
      'generate another in the stand-by instance, enter it in its enterprise application, then change `entra.standby.tokenCreated`',
  }),
  'doctor/standby-accounts': rule<{ problem: 'without' | 'unknown' | 'shared'; accounts: readonly Named[] }>({
    severity: 'warning',
    title: 'accounts without a place in the stand-by organization',
    explanation:
      'After the loss of an instance its access is made again in the stand-by organization, account by account: `entra.standby.accounts` says which account takes the place of each. One that is left out gets no access there; one that is given twice gets the access of both; and a name that no account has stands for nothing.',
    message: ({ problem, accounts }) => {
      const those = `${counted(accounts.length, 'account')}: ${named(accounts)}`;
      if (problem === 'without') return `no account of the stand-by organization takes the place of ${those}`;
      return problem === 'unknown'
        ? `\`entra.standby.accounts\` names what the organization does not have, ${those}`
        : `one account of the stand-by organization takes the place of ${those}`;
    },
    hint: ({ problem }) =>
      problem === 'without' ? 'add them to `entra.standby.accounts`' : 'correct `entra.standby.accounts`',
  }),
};
