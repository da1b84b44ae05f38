// Plans that say what their changes mean, written by hand: what the engine would say, and what a forged plan file might.
import type { Difference, Meaning, PathSummary } from '../../../src/meaning/meaning.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import type { AccessLevel } from '../../../src/policy/catalogue/levels.ts';
import { accountId, type Principal } from '../../../src/state/state.ts';
import {
  ACCOUNTS,
  at,
  groupId,
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

const NOTHING: Difference = {
  actionCount: 0,
  levels: [],
  topActions: [],
  unlisted: [],
  openEnded: [],
  paths: [],
  doubts: [],
};

/** `['write', { s3: 5, iam: 1 }]` */
type Level = readonly [AccessLevel, Readonly<Record<string, number>>];

export function difference(levels: readonly Level[], parts: Partial<Difference> = {}): Difference {
  const summaries = levels.map(([level, counts]) => {
    const services = Object.entries(counts).map(([service, actionCount]) => ({ service, actionCount }));
    return { level, actionCount: services.reduce((sum, { actionCount }) => sum + actionCount, 0), services };
  });
  return {
    ...NOTHING,
    levels: summaries,
    actionCount: summaries.reduce((sum, { actionCount }) => sum + actionCount, 0),
    ...parts,
  };
}

export const gains = (gained: Difference): Meaning => ({ gained, lost: NOTHING });
export const loses = (lost: Difference): Meaning => ({ gained: NOTHING, lost });

const lambda: PathSummary = {
  id: 'lambda-001',
  title: 'invoke a function with a role',
  category: 'pass-role',
  restriction: 'conditional',
  actions: ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'],
  when: [{ action: 'iam:PassRole', key: 'iam:PassedToService', values: ['lambda.amazonaws.com'] }],
};
const takeover: PathSummary = {
  id: 'idc-001',
  title: 'assign any permission set to oneself in any account',
  category: 'takeover',
  restriction: 'unrestricted',
  actions: ['sso:CreateAccountAssignment'],
};

const provenance = (origin: string, date: string) => ({ origin, version: '1.2.3', date, licence: 'MIT' });
export const POLICY_DATA = {
  actions: provenance('orchard-actions', '2026-09-26'),
  managedPolicies: provenance('orchard-policies', '2026-08-26'),
};

const policy = (...Action: readonly string[]) =>
  inline({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

const DENIED = [
  { Effect: 'Allow', Action: ['s3:List*'], Resource: '*' },
  { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::harvest-payroll/*' },
];

const holder = (principal: Principal, ...accounts: readonly string[]) => ({
  principal,
  accounts: accounts.map((id) => accountId(id)),
});

const KEYS = {
  wider: 'm1',
  doubtful: 'm2',
  same: 'm3',
  harvester: 'm4',
  little: 'm5',
  takeover: 'm6',
  reading: 'm7',
  undenied: 'm8',
} as const;

const MEANINGS: Readonly<Record<string, Meaning>> = {
  [KEYS.wider]: {
    gained: difference(
      [
        ['permissions-management', { s3: 2 }],
        ['write', { s3: 5, iam: 1, lambda: 2, sqs: 1, sns: 1, kms: 1 }],
      ],
      {
        topActions: ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction', 's3:PutObjectAcl'],
        openEnded: ['s3:Put*'],
        unlisted: ['s3:Put*', 'press:Crush*'],
        paths: [lambda],
        witness: {
          level: 'permissions-management',
          action: 's3:PutObjectAcl',
          resource: 'arn:aws:s3:::orchard-invoices/a',
          context: { 'aws:SourceIp': ['10.0.0.1'], 'aws:PrincipalTag/team': ['press', 'juice'] },
        },
      },
    ),
    lost: difference([['read', { s3: 1 }]], { topActions: ['s3:GetObject'] }),
  },
  [KEYS.doubtful]: gains(
    difference([], {
      doubts: [
        {
          reason: 'unknown-document',
          documents: ['customer managed policy /teams/TeamBase'],
          actionCount: 12,
          suspect: { action: 's3:GetObject', resource: '*', context: {} },
        },
        { reason: 'budget', documents: [], actionCount: 0 },
      ],
    }),
  ),
  [KEYS.same]: { gained: NOTHING, lost: NOTHING },
  [KEYS.harvester]: gains(
    difference([['write', { s3: 3 }]], {
      topActions: ['s3:PutObject'],
      witness: { level: 'write', action: 's3:PutObject', resource: 'arn:aws:s3:::orchard-baskets/a', context: {} },
    }),
  ),
  [KEYS.little]: gains(difference([['tagging', { s3: 1 }]], { topActions: ['s3:PutObjectTagging'] })),
  [KEYS.takeover]: gains(
    difference([['write', { sso: 1, s3: 3 }]], { paths: [takeover], topActions: takeover.actions }),
  ),
  [KEYS.undenied]: {
    gained: NOTHING,
    lost: NOTHING,
    released: difference(
      [
        ['write', { s3: 1 }],
        ['read', { s3: 1 }],
      ],
      {
        topActions: ['s3:PutObject', 's3:GetObject'],
        openEnded: ['s3:*'],
        witness: { level: 'write', action: 's3:PutObject', resource: 'arn:aws:s3:::harvest-payroll/a', context: {} },
      },
    ),
  },
  [KEYS.reading]: loses(difference([['read', { s3: 4 }]], { topActions: ['s3:GetObject'] })),
};

const fromNothing = { action: 'create', meaning: KEYS.harvester } as const;

const meant: Plan = plan({
  meanings: MEANINGS,
  policyData: POLICY_DATA,
  changes: [
    setChange('Presser', {
      action: 'update',
      risk: 'unknown',
      fields: ['inlinePolicy'],
      before: permissionSet('Presser', { inlinePolicy: policy('s3:GetObject') }),
      after: permissionSet('Presser', { inlinePolicy: policy('s3:Put*', 'lambda:*', 'iam:PassRole') }),
      meaning: KEYS.wider,
      holders: [
        holder(pressers, ACCOUNTS['press-prod'], ACCOUNTS['press-dev'], ACCOUNTS['juice-lab'], ACCOUNTS.management),
        holder(seasonal, ACCOUNTS['press-dev']),
        holder(jane, ACCOUNTS['press-dev']),
      ],
      origins: [at('sets.yaml', 41)],
    }),
    provisioning('Presser', [ACCOUNTS['press-dev'], ACCOUNTS['press-prod']]),
    setChange('Sorter', {
      action: 'adopt',
      risk: 'unknown',
      fields: ['customerManagedPolicies', 'owner'],
      before: permissionSet('Sorter'),
      after: permissionSet('Sorter', { customerManagedPolicies: [{ name: 'TeamBase', path: '/teams/' }] }),
      meaning: KEYS.doubtful,
      holders: [holder(pickers, ACCOUNTS['orchard-prod'])],
    }),
    setChange('Taster', {
      action: 'update',
      risk: 'neutral',
      fields: ['inlinePolicy'],
      before: permissionSet('Taster', { inlinePolicy: policy('s3:Get*', 's3:GetObject') }),
      after: permissionSet('Taster', { inlinePolicy: policy('s3:Get*') }),
      meaning: KEYS.same,
      holders: [holder(pickers, ACCOUNTS['juice-lab'])],
    }),
    setChange('Weigher', {
      action: 'update',
      risk: 'broadens',
      fields: ['inlinePolicy'],
      before: permissionSet('Weigher', { inlinePolicy: inline({ Version: '2012-10-17', Statement: DENIED }) }),
      after: permissionSet('Weigher', { inlinePolicy: policy('s3:List*') }),
      meaning: KEYS.undenied,
      holders: [holder(pickers, ACCOUNTS['juice-lab'])],
    }),
    setChange('Unused', {
      action: 'update',
      risk: 'broadens',
      fields: ['inlinePolicy'],
      before: permissionSet('Unused'),
      after: permissionSet('Unused', { inlinePolicy: policy('sso:*') }),
      meaning: KEYS.takeover,
      holders: [],
    }),
    setChange('Harvester', {
      action: 'create',
      risk: 'neutral',
      after: permissionSet('Harvester', { inlinePolicy: policy('s3:PutObject*') }),
      meaning: KEYS.harvester,
    }),
    ...rows(['Harvester', pickers], [ACCOUNTS['orchard-prod'], ACCOUNTS['orchard-dev']], fromNothing),
    ...rows(['Harvester', pickers], [ACCOUNTS['juice-lab']], {
      action: 'create',
      meaning: KEYS.little,
      beside: ['Sorter'],
    }),
    ...rows(['Harvester', pressers], [ACCOUNTS['press-dev']], {
      action: 'create',
      meaning: KEYS.same,
      beside: ['Administrator', 'Presser'],
    }),
    ...rows(['Controller', seasonal], [ACCOUNTS.management], { action: 'create', meaning: KEYS.takeover }),
    ...rows(['Reader', pickers], [ACCOUNTS['press-dev']], {
      action: 'delete',
      deleteReason: 'not-declared',
      meaning: KEYS.same,
      beside: ['ReadOnly'],
    }),
    ...rows(['Reader', pressers], [ACCOUNTS['press-dev']], {
      action: 'delete',
      deleteReason: 'not-declared',
      meaning: KEYS.reading,
      beside: ['Presser'],
    }),
    ...rows(['Reader', seasonal], [ACCOUNTS['press-dev']], {
      action: 'delete',
      deleteReason: 'not-declared',
      meaning: KEYS.reading,
    }),
    { ...provisioning('Stale', [ACCOUNTS['juice-lab']]), risk: 'unknown' },
  ],
});

const EVIL = '`](https://evil.example) ##[error]\u202e\u0000\u001b[31m <img src=x>';

const hostile: Plan = plan({
  meanings: {
    m1: {
      gained: difference([['permissions-management', { [EVIL]: 2 }]], {
        topActions: [`s3:${EVIL}`],
        openEnded: [`s3:${EVIL}*`],
        unlisted: [EVIL],
        paths: [{ ...lambda, id: EVIL, title: EVIL, actions: [EVIL] }],
        witness: {
          level: 'permissions-management',
          action: `s3:${EVIL}`,
          resource: `arn:aws:s3:::${EVIL}`,
          context: { [EVIL]: [EVIL, '::error::done'], 'aws:SourceIp': [''] },
        },
        doubts: [{ reason: 'unknown-document', documents: [EVIL], actionCount: 1 }],
      }),
      lost: NOTHING,
      released: difference([], { openEnded: [EVIL], unlisted: [EVIL] }),
    },
  },
  policyData: { ...POLICY_DATA, actions: provenance(EVIL, '2026-09-26') },
  changes: [
    setChange('Presser', {
      action: 'update',
      risk: 'broadens',
      fields: ['inlinePolicy'],
      before: permissionSet('Presser'),
      after: permissionSet('Presser', { inlinePolicy: policy('s3:*') }),
      meaning: 'm1',
      holders: [holder(pressers, ACCOUNTS['press-prod'])],
    }),
    ...rows(['Taster', pressers], [ACCOUNTS['press-prod']], { action: 'create', meaning: 'm1', beside: ['Reader'] }),
    ...rows(['Taster', pickers], [ACCOUNTS['press-prod']], { action: 'create', meaning: 'm2' }),
  ],
  names: { accounts: { [accountId(ACCOUNTS['press-prod'])]: EVIL }, principals: { [pressers.id]: EVIL } },
});

/** Ten groups gain as many different things, the least of them first. */
const LITTLE_AND_LESS = (['list', 'read', 'tagging', 'write', 'permissions-management'] as const)
  .flatMap((level) => [difference([[level, { s3: 1 }]]), difference([[level, { s3: 2 }]])])
  .map((gained, index) => ({ key: `m${index + 1}`, meaning: gains(gained) }));

const many: Plan = plan({
  policyData: POLICY_DATA,
  meanings: Object.fromEntries(LITTLE_AND_LESS.map(({ key, meaning }) => [key, meaning])),
  changes: LITTLE_AND_LESS.flatMap(({ key }, index) =>
    rows([`Crate${index}`, { type: 'group', id: groupId(index + 1) }], [ACCOUNTS['press-dev']], {
      action: 'create',
      meaning: key,
    }),
  ),
});

export const JUDGED_STORIES: Readonly<Record<string, Plan>> = {
  'what-changes-mean': meant,
  'hostile-meanings': hostile,
  'more-gains-than-lines': many,
};
