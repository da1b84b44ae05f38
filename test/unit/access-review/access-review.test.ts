// Access reviews: what is asked, of whom, how the answers are read, and what becomes of the files.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Answer, decidedBy, readAnswers } from '../../../src/access-review/answers.ts';
import { readTable } from '../../../src/access-review/csv.ts';
import { reviewFiles } from '../../../src/access-review/files.ts';
import { type ReviewItem, reviewItems } from '../../../src/access-review/items.ts';
import { codeOwners } from '../../../src/access-review/reviewers.ts';
import { withoutRevoked } from '../../../src/access-review/revoke.ts';
import { declare, type Offline, offline } from '../../../src/compile.ts';
import { accessReviewCsv } from '../../../src/render/access-review-csv.ts';
import type { SourceFolder } from '../../../src/source/file.ts';
import { AS_OF } from '../../support/planning.ts';
import { effort, runs } from '../../support/runs.ts';

const ORCHARD = `identityCenter: { owner: access, inventoryComplete: true, users: always }
accounts:
  apples-prod: { id: "222222222222" }
  pears-prod: { id: "333333333333" }
  apples-dev: { id: "444444444444" }
groups:
  pickers: { displayName: Pickers, objectId: 11111111-aaaa-4aaa-8aaa-000000000001 }
  pressers: { displayName: "=Pressers", objectId: 11111111-aaaa-4aaa-8aaa-000000000002 }
  seasonal: { displayName: Seasonal, objectId: 11111111-aaaa-4aaa-8aaa-000000000009 }
users:
  eve: { userName: eve@orchard.example, externalId: "9" }
permissionSets:
  Picker: { managedPolicies: [ReadOnlyAccess] }
  Presser: { managedPolicies: [PowerUserAccess] }
`;

function folderOf(grants: string, rest = ORCHARD): SourceFolder {
  const texts = { 'access.yaml': rest, 'grants.yaml': grants };
  const documents = Object.entries(texts).map(([name, text]) => ({ path: name, configPath: name, text }));
  return { documents, policies: [], incomplete: false };
}

function filesOf(folder: SourceFolder): Offline {
  const { value, diagnostics } = declare(folder);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return offline(value, AS_OF);
}

const filesFrom = (grants: string, rest?: string) => filesOf(folderOf(grants, rest));

const csvOf = (items: readonly ReviewItem[], answers: Readonly<Record<string, string>> = {}): string =>
  accessReviewCsv({
    items,
    answerOf: ({ id }) => (answers[id] === undefined ? undefined : { decision: answers[id] as 'keep', comment: '' }),
    accountName: String,
    worthOf: () => undefined,
  });

const text = ({ principal, permissionSet, accounts, news }: ReviewItem): string =>
  `${principal.key.value} ${permissionSet} ${accounts.length}${news.map((each) => ` ${each.kind}${'count' in each ? each.count : ''}`).join('')}`;

const GRANTS = `grants:
  # harvest
  - groups: [pickers, seasonal]
    permissionSets: [Picker, Presser]
    accounts: apples-*
  - { groups: pickers, permissionSets: Picker, accounts: apples-prod, expires: 2027-01-01 }
  - { groups: seasonal, permissionSets: Picker, accounts: pears-prod, expires: 2020-01-01 }
`;

