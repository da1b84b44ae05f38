// Seeds: ids that follow from names, and errors that name the JSON path of what is wrong.
import { expect, test } from 'vitest';
import { parseSeed, type SandboxError, type SandboxSeed, startSandbox } from '../../src/sandbox/index.ts';
import { FRUIT, fruitSandbox } from './support.ts';

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    return (error as SandboxError).problems;
  }
  return [];
}

test('the same seed leads to the same state', async () => {
  const [first, second] = [await fruitSandbox(), await fruitSandbox()];
  expect(first.sandbox.snapshot()).toEqual(second.sandbox.snapshot());
  expect(first.group('growers')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a seed is read from text', () => {
  expect(parseSeed(JSON.stringify(FRUIT), 'fruit.json')).toEqual(FRUIT);
});

test('text that is no seed is told with the name of its file', () => {
  expect(() => parseSeed('{', 'fruit.json')).toThrow(/^fruit\.json is not JSON: /);
  expect(() => parseSeed('[]', 'fruit.json')).toThrow('fruit.json: a seed must be a JSON object');
  expect(() => parseSeed('{"formatVersion":2}', 'fruit.json')).toThrow('formatVersion must be 1, and is 2');
});

test('every mistake of form is told with its path', () => {
  const wrong = {
    formatVersion: 1,
    organization: { managementAccount: 111111111111, accounts: [{ id: '1', name: 'a', color: 'red' }] },
    groups: [{ displayName: 'growers', members: 'pia' }],
    permissionSets: [{ name: 'Fruit Grower' }],
  };
  expect(problemsOf(() => parseSeed(JSON.stringify(wrong), 'fruit.json'))).toEqual([
    'region is required',
    'organization.managementAccount must be a string',
    'organization.accounts[0].id must match \\d{12}',
    'organization.accounts[0].id must have a length of at least 12',
    'organization.accounts[0].color is not a member that is known',
    'groups[0].members must be a list',
    'permissionSets[0].name must match [\\w+=,.@-]+',
  ]);
});

test('every name that leads nowhere is told with its path', async () => {
  const seed: SandboxSeed = {
    formatVersion: 1,
    region: 'eu-west-1',
    organization: {
      managementAccount: '111111111111',
      delegatedAdministrator: '999999999999',
      accounts: [
        { id: '111111111111', name: 'fruit-management' },
        { id: '222222222222', name: 'orchard' },
        { id: '333333333333', name: 'orchard' },
      ],
    },
    groups: [{ displayName: 'growers', members: ['pia'] }, { displayName: 'growers' }],
    permissionSets: [{ name: 'Grower', sessionDuration: 'PT13H', permissionsBoundary: {} }],
    assignments: [
      { permissionSet: 'Picker', account: 'orchard', group: 'tasters' },
      { permissionSet: 'Grower', account: '111111111111' },
    ],
    roleOnly: [{ permissionSet: 'Grower', account: 'press' }],
  };
  const error = await startSandbox({ seed }).catch((thrown: SandboxError) => thrown);
  expect((error as SandboxError).problems).toEqual([
    'organization.delegatedAdministrator names no account: `999999999999`',
    'groups[0].members[0] names no user: `pia`',
    'groups[1].displayName `growers` is there twice',
    'groups[1].id `' + (await idOf('growers')) + '` is there twice',
    'permissionSets[0].sessionDuration must be from PT1H to PT12H',
    'permissionSets[0].permissionsBoundary must have exactly one of managedPolicy and customerManagedPolicy',
    'assignments[0].permissionSet names no permission set: `Picker`',
    'assignments[0].account does not name one account: `orchard`',
    'assignments[0].group names no group: `tasters`',
    'assignments[1] must have exactly one of group, user and principal',
    'roleOnly[0].account does not name one account: `press`',
  ]);
});

/** The id that a group of the organization of 111111111111 in eu-west-1 gets. */
async function idOf(displayName: string): Promise<string> {
  const accounts = [{ id: '111111111111', name: 'a' }];
  const organization = { managementAccount: '111111111111', accounts };
  const { group } = await fruitSandbox({
    seed: { ...FRUIT, organization, assignments: [], groups: [{ displayName }] },
  });
  return group(displayName);
}

test('names of AWS managed policies become ARNs of the partition', async () => {
  const { sandbox, on } = await fruitSandbox({ seed: { ...FRUIT, region: 'cn-north-1' } });
  const { definition } = sandbox.state.permissionSets.get(on('Grower').PermissionSetArn ?? '') ?? {};
  expect(definition?.managedPolicies).toEqual([
    'arn:aws-cn:iam::aws:policy/ReadOnlyAccess',
    'arn:aws-cn:iam::aws:policy/job-function/ViewOnlyAccess',
  ]);
});
