// Conditions and resources against the oracle, where words decide more than any search: variables that stand for one thing or another or for nothing,
// escapes, letters with and without regard to case. Where nothing is said to be new, no request is, whatever AWS leaves open; and what is said to be new
// is so, whatever it leaves open. Few values, every operator on texts, and requests with each of the values and with several of them.
import { expect, it } from 'vitest';
import { newAccess } from '../../src/policy/compare/compare.ts';
import { isNothing } from '../../src/policy/compare/new-access.ts';
import { effort } from '../support/runs.ts';
import { accessTo } from './claims.ts';
import { ORCHARD } from './orchard-index.ts';
import {
  DOCTRINES,
  type Doctrine,
  oracleAllows,
  type PlainDocument,
  type PlainGrant,
  type PlainRequest,
  type PlainStatement,
} from './oracle.ts';
import { pick, type Random, randomFrom } from './random.ts';

interface Kind {
  readonly seed: number;
  readonly operators: readonly string[];
  readonly values: readonly string[];
  /** `*` is a statement on everything. */
  readonly resources: readonly string[];
  readonly requests: readonly PlainRequest[];
  /** Those with several values of a key, where set operators speak of them. */
  readonly ofSeveral: readonly PlainRequest[];
  readonly doctrines: readonly Doctrine[];
}

const variable = (name: string) => `$\{${name}}`;
const [V, W] = [variable('v'), variable('w')];
const fruit = (name: string) => `arn:x:y:c:z:${name}`;

const BOTH = (names: readonly string[]) => names.flatMap((name) => [`String${name}`, `StringNot${name}`]);
const COMPARING = BOTH(['Equals', 'Like', 'EqualsIgnoreCase']);
const SETS = ['ForAnyValue:', 'ForAllValues:'].flatMap((set) =>
  BOTH(['Equals', 'Like', 'EqualsIgnoreCase']).map((operator) => set + operator),
);
const IF_EXISTS = COMPARING.map((operator) => `${operator}IfExists`);

/** Where no letter is beyond ASCII. */
const OF_VARIABLES = DOCTRINES.filter(({ letters }) => letters === 'ascii');

const KINDS: Readonly<Record<string, Kind>> = {
  conditions: {
    seed: 20261130,
    operators: [...COMPARING, ...COMPARING, ...SETS, ...IF_EXISTS, 'Null'],
    values: [
      ...[V, W, V + W, `${V}a`, `a${W}`, variable("v, 'a'"), `${V}*`, `*${W}`, `${V}*${W}`],
      ...['a', 'ab', 'A', 'b', 'a*', '?', 'a?', '*', variable('*'), `a${variable('*')}`, variable('?')],
    ],
    resources: ['*'],
    requests: requestsWith({
      k: ['a', 'ab', 'A', 'b', 'zz', '*', 'ba'],
      m: ['a', 'zz'],
      v: ['a', 'ab', 'b'],
      w: ['a', 'b'],
    }),
    ofSeveral: requestsWith({ k: ['a b', 'ab zz', 'A zz'], m: ['a'], v: ['a', 'b'], w: ['b'] }),
    doctrines: OF_VARIABLES,
  },
  letters: {
    seed: 8490,
    operators: [...BOTH(['EqualsIgnoreCase', 'EqualsIgnoreCase', 'Equals', 'Like']), 'StringEqualsIgnoreCaseIfExists'],
    values: ['k', 'K', '\u212a', 'kb', 'KB', 'Kb', '\u0130', '\u0131', 'i', 'I', 'é', 'É', 'ß', 's', 'S', '?', V],
    resources: ['*'],
    requests: requestsWith({
      k: [...['k', 'K', '\u212a', 'kb', 'KB', 'kB', 'Kb', '\u212ab', 'zz'], ...['\u0130', '\u0131', 'i', 'I']].concat(
        ...['é', 'É', 'ß', 's', 'S', '\u017f'],
      ),
      m: ['k', '\u212a'],
      v: ['k', 'K', '\u212a'],
    }),
    ofSeveral: [],
    doctrines: DOCTRINES,
  },
  resources: {
    seed: 315,
    operators: ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'],
    values: [V, W, `${V}*`, 'a', 'b'],
    resources: [
      ...['*', 'a', 'ab', 'b', 'a*', '?', V, `${V}*`, `a${V}`, V + W, `*${W}`, `${V}a`, variable("w, 'b'")].map(fruit),
      '*',
    ],
    requests: ['*', ...['a', 'ab', 'b', 'ba', 'aa', 'zz'].map(fruit)].flatMap((resource) =>
      requestsWith({ k: ['a', 'zz'], v: ['a', 'b', 'ab'], w: ['a', 'b', 'zz'] }, resource),
    ),
    ofSeveral: [],
    doctrines: OF_VARIABLES,
  },
};