describe('what is asked', () => {
  test('is one decision for each principal and permission set of a grant that has not ended', () => {
    expect(reviewItems(filesFrom(GRANTS)).map(text)).toEqual([
      'pickers Picker 2',
      'pickers Presser 2',
      'seasonal Picker 2',
      'seasonal Presser 2',
      'pickers Picker 1',
    ]);
  });

  test('has an id that stays when the grant moves, and is one for grants that say the same', () => {
    const ids = (grants: string) => reviewItems(filesFrom(grants)).map(({ id }) => id);
    const before = ids(GRANTS);
    expect(new Set(before).size).toBe(before.length);
    expect(ids(`# moved\n\n${GRANTS.replace('apples-*', '["apples-*"]')}`)).toEqual(before);
    const twice = 'grants:\n  - &a { groups: pickers, permissionSets: Picker, accounts: apples-prod }\n  - *a\n';
    expect(ids(twice)).toHaveLength(1);
  });

  test.each([
    ['accounts', GRANTS.replace('apples-*', '[apples-prod]'), ORCHARD],
    ['its end', GRANTS.replace('2027-01-01', '2028-01-01'), ORCHARD],
    ['the group that a key names', GRANTS, ORCHARD.replace('000000000001', '000000000003')],
    ['what the permission set allows', GRANTS, ORCHARD.replace('ReadOnlyAccess', 'ViewOnlyAccess')],
    [
      'an account that joins',
      GRANTS,
      ORCHARD.replace('accounts:\n', 'accounts:\n  apples-new: { id: "555555555555" }\n'),
    ],
  ])('has another id with other %s', (_, grants, rest) => {
    const before = new Set(reviewItems(filesFrom(GRANTS)).map(({ id }) => id));
    expect(reviewItems(filesFrom(grants, rest)).some(({ id }) => !before.has(id))).toBe(true);
  });

  test('has what changed since the last review first', () => {
    const before = filesFrom(
      'grants:\n  - { groups: pickers, permissionSets: Picker, accounts: apples-prod, expires: 2026-12-24 }\n  - { groups: pickers, permissionSets: Presser, accounts: "apples-*" }\n',
    );
    const now = filesFrom(GRANTS, ORCHARD.replace('PowerUserAccess', 'AdministratorAccess'));
    expect(reviewItems(now, before).map(text)).toEqual([
      'pickers Picker 2 more-accounts1 ends-later',
      'pickers Presser 2 other-permissions',
      'seasonal Picker 2 new',
      'seasonal Presser 2 new',
      'pickers Picker 1 ends-later',
    ]);
    expect(reviewItems(now, now).flatMap(({ news }) => news)).toEqual([]);
  });
});

describe('whom', () => {
  test.each([
    [
      'the last pattern that matches',
      '* @all\n/access/ @identity # us\n/access/teams/pay* @pay @identity\n',
      { 'access/a.yaml': '@identity', 'access/teams/payments.yaml': '@pay @identity', 'x.yaml': '@all' },
    ],
    [
      'nobody where the last one has no owner',
      '/access/ @identity\n/access/teams/\n',
      { 'access/teams/a.yaml': '', 'access/a.yaml': '@identity' },
    ],
    [
      'folders at any depth, and files right in one',
      'teams/ @t\n/access/ops/* @o\n**/x/y.yaml @y\n',
      {
        'access/teams/deep/a.yaml': '@t',
        'access/ops/a.yaml': '@o',
        'access/ops/deep/a.yaml': '',
        'a/b/x/y.yaml': '@y',
      },
    ],
    [
      'sections of GitLab, each for itself, with owners of their own',
      '/access/ @identity\n[Payments][2] @pay\n/access/teams/\n^[Docs]\n*.md @docs\n',
      { 'access/teams/a.yaml': '@identity @pay', 'README.md': '@docs' },
    ],
    ['names with spaces', '/my\\ access/ a@orchard.example\n', { 'my access/a.yaml': 'a@orchard.example' }],
  ])('%s', (_, owners, expected) => {
    const ownersOf = codeOwners(owners);
    expect(Object.fromEntries(Object.keys(expected).map((file) => [file, ownersOf(file).join(' ')]))).toEqual(expected);
  });

  test('patterns with many stars take no time', () => {
    expect(codeOwners(`${'**/*a'.repeat(2_000)}b @x\n`)(`${'a/'.repeat(2_000)}c`)).toEqual([]);
  });

  test('files have names that are safe and unique, whatever owners are called', () => {
    const items = reviewItems(filesFrom(GRANTS));
    const owners = ['@Orchard/Identity', '@orchard/identity', '../../etc', '-', `@${'x'.repeat(500)}`];
    const files = reviewFiles(items, { ownersOf: (file) => [owners[Number(file)]!], pathOf: () => '0' });
    expect(files.map(({ name }) => name)).toEqual(['orchard-identity.csv']);
    const names = items.map((item, at) => ({
      ...item,
      grants: [{ ...item.grants[0], span: { ...item.grants[0].span, file: String(at) } }] as const,
    }));
    expect(
      reviewFiles(names, { ownersOf: (file) => [owners[Number(file)]!], pathOf: String }).map(({ name }) => name),
    ).toEqual([
      'without-owner.csv',
      'etc.csv',
      'orchard-identity.csv',
      'orchard-identity-2.csv',
      `${'x'.repeat(100)}.csv`,
    ]);
  });
});

