// A sandbox that is made from the files: whatever a selector names exists there, so that a plan on it finds no selector that matches nothing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Document } from 'yaml';
import { seedOf } from '../../../src/commands/sandbox-seed.ts';
import type { Declarations } from '../../../src/config/declarations.ts';
import { decode } from '../../../src/config/decode.ts';
import { resolveGrants } from '../../../src/resolve/grants.ts';
import { inventoryOfOrganization } from '../../../src/resolve/inventory.ts';
import { stateOf } from '../../../src/sandbox/seed.ts';
import type { SandboxState } from '../../../src/sandbox/state.ts';
import { parseAll } from '../../../src/source/parse.ts';
import { asRead } from '../../../src/state/read.ts';
import { accountId } from '../../../src/state/state.ts';
import { instant } from '../../support/instant.ts';
import { effort } from '../../support/runs.ts';

const GROUPS = { growers: { unpinned: true } };
const SETS = { Grower: { managedPolicies: ['ReadOnlyAccess'] } };

function declared(files: Readonly<Record<string, unknown>>): Declarations {
  const text = new Document({ groups: GROUPS, permissionSets: SETS, ...files }).toString();
  const parsed = parseAll([{ path: 'access.yaml', configPath: 'access.yaml', text }]);
  const decoded = decode({ files: parsed.value, policies: [] });
  expect([...parsed.diagnostics, ...decoded.diagnostics].filter(({ severity }) => severity === 'error')).toEqual([]);
  return decoded.value;
}

/** The directory as a reader would find it. */
function directoryOf({ organization }: SandboxState) {
  const { units, accounts } = organization;
  const chain = (id: string): readonly string[] => {
    const unit = units.get(id);
    return unit === undefined ? [] : [...chain(unit.parentId), id];
  };
  const pathOf = (id: string): string =>
    chain(id)
      .map((part) => units.get(part)?.name ?? '')
      .join('/');
  return {
    managementAccount: accountId(organization.managementAccount),
    accounts: [...accounts.values()].map(({ id, name, parentId, tags }) => ({
      id: accountId(id),
      name,
      state: 'ACTIVE' as const,
      organizationalUnits: chain(parentId),
      tags: asRead(tags),
    })),
    organizationalUnits: asRead([...units.keys()].map((id) => ({ id, path: pathOf(id) }))),
  };
}

const NOTHING = [
  'account/selector-empty',
  'account/exception-empty',
  'account/unknown',
  'account/unknown-unit',
  'account/ambiguous',
  'account/ambiguous-unit',
  'grant/no-accounts',
];

/** What a plan on a fresh sandbox would say of selectors that match nothing. */
function misses(declarations: Declarations): readonly string[] {
  const state = stateOf(JSON.parse(JSON.stringify(seedOf(declarations))));
  const inventory = inventoryOfOrganization(declarations, directoryOf(state));
  const { findings } = resolveGrants(declarations, inventory, instant('2026-11-02'));
  return findings.filter(({ code }) => NOTHING.includes(code)).map(({ code, message }) => `${code}: ${message}`);
}

const grant = (accounts: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  groups: 'growers',
  permissionSets: 'Grower',
  accounts,
  ...more,
});

