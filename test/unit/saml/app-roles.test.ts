// App roles of an application: written as a whole, so that what is not ours must come out as it went in.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FederatedApplication } from '../../../src/saml/application.ts';
import {
  type AppRole,
  appRoleId,
  isOurs,
  mergedAppRoles,
  sharedDisplayNames,
  valueKey,
} from '../../../src/saml/app-roles.ts';
import { entraFiles, entraWork } from '../../../src/saml/entra-work.ts';
import { nameUuid } from '../../../src/state/digest.ts';
import { accountId } from '../../../src/state/state.ts';

const PRESS = accountId('333333333333');
const PROVIDER = `arn:aws:iam::${PRESS}:saml-provider/EntraID`;
const roleValue = (name: string, account: string = PRESS): string =>
  `arn:aws:iam::${account}:role/${name},arn:aws:iam::${account}:saml-provider/EntraID`;

const NAMES = ['Entra-Grower', 'Entra-Presser', 'Entra-Picker'] as const;

function application(names: readonly string[], rolePrefix = 'Entra-'): FederatedApplication {
  return {
    name: 'saml/legacy',
    servicePrincipalId: '7c1b5a30-0000-4000-8000-000000000001',
    roleSync: 'graph',
    sessionDuration: 3600,
    audiences: ['https://signin.aws.amazon.com/saml'],
    metadata: '',
    accounts: [{ account: PRESS, provider: PROVIDER, rolePrefix }],
    roles: names.map((name) => ({
      account: PRESS,
      accountName: 'old-press',
      name,
      permissionSet: name.slice(6),
      value: roleValue(name),
      grantees: [
        { kind: 'group', key: 'growers', displayName: 'Growers', objectId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159' },
      ],
    })),
  };
}

/** A grant that may mean any account gives all of them. */
const unsureOf = (asked: FederatedApplication, names: readonly string[] = NAMES): FederatedApplication => ({
  ...asked,
  accounts: asked.accounts.map((each) => ({ ...each, mayHave: new Set(names.map((name) => name.toLowerCase())) })),
});

const givenBack = (asked: FederatedApplication): FederatedApplication => ({
  ...asked,
  accounts: asked.accounts.map((each) => ({ ...each, isRetired: true })),
});

const guid = fc.uuid();
const theirs = fc.record({
  id: guid,
  displayName: fc.constantFrom('User', 'msiam_access', 'Audit'),
  value: fc.constantFrom(null, 'Auditor', roleValue('Auditor'), roleValue('Entra-Grower', '444444444444')),
  isEnabled: fc.boolean(),
  lang: fc.constant('kept'),
});
const ours = fc
  .record({ name: fc.constantFrom(...NAMES), isEnabled: fc.boolean(), isByHand: fc.boolean(), id: guid })
  .map(
    ({ name, isEnabled, isByHand, id }): AppRole => ({
      id: isByHand ? id : appRoleId(roleValue(name)),
      displayName: name,
      value: roleValue(name),
      isEnabled,
    }),
  );
const collections = fc
  .tuple(
    fc.uniqueArray(theirs, { selector: ({ id }) => id, maxLength: 4 }),
    fc.uniqueArray(ours, { selector: ({ value }) => value, maxLength: 3 }),
  )
  .map(([others, own]): readonly AppRole[] => [...others, ...own])
  .filter((all) => all.length > 0);
const wanted = fc.subarray([...NAMES]);

describe('merged app roles', () => {
  test('keep those of others member by member, have each wanted one once, and never leave out one that is enabled', () => {
    fc.assert(
      fc.property(collections, wanted, (current, names) => {
        const asked = application(names);
        const { appRoles } = mergedAppRoles(asked, current);
        const byId = new Map(appRoles.map((role) => [role.id, role]));
        expect(byId.size).toBe(appRoles.length);
        for (const role of current) {
          if (!isOurs(role, asked)) expect(byId.get(role.id)).toEqual(role);
          if (role.isEnabled) expect(byId.has(role.id)).toBe(true);
        }
        const values = appRoles.filter(({ isEnabled }) => isEnabled).map(({ value }) => valueKey(value));
        for (const { value } of asked.roles) expect(values.filter((each) => each === valueKey(value))).toHaveLength(1);
      }),
    );
  });

  test('converge: the second run takes away what the first disabled, and the third has nothing to do', () => {
    fc.assert(
      fc.property(collections, wanted, (current, names) => {
        const asked = application(names);
        const next = (from: readonly AppRole[]) => mergedAppRoles(asked, from);
        const third = next(next(next(current).appRoles).appRoles);
        expect(third.steps.map(({ action }) => action)).toEqual(names.map(() => 'keep'));
        expect(third.appRoles.filter((role) => isOurs(role, asked))).toHaveLength(names.length);
      }),
    );
  });

  test('take away what no grant may give, though another role may be granted that was not seen', () => {
    const left = NAMES.map(
      (name): AppRole => ({ id: appRoleId(roleValue(name)), value: roleValue(name), isEnabled: true }),
    );
    const asked = unsureOf(application([]), ['Entra-Picker']);
    const work = entraWork(asked, { appRoles: left, assignments: [] });
    const disabled = work.merged!.steps.map(({ action, appRole }) => [action, appRole.value]);
    expect(disabled).toEqual([
      ['disable', roleValue('Entra-Grower')],
      ['disable', roleValue('Entra-Presser')],
    ]);
    expect(work.unsure).toEqual([appRoleId(roleValue('Entra-Picker'))]);
  });

  test('disable and take away nothing where something may be granted that was not seen', () => {
    fc.assert(
      fc.property(collections, wanted, (current, names) => {
        const { appRoles, steps } = mergedAppRoles(unsureOf(application(names)), current);
        for (const role of current)
          expect(appRoles.find(({ id }) => id === role.id)?.isEnabled).toSatisfy(
            (isEnabled: boolean) => isEnabled || !role.isEnabled,
          );
        expect(steps.map(({ action }) => action)).not.toContain('disable');
      }),
    );
  });

  test('are those of a new application where none stand', () => {
    const { appRoles } = mergedAppRoles(application(['Entra-Grower']), []);
    expect(appRoles.map(({ displayName }) => displayName)).toEqual([
      'User',
      'msiam_access',
      'Entra-Grower in old-press (333333333333)',
    ]);
  });

  test('of a role that comes back are the app role that it was', () => {
    const first = mergedAppRoles(application(['Entra-Grower']), []);
    const gone = mergedAppRoles(application([]), first.appRoles);
    const back = mergedAppRoles(application(['Entra-Grower']), gone.appRoles);
    expect(back.appRoles).toEqual(first.appRoles);
  });

  test('without a prefix are ours by their id alone', () => {
    const asked = application([], '');
    expect(isOurs({ id: appRoleId(roleValue('Grower')), value: roleValue('Grower') }, asked)).toBe(true);
    expect(isOurs({ id: '11111111-0000-4000-8000-000000000001', value: roleValue('Grower') }, asked)).toBe(false);
    expect(
      isOurs({ id: appRoleId(roleValue('Grower', '444444444444')), value: roleValue('Grower', '444444444444') }, asked),
    ).toBe(false);
  });

  test('with one display name twice are told', () => {
    const other = {
      id: '11111111-0000-4000-8000-000000000001',
      displayName: 'Entra-Grower in old-press (333333333333)',
      isEnabled: true,
    };
    const merged = mergedAppRoles(application(['Entra-Grower']), [other]);
    expect(sharedDisplayNames(merged)).toEqual([other.displayName]);
  });
});

test('a UUID of a name is that of RFC 4122', () => {
  // Python: uuid.uuid5(uuid.NAMESPACE_DNS, 'python.org').
  expect(nameUuid('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'python.org')).toBe('886313e1-3b8a-5372-9b90-0c9aee199e5d');
});

test('an assignment that stands is neither made again nor taken away; one that nobody is granted goes', () => {
  const asked = application(['Entra-Grower']);
  const id = appRoleId(roleValue('Entra-Grower'));
  const appRoles = [{ id, displayName: 'Grower', value: roleValue('Entra-Grower'), isEnabled: true }];
  const growers = {
    id: 'a',
    principalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
    appRoleId: id,
    displayName: 'Growers',
  };
  const pickers = { ...growers, id: 'b', principalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900160' };
  const byDefault = { ...growers, id: 'c', appRoleId: '18d14569-c3bd-439b-9a66-3a2aee01d14f' };
  const work = entraWork(asked, { appRoles, assignments: [growers, pickers, byDefault] });
  expect(work.assignments.add).toEqual([]);
  expect(work.assignments.remove.map((each) => each.id)).toEqual(['b']);
  expect(entraWork(unsureOf(asked), { appRoles, assignments: [pickers] }).assignments.remove).toEqual([]);
});

test('no name of a group is in the commands', () => {
  const asked = application(['Entra-Grower']);
  const [role] = asked.roles;
  const named = {
    ...asked,
    roles: [{ ...role!, grantees: [{ ...role!.grantees[0]!, key: "'; rm -rf /", displayName: '$(id)\n`id`' }] }],
  };
  const text = entraFiles(entraWork(named, { appRoles: [] })).find(({ name }) => name === 'entra.sh')!.text;
  expect(text).not.toMatch(/rm -rf|`id`|\$\(id\)/);
  expect(text).toContain('8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159');
});

test('what takes the place of an app role is assigned before that is disabled', () => {
  const old = {
    id: appRoleId(roleValue('Entra-Picker')),
    displayName: 'old',
    value: roleValue('Entra-Picker'),
    isEnabled: true,
  };
  const files = new Map(
    entraFiles(entraWork(application(['Entra-Grower']), { appRoles: [old], assignments: [] })).map(({ name, text }) => [
      name,
      text,
    ]),
  );
  const commands = files.get('entra.sh')!;
  const at = (text: string) => commands.indexOf(text);
  expect(at('@appRoles.first.json')).toBeGreaterThan(0);
  expect(at("assign 'Entra-Grower")).toBeGreaterThan(at('@appRoles.first.json'));
  expect(at('@appRoles.json')).toBeGreaterThan(at("assign 'Entra-Grower"));
  const isEnabled = (name: string): unknown => JSON.parse(files.get(name)!).appRoles[0].isEnabled;
  expect([isEnabled('appRoles.first.json'), isEnabled('appRoles.json')]).toEqual([true, false]);
});

test('nothing of an account that is given back is taken away before somebody says that people have the other way in', () => {
  const left: AppRole = { id: appRoleId(roleValue('Entra-Grower')), value: roleValue('Entra-Grower'), isEnabled: true };
  const assigned = {
    id: 'a',
    principalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
    appRoleId: left.id,
    displayName: 'G',
  };
  const commandsOf = (asked: FederatedApplication): string =>
    entraFiles(entraWork(asked, { appRoles: [left], assignments: [assigned] })).find(({ name }) => name === 'entra.sh')!
      .text;
  const text = commandsOf(givenBack(application([])));
  const asks = text.indexOf('${GIVEN_BACK:?');
  expect(asks).toBeGreaterThan(text.indexOf('@appRoles.first.json'));
  expect(asks).toBeLessThan(text.indexOf('--method DELETE'));
  expect(asks).toBeLessThan(text.indexOf('@appRoles.json'));
  expect(commandsOf(application([]))).not.toContain('GIVEN_BACK');
});