describe('tables', () => {
  const texts = (table: string) => readTable(table).rows.map((row) => row.map((cell) => cell.text));

  test.each([
    ['commas', 'a,b\r\n"1, ""x""\n",2\r\n'],
    ['semicolons', 'a;b\n"1, ""x""\n";2'],
    ['tabs, and a byte order mark', '\ufeffa\tb\r"1, ""x""\n"\t2\r\r'],
  ])('with %s', (_, table) => {
    expect(texts(table)).toEqual([
      ['a', 'b'],
      ['1, "x"\n', '2'],
    ]);
  });

  test('whatever is written is read', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\t', ' ') });
    const written = (rows: readonly (readonly string[])[]) =>
      rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(',')).join('\r\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 5 }), (rows) => {
        expect(texts(`x,y,z\r\n${written(rows)}`).slice(1)).toEqual(rows);
      }),
    );
  });

  test.each([
    ['a quote without an end', 'a,b\n"1,2\n'],
    ['too many cells', `a,b\n${','.repeat(300)}\n`],
    ['too many rows', `a,b\n${'1,2\n'.repeat(200_001)}`],
  ])('%s is told', (_, table) => {
    expect(readTable(table).problem).toBeDefined();
  });

  test('hostile ones take no longer than they are', () => {
    for (const table of [
      '"'.repeat(1_000_001),
      '""'.repeat(500_000),
      `a,${'"",'.repeat(300_000)}`,
      '\r'.repeat(1_000_000),
    ])
      expect(readTable(table).rows.length).toBeLessThan(3);
  });
});

