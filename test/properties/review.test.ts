// One scope takes in no more than another only if that is so in every organisation.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AccountToday,
  areApart,
  covers,
  isIn,
  nothingKnown,
  type Scope,
  type ScopeContext,
  scopeTable,
} from '../../src/review/scope.ts';
import { accountId } from '../../src/state/state.ts';
import { effort } from '../support/runs.ts';

const PATHS = ['', 'Work', 'Work/Prod', 'Work/Prod/Apples', 'Work/Dev', 'Workshop'];
const NAMES = ['apples', 'apples-prod', 'app', 'pears-prod', 'pears'];
const PATTERNS = ['*', 'a*', 'app*', '*-prod', 'apples-*', 'p?ars*', 'app', '*s*'];

const scopeFrom = scopeTable();

const atom: fc.Arbitrary<Scope> = fc.oneof(
  fc.constant(scopeFrom({ kind: 'all' })),
  fc.constantFrom(...PATTERNS).map((pattern) => scopeFrom({ kind: 'glob', pattern })),
  fc
    .tuple(fc.constantFrom(...PATHS), fc.boolean())
    .map(([path, recursive]) => scopeFrom({ kind: 'organizational-unit', unit: { by: 'path', path }, recursive })),
  fc
    .tuple(fc.constantFrom('env', 'team'), fc.constantFrom('prod', 'dev'))
    .map(([key, value]) => scopeFrom({ kind: 'tag', key, value })),
);
const scope: fc.Arbitrary<Scope> = fc.letrec<{ scope: Scope }>((tie) => ({
  scope: fc.oneof(
    { depthSize: 'small' },
    atom,
    fc.array(tie('scope'), { minLength: 1, maxLength: 3 }).map((of) => scopeFrom({ kind: 'any', of })),
    fc.array(tie('scope'), { minLength: 1, maxLength: 3 }).map((of) => scopeFrom({ kind: 'every', of })),
    fc.tuple(tie('scope'), tie('scope')).map(([from, out]) => scopeFrom({ kind: 'without', from, out })),
  ),
})).scope;

/** Every account that there may be, as far as these scopes can tell. */
const ACCOUNTS = PATHS.flatMap((path) =>
  NAMES.flatMap((name) =>
    [{}, { env: 'prod' }, { env: 'dev', team: 'prod' }].flatMap((tags) =>
      [false, true].map((management) => ({ path, name, tags, management })),
    ),
  ),
).map(
  ({ path, name, tags, management }, number): AccountToday => ({
    id: accountId(String(number).padStart(12, '0')),
    names: [name],
    management,
    unit: { path, ids: [] },
    tags,
  }),
);
const CONTEXT: ScopeContext = {
  accounts: new Map(ACCOUNTS.map((account) => [account.id, account])),
  budget: { steps: Number.POSITIVE_INFINITY },
  known: nothingKnown(),
};
const membersOf = (of: Scope) => ACCOUNTS.filter(({ id }) => isIn(of, id, CONTEXT) === 'yes').map(({ id }) => id);

describe('scopes', () => {
  test('what is covered has no account that the wider one has not', () => {
    let covered = 0;
    fc.assert(
      fc.property(scope, scope, (wide, narrow) => {
        if (!covers(wide, narrow, CONTEXT)) return;
        covered++;
        const members = new Set(membersOf(wide));
        expect(membersOf(narrow).filter((id) => !members.has(id))).toEqual([]);
      }),
      { numRuns: effort(1_500, 400) },
    );
    expect(covered).toBeGreaterThan(effort(100, 30));
  });

  test('what is apart has no account in common', () => {
    fc.assert(
      fc.property(scope, scope, (a, b) => {
        if (!areApart(a, b, CONTEXT)) return;
        const members = new Set(membersOf(a));
        expect(membersOf(b).filter((id) => members.has(id))).toEqual([]);
      }),
      { numRuns: effort(1_000, 300) },
    );
  });

  test('a scope covers itself, and its union with anything', () => {
    fc.assert(
      fc.property(atom, scope, (one, other) => {
        expect(covers(one, one, CONTEXT)).toBe(true);
        expect(covers(scopeFrom({ kind: 'any', of: [other, one] }), one, CONTEXT)).toBe(true);
        const less = scopeFrom({ kind: 'without', from: one, out: other });
        expect(covers(one, less, CONTEXT)).toBe(true);
      }),
      { numRuns: effort(300, 100) },
    );
  });

  test('a spent budget covers nothing', () => {
    expect(covers(scopeFrom({ kind: 'all' }), scopeFrom({ kind: 'all' }), { ...CONTEXT, budget: { steps: 0 } })).toBe(
      false,
    );
  });
});
