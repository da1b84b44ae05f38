// What a change of grants reaches, now and later.
import { describe, expect, test } from 'vitest';
import { declare, offline } from '../../../src/compile.ts';
import { reviewOf } from '../../../src/review/review.ts';
import { instant } from '../../support/instant.ts';

const NOW = instant('2026-11-27T00:00:00Z');

const ORCHARD = `
identityCenter: { owner: orchard, inventoryComplete: true }
accounts:
  management: { id: "999999999999", management: true }
  apples-prod: { id: "111111111111", ou: Workloads/Prod, tags: { env: prod } }
  apples-dev: { id: "222222222222", ou: Workloads/Dev, tags: { env: dev } }
  pears-prod: { id: "333333333333", ou: Workloads/Prod, tags: { env: prod } }
permissionSets: { Picker: { managedPolicies: ReadOnlyAccess }, Presser: { managedPolicies: ReadOnlyAccess } }
`;
const GROUPS =
  'groups: { pickers: { displayName: Pickers, unpinned: true }, pressers: { displayName: Pressers, unpinned: true } }';

function version(text: string) {
  const files = `${ORCHARD}${text.includes('groups:\n') ? '' : `${GROUPS}\n`}${text}`;
  const { value, diagnostics } = declare({
    documents: [{ path: 'access.yaml', configPath: 'access.yaml', text: files }],
    policies: [],
    incomplete: false,
  });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return { declarations: value.declarations, inventory: offline(value, NOW).inventory };
}

/** One line for each grant that changes. */
function told(before: string, after: string, more = ''): readonly string[] {
  const { grants } = reviewOf(version(`${more}${before}`), version(`${more}${after}`), { asOf: NOW });
  return grants.map((grant) => {
    const { direction, change, groups, permissionSets, selectors, exceptionsDropped, open, accounts, ends, otherEnd } =
      grant;
    const texts = selectors.map(({ text, accountSet }) =>
      accountSet === undefined ? text : `${text} of ${accountSet}`,
    );
    return [
      `${direction} ${change}`,
      `${groups} ${permissionSets}`,
      `${texts}${exceptionsDropped.length === 0 ? '' : ` no longer except ${exceptionsDropped}`}`,
      `${accounts?.length ?? '?'} today${open ? ', open' : ''}`,
      ...(change === 'end' ? [`${otherEnd ?? 'never'} → ${ends ?? 'never'}`] : []),
    ].join(' | ');
  });
}

const grant = (accounts: string, more = '') =>
  `grants: [{ groups: pickers, permissionSets: Picker, accounts: ${accounts}${more} }]\n`;

describe('a grant that is written otherwise and reaches the same', () => {
  test.each([
    ['the same', grant('["ou:Workloads/**"]'), grant('"ou:Workloads/**"')],
    ['by id', grant('apples-prod'), grant('"111111111111"')],
    [
      'split',
      grant('[apples-prod, pears-prod]'),
      `grants: [{ groups: pickers, permissionSets: Picker, accounts: apples-prod }, { groups: pickers, permissionSets: Picker, accounts: pears-prod }]\n`,
    ],
    ['another reason', grant('apples-prod', ', reason: "1"'), grant('apples-prod', ', reason: "2"')],
    [
      'an exception of what is not selected',
      grant('"ou:Workloads/Prod/**"', ', except: [pears-prod]'),
      grant('"ou:Workloads/Prod/**"', ', except: ["pears-*"]'),
    ],
  ])('%s', (_, before, after) => {
    const wider = told(before, after).filter((line) => line.startsWith('wider'));
    expect(wider).toEqual([]);
  });
});

