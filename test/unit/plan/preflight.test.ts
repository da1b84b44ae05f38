// What accounts are asked before anything is written in them, and what their answers come to.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meaningsOf } from '../../../src/meaning/meanings.ts';
import { planIdOf } from '../../../src/plan/plan-id.ts';
import { matchSaved } from '../../../src/plan/saved.ts';
import { loadPolicyData } from '../../../src/policy-data.ts';
import type { LiveFile } from '../../support/case-organisation.ts';
import { planOrchard } from '../../support/planning.ts';

const allowing = (action: string) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: action, Resource: '*' },
});
const SETTING = 'preflight: { assumeRole: access-preflight, path: /audit/ }';
const FILES = `
permissionSets:
  Picker: { customerManagedPolicies: [{ name: Ladders }], permissionsBoundary: { customerManagedPolicy: { name: Fence } } }
  Presser: { customerManagedPolicies: [{ name: Ladders }, { name: Baskets, path: /tools/ }] }
  Taster: { managedPolicies: [ReadOnlyAccess] }
grants:
  - { groups: [Pickers, Pressers], permissionSets: Picker, accounts: [apples-prod, pears-prod] }
  - { groups: Pressers, permissionSets: Presser, accounts: apples-prod }
  - { groups: Tasters, permissionSets: Taster, accounts: [cider-press, apples-dev] }
`;
const WITH = `${SETTING}\n${FILES}`;
const whole = (ladders = 's3:GetObject') => ({
  policies: { '/Ladders': allowing(ladders), '/tools/Baskets': allowing('s3:PutObject'), '/Fence': allowing('s3:*') },
});
const ACCOUNTS = { 'apples-prod': whole(), 'pears-prod': whole() };
const LIVE: LiveFile = { accountPolicies: ACCOUNTS };
const [APPLES, PEARS] = ['111111111111', '222222222222'];
const meanings = meaningsOf(await loadPolicyData());

describe('what is asked', () => {
  const asked = async (yaml: string, live: LiveFile = LIVE) =>
    (await planOrchard(yaml, live)).preflight?.query.accounts.map(({ account, policies, quota }) => ({
      account,
      policies: policies.map(({ path, name }) => path + name),
      quota,
    }));

  test('nothing without the setting, and the plan does not know of it', async () => {
    const { preflight, plan } = await planOrchard(FILES, LIVE, meanings);
    expect(preflight).toBeUndefined();
    expect(plan).not.toHaveProperty('preflight');
  });

  test('each account that a set with customer managed policies goes to once, about each policy once', async () => {
    expect(await asked(WITH)).toEqual([
      { account: APPLES, policies: ['/Fence', '/Ladders', '/tools/Baskets'], quota: false },
      { account: PEARS, policies: ['/Fence', '/Ladders'], quota: false },
    ]);
  });

  test('what live has is asked about, for it is compared with', async () => {
    const live: LiveFile = {
      ...LIVE,
      permissionSets: { Taster: { owner: 'access', customerManagedPolicies: [{ name: 'Cups', path: '/' }] } },
      assignments: ['Taster in cider-press for group Tasters'],
    };
    expect(await asked(WITH, live)).toContainEqual({ account: '444444444444', policies: ['/Cups'], quota: false });
  });

  test('the quota, where a set has more policies than every account allows', async () => {
    const names = Array.from({ length: 11 }, (_, index) => `{ name: P${index} }`).join(', ');
    const many = `
permissionSets: { Picker: { customerManagedPolicies: [${names}] } }
grants: [{ groups: Pickers, permissionSets: Picker, accounts: apples-prod }]`;
    expect(await asked(`${SETTING}\n${many}`)).toMatchObject([{ account: APPLES, quota: true }]);
  });
});

