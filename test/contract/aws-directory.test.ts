// The directory as the AWS adapter reads it: accounts, units, groups, and the caller.
import { describe, expect, test } from 'vitest';
import { asRead, type Read, UNREAD } from '../../src/state/read.ts';
import { ACCOUNTS, ORCHARD, PRINCIPALS } from './orchard.ts';
import { openOrchard } from './subjects.ts';

function readOf<Value>(asked: Read<Value>): Value {
  if (!asked.read) throw new Error('it was not read');
  return asked.value;
}

const NEEDS = { organizationalUnits: true, accountTags: true };

describe('the directory', () => {
  test('has accounts with their units and tags, groups with their external ids, and the caller', async () => {
    const { connect } = await openOrchard();
    const directory = await connect().readDirectory(NEEDS);
    const paths = new Map(readOf(directory.organizationalUnits).map(({ id, path }) => [id, path]));
    const places = directory.accounts.map(({ name, state, organizationalUnits, tags }) => [
      name,
      state,
      organizationalUnits.map((id) => paths.get(id)),
      readOf(tags),
    ]);
    expect(places).toEqual([
      ['management', 'ACTIVE', [], {}],
      ['orchards', 'ACTIVE', ['Trees', 'Trees/Apple'], { env: 'prod' }],
      ['cellar', 'ACTIVE', ['Trees'], {}],
      ['market', 'ACTIVE', ['Shops'], { env: 'dev' }],
      ['fallow', 'SUSPENDED', ['Trees'], {}],
    ]);
    expect(
      directory.groups.map(({ displayName, externalIds }) => [displayName, externalIds.map(({ id }) => id)]),
    ).toEqual(
      expect.arrayContaining([
        ['Growers', ['e0000000-0000-4000-8000-000000000001']],
        ['Auditors', []],
      ]),
    );
    expect(directory.caller).toMatchObject({ account: ACCOUNTS.management, kind: 'management' });
    expect(directory.delegatedAdministrators).toEqual(asRead([ACCOUNTS.market]));
    expect(directory.instance).toMatchObject({ partition: 'aws', region: 'eu-west-1' });
  });

  test('costs seven calls when neither tags nor unit names are needed', async () => {
    const { connect } = await openOrchard();
    const identityCenter = connect();
    await identityCenter.readDirectory({ organizationalUnits: false, accountTags: false });
    expect(identityCenter.callCounts()).toEqual({
      'identitystore:ListGroups': 1,
      'organizations:DescribeOrganization': 1,
      'organizations:ListAccounts': 1,
      'organizations:ListDelegatedAdministrators': 1,
      'sso-admin:DescribeInstance': 1,
      'sso-admin:ListInstances': 1,
      'sts:GetCallerIdentity': 1,
    });
  });

  test('knows a delegated administrator, also one who may not ask for it', async () => {
    const { connect } = await openOrchard();
    const identityCenter = connect({ credentials: { accessKeyId: 'SANDBOXDELEGATED', secretAccessKey: 'orchard' } });
    const { caller } = await identityCenter.readDirectory({ organizationalUnits: false, accountTags: false });
    expect(caller).toMatchObject({ account: ACCOUNTS.market, kind: 'delegated-administrator' });
  });

  test('names the set, the user and the groups a person came with', async () => {
    const arn = `arn:aws:sts::${ACCOUNTS.management}:assumed-role/AWSReservedSSO_Grower_0123456789abcdef/pomona@fruit.example`;
    const { connect } = await openOrchard({ seed: { ...ORCHARD, caller: { account: ACCOUNTS.management, arn } } });
    const { caller } = await connect().readDirectory({ organizationalUnits: false, accountTags: false });
    expect(caller.via).toEqual({
      permissionSet: 'Grower',
      principals: asRead([PRINCIPALS.pomona, PRINCIPALS.growers]),
    });
  });

  test('goes without the groups of a person the store does not know', async () => {
    const arn = `arn:aws:sts::${ACCOUNTS.management}:assumed-role/AWSReservedSSO_Grower_0123456789abcdef/flora@fruit.example`;
    const { connect } = await openOrchard({ seed: { ...ORCHARD, caller: { account: ACCOUNTS.management, arn } } });
    const { caller } = await connect().readDirectory({ organizationalUnits: false, accountTags: false });
    expect(caller.via).toEqual({ permissionSet: 'Grower', principals: UNREAD });
  });
});
