// All views, in the order in which the page offers them. Those of which the report has nothing are left out.
import { optional } from '../../src/optional.ts';
import { accountOf, assignments, data, isProduction, meta, setOf, whyOf, whys } from '../data.ts';
import { isAdministrator, openPaths } from '../permission-sets.ts';
import { accountView, organizationView } from './accounts.ts';
import { assignmentView } from './assignments.ts';
import { permissionSetView } from './permission-sets.ts';
import { principalView } from './principals.ts';
import { textView, type View } from './view.ts';

const { soon, unused, people, separations = [], changes, drift } = data;

const GIVES = { title: 'Gives', tone: 'alarm' } as const;

const UNUSED: Readonly<Record<string, string>> = {
  ended: 'has ended',
  'matches-nothing': 'matches nothing',
  'not-judged': 'which accounts it means is not known here',
};

/** Nothing in AWS tells who takes a role by SAML. */
const AS_GRANTED = ['', 'in place', 'by a SAML role'];
const otherwise = assignments.filter((row) => !AS_GRANTED.includes(whys[whyOf(row)]![3]));

export const VIEWS: Readonly<Record<string, View>> = optional({
  assignments: assignmentView(
    'Assignments',
    'Who has which permission set in which account, until when, why, and by which line of which file.',
    assignments,
  ),
  principals: principalView,
  accounts: accountView,
  sets: permissionSetView,
  units: organizationView,
  administrators: assignmentView(
    'Administrators',
    'Who can give themselves any access.',
    assignments.filter((row) => isAdministrator(setOf(row))),
  ),
  escalation: assignmentView(
    'Escalation',
    'Permission sets that open a way to more than they give, but for administrators.',
    assignments.filter((row) => openPaths(row).length > 0 && !isAdministrator(setOf(row))),
  ),
  soon: assignmentView('Ends soon', 'What ends within 30 days, the first to end first.', Int32Array.from(soon)),
  endless:
    meta.production === undefined
      ? undefined
      : assignmentView(
          'Never ends in production',
          `Access to ${meta.production} that has no end.`,
          assignments.filter((row) => isProduction(accountOf(row)) && whys[whyOf(row)]![0] === ''),
        ),
  unused: textView(
    'Unused grants',
    'Lines of the files that give nobody anything.',
    ['Why', 'Groups', 'Permission sets', 'Accounts', 'Line'],
    unused.map(([why, ...rest]) => [UNUSED[why!] ?? '', ...rest]),
  ),
  people:
    people &&
    textView(
      'People',
      'Everybody who has access, by which groups, and in how many accounts.',
      ['Person', 'By', { title: 'Accounts', number: true }, { title: 'As administrator', number: true }, 'Id'],
      people,
    ),
  separations:
    separations.length === 0
      ? undefined
      : textView(
          'Separated duties',
          'Who has both sides of a guardrail that separates duties of people. Waivers are not considered.',
          ['Person', 'Guardrail', 'One side', 'The other', 'By'],
          separations,
        ),
  changes:
    changes &&
    textView(
      `Since ${changes.base}`,
      `What the files grant otherwise than at ${changes.base}.`,
      ['Change', 'Principal', 'Permission set', 'Account', GIVES],
      changes.rows,
    ),
  drift:
    drift &&
    textView(
      'Drift',
      'What Identity Center has otherwise than the files say.',
      ['What', 'Permission set', 'Principal', 'Account', GIVES, 'Line'],
      drift,
    ),
  otherwise:
    drift === undefined || otherwise.length === 0
      ? undefined
      : assignmentView(
          'Not as granted',
          'Assignments that Identity Center lacks, has otherwise, or has without a grant.',
          otherwise,
        ),
});