describe('what accounts say', () => {
  const heldIn = async (accountPolicies: LiveFile['accountPolicies']) =>
    (await planOrchard(WITH, { accountPolicies: accountPolicies! })).plan.held.map(
      ({ permissionSet, account, code }) => `${permissionSet} ${account} ${code}`,
    );

  test('that all is there: nothing is held', async () => {
    expect(await heldIn(ACCOUNTS)).toEqual([]);
  });

  test('that a policy is missing: what needs it is held, and the rest goes on', async () => {
    const { '/tools/Baskets': _, ...rest } = whole().policies;
    expect(await heldIn({ ...ACCOUNTS, 'apples-prod': { policies: rest } })).toEqual([
      `Presser ${APPLES} preflight/policy-missing`,
    ]);
  });

  test('nothing: nothing is held, and they are named', async () => {
    const { plan } = await planOrchard(WITH, { accountPolicies: { 'apples-prod': whole() } });
    expect(plan.held).toEqual([]);
    expect(plan.preflight).toMatchObject({
      role: '/audit/access-preflight',
      checked: 1,
      unchecked: [{ account: PEARS, why: 'role' }],
    });
    expect(plan.findings.map(({ code }) => code)).toEqual(['preflight/unchecked']);
  });

  test('that some may not be read: these are neither missing nor fine', async () => {
    const { plan } = await planOrchard(WITH, {
      accountPolicies: {
        ...ACCOUNTS,
        'pears-prod': { policies: { '/Ladders': 'denied', '/Fence': allowing('s3:*') } },
      },
    });
    expect(plan.held).toEqual([]);
    expect(plan.preflight?.unchecked).toMatchObject([{ account: PEARS, why: 'denied' }]);
  });
});

/** Whatever each account says of each policy, and whether it says anything. */
const saying = fc.constantFrom('missing', 'denied', 'there') as fc.Arbitrary<'missing' | 'denied' | 'there'>;

