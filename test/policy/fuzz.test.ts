// The comparison against the oracle, on random policies: what is said to be new is, and nothing new is missed.
import { describe, expect, it } from 'vitest';
import type { Access } from '../../src/policy/access.ts';
import { newAccess } from '../../src/policy/compare.ts';
import type { NewAccess } from '../../src/policy/new-access.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import {
  aboutAction,
  aboutResource,
  oracleAllows,
  type PlainDocument,
  type PlainGrant,
  type PlainRequest,
} from './oracle.ts';
import { ORCHARD } from './orchard-index.ts';
import { askedActions, edited, type Flavour, type Random, randomFrom, randomGrant } from './random.ts';

const RESOURCES = ['*', ...['c', 'd'].flatMap((region) => words('ab', 3).map((tail) => `arn:x:y:${region}:z:${tail}`))];
const CONTEXTS: readonly PlainRequest['context'][] = [undefined, ['a'], ['b'], ['ab'], ['zz']].flatMap((k) =>
  [undefined, ['a'], ['b'], ['a', 'b'], ['zz'], ['a', 'zz']].map((m) => ({ ...(k && { k }), ...(m && { m }) })),
);

function words(letters: string, most: number): readonly string[] {
  if (most === 0) return [''];
  return ['', ...[...letters].flatMap((letter) => words(letters, most - 1).map((word) => letter + word))].filter(
    (word, place, all) => all.indexOf(word) === place,
  );
}

const known = (policy: PlainDocument, name: string) =>
  ({ kind: 'known', name, policy: parsePolicy(policy).policy }) as const;

const accessTo = (grants: readonly PlainGrant[]): Access => ({
  grants: grants.map(({ documents, boundary }) => ({
    documents: documents.map((document, place) => known(document, `document ${place}`)),
    ...(boundary === undefined ? {} : { boundary: known(boundary, 'boundary') }),
  })),
});

interface Pair {
  readonly before: readonly PlainGrant[];
  readonly after: readonly PlainGrant[];
}

function randomPair(random: Random, flavour: Flavour): Pair {
  const before = Array.from({ length: random() < 0.2 ? 2 : 1 }, () => randomGrant(random, flavour));
  if (random() < 0.2) return { before, after: [randomGrant(random, flavour)] };
  return { before, after: before.map((grant) => edited(random, grant, flavour)) };
}

const isNew = ({ before, after }: Pair, request: PlainRequest) =>
  oracleAllows(after, request) && !oracleAllows(before, request);

/** Whether some request of the action is new, among all that are tried; statements that speak alike of actions are tried once. */
function searcher(pair: Pair): (action: string) => PlainRequest | undefined {
  const tried = new Map<string, PlainRequest | undefined>();
  return (action) => {
    const here = { before: aboutAction(pair.before, action), after: aboutAction(pair.after, action) };
    const text = JSON.stringify(here);
    const alike = text.replace(/"(?:Not)?Action":\[.*?\]/g, '');
    if (!tried.has(alike)) tried.set(alike, newRequest(here, action, text));
    return tried.get(alike);
  };
}

function newRequest({ before, after }: Pair, action: string, text: string): PlainRequest | undefined {
  const contexts = contextsFor(text);
  const tried = new Set<string>();
  for (const resource of RESOURCES) {
    const here = { before: aboutResource(before, resource), after: aboutResource(after, resource) };
    // Without variables, a resource of which the same statements speak is no other.
    const alike = text.includes('${') ? resource : JSON.stringify(here);
    for (const context of tried.has(alike) ? [] : contexts) {
      const request = { action, resource, context };
      if (isNew(here, request)) return request;
    }
    tried.add(alike);
  }
  return undefined;
}

/** Of all contexts those that differ for these statements. */
function contextsFor(text: string): readonly PlainRequest['context'][] {
  if (!/Condition|\$\{/.test(text)) return [{}];
  return CONTEXTS.filter(
    ({ k, m }) => (k === undefined || /"k"|\{k\}/i.test(text)) && (m === undefined || text.includes('"m"')),
  );
}

type Claim = 'new' | 'nothing' | 'unresolved';

function claimFor({ gains, unresolved }: NewAccess, action: string): Claim {
  const among = ({
    actions,
    unlisted,
  }: {
    readonly actions: readonly string[];
    readonly unlisted: readonly string[];
  }) =>
    actions.some((name) => name.toLowerCase() === action.toLowerCase()) ||
    unlisted.some((pattern) => stands(pattern, action));
  return gains.some(among) ? 'new' : unresolved.some(among) ? 'unresolved' : 'nothing';
}

/** An unlisted action is spoken for by its own pattern, or by the one for all others. */
function stands(pattern: string, action: string): boolean {
  if (pattern === '*') return action === 'unlisted-service:UnlistedAction';
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'i').test(action);
}

interface Tally {
  verdicts: number;
  fresh: number;
  readonly unresolved: string[];
}

/** Throws at the first disagreement, with the policies. */
function compareWithOracle(pair: Pair, tally: Tally): void {
  const result = newAccess(accessTo(pair.before), accessTo(pair.after), { index: ORCHARD });
  const fail = (what: string, about: unknown) => {
    throw new Error(`${what}: ${JSON.stringify(about)}\n${JSON.stringify(pair)}\n${JSON.stringify(result)}`);
  };
  tally.unresolved.push(...result.unresolved.map(({ doubt }) => doubt.reason));
  for (const { witness, actions } of result.gains) {
    if (!isNew(pair, witness)) fail('the witness is not new', witness);
    for (const action of actions) if (!isNew(pair, { ...witness, action })) fail('the witness does not fit', action);
  }
  const search = searcher(pair);
  for (const action of askedActions(JSON.stringify(pair))) {
    const claim = claimFor(result, action);
    tally.verdicts++;
    if (claim === 'new') tally.fresh++;

    const missed = claim === 'nothing' ? search(action) : undefined;
    if (missed !== undefined) fail('missed', missed);
  }
}

function run(seed: number, pairs: number, flavour: Flavour): Tally {
  const random = randomFrom(seed);
  const tally = { verdicts: 0, fresh: 0, unresolved: [] };
  for (let count = 0; count < pairs; count++) compareWithOracle(randomPair(random, flavour), tally);
  return tally;
}

describe('newAccess and the oracle', () => {
  it('agree on every verdict, and nothing is left open, where nothing depends on variables', () => {
    const { verdicts, fresh, unresolved } = run(20261122, 4900, { variables: false });
    expect(verdicts).toBeGreaterThanOrEqual(46_000);
    expect(fresh).toBeGreaterThan(verdicts / 10);
    // `b*a` takes a colon, or does not.
    expect([...new Set(unresolved)]).toEqual(['wildcard-over-colon']);
    expect(unresolved.length).toBeLessThan(verdicts / 500);
  });

  it('agree on what is new and on what is not, where variables leave some open', () => {
    const { verdicts, fresh, unresolved } = run(7, 500, { variables: true });
    expect(verdicts).toBeGreaterThanOrEqual(4_600);
    expect(fresh).toBeGreaterThan(verdicts / 10);
    expect(unresolved.length).toBeLessThan(verdicts / 20);
  });
});
