import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AssignmentChange, type Change, permissionSetOf } from '../../../src/plan/change.ts';
import { diff, outdatedPairs } from '../../../src/plan/diff.ts';
import { keep } from '../../../src/plan/keep.ts';
import { order } from '../../../src/plan/order.ts';
import { sequenceOf } from '../../../src/plan/sequence.ts';
import type { Live } from '../../../src/state/live.ts';
import { type Address, permissionSetAddress, provisioningAddress } from '../../../src/state/state.ts';
import { type Organisation, organisations } from '../../support/organisations.ts';
import { effort } from '../../support/runs.ts';

const RUNS = { numRuns: effort(150, 50), seed: 20261102 };

function orderOf({ live: state, desired, directory }: Organisation) {
  const live: Live = { state, partlyRead: new Set(), others: [], orphans: new Set(), users: new Map() };
  const kept = keep({ desired, live, directory });
  const outdated = outdatedPairs(kept.state, state);
  return { ...order(diff(kept.state, state), outdated), outdated };
}

const isRow = (change: Change): change is AssignmentChange => change.kind === 'assignment';

/** Everything that stands, by its dependencies, before a change. */
function waitsFor(changes: readonly Change[]): (address: Address) => ReadonlySet<Address> {
  const direct = new Map(changes.map(({ address, dependsOn }) => [address, dependsOn]));
  return (address) => {
    const seen = new Set<Address>();
    const open = [...(direct.get(address) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(direct.get(next) ?? []));
    }
    return seen;
  };
}

describe('whatever the organisation', () => {
  test('every change comes once, and after what it depends on', () => {
    fc.assert(
      fc.property(organisations, (organisation) => {
        const { changes } = orderOf(organisation);
        const done = new Set<Address>();
        for (const { address, dependsOn } of changes) {
          expect(dependsOn.every((dependency) => done.has(dependency))).toBe(true);
          expect(done.has(address)).toBe(false);
          done.add(address);
        }
      }),
      RUNS,
    );
  });

  test('changes come by what they wait for, then definitions, provisioning, creates and deletes, then by address', () => {
    const kinds = ['definition', 'provisioning', 'create', 'delete', 'definition that goes'];
    const kindOf = ({ kind, action }: Change) =>
      kind === 'provisioning'
        ? kind
        : kind === 'assignment'
          ? action
          : action === 'delete'
            ? 'definition that goes'
            : 'definition';
    fc.assert(
      fc.property(organisations, ({ live: state, desired, directory }) => {
        const live: Live = { state, partlyRead: new Set(), others: [], orphans: new Set(), users: new Map() };
        const kept = keep({ desired, live, directory });
        const found = diff(kept.state, state);
        const outdated = outdatedPairs(kept.state, state);
        const { changes } = order(found, outdated);
        expect(order(found.toReversed(), outdated).changes).toEqual(changes);
        const waves = new Map<Address, number>();
        for (const { address, dependsOn } of changes)
          waves.set(address, Math.max(0, ...dependsOn.map((each) => waves.get(each)! + 1)));
        const key = (change: Change) => [waves.get(change.address)!, kinds.indexOf(kindOf(change))] as const;
        const sorted = changes.toSorted((a, b) => {
          const [[waveA, kindA], [waveB, kindB]] = [key(a), key(b)];
          return waveA - waveB || kindA - kindB || (a.address < b.address ? -1 : 1);
        });
        expect(changes.map(({ address }) => address)).toEqual(sorted.map(({ address }) => address));
      }),
      RUNS,
    );
  });

  test('a role that is up to date is never named as going before it comes again, where its definition stays', () => {
    let moves = 0;
    fc.assert(
      fc.property(organisations, (organisation) => {
        const { changes, roleGaps, outdated } = orderOf(organisation);
        const rows = changes.filter(isRow);
        const redefined = new Set(changes.filter((change) => !isRow(change)).map(permissionSetOf));
        for (const { assignment } of rows.filter(({ action }) => action === 'delete')) {
          const pair = provisioningAddress(assignment.permissionSet);
          if (redefined.has(assignment.permissionSet) || outdated.has(`${pair}/${assignment.account}` as Address))
            continue;
          const isOfPair = (row: AssignmentChange) =>
            row.assignment.permissionSet === assignment.permissionSet && row.assignment.account === assignment.account;
          if (rows.some((row) => row.action === 'create' && isOfPair(row))) moves += 1;
          expect(roleGaps.filter(isOfPair)).toEqual([]);
        }
      }),
      RUNS,
    );
    expect(moves).toBeGreaterThan(5);
  });

  test('rows wait for the set that is made, and the set that goes for its rows', () => {
    fc.assert(
      fc.property(organisations, (organisation) => {
        const { changes } = orderOf(organisation);
        const earlier = waitsFor(changes);
        for (const row of changes.filter(isRow)) {
          const address = permissionSetAddress(row.assignment.permissionSet);
          const set = changes.find((change) => change.address === address);
          if (set?.action === 'create') expect(earlier(row.address)).toContain(address);
          if (set?.action === 'delete') expect(earlier(address)).toContain(row.address);
        }
      }),
      RUNS,
    );
  });

  test('no knot of wishes ever loosens the order that keeps access from growing', () => {
    fc.assert(
      fc.property(organisations, (organisation) => {
        const { changes, outdated } = orderOf(organisation);
        const earlier = waitsFor(changes);
        for (const set of changes.filter((change) => change.kind === 'permission-set' && change.action !== 'delete')) {
          if (set.kind !== 'permission-set' || set.action === 'create') continue;
          const isOutdated = [...outdated].some((pair) =>
            pair.startsWith(`${provisioningAddress(set.permissionSet)}/`),
          );
          const rows = changes.filter(isRow).filter(({ assignment }) => assignment.permissionSet === set.permissionSet);
          const [creates, deletes] = (['create', 'delete'] as const).map((action) =>
            rows.filter((row) => row.action === action).map(({ address }) => address),
          ) as [Address[], Address[]];
          const sequence = sequenceOf(isOutdated ? 'unknown' : set.risk);
          if (sequence !== 'definition-then-assignments')
            for (const row of deletes) expect(earlier(set.address)).toContain(row);
          if (sequence === 'assignments-then-definition')
            for (const row of creates) expect(earlier(set.address)).toContain(row);
          else for (const row of creates) expect(earlier(row)).toContain(set.address);
        }
      }),
      RUNS,
    );
  });

  test('who keeps access waits for it, or is named', () => {
    fc.assert(
      fc.property(organisations, (organisation) => {
        const { changes, gaps, roleGaps } = orderOf(organisation);
        const earlier = waitsFor(changes);
        const rows = changes.filter(isRow);
        for (const going of rows.filter(({ action }) => action === 'delete')) {
          for (const coming of rows.filter(({ action }) => action === 'create')) {
            const [a, b] = [going.assignment, coming.assignment];
            if (a.account !== b.account || earlier(going.address).has(coming.address)) continue;
            if (a.principal.id === b.principal.id)
              expect(gaps).toContainEqual(expect.objectContaining({ address: going.address }));
            if (a.permissionSet === b.permissionSet)
              expect(roleGaps).toContainEqual(expect.objectContaining({ address: going.address }));
          }
        }
      }),
      RUNS,
    );
  });
});
