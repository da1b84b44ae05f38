// Everything that live has otherwise, and that each way out leads out.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { driftOf } from '../../../src/drift/drift.ts';
import { DRIFT_KINDS, type DriftItem, type FoundItem } from '../../../src/drift/item.ts';
import { waysOut } from '../../../src/drift/ways-out.ts';
import { driftComment } from '../../../src/render/drift.ts';
import { writeMarkdown } from '../../../src/render/markdown.ts';
import type { OwnershipRules } from '../../../src/state/desired.ts';
import {
  type Address,
  accountId,
  permissionSetAddress,
  principalId,
  REMOVED_ATTRIBUTES_ADDRESS,
  type ResourceReference,
} from '../../../src/state/state.ts';
import type { LiveFile } from '../../support/case-organisation.ts';
import { EVERYTHING_ALLOWED } from '../../support/case-organisation.ts';
import { AS_OF, planOrchard } from '../../support/planning.ts';
import { effort } from '../../support/runs.ts';
import { metadataXml } from '../../support/saml-metadata.ts';

const FILES = `
accessControlAttributes: { Department: '\${path:enterprise.department}', Team: { from: saml } }
accountAccess: { application: managed }
permissionSets:
  Picker: { managedPolicies: ReadOnlyAccess, sessionDuration: 4h }
  Presser: { managedPolicies: ReadOnlyAccess }
  Borrowed: { managedPolicies: ReadOnlyAccess }
grants:
  - { groups: Pickers, permissionSets: Picker, accounts: [apples-prod, apples-dev] }
  - { groups: Pressers, permissionSets: Picker, accounts: pears-prod, expires: 2026-10-01 }
`;
const LIVE: LiveFile = {
  permissionSets: {
    Picker: { owner: 'access', managedPolicies: ['ReadOnlyAccess'], sessionDuration: 'PT12H' },
    Left: { owner: 'access', managedPolicies: ['ReadOnlyAccess'] },
    Borrowed: { owner: 'cellar', managedPolicies: ['ReadOnlyAccess'] },
    ByHand: { managedPolicies: ['AdministratorAccess'] },
    Claimed: { owner: 'nobody we know', managedPolicies: ['ReadOnlyAccess'] },
  },
  assignments: [
    'Picker in apples-prod for group Pickers, Tasters',
    'Picker in pears-prod for group Pressers',
    'Picker in apples-prod for user jane@orchard.example',
    'Picker in apples-dev for group g-gone',
    'ByHand in apples-prod for group Tasters',
  ],
  outdated: ['Picker in apples-prod'],
  accessControlAttributes: { department: `\${path:title}`, 'no: comment here': 'yes' },
};

async function driftIn(yaml: string, live: LiveFile, options: readonly string[] = []) {
  const { plan, ...gathered } = await planOrchard(yaml, live);
  const inputs = { ...gathered, asOf: AS_OF, allowed: EVERYTHING_ALLOWED, toolVersion: '0.1.0', config: plan.config };
  return { drift: driftOf({ plan, inputs, options }), plan, gathered };
}

const shown = ({ kind, permissionSet, account, principal }: DriftItem) =>
  [kind, permissionSet ?? '', account ?? '', principal?.name ?? principal?.id ?? ''].join(' ').trim();

