// Accounts and pages in the forms that the sandbox does not give.

import { describe, expect, test } from 'vitest';
import { collect } from '../../../src/provider/aws/pages.ts';
import { readAccounts } from '../../../src/provider/aws/read-accounts.ts';
import { asRead } from '../../../src/state/read.ts';
import { codeOf, scriptedAws } from './scripted-aws.ts';

const INSTANCE = 'arn:aws-cn:sso:::instance/ssoins-1111111111111111';

describe('accounts', () => {
  const needs = { organizationalUnits: false, accountTags: false };
  const account = (more: object) => ({ Id: '222222222222', Name: 'orchards', ...more });

  test('without paths are found by walking the tree', async () => {
    const aws = scriptedAws({
      'organizations:ListAccounts': () => ({
        Accounts: [account({ State: 'ACTIVE' }), { Id: '111111111111', State: 'ACTIVE' }],
      }),
      'organizations:ListRoots': () => ({ Roots: [{ Id: 'r-root' }] }),
      'organizations:ListOrganizationalUnitsForParent': ({ ParentId }) => ({
        OrganizationalUnits: ParentId === 'r-root' ? [{ Id: 'ou-trees', Name: 'Trees' }] : [],
      }),
      'organizations:ListAccountsForParent': ({ ParentId }) => ({
        Accounts: [{ Id: ParentId === 'r-root' ? '111111111111' : '222222222222' }],
      }),
    });
    const { accounts, organizationalUnits } = await readAccounts(aws, needs);
    expect(accounts.map(({ id, name, organizationalUnits: units }) => [id, name, units])).toEqual([
      ['222222222222', 'orchards', ['ou-trees']],
      ['111111111111', '111111111111', []],
    ]);
    expect(organizationalUnits).toEqual(asRead([{ id: 'ou-trees', path: 'Trees' }]));
  });

  test.each([
    [{ State: 'ACTIVE', Status: 'SUSPENDED' }, 'ACTIVE'],
    [{ Status: 'ACTIVE' }, 'ACTIVE'],
    [{ State: 'CLOSED' }, 'CLOSED'],
    [{ State: 'HIBERNATING' }, 'SUSPENDED'],
    [{}, 'SUSPENDED'],
  ])('with %j are %s', async (more, state) => {
    const Accounts = [account({ ...more, Paths: ['o-1/r-1/ou-trees/ou-apple/'] })];
    const aws = scriptedAws({ 'organizations:ListAccounts': () => ({ Accounts }) });
    const { accounts } = await readAccounts(aws, needs);
    expect(accounts).toMatchObject([{ state, organizationalUnits: ['ou-trees', 'ou-apple'] }]);
  });

  test('that are nowhere stop the run', async () => {
    const aws = scriptedAws({
      'organizations:ListAccounts': () => ({ Accounts: [account({})] }),
      'organizations:ListRoots': () => ({ Roots: [{ Id: 'r-root' }] }),
      'organizations:ListOrganizationalUnitsForParent': () => ({}),
      'organizations:ListAccountsForParent': () => ({}),
    });
    expect(await codeOf(readAccounts(aws, needs))).toBe('provider/protocol');
  });
});

describe('pages', () => {
  const list = (pages: readonly object[]) => {
    const left = [...pages];
    return scriptedAws({ 'sso-admin:ListPermissionSets': () => left.shift() });
  };
  const read = (pages: readonly object[]) =>
    collect(list(pages), {
      service: 'sso-admin',
      operation: 'ListPermissionSets',
      input: { InstanceArn: INSTANCE },
      list: 'PermissionSets',
    });

  const [ps1, ps2] = ['arn:aws-cn:sso:::permissionSet/ssoins-1/ps-1', 'arn:aws-cn:sso:::permissionSet/ssoins-1/ps-2'];

  test('end at null, at nothing, and at an empty token; an empty page is not the end', async () => {
    const first = { PermissionSets: [ps1], NextToken: '1' };
    expect(await read([first, { NextToken: '2' }, { PermissionSets: [ps2], NextToken: null }])).toEqual([ps1, ps2]);
    expect(await read([first, { PermissionSets: [], NextToken: '' }])).toEqual([ps1]);
    expect(await read([{}])).toEqual([]);
  });

  test.each([[['1', '1']], [['1', '2', '1']]])('whose tokens go %j round in a circle stop the run', async (tokens) => {
    expect(await codeOf(read(tokens.map((NextToken) => ({ PermissionSets: [ps1], NextToken }))))).toBe(
      'provider/protocol',
    );
  });

  /** A service that always has one page more. */
  function endless(page: object) {
    let pages = 0;
    const aws = scriptedAws({ 'sso-admin:ListPermissionSets': () => ({ ...page, NextToken: String(++pages) }) });
    const input = { InstanceArn: INSTANCE };
    const reading = collect(aws, {
      service: 'sso-admin',
      operation: 'ListPermissionSets',
      input,
      list: 'PermissionSets',
    });
    return { aws, reading };
  }

  test('that bring nothing for ever stop the run after a hundred', async () => {
    const { aws, reading } = endless({});
    expect(await codeOf(reading)).toBe('provider/protocol');
    expect(aws.asked).toHaveLength(101);
  });

  test('with more items than the quotas of AWS allow stop the run', async () => {
    const { aws, reading } = endless({ PermissionSets: new Array(100).fill(ps1) });
    expect(await codeOf(reading)).toBe('provider/protocol');
    expect(aws.asked).toHaveLength(201);
  });
});