describe('an organization from the files has', () => {
  test.each<[string, unknown]>([
    ['an account by name', 'orchard-prod'],
    ['an account by id', '123456789012'],
    ['an account that a pattern matches', 'orchard-*'],
    ['an account of a pattern of one letter', 'orchard-?'],
    ['an account in a unit', 'ou:Orchards/Prod/*'],
    ['an account below a unit', 'ou:Orchards/**'],
    ['an account of the root', 'ou:/*'],
    ['an account in a unit by id', 'ou:ou-fruit-orchards/*'],
    ['a tagged account', 'tag:env=prod'],
    ['an account with an empty tag', 'tag:env='],
    ['an account of a hostile tag', 'tag:__proto__=x'],
    ['any account', '*'],
    ['an account of two tags in a unit by id', { intersect: ['tag:a=b', 'tag:c=d', 'ou:ou-fruit-orchards/**'] }],
    ['an account of two units, one by id', { intersect: ['ou:Orchards/**', 'ou:ou-fruit-orchards/*'] }],
    ['an account of one unit by path and id', { intersect: ['ou:Orchards/*', 'ou:ou-fruit-orchards/*'] }],
    ['an account of two patterns', { intersect: ['orchard-*', '*-1'] }],
    ['a unit that may be empty', { select: 'ou:ou-fruit-orchards/**', mayBeEmpty: true }],
    ['a unit of a path that may be empty', { select: 'ou:Orchards/**', mayBeEmpty: true }],
  ])('%s', (_what, selector) => {
    expect(misses(declared({ grants: [grant(selector)] }))).toEqual([]);
  });

  test('accounts in sets, their exceptions and sets of sets', () => {
    const accountSets = {
      production: { include: ['ou:Orchards/**'], except: ['ou:Orchards/*', 'tag:env=dev'] },
      everything: { include: ['set:production', 'press-?'], except: ['press-1'] },
    };
    const grants = [grant({ intersect: ['set:everything', 'tag:area=north'] }, { except: ['ou:Orchards/South/**'] })];
    expect(misses(declared({ accountSets, grants }))).toEqual([]);
  });

  test('what remains of a grant whose exceptions take what came first', () => {
    const grants = [grant(['orchard-1', 'orchard-*'], { except: ['orchard-1', 'orchard-2'] })];
    expect(misses(declared({ grants }))).toEqual([]);
  });

  test('what guardrails name', () => {
    const guardrails = {
      rules: [
        {
          id: 'no-iam',
          scope: { accounts: ['ou:ou-fruit-orchards/**', 'tag:env=prod'] },
          deny: { actions: ['iam:*'] },
        },
      ],
    };
    const state = stateOf(seedOf(declared({ guardrails })));
    expect([...state.organization.units.keys()]).toEqual(['ou-fruit-orchards']);
    expect([...state.organization.accounts.values()].some(({ tags }) => tags.env === 'prod')).toBe(true);
  });

  test('a management account of its own, when the files list an account under its usual number', () => {
    const accounts = { orchard: { id: '111111111111', ou: 'Orchards' } };
    const declarations = declared({ accounts, grants: [grant('ou:Orchards/**')] });
    expect(misses(declarations)).toEqual([]);
    expect(seedOf(declarations).organization.managementAccount).not.toBe('111111111111');
  });

  test('the root that is named by its id', () => {
    const { organization } = stateOf(seedOf(declared({ grants: [grant('ou:r-fruit/*')] })));
    expect(organization.rootId).toBe('r-fruit');
    const direct = [...organization.accounts.values()].filter(({ parentId }) => parentId === 'r-fruit');
    expect(direct.length).toBeGreaterThan(1);
  });

  test('nothing for selectors that contradict themselves, which is an error in every organization', () => {
    const grants = [grant({ intersect: ['tag:env=dev', 'tag:env=prod'] })];
    expect(misses(declared({ grants }))).toEqual([expect.stringContaining('account/selector-empty')]);
  });

  test('an answer soon, however sets name each other', () => {
    const depth = 60;
    const names = Array.from({ length: depth }, (_, index) => `set-${index}`);
    const accountSets = Object.fromEntries(
      names.map((name, index) => [
        name,
        { include: index === depth - 1 ? ['tag:a=b'] : [`set:set-${index + 1}`, `set:set-${index + 1}`] },
      ]),
    );
    expect(misses(declared({ accountSets, grants: [grant('set:set-0')] }))).toEqual([]);
  });
});

// An organization that nobody sees makes the selectors, so that each of them can be met.
const UNITS = ['', 'Orchards', 'Orchards/Prod', 'Orchards/Prod/North', 'Presses', 'Presses/Dev'];
const UNIT_IDS = [
  '',
  'ou-fruit-orchards',
  'ou-fruit-orchprod',
  'ou-fruit-prodnorth',
  'ou-fruit-presses00',
  'ou-fruit-pressdev',
];
const NAMES = ['orchard-prod', 'orchard-dev', 'orchard-pci', 'press-prod', 'press-dev', 'cider', 'must'];

const hidden = fc.array(
  fc.record({
    unit: fc.nat(UNITS.length - 1),
    env: fc.constantFrom('prod', 'dev'),
    area: fc.constantFrom('north', 'south'),
    isListed: fc.boolean(),
  }),
  { minLength: NAMES.length, maxLength: NAMES.length },
);

type Hidden = { readonly unit: number; readonly env: string; readonly area: string; readonly isListed: boolean };

/** A selector that matches the account at `at`. `how` chooses which. */
function selectorOf(accounts: readonly Hidden[], at: number, how: number): unknown {
  const account = accounts[at];
  const name = NAMES[at] ?? '';
  if (account === undefined) return name;
  const { unit } = account;
  const choices: readonly unknown[] = [
    name,
    `${name.slice(0, 3)}*`,
    `tag:env=${account.env}`,
    `tag:area=${account.area}`,
    `ou:${UNITS[unit] === '' ? '/' : `${UNITS[unit]}/`}*`,
    UNITS[unit] === '' ? '*' : `ou:${UNITS[unit]?.split('/')[0]}/**`,
    UNIT_IDS[unit] === '' ? '*' : `ou:${UNIT_IDS[unit]}/**`,
    '*',
  ];
  const first = choices[how % choices.length];
  const second = choices[Math.floor(how / choices.length) % choices.length];
  return how % 3 === 0 && first !== second ? { intersect: [first, second] } : first;
}

test('every selector that some organization meets is met in the one from the files', () => {
  const place = fc.tuple(fc.nat(NAMES.length - 1), fc.nat(191));
  const lists = fc.array(fc.array(place, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(hidden, lists, fc.array(place, { minLength: 1, maxLength: 3 }), (accounts, grants, members) => {
      const listed = accounts.flatMap(({ unit, env, area, isListed }, at) =>
        isListed ? [[NAMES[at], { id: String(200_000_000_000 + at), ou: UNITS[unit], tags: { env, area } }]] : [],
      );
      const files = {
        accounts: Object.fromEntries(listed),
        accountSets: { some: { include: members.map(([at, how]) => selectorOf(accounts, at, how)) } },
        grants: [
          ...grants.map((items) => grant(items.map(([at, how]) => selectorOf(accounts, at, how)))),
          grant('set:some'),
        ],
      };
      expect(misses(declared(files))).toEqual([]);
    }),
    { numRuns: effort(300, 75), seed: 20276 },
  );
});
