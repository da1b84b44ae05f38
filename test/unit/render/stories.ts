// The plans that the golden cases show, each named as its folder in test/cases/render/.
import type { Plan } from '../../../src/plan/plan.ts';
import { accountId, type PermissionSet, principalId } from '../../../src/state/state.ts';
import { instantText } from '../../support/instant.ts';
import {
  ACCOUNTS,
  at,
  finding,
  gone,
  groupId,
  held,
  inline,
  jane,
  permissionSet,
  pickers,
  plan,
  pressers,
  provisioning,
  rows,
  seasonal,
  setChange,
} from '../../support/plans.ts';
import { JUDGED_STORIES } from './judged-stories.ts';

const EVERYWHERE = Object.values(ACCOUNTS).slice(1);

const allow = (Action: string | readonly string[], Resource = '*') => ({ Effect: 'Allow', Action, Resource });
const policy = (...Statement: readonly object[]) => inline({ Version: '2012-10-17', Statement });

const unowned = ({ owner: _, ...rest }: PermissionSet): PermissionSet => rest;

const notSynced = {
  reason: 'group `AWS Cider Makers` is not in Identity Center yet',
  hint: 'assign it to the enterprise application in Entra, or wait for the next cycle (every 40 minutes)',
};

function heldRow(account: string, line = 31) {
  return held('group/not-synced', {
    kind: 'assignment',
    action: 'create',
    permissionSet: 'Presser',
    account: accountId(account),
    principal: { type: 'group', name: 'AWS Cider Makers' },
    ...notSynced,
    origins: [at('teams/press.yaml', line)],
  });
}

