// Conditions with variables against the oracle: where nothing is said to be new, no request is, whatever the variables stand for. Few values, every
// operator on texts, and requests with each of the values and with several of them.
import { expect, it } from 'vitest';
import { newAccess } from '../../src/policy/compare/compare.ts';
import { isNothing } from '../../src/policy/compare/new-access.ts';
import { effort } from '../support/runs.ts';
import { accessTo } from './claims.ts';
import { ORCHARD } from './orchard-index.ts';
import { oracleAllows, type PlainDocument, type PlainRequest, type PlainStatement } from './oracle.ts';
import { pick, type Random, randomFrom } from './random.ts';

const variable = (name: string) => `$\{${name}}`;
const [V, W] = [variable('v'), variable('w')];
const VALUES = [V, W, variable("v, 'a'"), `${V}*`, 'a', 'ab', 'A', 'b', 'a*', '?'];
const OPERATORS = [
  ...['Equals', 'Like', 'EqualsIgnoreCase'].flatMap((name) => [`String${name}`, `StringNot${name}`]),
  ...['StringEqualsIfExists', 'StringNotEqualsIfExists', 'Null'],
  ...['ForAnyValue:', 'ForAllValues:'].flatMap((set) => [`${set}StringEquals`, `${set}StringNotLike`]),
];
const PLAIN: PlainStatement = { Effect: 'Allow', Action: 'fruit:GetPear', Resource: '*' };

function randomStatement(random: Random): PlainStatement {
  const operator = pick(random, OPERATORS);
  const values = [0, 1].slice(0, random() < 0.5 ? 1 : 2).map(() => pick(random, VALUES));
  const tested = operator === 'Null' ? pick(random, ['true', 'false']) : values;
  const further = random() < 0.3 ? { StringNotEquals: { m: pick(random, VALUES) } } : {};
  return { ...PLAIN, Effect: random() < 0.35 ? 'Deny' : 'Allow', Condition: { ...further, [operator]: { k: tested } } };
}

function randomDocument(random: Random): PlainDocument {
  const own = random() < 0.5 ? [randomStatement(random)] : [randomStatement(random), randomStatement(random)];
  return { Version: '2012-10-17', Statement: random() < 0.3 ? [...own, PLAIN] : own };
}

const SINGLE = [undefined, ...['a', 'ab', 'A', 'AB', 'b', 'zz'].map((value) => [value])];
const SEVERAL = [
  ['a', 'b'],
  ['ab', 'zz'],
];
const STANDS_FOR = [['a'], ['ab'], ['A'], ['b'], ['qq']];

function requestsWith(values: readonly (readonly string[] | undefined)[]): readonly PlainRequest[] {
  return values.flatMap((k) =>
    SINGLE.flatMap((m) =>
      STANDS_FOR.flatMap((v) =>
        STANDS_FOR.map((w) => ({
          action: 'fruit:GetPear',
          resource: '*',
          context: { v, w, ...(k === undefined ? {} : { k }), ...(m === undefined ? {} : { m }) },
        })),
      ),
    ),
  );
}

const OF_SINGLE = requestsWith(SINGLE);
const OF_SEVERAL = requestsWith(SEVERAL);

it('nothing new: no request is, with whatever values', () => {
  const random = randomFrom(20261130);
  const pairs = effort(6_000, 250);
  const tally = { nothing: 0, open: 0 };
  for (let count = 0; count < pairs; count++) {
    const before = randomDocument(random);
    const changed = before.Statement.map((statement) => (random() < 0.5 ? randomStatement(random) : statement));
    const after = random() < 0.5 ? randomDocument(random) : { ...before, Statement: changed };
    const sides = [before, after].map((document) => [{ documents: [document] }]);
    const [had, has] = [sides[0]!, sides[1]!];
    const found = newAccess(accessTo(had), accessTo(has), { index: ORCHARD });
    if (found.gains.length === 0 && found.unresolved.length > 0) tally.open += 1;
    if (!isNothing(found)) continue;
    tally.nothing += 1;
    // Without a set operator a key has one value.
    const isOfSeveral = JSON.stringify([before, after]).includes('Values:');
    const requests = isOfSeveral ? [...OF_SINGLE, ...OF_SEVERAL] : OF_SINGLE;
    const missed = requests.find((request) => oracleAllows(has, request) && !oracleAllows(had, request));
    expect(missed, JSON.stringify([before, after])).toBeUndefined();
  }
  expect(tally.nothing).toBeGreaterThan(pairs / 4);
  expect(tally.open).toBeLessThan(pairs / 15);
});
