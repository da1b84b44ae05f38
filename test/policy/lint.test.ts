// The linter on what AWS itself ships: policies that are in use everywhere are no errors.
import { beforeAll, describe, expect, it } from 'vitest';
import { suggester } from '../../src/diagnostics/suggest.ts';
import type { ActionIndex } from '../../src/policy/catalogue/action-index.ts';
import type { ManagedPolicies } from '../../src/policy/catalogue/managed-policies.ts';
import { REPLACED_POLICIES } from '../../src/policy/catalogue/replaced-policies.ts';
import { restrictionsIn } from '../../src/policy/compare/restriction.ts';
import { parsePolicy } from '../../src/policy/language/parse.ts';
import { addressFindings } from '../../src/policy/lint/addresses.ts';
import { arnFindings } from '../../src/policy/lint/arns.ts';
import { conditionKeyFindings } from '../../src/policy/lint/condition-keys.ts';
import { conditionValueFindings } from '../../src/policy/lint/condition-values.ts';
import { idFormFindings } from '../../src/policy/lint/id-forms.ts';
import { lintPolicy } from '../../src/policy/lint/lint.ts';
import { misspelled, misspelledPrefix } from '../../src/policy/lint/misspelling.ts';
import { ACTIONS_OF_OPERATIONS, SERVICES_BY_OTHER_NAMES } from '../../src/policy/lint/other-names.ts';
import { redundantValueFindings } from '../../src/policy/lint/redundant-values.ts';
import { regionKeyFindings } from '../../src/policy/lint/regions.ts';
import { CREDENTIAL_ACTIONS, DATA_ACTIONS } from '../../src/policy/lint/sensitive-actions.ts';
import { lintPolicy as lint } from '../../src/policy-api.ts';
import { loadActionIndex, loadManagedPolicies } from '../../src/policy-data.ts';
import { effort } from '../support/runs.ts';

let index: ActionIndex;
let managedPolicies: ManagedPolicies;
beforeAll(async () => {
  [index, managedPolicies] = await Promise.all([loadActionIndex(), loadManagedPolicies()]);
});

/** Every so manieth: all of them take minutes. */
const STEP = effort(1, 24);

/** Checks of how things are written, where AWS makes no mistakes. */
const FORM_CHECKS = [
  arnFindings,
  regionKeyFindings,
  conditionKeyFindings,
  conditionValueFindings,
  addressFindings,
  idFormFindings,
  redundantValueFindings,
];

describe('AWS managed policies', () => {
  it('have no errors', () => {
    expect(managedPolicies.paths.length).toBeGreaterThan(1500);
    const some = managedPolicies.paths.filter((_, place) => place % STEP === 0);
    const errors = some.flatMap((path) =>
      lintPolicy(parsePolicy(managedPolicies.policy(path)!.document), { index })
        .filter(({ severity }) => severity === 'error')
        .map(({ code, message }) => `${path} ${code} ${message}`),
    );
    expect(errors).toEqual([]);
  });

  it('have nothing that is written in a wrong way', () => {
    const found = managedPolicies.paths.flatMap((path) => {
      const { policy } = parsePolicy(managedPolicies.policy(path)!.document);
      const subject = {
        policy,
        index,
        beside: [],
        budget: { steps: 1_000_000 },
        suggest: suggester(),
        restrictions: restrictionsIn([], { index, budget: { steps: 0 } }),
      };
      return policy.statements
        .flatMap((statement) => FORM_CHECKS.flatMap((check) => check(statement, subject)))
        .filter(({ code }) => code !== 'policy/unknown-condition-key' && code !== 'policy/unsupported-condition-key')
        .map(({ code }) => `${path} ${code}`);
    });
    // Flags that are compared as text, and a boundary that the list does not have.
    expect(found).toEqual([
      'AIOpsAssistantPolicy policy/condition-type',
      'AWSQuickSetupDeploymentRolePolicy policy/unlisted-managed-policy',
      'service-role/SageMakerStudioProjectProvisioningRolePolicy policy/condition-type',
    ]);
  });

  it.each([
    ['AdministratorAccess', ['policy/full-administrator']],
    ['IAMFullAccess', ['policy/service-wildcard', 'policy/pass-role-on-any', 'policy/escalation-paths']],
    ['PowerUserAccess', ['policy/allow-not-action', 'policy/escalation-paths']],
    ['job-function/ViewOnlyAccess', []],
  ])('%s', (path, codes) => {
    const found = lintPolicy(parsePolicy(managedPolicies.policy(path)!.document), { index });
    const said = new Set<string>(found.filter(({ severity }) => severity === 'warning').map(({ code }) => code));
    expect([...said]).toEqual(expect.arrayContaining(codes));
    if (codes.length === 0) expect([...said]).toEqual([]);
  });
});

