// A document that cannot be seen stands for any that could be there: whatever is put in its place, nothing new was missed.
import { describe, expect, it } from 'vitest';
import type { Access } from '../../src/policy/compare/access.ts';
import { newAccess } from '../../src/policy/compare/compare.ts';
import { effort } from '../support/runs.ts';
import { accessTo, claimFor } from './claims.ts';
import type { PlainDocument, PlainGrant } from './oracle.ts';
import { ORCHARD } from './orchard-index.ts';
import { askedActions, type Random, randomFrom, randomGrant } from './random.ts';
import { type Pair, trialsOf } from './trials.ts';

const statement = (Effect: 'Allow' | 'Deny', Action: string, Resource = '*') => ({ Effect, Action, Resource });
const document = (...Statement: PlainDocument['Statement']): PlainDocument => ({ Version: '2012-10-17', Statement });

/** What an unseen document may be. */
const POOL: readonly PlainDocument[] = [
  document(),
  document(statement('Allow', '*')),
  document(statement('Deny', '*')),
  document(statement('Allow', 'fruit:*'), statement('Deny', 'fruit:GetApple', 'arn:x:y:c:z:a*')),
  document(statement('Deny', 'crate:*'), statement('Allow', '*', 'arn:x:y:d:z:*')),
  document({ ...statement('Allow', 'fruit:Get*'), Condition: { StringEquals: { k: 'a' } } }),
  document({ ...statement('Deny', '*:List*'), Condition: { Null: { m: 'true' } } }),
  document({ Effect: 'Allow', NotAction: 'fruit:*', NotResource: 'arn:x:y:c:z:b' }),
];

/** Where the unseen document is: among the documents of the first grant, or its boundary. */
type Place = 'documents' | 'boundary' | 'nowhere';

interface Sides {
  readonly before: Place;
  readonly after: Place;
}

const SIDES: readonly Sides[] = (['documents', 'boundary', 'nowhere'] as const).flatMap((before) =>
  (['documents', 'boundary', 'nowhere'] as const).map((after) => ({ before, after })),
);

function seen(grants: readonly PlainGrant[], place: Place, inItsPlace: PlainDocument): readonly PlainGrant[] {
  const [first, ...others] = grants;
  if (place === 'documents') return [{ ...first!, documents: [...first!.documents, inItsPlace] }, ...others];
  return place === 'boundary' ? [{ ...first!, boundary: inItsPlace }, ...others] : grants;
}

function unseen(grants: readonly PlainGrant[], place: Place): Access {
  const [first, ...others] = accessTo(grants).grants;
  const cellar = { kind: 'unknown', name: 'cellar' } as const;
  if (place === 'documents') return { grants: [{ ...first!, documents: [...first!.documents, cellar] }, ...others] };
  return { grants: place === 'boundary' ? [{ ...first!, boundary: cellar }, ...others] : [first!, ...others] };
}

/** For how many actions nothing was said to be new. Throws where some document of the pool would make it wrong. */
function checkPair({ before, after }: Pair, sides: Sides): number {
  const result = newAccess(unseen(before, sides.before), unseen(after, sides.after), { index: ORCHARD });
  const visible = [seen(before, sides.before, document()), seen(after, sides.after, document())];
  const nothing = askedActions(JSON.stringify(visible)).filter((action) => claimFor(result, action) === 'nothing');
  for (const inItsPlace of POOL) {
    const pair = { before: seen(before, sides.before, inItsPlace), after: seen(after, sides.after, inItsPlace) };
    const newRequest = trialsOf(pair);
    for (const action of nothing) {
      const missed = newRequest(action);
      if (missed !== undefined) throw new Error(`missed: ${JSON.stringify(missed)}\n${JSON.stringify(pair)}`);
    }
  }
  return nothing.length;
}

function randomPair(random: Random): Pair {
  const grant = randomGrant(random, { variables: false });
  return { before: [grant], after: random() < 0.6 ? [grant] : [randomGrant(random, { variables: false })] };
}

const PAIRS = effort(25, 8);

describe('newAccess with a document that cannot be seen', () => {
  it.each(SIDES)('misses nothing with it in $before before and in $after after', (sides) => {
    const random = randomFrom(20261122);
    let nothing = 0;
    for (let count = 0; count < PAIRS; count++) nothing += checkPair(randomPair(random), sides);
    if (sides.before !== sides.after && sides.after === 'documents') expect(nothing).toBeLessThan(6 * PAIRS);
    else expect(nothing).toBeGreaterThan(1.5 * PAIRS);
  });
});