describe('answers', () => {
  const items = reviewItems(filesFrom(GRANTS));
  const codes = (csv: string) =>
    readAnswers('r.csv', csv).findings.map(({ code, span }) => `${code} ${span?.start.line}:${span?.start.column}`);

  test('formulas are defused when they are written, and say nothing when they are read', () => {
    const csv = csvOf(items);
    expect(csv).not.toMatch(/"[=+@-]/);
    expect(readAnswers('r.csv', csv).findings).toEqual([]);
  });

  test.each([
    ['keep', 'keep'],
    [' Approve ', 'keep'],
    ['REVOKE', 'revoke'],
    ['Deny', 'revoke'],
    ['', undefined],
    ['Don\u2019t know', undefined],
  ])('%s', (word, decision) => {
    expect(readAnswers('r.csv', `id;decision\nr-0123456789ab-0123456789ab;${word}\n`).answers[0]?.decision).toBe(
      decision,
    );
  });

  test.each([
    ['no titles', 'a,b\n', ['access-review/not-a-review 1:1']],
    [
      'words that are no decisions',
      'id,decision\nr-0123456789ab-0123456789ab,constructor\n',
      ['access-review/unknown-decision 2:29'],
    ],
    ['formulas', 'id,decision\nr-0123456789ab-0123456789ab,=cmd()\n', ['access-review/unknown-decision 2:29']],
    ['no id', 'id,decision\n,keep\n', ['access-review/no-id 2:1']],
    ['a row that is cut off', 'decision,x,id\nkeep\n', ['access-review/no-id 2:1']],
    ['a quote without an end', 'id,decision\n"r-0123', ['access-review/unreadable 2:1']],
  ])('with %s are refused at their place', (_, csv, expected) => {
    expect(codes(csv)).toEqual(expected);
  });

  const answersOf = (csv: string): readonly Answer[] => readAnswers('r.csv', csv).answers;
  const decided = (csv: string, now = items) => {
    const { kept, revoked, undecided, unasked, gone, findings } = decidedBy(answersOf(csv), now);
    return [
      kept.length,
      revoked.length,
      undecided.length,
      unasked.length,
      gone.length,
      ...findings.map(({ code }) => code),
    ];
  };

  test('are counted', () => {
    const [a, b, c] = items.map(({ id }) => id);
    expect(decided(`id,decision\n${a},keep\n${b},revoke\n${c},\n`)).toEqual([1, 1, 1, 2, 0]);
    expect(decided(`id,decision\n${a},keep\n${a},keep\n`)).toEqual([1, 0, 0, 4, 0]);
    expect(decided(`id,decision\n${a},keep\n${a},revoke\n`).at(-1)).toBe('access-review/contradiction');
  });

  test('about what has changed are no answers, and a revocation of it is refused', () => {
    const changed = reviewItems(filesFrom(GRANTS.replace('apples-*', 'apples-dev')));
    const all = (word: string) => `id,decision\n${items.map(({ id }) => `${id},${word}\n`).join('')}`;
    expect(decided(all('keep'), changed)).toEqual([1, 0, 4, 0, 0]);
    expect(decided(all('revoke'), changed)).toEqual([0, 1, 4, 0, 0, ...Array(4).fill('access-review/stale')]);
    expect(decided(all('revoke'), [])).toEqual([0, 0, 0, 0, 5]);
  });
});

test('files that would grant something else than what is left are not touched', () => {
  const folder = folderOf(GRANTS);
  const files = filesOf(folder);
  const { grants } = files.declared.declarations;
  const items = reviewItems(files);
  const csv = csvOf(items, { [items[0]!.id]: 'revoke' });
  const { revoked } = decidedBy(readAnswers('r.csv', csv).answers, items);
  expect(withoutRevoked(revoked, folder, grants).findings).toEqual([]);
  // As if the edit lost a grant.
  const more = `${GRANTS}  - { groups: pressers, permissionSets: Presser, accounts: pears-prod }\n`;
  const lost = filesFrom(more).declared.declarations.grants.at(-1)!;
  const taken = withoutRevoked(revoked, folder, [...grants, lost]);
  expect(taken.findings.map(({ code }) => code)).toEqual(['access-review/by-hand']);
  expect([taken.files, taken.folder]).toEqual([[], folder]);
});

const grant = fc.record({
  groups: fc.subarray(['pickers', 'pressers', 'seasonal']),
  users: fc.subarray(['eve']),
  sets: fc.subarray(['Picker', 'Presser'], { minLength: 1 }),
  accounts: fc.subarray(['apples-prod', 'pears-prod', '*'], { minLength: 1 }),
  block: fc.boolean(),
});

test('what is revoked is gone, everything else is granted as before, and the answers hold for nothing else', () => {
  fc.assert(
    fc.property(
      fc.array(grant, { minLength: 1, maxLength: 4 }),
      fc.infiniteStream(fc.boolean()),
      (grants, isRevoked) => {
        const listText = (names: readonly string[], block: boolean) =>
          block ? names.map((name) => `\n      - "${name}" # ${name}`).join('') : ` ${JSON.stringify(names)}`;
        const yaml = grants.flatMap(({ groups, users, sets, accounts, block }) =>
          groups.length + users.length === 0
            ? []
            : [
                `  # because\n  - permissionSets:${listText(sets, block)}\n${groups.length === 0 ? '' : `    groups:${listText(groups, !block)}\n`}${users.length === 0 ? '' : `    users:${listText(users, block)}\n`}    accounts:${listText(accounts, block)}\n`,
              ],
        );
        const folder = folderOf(`grants:\n${yaml.join('')}${yaml.length === 0 ? '  []\n' : ''}`);
        const files = filesOf(folder);
        const items = reviewItems(files);
        const revoked = new Set(items.filter(() => isRevoked.next().value).map(({ id }) => id));
        const csv = csvOf(items, Object.fromEntries(items.map(({ id }) => [id, revoked.has(id) ? 'revoke' : 'keep'])));
        const decided = decidedBy(readAnswers('r.csv', csv).answers, items);
        const taken = withoutRevoked(decided.revoked, folder, files.declared.declarations.grants);
        expect(taken.findings).toEqual([]);
        const after = filesOf(taken.folder);
        const cell = ({ principal, permissionSet, grants: [{ accounts }] }: ReviewItem) =>
          `${principal.key.value} ${permissionSet} ${accounts.map((each) => each.text)}`;
        expect(reviewItems(after).map(cell).sort()).toEqual(
          items
            .filter(({ id }) => !revoked.has(id))
            .map(cell)
            .sort(),
        );
        // Read again, nothing is left to do.
        const again = decidedBy(readAnswers('r.csv', csv).answers, reviewItems(after));
        expect(again.revoked).toEqual([]);
        expect(again.kept.length).toBe(items.length - revoked.size);
      },
    ),
    runs({ numRuns: effort(1_000, 40), seed: 15 }),
  );
});