test('what is created is what no account has said to be impossible', async () => {
  const policies = ['/Ladders', '/tools/Baskets', '/Fence'] as const;
  const account = fc.option(fc.tuple(saying, saying, saying));
  await fc.assert(
    fc.asyncProperty(account, account, async (apples, pears) => {
      const said = { 'apples-prod': apples, 'pears-prod': pears };
      const accountPolicies = Object.fromEntries(
        Object.entries(said).flatMap(([name, words]) =>
          words === null
            ? []
            : [
                [
                  name,
                  {
                    policies: Object.fromEntries(
                      policies.flatMap((policy, index) => {
                        if (words[index] === 'missing') return [];
                        return [[policy, words[index] === 'denied' ? 'denied' : allowing('s3:*')]];
                      }),
                    ),
                  },
                ],
              ],
        ),
      );
      const { plan } = await planOrchard(WITH, { accountPolicies });
      const isImpossible = (name: keyof typeof said, needs: readonly string[]) =>
        policies.some((policy, index) => needs.includes(policy) && said[name]?.[index] === 'missing');
      const expected = [
        ...(isImpossible('apples-prod', ['/Ladders', '/Fence']) ? [] : [APPLES, APPLES]),
        ...(isImpossible('pears-prod', ['/Ladders', '/Fence']) ? [] : [PEARS, PEARS]),
      ];
      const created = plan.changes.flatMap((change) =>
        change.kind === 'assignment' && change.assignment.permissionSet === 'Picker' ? change.assignment.account : [],
      );
      expect(created.sort()).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

describe('a policy that says something else by the time of the apply', () => {
  const differencesFor = async (now: LiveFile, files = WITH) => {
    const saved = await planOrchard(WITH, LIVE);
    const fresh = await planOrchard(files, now);
    const { findings } = matchSaved(saved.plan, fresh.plan, fresh.live, fresh.preflight);
    return findings.map(({ code, message }) => `${code}: ${message}`);
  };

  test('nothing has moved', async () => {
    expect(await differencesFor(LIVE)).toEqual([]);
  });

  test('another document', async () => {
    const now = { accountPolicies: { ...ACCOUNTS, 'pears-prod': whole('s3:*') } };
    expect(await differencesFor(now)).toEqual([
      'plan/stale: the plan is stale: difference `customer managed policy /Ladders of pears-prod (222222222222) says something else now`',
    ]);
  });

  test('no answer any more', async () => {
    const [said] = await differencesFor({ accountPolicies: { 'apples-prod': whole() } });
    expect(said).toContain('customer managed policy /Fence of pears-prod (222222222222) could not be read again');
  });

  test('nobody asks any more', async () => {
    expect(await differencesFor(LIVE, FILES)).toEqual([
      'plan/stale: the plan is stale: difference `the policies of accounts are not read any more`',
    ]);
  });

  test('in an account that the plan does not touch it is not stale', async () => {
    const assignments = [
      'Picker in apples-prod, pears-prod for group Pickers, Pressers',
      'Taster in cider-press, apples-dev for group Tasters',
    ];
    const permissionSets: LiveFile['permissionSets'] = {
      Picker: {
        owner: 'access',
        customerManagedPolicies: [{ name: 'Ladders', path: '/' }],
        permissionsBoundary: { kind: 'customer-managed', policy: { name: 'Fence', path: '/' } },
      },
      Taster: { owner: 'access', managedPolicies: ['ReadOnlyAccess'] },
    };
    const before: LiveFile = { accountPolicies: ACCOUNTS, permissionSets, assignments };
    const saved = await planOrchard(WITH, before);
    expect(saved.plan.preflight?.policies.flatMap(({ accounts }) => accounts)).toEqual([APPLES, APPLES, APPLES]);
    const fresh = await planOrchard(WITH, { ...before, accountPolicies: { ...ACCOUNTS, 'pears-prod': whole('s3:*') } });
    expect(matchSaved(saved.plan, fresh.plan, fresh.live, fresh.preflight).findings).toEqual([]);
    expect(fresh.plan.planId).toBe(saved.plan.planId);
  });

  test('the plan id is another, so that what was approved by it is refused', async () => {
    const [plan, other] = [
      (await planOrchard(WITH, LIVE)).plan,
      (await planOrchard(WITH, { accountPolicies: { ...ACCOUNTS, 'pears-prod': whole('s3:*') } })).plan,
    ];
    expect(other.changes.map(({ address }) => address)).toEqual(plan.changes.map(({ address }) => address));
    expect(other.planId).not.toBe(plan.planId);
    expect(planIdOf(plan.instance, plan.changes, plan.preflight)).toBe(plan.planId);
  });
});

describe('what is judged', () => {
  test('is each set with each of its documents, and not each account', async () => {
    const { preflight, plan } = await planOrchard(WITH, LIVE, meanings);
    expect(preflight).toBeDefined();
    const ofPicker = plan.changes.flatMap((change) =>
      change.kind === 'assignment' && change.assignment.permissionSet === 'Picker' ? change.meaning! : [],
    );
    expect(new Set(ofPicker).size).toBe(1);
    expect(plan.meanings?.[ofPicker[0]!]?.gained.doubts).toEqual([]);
  });

  test.each([
    ['allows everything', allowing('*'), true],
    ['allows to rewrite itself', allowing('iam:CreatePolicyVersion'), true],
    [
      'denies all, but for rewriting itself',
      {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 'iam:CreatePolicyVersion', Resource: '*' },
          { Effect: 'Deny', NotAction: 'iam:CreatePolicyVersion', Resource: '*' },
        ],
      },
      true,
    ],
    ['allows to read', allowing('s3:GetObject'), false],
  ])('a policy that %s', async (_what, document, expected) => {
    const files = `${SETTING}
permissionSets: { Picker: { customerManagedPolicies: [{ name: Ladders }] } }
grants: [{ groups: Pickers, permissionSets: Picker, accounts: apples-prod }]`;
    const accountPolicies = { 'apples-prod': { policies: { '/Ladders': document } } };
    const { plan } = await planOrchard(files, { accountPolicies }, meanings);
    const created = plan.changes.find(({ kind }) => kind === 'assignment');
    expect(created).toMatchObject(expected ? { administrator: true } : {});
    expect(created && 'administrator' in created).toBe(expected);
  });

  test.each([
    ['lets itself be rewritten', allowing('iam:CreatePolicyVersion'), true],
    ['allows everything', allowing('*'), true],
    ['bounds', allowing('s3:*'), false],
  ])('a boundary that %s', async (_what, document, expected) => {
    const files = `${SETTING}
permissionSets: { Picker: { managedPolicies: [AdministratorAccess], permissionsBoundary: { customerManagedPolicy: { name: Fence } } } }
grants: [{ groups: Pickers, permissionSets: Picker, accounts: apples-prod }]`;
    const accountPolicies = { 'apples-prod': { policies: { '/Fence': document } } };
    const { plan } = await planOrchard(files, { accountPolicies }, meanings);
    const created = plan.changes.find(({ kind }) => kind === 'assignment');
    expect(created && 'administrator' in created).toBe(expected);
  });

  test('a text of ten kilobytes that is no policy is unknown, as if nobody had asked', async () => {
    const accountPolicies = {
      ...ACCOUNTS,
      'pears-prod': { policies: { ...whole().policies, '/Ladders': `{"__proto__":${'['.repeat(10_000)}` } },
    };
    const { plan } = await planOrchard(WITH, { accountPolicies }, meanings);
    const create = plan.changes.find((change) => change.kind === 'assignment' && change.assignment.account === PEARS);
    const { meaning } = create as { readonly meaning: string };
    expect(plan.meanings?.[meaning]?.gained.doubts).not.toEqual([]);
  });
});