describe('drift', () => {
  it('is of every kind that there is', async () => {
    const { drift } = await driftIn(FILES, LIVE);
    expect(drift.items.map(shown)).toEqual([
      'foreign-permission-set Borrowed',
      'foreign-permission-set Claimed',
      'unmanaged-permission-set ByHand',
      'undeclared-permission-set Left',
      'definition Picker',
      'missing-permission-set Presser',
      'group-assignment Picker 111111111111 Tasters',
      'user-assignment Picker 111111111111 jane@orchard.example',
      'orphan-assignment Picker 333333333333 g-gone',
      'ended-assignment Picker 222222222222 Pressers',
      'missing-assignment Picker 333333333333 Pickers',
      'outdated-role Picker 111111111111',
      'access-control-attributes',
      'resource',
    ]);
    expect(new Set(drift.items.map(({ kind }) => kind))).toEqual(new Set(DRIFT_KINDS));
    const keys = drift.items.map(({ kind, address }) => `${kind} ${address}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(drift.items.find(({ permissionSet }) => permissionSet === 'ByHand')?.administrator).toBe(true);
  });

  it('tells each change and each hold of a plan', async () => {
    const { drift, plan } = await driftIn(FILES, LIVE);
    // The two writes of attributes are one item.
    const addresses = new Set(drift.items.map(({ address }) => address).concat(REMOVED_ATTRIBUTES_ADDRESS));
    const changes = plan.changes.filter(({ kind }) => kind !== 'provisioning');
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.filter(({ address }) => !addresses.has(address))).toEqual([]);
  });

  it('is not there where live has what the files say', async () => {
    const files = `
permissionSets: { Picker: { managedPolicies: ReadOnlyAccess } }
grants: [{ groups: Pickers, permissionSets: Picker, accounts: apples-prod }]
`;
    const live = {
      permissionSets: { Picker: { owner: 'access', managedPolicies: ['ReadOnlyAccess'] } },
      assignments: ['Picker in apples-prod for group Pickers'],
    };
    expect((await driftIn(files, live)).drift.items).toEqual([]);
  });

  it('names the command of these files and this Identity Center', async () => {
    const { drift } = await driftIn(FILES, LIVE, ['--dir', "o'brien & co", '--sandbox']);
    const left = drift.items.find(({ kind }) => kind === 'undeclared-permission-set');
    expect(left?.waysOut.takeBack.command).toBe("access apply --dir 'o'\\''brien & co' --sandbox");
    expect(left?.waysOut.takeOver.command).toBe("access import --only set:Left --dir 'o'\\''brien & co' --sandbox");
  });
});

it('sends nobody to an apply that would not see it: what deleted principals have beside a group is read by --audit alone', async () => {
  for (const orphans of ['delete', 'report']) {
    const { drift } = await driftIn(`unmanaged: { orphans: ${orphans} }\n${FILES}`, LIVE);
    const orphan = drift.items.find(({ kind }) => kind === 'orphan-assignment');
    expect([orphans, orphan?.waysOut.takeBack.command]).toEqual([orphans, 'access apply --audit']);
  }
});

/** What stands in `access.yaml` once all of it was pasted. */
function accepting(items: readonly DriftItem[]): string {
  const texts = items.flatMap(({ waysOut: { accept } }) =>
    accept.yaml === undefined ? [] : [parse(accept.yaml.text)],
  );
  const ignore = texts.flatMap(({ unmanaged }) => unmanaged?.ignore ?? []);
  const owners = texts.flatMap(({ identityCenter }) => identityCenter?.owners ?? []);
  return `identityCenter: ${JSON.stringify({ owner: 'access', owners })}\nunmanaged: ${JSON.stringify({ ignore })}\n`;
}

it('takes over the attributes that live has, whatever they are called', async () => {
  const { drift } = await driftIn(FILES, LIVE);
  const { takeOver } = drift.items.find(({ kind }) => kind === 'access-control-attributes')!.waysOut;
  const declared = { ...parse(takeOver.yaml!.text).accessControlAttributes, Team: { from: 'saml' } };
  const files = FILES.replace(/accessControlAttributes: .*/, `accessControlAttributes: ${JSON.stringify(declared)}`);
  const { drift: after } = await driftIn(files, LIVE);
  expect(after.items.map(({ kind }) => kind)).not.toContain('access-control-attributes');
});

it('leaves the application of account access to others, and asks for entitlements where it is about them', async () => {
  const live: LiveFile = {
    accountAccess: {},
    assignments: ['role/ops/legacy-admin in apples-prod for group Tasters'],
  };
  const files = 'accountAccess: { application: managed }\n';
  const { drift } = await driftIn(files, live);
  expect(drift.items.map(shown)).toEqual(['group-assignment role/ops/legacy-admin 111111111111 Tasters', 'resource']);
  const [entitlement, application] = drift.items.map(({ waysOut: { takeOver } }) => takeOver);
  expect(entitlement!.command).toBe('access import --only set:role/ops/legacy-admin --roles');
  const { drift: after } = await driftIn(`${application!.yaml!.text}\n`, live);
  expect(after.items).toEqual([]);
});

describe('takes over a resource', () => {
  const context = { options: [], asOf: AS_OF, rules: {} as OwnershipRules, hasNames: true };
  const takenOver = (resource: ResourceReference, action: NonNullable<FoundItem['action']>) =>
    waysOut({ kind: 'resource', address: 'saml/x' as Address, resource, action, origins: [], isApplied: true }, context)
      .takeOver;
  const ACTIONS = ['create', 'adopt', 'update', 'delete'] as const;
  const account = accountId('111111111111');

  it.each(['role', 'provider'] as const)('of SAML sign-in, a %s, and says nothing of another way', (kind) => {
    const ways = ACTIONS.map((action) =>
      takenOver({ target: 'saml-roles', kind, name: 'Orchard-Admin', account }, action),
    );
    expect(ways.filter(({ yaml, command }) => yaml !== undefined || command !== undefined)).toEqual([]);
    expect(new Set(ways.map(({ note }) => note)).size).toBe(ACTIONS.length);
    expect(ways.filter(({ note = '' }) => /application|accountAccess/.test(note))).toEqual([]);
  });

  it('of account access by leaving its application to others, where there is one', () => {
    const ways = ACTIONS.map((action) =>
      takenOver({ target: 'account-access', kind: 'application', name: 'account-access' }, action),
    );
    expect(ways.map(({ yaml }) => yaml !== undefined)).toEqual([false, true, true, true]);
  });

  it('of an application by its own setting', () => {
    const way = takenOver({ target: 'applications', kind: 'application', name: 'Payroll', account }, 'update');
    expect(way.note).toMatch(/^change or take out `assignmentRequired`/);
  });

  it('that a grant by SAML asks for, and says where', async () => {
    const files = `
targets: [{ type: saml-roles, accounts: [apples-dev], provider: { name: EntraID, metadata: legacy.xml }, assumeRole: access-apply }]
permissionSets: { Admin: { managedPolicies: [ReadOnlyAccess] } }
grants: [{ groups: Pickers, permissionSets: Admin, accounts: [apples-dev] }]
`;
    const policies = [{ path: 'legacy.xml', configPath: 'legacy.xml', text: metadataXml() }];
    const { plan, ...gathered } = await planOrchard(files, {}, undefined, { policies });
    const inputs = { ...gathered, asOf: AS_OF, allowed: EVERYTHING_ALLOWED, toolVersion: '0.1.0', config: plan.config };
    const { items } = driftOf({ plan, inputs, options: [] });
    expect(items.flatMap(({ resource, waysOut: { takeOver } }) => (resource === undefined ? [] : [takeOver]))).toEqual([
      { note: 'take the account out of the `accounts` of the target at access.yaml:3' },
      { note: 'take the permission set out of the grants in this account at access.yaml:5' },
    ]);
  });
});

describe('accepting', () => {
  it('sets aside what it was offered for', async () => {
    const { drift } = await driftIn(FILES, LIVE);
    const offered = drift.items.filter(({ waysOut: { accept } }) => accept.yaml !== undefined);
    expect(offered.map(({ kind }) => kind)).toEqual([
      'foreign-permission-set',
      'unmanaged-permission-set',
      'undeclared-permission-set',
      'definition',
      'group-assignment',
      'user-assignment',
      'orphan-assignment',
    ]);
    const after = await driftIn(`${accepting(offered)}${FILES}`, LIVE);
    // A set that the files declare as theirs stays a contradiction, whoever else is known.
    expect(after.drift.items.map(shown)).toEqual([
      'foreign-permission-set Borrowed',
      'missing-permission-set Presser',
      'ended-assignment Picker 222222222222 Pressers',
      'missing-assignment Picker 333333333333 Pickers',
      'outdated-role Picker 111111111111',
      'access-control-attributes',
      'resource',
    ]);
  });

  it('sets aside nothing else', async () => {
    const { drift } = await driftIn(FILES, LIVE);
    const only = drift.items.filter(({ kind }) => kind === 'group-assignment');
    const live = {
      ...LIVE,
      assignments: [
        ...LIVE.assignments!,
        'Picker in apples-dev for group Tasters',
        'Picker in apples-prod for group Pressers',
      ],
    };
    const after = await driftIn(`${accepting(only)}${FILES}`, live);
    expect(after.drift.items.filter(({ kind }) => kind === 'group-assignment').map(shown)).toEqual([
      'group-assignment Picker 111111111111 Pressers',
      'group-assignment Picker 333333333333 Tasters',
    ]);
  });

  it('is over with its end', async () => {
    const ended = `identityCenter: { owner: access }\nunmanaged: { ignore: [{ permissionSets: Picker, groups: Tasters, until: 2026-11-01 }] }\n`;
    const { drift } = await driftIn(`${ended}${FILES}`, LIVE);
    expect(drift.items.map(shown)).toContain('group-assignment Picker 111111111111 Tasters');
    expect(drift.notices.map(({ code }) => code)).toContain('settings/ignore-ended');
  });
});

test('a definition that is taken over is what live has', async () => {
  const { drift } = await driftIn(FILES, LIVE);
  const { waysOut: ways } = drift.items.find(({ kind }) => kind === 'definition')!;
  const { permissionSets } = parse(ways.takeOver.yaml!.text);
  const files = FILES.replace('sessionDuration: 4h', `sessionDuration: ${permissionSets.Picker.sessionDuration}`);
  const after = await driftIn(files, LIVE);
  expect(after.drift.items.map(({ kind }) => kind)).not.toContain('definition');
});

describe('what is offered to be pasted', () => {
  const item = (name: string): FoundItem => ({
    kind: 'group-assignment',
    address: permissionSetAddress('Picker'),
    permissionSet: 'Picker',
    principal: { type: 'group', id: principalId('g-1'), name },
    origins: [],
    isApplied: true,
  });
  const context = { options: [], asOf: AS_OF, hasNames: true, rules: {} as never };
  const ruleFor = (name: string) => parse(waysOut(item(name), context).accept.yaml!.text).unmanaged.ignore[0];

  it('means the name and nothing else, whatever the name is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
        const { groups } = ruleFor(name);
        // A name that would be a pattern is given by its id.
        expect(groups).toBe(/[*?]/.test(name) ? 'g-1' : name);
      }),
    );
  });

  it('is the id where names are pseudonyms', () => {
    const { text } = waysOut(item('group-87652de1fdad'), { ...context, hasNames: false }).accept.yaml!;
    expect(parse(text).unmanaged.ignore[0].groups).toBe('g-1');
  });

  it('quotes what would be a pattern in the name of a group', () => {
    expect(ruleFor('*').groups).toBe('\\*');
    expect(ruleFor('AWS ?dmins').groups).toBe('AWS \\?dmins');
    expect(ruleFor('CORP\\Admins').groups).toBe('CORP\\\\Admins');
  });

  it('hides nothing', () => {
    const { text } = waysOut(item('Admins\u202e\u200b\n'), context).accept.yaml!;
    expect(text).toContain('groups: "Admins\\u202e\\u200b\\n"');
  });

  it('is words of a shell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (dir) => {
        const { command } = waysOut(item('A'), { ...context, options: ['--dir', dir] }).takeBack;
        const word = command!.slice('access apply --dir '.length);
        const unquoted = word.startsWith("'") ? word.slice(1, -1).replaceAll("'\\''", "'") : word;
        expect(unquoted).toBe(dir);
        if (!word.startsWith("'")) expect(word).toMatch(/^[\w@%+=:,./-]+$/);
      }),
    );
  });
});

describe('reports', () => {
  const schemaIn = (name: string) =>
    JSON.parse(readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), 'utf8'));

  it('are JSON by the schema', () => {
    const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
    ajv.addSchema(schemaIn('plan'));
    const isDrift = ajv.compile(schemaIn('drift'));
    const golden = readFileSync(new URL('../../cases/cli/drift/expected.txt', import.meta.url), 'utf8');
    const [, json = ''] = /^exit 2\n--- stdout\n(\{\n[\s\S]*?\n\}\n)/m.exec(golden) ?? [];
    const report = JSON.parse(json);
    isDrift(report);
    expect(isDrift.errors ?? []).toEqual([]);
    isDrift({ ...report, items: [{ ...report.items[0], kind: 'other' }] });
    expect(isDrift.errors).not.toBeNull();
  });

  it('fit an issue, and say when they are not whole', async () => {
    const { drift } = await driftIn(FILES, LIVE);
    const many = Array.from({ length: effort(3_000, 600) }, (_, index) =>
      drift.items.map((item): DriftItem => ({ ...item, permissionSet: `${item.permissionSet}-${index}` })),
    ).flat();
    const text = writeMarkdown(driftComment({ ...drift, items: many }));
    expect(Buffer.byteLength(text)).toBeLessThan(65_536);
    expect(text).toContain('INCOMPLETE');
    expect(writeMarkdown(driftComment(drift))).not.toContain('INCOMPLETE');
  });
});
