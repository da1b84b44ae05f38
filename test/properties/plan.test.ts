import fc from 'fast-check';
import { expect, test } from 'vitest';
import { execute } from '../../src/apply/execute.ts';
import type { Journal, JournalEntry } from '../../src/apply/journal.ts';
import { isComplete } from '../../src/apply/report.ts';
import { diff } from '../../src/plan/diff.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { groupBy } from '../../src/state/group-by.ts';
import { pairOf, pairOfAssignment, permissionSetAddress } from '../../src/state/state.ts';
import { instant } from '../support/instant.ts';
import { identityCenterOf, type Organisation, OWNER, organisations } from '../support/organisations.ts';
import { RUN_FACTS } from '../support/run-facts.ts';
import { effort } from '../support/runs.ts';
import { planFor } from './course.ts';

// The same cases on every machine and day; another seed explores others.
const RUNS = { numRuns: effort(150, 50), seed: 20261102 };

test('a state does not differ from itself', () => {
  fc.assert(
    fc.property(organisations, ({ live, desired }) => {
      expect(diff(live, live)).toEqual([]);
      expect(diff(desired.state, desired.state)).toEqual([]);
    }),
    RUNS,
  );
});

test('every change stands behind all that it depends on, and depends on changes of the plan only', async () => {
  await fc.assert(
    fc.asyncProperty(organisations, async (organisation) => {
      const { changes } = await planFor(organisation, identityCenterOf(organisation));
      const seen = new Set();
      for (const { address, dependsOn } of changes) {
        expect(dependsOn.filter((dependency) => !seen.has(dependency))).toEqual([]);
        expect(seen.has(address)).toBe(false);
        seen.add(address);
      }
    }),
    RUNS,
  );
});

test('every role of ours with an older definition is renewed, goes, is held, or is told of', async () => {
  await fc.assert(
    fc.asyncProperty(
      organisations,
      fc.constantFrom('by-pair' as const, 'by-group' as const),
      async (organisation, reading) => {
        const { live, directory } = organisation;
        const plan = await planFor(organisation, identityCenterOf(organisation, reading));
        const rows = groupBy(live.assignments, ([, row]) => pairOfAssignment(row));
        const deleted = new Set(plan.changes.flatMap(({ action, address }) => (action === 'delete' ? [address] : [])));
        const behind = [...live.provisioned].filter(([, status]) => status === 'outdated').map(([pair]) => pair);
        const forgotten = behind.filter((pair) => {
          const { permissionSet, account } = pairOf(pair);
          const isOurs = live.permissionSets.get(permissionSetAddress(permissionSet))?.owner === OWNER;
          const isFrozen = directory.accounts.find(({ id }) => id === account)?.state !== 'ACTIVE';
          const own = rows.get(pair) ?? [];
          const goes = own.length > 0 && own.every(([address]) => deleted.has(address));
          return isOurs && !isFrozen && !goes && !isTold(plan, { permissionSet, account });
        });
        expect(forgotten).toEqual([]);
      },
    ),
    RUNS,
  );
});

/** Provisioned, held with or without an account, or named in a notice. */
function isTold({ changes, held, notices }: Plan, { permissionSet, account }: ReturnType<typeof pairOf>): boolean {
  const ofSet = <T extends { readonly permissionSet?: string }>(each: T) => each.permissionSet === permissionSet;
  return (
    changes.some((change) => change.kind === 'provisioning' && ofSet(change) && change.accounts.includes(account)) ||
    held.some((each) => each.kind === 'provisioning' && ofSet(each) && (each.account ?? account) === account) ||
    notices.some(({ message }) => message.includes(permissionSet) && message.includes(account))
  );
}

test("a plan that changes no definition leaves no gap in anybody's access", async () => {
  await fc.assert(
    fc.asyncProperty(organisations.map(withoutEdits), async (organisation) => {
      const { changes, notices } = await planFor(organisation, identityCenterOf(organisation));
      expect(changes.filter(({ action }) => ['update', 'adopt', 'provision'].includes(action))).toEqual([]);
      expect(notices.filter(({ code }) => code === 'plan/access-gap')).toEqual([]);
    }),
    RUNS,
  );
});

/** The same rows come and go, but every set that stays is ours, stays as it is and is up to date everywhere. */
function withoutEdits({ live, desired, directory }: Organisation): Organisation {
  const owned = new Map([...live.permissionSets].map(([address, set]) => [address, { ...set, owner: OWNER }]));
  const latest = new Map([...live.provisioned.keys()].map((pair) => [pair, 'latest'] as const));
  const kept = new Map([...desired.state.permissionSets].map(([address, set]) => [address, owned.get(address) ?? set]));
  return {
    live: { ...live, permissionSets: owned, provisioned: latest },
    outdatedRoles: new Map(),
    directory,
    desired: { ...desired, state: { ...desired.state, permissionSets: kept } },
  };
}

test('an apply that is interrupted anywhere is finished by the next, and its log tells the two parts', async () => {
  await fc.assert(
    fc.asyncProperty(organisations, fc.nat({ max: 20 }), async (organisation, calls) => {
      const center = identityCenterOf(organisation);
      const first = await planFor(organisation, center);
      const abort = new AbortController();
      const { journal, entries } = memoryJournal();
      const run = {
        planId: first.planId,
        ...RUN_FACTS,
        identityCenter: center,
        journal,
        now: () => instant('2026-11-02'),
      };
      const interrupted = await execute({
        ...run,
        changes: first.changes,
        signal: abort.signal,
        onProgress: ({ done }) => done >= calls && abort.abort(),
      });
      expect(withoutOutcome(entries)).toEqual([]);

      const second = await planFor(organisation, center);
      if (isComplete(interrupted)) expect(second.changes).toEqual([]);
      const finished = await execute({ ...run, changes: second.changes });
      expect(isComplete(finished)).toBe(true);
      expect((await planFor(organisation, center)).changes).toEqual([]);
    }),
    RUNS,
  );
});

function memoryJournal() {
  const entries: JournalEntry[] = [];
  const journal: Journal = { write: async (entry) => void entries.push(entry) };
  return { journal, entries };
}

/** Operations that were sent and of which the log says no more. */
function withoutOutcome(entries: readonly JournalEntry[]): readonly string[] {
  const of = (event: 'sent' | 'outcome') => entries.flatMap((entry) => (entry.event === event ? [entry.address] : []));
  const ended = new Set<string>(of('outcome'));
  return of('sent').filter((address) => !ended.has(address));
}