/** Every combination of the keys, each absent or with one of its values; a blank stands between several. */
function requestsWith(keys: Readonly<Record<string, readonly string[]>>, resource = '*'): readonly PlainRequest[] {
  const contexts = Object.entries(keys).reduce<readonly PlainRequest['context'][]>(
    (all, [key, ways]) => all.flatMap((one) => [one, ...ways.map((way) => ({ ...one, [key]: way.split(' ') }))]),
    [{}],
  );
  return contexts.map((context) => ({ action: 'fruit:GetPear', resource, context }));
}

const upTo = <T>(random: Random, most: number, make: () => T): readonly T[] =>
  Array.from({ length: 1 + Math.floor(random() * most) }, make);

function randomStatement(random: Random, { operators, values, resources }: Kind): PlainStatement {
  const operator = pick(random, operators);
  const value = () => pick(random, values);
  const tested = operator === 'Null' ? pick(random, ['true', 'false']) : upTo(random, 2, value);
  const further =
    random() < 0.3
      ? {
          [pick(
            random,
            COMPARING.filter((one) => one !== operator),
          )]: { m: value() },
        }
      : {};
  const isThere = random() < 0.15 && operator !== 'Null' ? { Null: { v: pick(random, ['true', 'false']) } } : {};
  const on = upTo(random, 2, () => pick(random, resources));
  return {
    Effect: random() < 0.35 ? 'Deny' : 'Allow',
    Action: 'fruit:GetPear',
    ...(!on.includes('*') && random() < 0.3 ? { NotResource: on } : { Resource: on }),
    ...(random() < 0.9 ? { Condition: { ...further, ...isThere, [operator]: { k: tested } } } : {}),
  };
}

const PLAIN: PlainStatement = { Effect: 'Allow', Action: 'fruit:GetPear', Resource: '*' };

function randomDocument(random: Random, kind: Kind): PlainDocument {
  const own = upTo(random, 2, () => randomStatement(random, kind));
  return { Version: '2012-10-17', Statement: random() < 0.3 ? [...own, PLAIN] : own };
}

type Sides = readonly [had: readonly PlainGrant[], has: readonly PlainGrant[]];

function randomSides(random: Random, kind: Kind): Sides {
  const before = randomDocument(random, kind);
  const changed = before.Statement.map((one) => (random() < 0.5 ? randomStatement(random, kind) : one));
  const after = random() < 0.4 ? randomDocument(random, kind) : { ...before, Statement: changed };
  return [[{ documents: [before] }], [{ documents: [after] }]];
}

const isNewIn = ([had, has]: Sides, request: PlainRequest, doctrine: Doctrine) =>
  oracleAllows(has, request, doctrine) && !oracleAllows(had, request, doctrine);

it.each(Object.entries(KINDS))('%s: nothing new is missed, and what is new is', (_, kind) => {
  const random = randomFrom(kind.seed);
  const pairs = effort(4_000, 100);
  const tally = { nothing: 0, gained: 0, open: 0 };
  for (let count = 0; count < pairs; count++) {
    const sides = randomSides(random, kind);
    const found = newAccess(accessTo(sides[0]), accessTo(sides[1]), { index: ORCHARD });
    for (const { witness } of found.gains)
      for (const doctrine of kind.doctrines)
        expect(isNewIn(sides, witness, doctrine), JSON.stringify({ witness, doctrine, sides })).toBe(true);
    if (found.gains.length > 0) tally.gained += 1;
    else if (found.unresolved.length > 0) tally.open += 1;
    if (!isNothing(found)) continue;
    tally.nothing += 1;
    // Without a set operator a key has one value.
    const requests = JSON.stringify(sides).includes('Values:') ? [...kind.requests, ...kind.ofSeveral] : kind.requests;
    for (const doctrine of kind.doctrines) {
      const missed = requests.find((request) => isNewIn(sides, request, doctrine));
      expect(missed, JSON.stringify({ doctrine, sides })).toBeUndefined();
    }
  }
  expect(tally.nothing).toBeGreaterThan(pairs / 4);
  expect(tally.gained).toBeGreaterThan(pairs / 4);
  expect(tally.open).toBeLessThan(pairs / 10);
});
