// Policies that no one would write but to stop a pull request from being judged: each is answered within the budget, and never with "nothing".
import { beforeAll, describe, expect, it } from 'vitest';
import type { ActionIndex } from '../../src/policy/catalogue/action-index.ts';
import { accessOf } from '../../src/policy/compare/access.ts';
import { newAccessWithin } from '../../src/policy/compare/compare.ts';
import { isNothing } from '../../src/policy/compare/new-access.ts';
import { escalationPaths } from '../../src/policy/escalation/escalation.ts';
import { parsePolicy } from '../../src/policy/language/parse.ts';
import type { Budget } from '../../src/policy/patterns/budget.ts';
import { loadActionIndex } from '../../src/policy-data.ts';
import { someOf } from '../support/runs.ts';

let index: ActionIndex;
beforeAll(async () => {
  index = await loadActionIndex();
});

const MOST_BYTES = 10_240;
const BUDGET = 4_000_000;
/** What one question may take beyond the budget: it is asked before it is known to be too much. */
const BEYOND = 1_000_000;

const times = <T>(count: number, make: (place: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, place) => make(place));
const allow = (parts: object) => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...parts });
const tree = (resource: string) => `arn:aws:s3:::${resource}`;
const username = (values: readonly string[]) => ({ StringLike: { 'aws:username': values } });

const USERNAME = ['$', '{aws:username}'].join('');

const NOTHING_YET = [allow({ Action: 'sqs:SendMessage' })];

interface Shape {
  readonly name: string;
  readonly before: readonly object[];
  readonly after: readonly object[];
}

const SHAPES: readonly Shape[] = [
  {
    name: 'every action on many resources',
    before: NOTHING_YET,
    after: [{ Effect: 'Allow', Action: '*', Resource: times(400, (place) => `arn:aws:*:*:*:*${place}*`) }],
  },
  {
    name: 'many actions with many stars, of one service',
    before: NOTHING_YET,
    after: [allow({ Action: times(300, (place) => `s3:G*t*${place}*d*`), Resource: times(120, (n) => tree(`${n}*`)) })],
  },
  {
    name: 'many actions with many stars, of any service',
    before: NOTHING_YET,
    after: [allow({ Action: times(600, (place) => `*a${place}*p*e`) })],
  },
  {
    name: 'many resources with many stars',
    before: [allow({ Resource: times(400, (place) => tree(`*a${place}*`)) })],
    after: [allow({ Resource: times(400, (place) => tree(`*p${place}*`)) })],
  },
  {
    name: 'many patterns of NotAction',
    before: [{ Effect: 'Allow', NotAction: times(600, (place) => `*a${place}*p*`), Resource: '*' }],
    after: [{ Effect: 'Allow', NotAction: times(600, (place) => `*p${place}*a*`), Resource: '*' }],
  },
  {
    name: 'many statements with NotAction, each with a resource',
    before: times(80, (place) => ({ Effect: 'Allow', NotAction: `*a${place}*`, Resource: `*${place}*` })),
    after: times(80, (place) => ({ Effect: 'Allow', NotAction: `*p${place}*`, Resource: `*p${place}*` })),
  },
  {
    name: 'many values of one condition',
    before: NOTHING_YET,
    after: [allow({ Action: '*', Condition: username(times(600, (place) => `*${place}*b*`)) })],
  },
  {
    name: 'many statements with the same action',
    before: times(90, (place) => allow({ Resource: tree(`*a${place}*`) })),
    after: times(90, (place) => allow({ Resource: tree(`*p${place}*`) })),
  },
  {
    name: 'many statements that deny some actions of any service',
    before: NOTHING_YET,
    after: [
      allow({ Action: '*', Resource: times(100, (place) => `*y${place}`) }),
      ...times(110, (place) => ({ Effect: 'Deny', Action: `*a${place}*`, Resource: `${place}` })),
    ],
  },
  {
    name: 'a long run of single wildcards',
    before: [allow({ Resource: tree(`*a${'?'.repeat(9_000)}`) })],
    after: [allow({ Resource: tree(`*p${'?'.repeat(9_000)}`) })],
  },
  {
    name: 'runs of single wildcards in actions, each longer',
    before: [allow({ Action: times(120, (place) => `s3:*a${'?'.repeat(place)}`) })],
    after: [allow({ Action: times(120, (place) => `s3:*p${'?'.repeat(place)}`) })],
  },
  {
    name: 'a star after each letter of a condition',
    before: [allow({ Condition: username([`${'*a'.repeat(4_800)}b`]) })],
    after: [allow({ Condition: username(['*a'.repeat(4_800)]) })],
  },
  {
    name: 'a variable after each star of a resource',
    before: [allow({ Resource: tree('apples') })],
    after: [allow({ Resource: tree(`${`*${USERNAME}`.repeat(550)}b`) })],
  },
];

describe.each(someOf(SHAPES, 6))('$name', ({ before, after }) => {
  const accessTo = (Statement: readonly object[]) => accessOf(parsePolicy({ Version: '2012-10-17', Statement }).policy);

  it('is small enough for a permission set', () => {
    for (const statements of [before, after]) expect(JSON.stringify(statements).length).toBeLessThan(MOST_BYTES);
  });

  it('is answered within the budget, and not with nothing', () => {
    const budget: Budget = { steps: BUDGET };
    const answer = newAccessWithin(accessTo(before), accessTo(after), { index, budget });
    expect(isNothing(answer)).toBe(false);
    expect(budget.steps).toBeGreaterThan(-BEYOND);
    // What was given up is told with the actions or the patterns that it is about.
    for (const { actions, unlisted } of answer.unresolved) expect(actions.length + unlisted.length).toBeGreaterThan(0);
    if (budget.steps <= 0) expect(answer.unresolved.map(({ doubt }) => doubt.reason)).toContain('budget');
  });

  it('opens only paths that could be proved', () => {
    for (const { actions } of escalationPaths(accessTo(after), { index })) expect(actions).not.toEqual([]);
  });
});

describe('a budget that is all gone', () => {
  const accessTo = (statements: readonly object[]) =>
    accessOf(parsePolicy({ Version: '2012-10-17', Statement: statements }).policy);

  it.each([0, 1, 10, 100, 1_000, 10_000, 50_000])('of %i never makes new access nothing', (steps) => {
    for (const { before, after } of SHAPES.slice(0, 8)) {
      const answer = newAccessWithin(accessTo(before), accessTo(after), { index, budget: { steps } });
      expect(isNothing(answer)).toBe(false);
    }
  });
});
