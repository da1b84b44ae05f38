// The comparison against the oracle, on random policies: what is said to be new is, and nothing new is missed.
import { describe, expect, it } from 'vitest';
import { newAccess } from '../../src/policy/compare/compare.ts';
import { effort } from '../support/runs.ts';
import { accessTo, claimFor, isForetold, isMatch } from './claims.ts';
import { ORCHARD } from './orchard-index.ts';
import { askedActions, type Flavour, FUTURE_ACTIONS, randomFrom, randomPair } from './random.ts';
import { isNew, isPossible, type Pair, trialsOf } from './trials.ts';

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
  const newRequest = trialsOf(pair);
  for (const { witness, actions } of result.gains) {
    if (!isNew(pair, witness)) fail('the witness is not new', witness);
    if (!isPossible(witness)) fail('the witness is not possible', witness);
    for (const action of actions)
      if (newRequest(action) === undefined && !isNew(pair, { ...witness, action })) fail('not new for', action);
  }
  for (const action of askedActions(JSON.stringify(pair))) {
    const claim = claimFor(result, action);
    tally.verdicts++;
    if (claim === 'new') tally.fresh++;
    const missed = claim === 'nothing' ? newRequest(action) : undefined;
    if (missed !== undefined) fail('missed', missed);
  }
  const future = FUTURE_ACTIONS.filter((action) => newRequest(action) !== undefined);
  tally.verdicts += FUTURE_ACTIONS.length;
  tally.fresh += future.length;
  for (const action of future) if (!isForetold(result, action)) fail('not foretold', newRequest(action));
  // What a variable stands for is not tried in all its ways.
  for (const pattern of JSON.stringify(pair).includes('${') ? [] : result.openEnded)
    if (!future.some((action) => isMatch(pattern, action))) fail('foretold, and never new', pattern);
}

function run(seed: number, pairs: number, flavour: Flavour): Tally {
  const random = randomFrom(seed);
  const tally = { verdicts: 0, fresh: 0, unresolved: [] };
  for (let count = 0; count < pairs; count++) compareWithOracle(randomPair(random, flavour), tally);
  return tally;
}

/** Some 95 verdicts each. */
const PAIRS = effort(4_000, 40);

describe('newAccess and the oracle', () => {
  it('agree on every verdict, and nothing is left open, where nothing depends on variables', () => {
    const { verdicts, fresh, unresolved } = run(20261122, PAIRS, { variables: false });
    expect(verdicts).toBeGreaterThanOrEqual(90 * PAIRS);
    expect(fresh).toBeGreaterThan(verdicts / 10);
    // `b*a` takes a colon, or does not.
    expect(unresolved.filter((reason) => reason !== 'wildcard-over-colon')).toEqual([]);
    expect(unresolved.length).toBeLessThan(verdicts / 500);
  });

  it('agree on what is new and on what is not, where variables leave some open', () => {
    const { verdicts, fresh, unresolved } = run(7, PAIRS / 5, { variables: true });
    expect(verdicts).toBeGreaterThanOrEqual(18 * PAIRS);
    expect(fresh).toBeGreaterThan(verdicts / 10);
    expect(unresolved.length).toBeLessThan(verdicts / 20);
  });
});