describe('what no assignment shows', () => {
  test.each([
    [
      'an end is moved',
      grant('apples-prod', ', expires: 2026-12-31'),
      grant('apples-prod', ', expires: 2056-12-31'),
      'wider end | pickers Picker | apples-prod | 1 today | 2026-12-31 → 2056-12-31',
    ],
    [
      'an end is dropped',
      grant('apples-prod', ', expires: 2026-12-31'),
      grant('apples-prod'),
      'wider end | pickers Picker | apples-prod | 1 today | 2026-12-31 → never',
    ],
    [
      'a name becomes everything',
      grant('[apples-prod, apples-dev, pears-prod]'),
      grant('"*"'),
      'wider reach | pickers Picker | * | 0 today, open',
    ],
    [
      'a unit becomes its parent',
      grant('"ou:Workloads/Prod/**"'),
      grant('"ou:Workloads/**"'),
      'wider reach | pickers Picker | ou:Workloads/** | 1 today, open',
    ],
    [
      'direct members become all below',
      grant('"ou:Workloads/Prod/*"'),
      grant('"ou:Workloads/Prod/**"'),
      'wider reach | pickers Picker | ou:Workloads/Prod/** | 0 today, open',
    ],
    [
      'an exception is dropped',
      grant('"*"', ', except: [apples-dev]'),
      grant('"*"'),
      'wider reach | pickers Picker | * no longer except apples-dev | 1 today',
    ],
    [
      'an open exception is dropped',
      grant('"*"', ', except: ["tag:env=dev"]'),
      grant('"*"'),
      'wider reach | pickers Picker | * no longer except tag:env=dev | 1 today, open',
    ],
    [
      'a selector that matches nothing yet',
      grant('apples-prod'),
      grant('[apples-prod, { select: "tag:legacy=yes", mayBeEmpty: true }]'),
      'wider reach | pickers Picker | tag:legacy=yes | 0 today, open',
    ],
    [
      'a selector may match nothing',
      grant('"tag:env=prod"'),
      grant('{ select: "tag:env=prod", mayBeEmpty: true }'),
      'wider may-be-empty | pickers Picker | tag:env=prod | 2 today, open',
    ],
    [
      'an intersection loses a part',
      grant('{ intersect: ["tag:env=prod", "ou:Workloads/Prod/**"] }'),
      grant('"tag:env=prod"'),
      'wider reach | pickers Picker | tag:env=prod | 0 today, open',
    ],
    [
      'a glob is shortened',
      grant('"apples-*"'),
      grant('"apple*"'),
      'wider reach | pickers Picker | apple* | 0 today, open',
    ],
    [
      'another set for the same accounts',
      grant('"apples-*"'),
      'grants: [{ groups: pickers, permissionSets: [Picker, Presser], accounts: "apples-*" }]\n',
      'wider reach | pickers Presser | apples-* | 2 today, open',
    ],
  ])('%s', (_, before, after, line) => {
    expect(told(before, after).filter((each) => each.startsWith('wider'))).toEqual([line]);
    const back = told(after, before).filter((each) => each.startsWith('narrower'));
    if (line.includes('may-be-empty')) expect(back).toEqual([]);
    else
      expect(back).toEqual([
        line.includes('end') ? expect.stringContaining('narrower end') : line.replace('wider', 'narrower'),
      ]);
  });

  test('an account set takes in more, for every grant that names it', () => {
    const grants = 'grants: [{ groups: [pickers, pressers], permissionSets: Picker, accounts: "set:fruit" }]\n';
    const fruit = (include: string) => `accountSets: { fruit: { include: ${include} } }\n${grants}`;
    expect(told(fruit('[apples-prod]'), fruit('[apples-prod, "tag:env=dev"]'))).toEqual([
      'wider reach | pickers,pressers Picker | tag:env=dev of fruit | 1 today, open',
    ]);
  });

  test('an end that has passed is moved: nothing was reached before', () => {
    expect(told(grant('apples-prod', ', expires: 2026-01-31'), grant('apples-prod', ', expires: 2030-01-31'))).toEqual([
      'wider reach | pickers Picker | apples-prod | 1 today',
    ]);
  });

  test('an exception and the end are dropped: the end is told beside it', () => {
    const { grants } = reviewOf(
      version(grant('"*"', ', except: [apples-dev], expires: 2026-12-31')),
      version(grant('"*"')),
      { asOf: NOW },
    );
    expect(grants).toMatchObject([
      { direction: 'wider', change: 'reach', exceptionsDropped: ['apples-dev'], otherEnd: '2026-12-31' },
    ]);
  });

  // A kilobyte of account sets, each of which holds the one before it twice, is larger than any memory when it is written out.
  test.each([25, 200])('%i account sets in account sets are compared, however many ways lead to one', (levels) => {
    const sets = Array.from(
      { length: levels },
      (_, level) =>
        `  s${level + 1}: { include: ["set:s${level}", "x${level}-*", { intersect: ["set:s${level}", "*"] }], except: [{ intersect: ["set:s${level}", "y-*"] }] }\n`,
    );
    const fruit = `accountSets:\n  s0: { include: [apples-prod, apples-dev] }\n${sets.join('')}`;
    const lines = told(
      grant(`"set:s${Math.min(levels, 30)}"`),
      grant(`"set:s${Math.min(levels, 30)}"`, ', expires: 2030-01-01'),
      fruit,
    );
    expect(lines.length).toBeLessThan(levels + 2);
  });

  test('an account set that holds itself, twice, ends', () => {
    const cycle = 'accountSets: { a: { include: ["set:b", "set:b", "set:a"] }, b: { include: ["set:a", "set:a"] } }\n';
    expect(told(grant('apples-prod'), grant('["set:a", apples-prod]'), cycle)).toEqual([]);
  });

  test('thousands of parts and exceptions are bounded in what is shown', () => {
    const names = Array.from({ length: 4_000 }, (_, number) => `"n${number}-*"`);
    const many = `accountSets: { fruit: { include: [${names.slice(0, 2_000)}], except: [${names.slice(2_000)}] } }\n`;
    const { grants } = reviewOf(
      version(`${many}${grant('apples-prod')}`),
      version(`${many}${grant('["set:fruit", apples-prod]')}`),
      { asOf: NOW },
    );
    expect(grants[0]).toMatchObject({ selectorsLeftOut: 1_800, open: true });
    expect(JSON.stringify(grants).length).toBeLessThan(2_000_000);
  });

  test('too much to compare is told', () => {
    const [before, after] = [version(grant('"apples-*"')), version(grant('"apple*"'))];
    const { grants } = reviewOf(before, after, { asOf: NOW, steps: 1 });
    expect(grants.map(({ direction, change }) => `${direction} ${change}`)).toEqual([
      'wider not-compared',
      'narrower not-compared',
    ]);
  });
});

