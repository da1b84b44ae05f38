// How much there is of each account, principal and permission set. Counted when it is first asked for.
import { memoize } from '../src/memoize.ts';
import { accountOf, accounts, assignments, principalOf, principals, setOf, sets } from './data.ts';
import { isAdministrator } from './permission-sets.ts';

const KINDS = {
  principal: { size: principals.length, of: principalOf },
  set: { size: sets.length, of: setOf },
  account: { size: accounts.length, of: accountOf },
};
type Kind = keyof typeof KINDS;

/** Of each item of the kind: its assignments, those of them that are an administrator's, and with how many items of the others they are. */
function figuresOf(kind: Kind) {
  return {
    assignments: memoize(() => tally(kind, () => true)),
    administrators: memoize(() => tally(kind, (row) => isAdministrator(setOf(row)))),
    principals: memoize(() => distinct(kind, 'principal')),
    sets: memoize(() => distinct(kind, 'set')),
    accounts: memoize(() => distinct(kind, 'account')),
  };
}

export const figures = { principal: figuresOf('principal'), set: figuresOf('set'), account: figuresOf('account') };

function tally(kind: Kind, isCounted: (row: number) => boolean): Int32Array {
  const { size, of } = KINDS[kind];
  const counts = new Int32Array(size);
  for (const row of assignments) if (isCounted(row)) counts[of(row)]! += 1;
  return counts;
}

function distinct(kind: Kind, other: Kind): Int32Array {
  const seen = new Set<number>();
  return tally(kind, (row) => {
    const before = seen.size;
    return seen.add(KINDS[kind].of(row) * KINDS[other].size + KINDS[other].of(row)).size > before;
  });
}