describe('data', () => {
  it.each([...CREDENTIAL_ACTIONS, ...DATA_ACTIONS])('%s is an action', (action) => {
    expect(index.listed(action)).toBe(action);
  });

  it.each([...ACTIONS_OF_OPERATIONS])('%s is no action, and what allows it is', (operation, actions) => {
    expect(operation).toBe(operation.toLowerCase());
    expect(index.listed(operation)).toBeUndefined();
    expect(actions.map((action) => index.listed(action))).toEqual(actions);
  });

  it.each([...SERVICES_BY_OTHER_NAMES])('%s is no prefix, and what is meant is', (name, prefixes) => {
    expect(name).toMatch(/^[a-z0-9]+$/);
    expect(index.service(name)).toBeUndefined();
    expect(prefixes.map((prefix) => index.service(prefix)?.prefix)).toEqual(prefixes);
  });
});

describe('misspelled', () => {
  const KNOWN = ['GetObject', 'GetObjectAcl', 'PutObject', 'ListBucket', 'DeleteObject'];

  it.each([
    ['GetObjekt', ['GetObject']],
    ['GteObject', ['GetObject']],
    ['ListBuckt', ['ListBucket']],
    ['DeletObject', ['DeleteObject']],
    // Perhaps AWS added it: a further word, another known verb, another thing.
    ['GetObjects', []],
    ['GetObjectAc', []],
    ['ListObject', []],
    ['PressApples', []],
    // A verb of other services: perhaps the first of its kind here.
    ['SetObject', []],
    ['', []],
  ])('%s', (written, meant) => expect(misspelled(written, KNOWN)).toEqual(meant));
});

describe('misspelledPrefix', () => {
  const KNOWN = ['dynamodb', 'ebs', 'ecs', 'eks', 'elasticfilesystem', 'lambda', 'sqs'];

  it.each([
    ['dynamoddb', ['dynamodb']],
    ['lamdba', ['lambda']],
    ['Dynamo-DB', ['dynamodb']],
    ['EFS', ['elasticfilesystem']],
    // Short, two letters off, or a longer name: perhaps AWS added it.
    ['sqz', []],
    ['dinamobd', []],
    ['lambdas', []],
    ['', []],
  ])('%s', (written, meant) => expect(misspelledPrefix(written, KNOWN)).toEqual(meant));

  it('would have let in the services there are while they were new', () => {
    const { services } = index;
    const refused = services.filter(
      (service) =>
        misspelledPrefix(
          service,
          services.filter((other) => other !== service),
        ).length > 0,
    );
    expect(refused.length).toBeLessThan(services.length / 50);
  });
});

describe('lintPolicy of access-compiler/policy', () => {
  it('names the element of plain data', async () => {
    const found = await lint({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::apples/*' },
        {
          Effect: 'Allow',
          Action: ['s3:PutObject', 's3:GetObjekt'],
          Resource: 'arn:aws:s3:::pears/*',
          Condition: { StringEqual: { 'aws:PrincipalTag/crop': 'pears' } },
        },
      ],
    });
    expect(found.map(({ code, element }) => [code, element])).toEqual([
      ['policy/unknown-operator', 'Statement[1].Condition.StringEqual'],
      ['policy/misspelled-action', 'Statement[1].Action[1]'],
    ]);
    expect(found[1]).toMatchObject({ severity: 'warning', hint: 'did you mean `s3:GetObject`?' });
  });

  it.each([undefined, null, 7, 'apples', [], { Statement: null }, { Statement: [null, { Effect: {} }] }])(
    'takes anything: %j',
    async (document) => {
      const found = await lint(document);
      expect(found.filter(({ severity }) => severity === 'error')).not.toEqual([]);
    },
  );

  it('finds nothing in a sound policy', async () => {
    const Statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::apples/*' };
    expect(await lint({ Version: '2012-10-17', Statement })).toEqual([]);
  });
});

describe('AWS managed policies that AWS replaced', () => {
  it.each([...REPLACED_POLICIES])('%s', (path, { by, source }) => {
    expect(managedPolicies.paths).toContain(by);
    expect(by).not.toBe(path);
    expect(REPLACED_POLICIES.has(by)).toBe(false);
    expect(source).not.toBe('');
  });
});
