// What selectors need is read, and what was not read selects nothing and says so.
import { describe, expect, test } from 'vitest';
import { compile, declare } from '../../../src/compile.ts';
import type { Selector } from '../../../src/config/declarations.ts';
import { NEEDED, needsOf } from '../../../src/resolve/needs.ts';
import type { Account, Directory } from '../../../src/state/directory.ts';
import { asRead, UNREAD } from '../../../src/state/read.ts';
import { accountId, principalId } from '../../../src/state/state.ts';
import { instant } from '../../support/instant.ts';

const MANAGEMENT = accountId('999999999999');
const account = (id: string, name: string): Account => ({
  id: accountId(id),
  name,
  state: 'ACTIVE',
  organizationalUnits: ['ou-or00-orchards'],
  tags: asRead({ env: 'prod' }),
});
const READ: Directory = {
  instance: { arn: 'arn:aws:sso:::instance/ssoins-1', identityStoreId: 'd-1', partition: 'aws', region: 'eu-west-1' },
  caller: { account: MANAGEMENT, arn: `arn:aws:iam::${MANAGEMENT}:user/ceres`, kind: 'management' },
  managementAccount: MANAGEMENT,
  delegatedAdministrators: asRead([]),
  accounts: [account('999999999999', 'management'), account('222222222222', 'apples-prod')],
  organizationalUnits: asRead([{ id: 'ou-or00-orchards', path: 'Orchards' }]),
  users: UNREAD,
  groups: [{ id: principalId('g-1'), displayName: 'Pickers', externalIds: [] }],
};

/** A new kind of selector needs one too. */
const SELECTORS: { readonly [Kind in Selector['kind']]: readonly string[] } = {
  name: ['apples-prod'],
  id: ['"222222222222"'],
  glob: ['apples-*'],
  'organizational-unit': ['ou:Orchards/**', 'ou:Orchards/*', 'ou:ou-or00-orchards/**', 'ou:/**'],
  tag: ['tag:env=prod', 'tag:env=dev'],
  all: ['"*"'],
  set: ['set:fruit'],
  intersect: ['{ intersect: ["*", "tag:env=prod"] }'],
};
/** What the others are made of here. */
const PARTS: Partial<Record<Selector['kind'], readonly Selector['kind'][]>> = {
  intersect: ['tag'],
  set: ['organizational-unit'],
};

function declared(selector: string) {
  const text = `
identityCenter: { owner: orchard }
groups: { pickers: { displayName: Pickers, unpinned: true } }
permissionSets: { Picker: { managedPolicies: ReadOnlyAccess } }
${selector === 'set:fruit' ? 'accountSets: { fruit: { include: "ou:Orchards/**" } }' : ''}
grants: [{ groups: pickers, permissionSets: Picker, accounts: ${selector} }]
`;
  return declare({
    documents: [{ path: 'access.yaml', configPath: 'access.yaml', text }],
    policies: [],
    incomplete: false,
  }).value;
}

function compiled(selector: string, directory: Directory) {
  const { value, diagnostics } = compile(declared(selector), directory, { asOf: instant('2026-11-02'), allowed: {} });
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  return { errors, rows: value === undefined ? undefined : [...value.state.assignments.keys()] };
}

const kinds = Object.entries(SELECTORS) as readonly (readonly [Selector['kind'], readonly string[]])[];

describe.each(kinds)('a selector of kind %s', (kind, texts) => {
  const needed = [kind, ...(PARTS[kind] ?? [])].flatMap((part) => NEEDED[part]);

  test.each(texts)('%s: what it needs is read', (text) => {
    const needs = needsOf(declared(text).declarations);
    expect(Object.entries(needs).flatMap(([need, isNeeded]) => (isNeeded ? [need] : []))).toEqual(needed);
    const sparse: Directory = {
      ...READ,
      organizationalUnits: needs.organizationalUnits ? READ.organizationalUnits : UNREAD,
      accounts: READ.accounts.map((each) => (needs.accountTags ? each : { ...each, tags: UNREAD })),
    };
    expect(compiled(text, sparse)).toEqual(compiled(text, READ));
  });

  test.each(texts)('%s: over what was not read it selects nothing and says so', (text) => {
    const nothing: Directory = {
      ...READ,
      organizationalUnits: UNREAD,
      accounts: READ.accounts.map((each) => ({ ...each, tags: UNREAD })),
    };
    if (needed.length === 0) expect(compiled(text, nothing)).toEqual(compiled(text, READ));
    else expect(compiled(text, nothing)).toEqual({ errors: ['account/selector-unread'], rows: undefined });
  });
});