describe('who is behind a name', () => {
  const group = (pin: string) => `groups:\n  pickers: { displayName: Pickers, ${pin} }\n${grant('"apples-*"')}`;
  const [ONE, OTHER] = ['8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159', '11111111-c4c3-4bc0-b4a5-2ef676900159'];

  test.each([
    [
      'a pin is dropped',
      group(`objectId: ${ONE}`),
      group('unpinned: true'),
      ['unpinned', `objectId ${ONE}`, 'the display name "Pickers"'],
    ],
    [
      'a pin is added',
      group('unpinned: true'),
      group(`objectId: ${ONE}`),
      ['pinned', 'the display name "Pickers"', `objectId ${ONE}`],
    ],
    [
      'a pin is replaced',
      group(`objectId: ${ONE}`),
      group(`objectId: ${OTHER}`),
      ['replaced', `objectId ${ONE}`, `objectId ${OTHER}`],
    ],
  ])('%s', (_, before, after, [change, was, is]) => {
    const { identities, grants } = reviewOf(version(before), version(after), { asOf: NOW });
    expect(identities).toMatchObject([
      { kind: 'group', name: 'pickers', change, before: was, after: is, permissionSets: ['Picker'] },
    ]);
    expect(grants).toEqual([]);
  });

  test('a key is renamed with its pin: nobody reaches more', () => {
    const before = group(`objectId: ${ONE}`);
    expect(told(before, before.replaceAll('pickers', 'fruit-pickers'))).toEqual([]);
  });

  test('an alias means another account', () => {
    const { identities } = reviewOf(version(grant('apples-dev')), version(grant('apples-dev')), { asOf: NOW });
    expect(identities).toEqual([]);
    const moved = declare({
      documents: [
        {
          path: 'access.yaml',
          configPath: 'access.yaml',
          text: `${ORCHARD.replace('"222222222222"', '"444444444444"')}${GROUPS}\n${grant('apples-dev')}`,
        },
      ],
      policies: [],
      incomplete: false,
    }).value;
    const after = { declarations: moved.declarations, inventory: offline(moved, NOW).inventory };
    const found = reviewOf(version(grant('apples-dev')), after, { asOf: NOW });
    expect(found.identities).toMatchObject([
      { kind: 'account', name: 'apples-dev', change: 'replaced', before: '222222222222', after: '444444444444' },
    ]);
    expect(found.grants).toMatchObject([{ direction: 'wider', accounts: ['444444444444'] }, { direction: 'narrower' }]);
  });
});