const harvest: Plan = plan({
  changes: [
    setChange('Harvester', {
      action: 'create',
      risk: 'neutral',
      origins: [at('sets.yaml', 20)],
      after: permissionSet('Harvester', {
        description: 'Pick fruit and count it',
        sessionDuration: 'PT8H',
        relayState: 'https://eu-west-1.console.aws.amazon.com/',
        managedPolicies: ['ReadOnlyAccess', 'job-function/SupportUser'],
        customerManagedPolicies: [{ name: 'TeamBase', path: '/teams/' }],
        permissionsBoundary: { kind: 'customer-managed', policy: { name: 'OrchardFence', path: '/' } },
        inlinePolicy: policy(allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::orchard-baskets/*')),
        tags: { season: 'autumn', team: 'orchard' },
      }),
    }),
    ...rows(['Harvester', pickers], EVERYWHERE, {
      action: 'create',
      origins: [at('teams/orchard.yaml', 12)],
      reasons: ['ORCH-1412'],
    }),
    ...rows(['Harvester', seasonal], [ACCOUNTS['orchard-dev']], {
      action: 'create',
      expires: instantText('2027-02-01'),
      origins: [at('teams/orchard.yaml', 19)],
      reasons: ['ORCH-1500 harvest help'],
    }),
    setChange('Presser', {
      action: 'update',
      risk: 'broadens',
      origins: [at('sets.yaml', 41)],
      fields: ['managedPolicies', 'inlinePolicy', 'permissionsBoundary', 'sessionDuration'],
      before: permissionSet('Presser', {
        sessionDuration: 'PT4H',
        managedPolicies: ['ReadOnlyAccess', 'job-function/SupportUser'],
        permissionsBoundary: { kind: 'aws-managed', policy: 'PowerUserAccess' },
        inlinePolicy: policy(
          allow(['s3:GetObject', 's3:ListBucket'], 'arn:aws:s3:::press-recipes'),
          allow(['sqs:ReceiveMessage', 'sqs:SendMessage'], 'arn:aws:sqs:*:*:press-*'),
        ),
      }),
      after: permissionSet('Presser', {
        sessionDuration: 'PT8H',
        managedPolicies: ['AWSLambda_FullAccess', 'ReadOnlyAccess'],
        inlinePolicy: policy(
          allow(['s3:*', 's3:ListBucket'], 'arn:aws:s3:::press-recipes'),
          allow(['sqs:ReceiveMessage', 'sqs:SendMessage'], 'arn:aws:sqs:*:*:press-*'),
        ),
      }),
    }),
    provisioning('Presser', [ACCOUNTS['press-dev'], ACCOUNTS['press-prod']]),
    ...rows(['Presser', pressers], [ACCOUNTS['juice-lab']], { action: 'create', origins: [at('teams/press.yaml', 8)] }),
    ...rows(['Presser', pressers], [ACCOUNTS['orchard-prod']], { action: 'delete', deleteReason: 'not-declared' }),
    setChange('Taster', {
      action: 'adopt',
      risk: 'narrows',
      origins: [at('sets.yaml', 77)],
      fields: ['inlinePolicy', 'description', 'tags', 'owner'],
      before: unowned(
        permissionSet('Taster', {
          description: 'made by hand in the console',
          inlinePolicy: { kind: 'opaque', text: '{ "Version": "2012-10-17", "Statement": [ }' },
          tags: { team: 'juice', lab: 'north' },
        }),
      ),
      after: permissionSet('Taster', { tags: { team: 'juice lab', lab: 'north' } }),
    }),
  ],
  held: [heldRow(ACCOUNTS['press-prod']), heldRow(ACCOUNTS['press-dev'])],
  notices: [
    finding('plan/unmanaged', 'notice', {
      message: '2 permission sets without our tag are left alone: `AWSReadOnlyAccess`, `Legacy`',
    }),
    finding('grant/expires-soon', 'notice', {
      message: '1 grant ends within 14 days',
      span: {
        file: 'access/teams/juice.yaml',
        start: { line: 9, column: 14, offset: 201 },
        end: { line: 9, column: 24, offset: 211 },
      },
      hint: 'extend `expires` if it is still needed',
    }),
  ],
});

const everyDelete: Plan = plan({
  changes: [
    ...rows(['Presser', pressers], [ACCOUNTS['orchard-prod'], ACCOUNTS['orchard-dev']], {
      action: 'delete',
      deleteReason: 'not-declared',
    }),
    ...rows(['Presser', seasonal], [ACCOUNTS['press-dev']], {
      action: 'delete',
      deleteReason: 'expired',
      origins: [at('teams/press.yaml', 14)],
    }),
    ...rows(['Presser', gone], [ACCOUNTS['press-dev'], ACCOUNTS['press-prod']], {
      action: 'delete',
      deleteReason: 'orphan',
    }),
    ...rows(['Presser', jane], [ACCOUNTS['juice-lab']], { action: 'delete', deleteReason: 'not-declared' }),
    setChange('Taster', {
      action: 'delete',
      risk: 'narrows',
      before: permissionSet('Taster', {
        description: 'Taste juice',
        managedPolicies: ['ReadOnlyAccess'],
        inlinePolicy: policy(allow('s3:GetObject')),
      }),
    }),
    ...rows(['Taster', pickers], [ACCOUNTS['juice-lab']], { action: 'delete', deleteReason: 'set-not-declared' }),
    setChange('FruitPicker', {
      action: 'create',
      risk: 'neutral',
      renamedFrom: 'Picker',
      origins: [at('sets.yaml', 3)],
      after: permissionSet('FruitPicker', { managedPolicies: ['ReadOnlyAccess'] }),
    }),
    ...rows(['FruitPicker', pickers], [ACCOUNTS['orchard-prod']], {
      action: 'create',
      origins: [at('teams/orchard.yaml', 12)],
    }),
    ...rows(['Picker', pickers], [ACCOUNTS['orchard-prod']], { action: 'delete', deleteReason: 'renamed' }),
    setChange('Picker', {
      action: 'delete',
      risk: 'neutral',
      before: permissionSet('Picker', { managedPolicies: ['ReadOnlyAccess'] }),
    }),
  ],
});

const refused: Plan = plan({
  changes: [
    setChange('Admin', {
      action: 'create',
      risk: 'neutral',
      origins: [at('sets.yaml', 90)],
      after: permissionSet('Admin', { managedPolicies: ['AdministratorAccess'] }),
      administrator: true,
    }),
    ...rows(['Admin', pressers], [ACCOUNTS.management], { action: 'create', origins: [at('teams/press.yaml', 40)] }),
    ...rows(['Presser', pressers], EVERYWHERE, { action: 'delete', deleteReason: 'not-declared' }),
    { ...provisioning('Taster', [ACCOUNTS['juice-lab']]), risk: 'unknown' },
  ],
  allowed: [{ code: 'plan/adoption-deletes', upTo: 3, by: 'option' }],
  findings: [
    finding('plan/too-many-deletes', 'error', {
      message: '5 of 40 assignments would be deleted (12.5%)',
      hint: 'if that is meant, run with `--allow plan/too-many-deletes=5`',
    }),
    finding('plan/management-account', 'error', {
      message: 'account `management` (111111111111) would be touched',
      span: {
        file: 'access/teams/press.yaml',
        start: { line: 40, column: 5, offset: 900 },
        end: { line: 42, column: 1, offset: 980 },
      },
    }),
    finding('grant/broad-selector', 'warning', { message: 'selector `*` matches 6 accounts' }),
  ],
});

const onlyHeld: Plan = plan({
  held: [
    heldRow(ACCOUNTS['press-dev']),
    heldRow(ACCOUNTS['press-prod']),
    held('provider/delegated-administrator', {
      kind: 'permission-set',
      action: 'update',
      permissionSet: 'Admin',
      reason: 'a delegated administrator may not change a permission set that is provisioned in the management account',
      origins: [at('sets.yaml', 90)],
    }),
  ],
});

/** Every name that someone outside can choose, chosen by someone who wants this plan misread. */
const hostile: Plan = plan({
  changes: [
    ...rows(['Presser', pressers], [ACCOUNTS['press-prod']], {
      action: 'create',
      reasons: ['fixes #12 for @octocat ```\n::error::done <img src=x onerror=alert(1)> :white_check_mark:'],
      origins: [{ file: 'access/\u202eteams.yaml', line: 3, column: 1 }],
    }),
    ...rows(['Presser', seasonal], [ACCOUNTS['press-dev']], { action: 'delete', deleteReason: 'not-declared' }),
    setChange('Taster', {
      action: 'update',
      risk: 'unknown',
      fields: ['inlinePolicy', 'description'],
      before: permissionSet('Taster', {
        inlinePolicy: { kind: 'opaque', text: '```\n</details>\r\n\u001b[2J::stop-commands::x' },
      }),
      after: permissionSet('Taster', { description: 'a ##vso[task.complete]b `c` | d' }),
    }),
  ],
  names: {
    accounts: {
      [accountId(ACCOUNTS['press-prod'])]: 'prod\u001b]52;c;ZXZpbA==\u0007`',
      [accountId(ACCOUNTS['press-dev'])]: '</details>\n\n# APPROVED',
    },
    principals: {
      [pressers.id]: 'Admins\u202e\u200b ',
      [seasonal.id]: '::error::@everyone [x](https://evil.example) | </summary>',
    },
  },
  notices: [
    finding('plan/unmanaged', 'notice', {
      message: 'group `a\u001b[31mb` and `c` @octocat ![x](https://evil.example/p.png) www.evil.example',
    }),
  ],
});

const CRATE_ACCOUNTS = Array.from({ length: 100 }, (_, number) => String(700_000_000_000 + number));

/** 2,000 assignments: more than a comment holds. */
export const CROWDED: Plan = plan({
  changes: Array.from({ length: 20 }, (_, set) => set).flatMap((set) => [
    setChange(`Crate${String(set).padStart(2, '0')}`, {
      action: 'update',
      risk: set === 13 ? 'broadens' : 'neutral',
      fields: ['inlinePolicy'],
      before: permissionSet(`Crate${set}`, { inlinePolicy: policy(allow('s3:GetObject')) }),
      after: permissionSet(`Crate${set}`, { inlinePolicy: policy(allow(['s3:GetObject', 's3:PutObject'])) }),
    }),
    ...Array.from({ length: 4 }, (__, group) => group).flatMap((group) =>
      rows(
        [`Crate${String(set).padStart(2, '0')}`, { type: 'group', id: groupId(100 + group) }],
        CRATE_ACCOUNTS.slice(group * 25, group * 25 + 25),
        {
          action: group === 3 && set % 5 === 0 ? 'delete' : 'create',
          origins: [at('crates.yaml', set * 10 + group + 1)],
        },
      ),
    ),
  ]),
  names: {
    accounts: Object.fromEntries(CRATE_ACCOUNTS.map((id) => [id, `crate-yard-${id.slice(-5)}`])),
    principals: Object.fromEntries(
      [0, 1, 2, 3].map((group) => [principalId(groupId(100 + group)), `AWS Crate Team ${group}`]),
    ),
  },
  held: [heldRow(ACCOUNTS['press-prod'])],
});

export const STORIES: Readonly<Record<string, Plan>> = {
  'a-harvest-of-changes': harvest,
  'every-cause-of-a-delete': everyDelete,
  'refused-by-guards': refused,
  'nothing-but-held': onlyHeld,
  'nothing-at-all': plan(),
  'hostile-names': hostile,
  ...JUDGED_STORIES,
};
