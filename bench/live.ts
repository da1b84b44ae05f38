// What reading and applying cost, in discrete-event time: `node live.mjs [--quick] [--only <text>]` prints its rows as JSON. Each has its formula and its bound beside.
import { parseArgs } from 'node:util';
import { execute } from '../src/apply/execute.ts';
import { declare } from '../src/compile.ts';
import { type Gathered, gather } from '../src/gather.ts';
import { instantAt } from '../src/instant.ts';
import { makePlan } from '../src/plan/plan.ts';
import type { SandboxSeed, Settings } from '../src/sandbox/index.ts';
import type { SourceFolder } from '../src/source/file.ts';
import { EVERYTHING_ALLOWED } from '../test/support/case-organisation.ts';
import { instant } from '../test/support/instant.ts';
import { RUN_FACTS } from '../test/support/run-facts.ts';
import { folderOf, type Size, seedOf } from './organisation.ts';
import { PER_SECOND, type Running, withService } from './service.ts';

/** One line of the table. */
interface Row {
  readonly name: string;
  /** sso-admin's: what the service counts. */
  readonly calls: number;
  /** Of the refusals among them. */
  readonly refused: number;
  readonly operations: number;
  readonly callsPerOperation?: number;
  readonly seconds: number;
  /** The least that it could take, in seconds, and how that is computed. */
  readonly bound: number;
  readonly formula: string;
  /** bound / seconds: 1 is the limit of the service. */
  readonly share: number;
  readonly counts: readonly Count[];
}

/** A count that must hold: times are shown, counts fail. */
interface Count {
  readonly what: string;
  readonly value: number;
  readonly atMost: number;
}

const AS_OF = instant('2026-11-22T09:00:00Z');
const OPTIONS = { asOf: AS_OF, allowed: {}, audit: false };
const { quick = false, only = '' } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string' } },
}).values;

/** A hundred groups, each with one of ten sets in ten of 250 accounts. */
const ORGANISATION: Size = { accounts: 250, permissionSets: 10, teams: 100, accountsPerTeam: 10 };
const ONE_SET: Size = { accounts: 500, permissionSets: 1, teams: 50, accountsPerTeam: 10 };

/** As in the examples of the costs of reading: accounts, permission sets, groups and what each of them has. */
const SIZES: Readonly<Record<string, Size>> = {
  S: { accounts: 30, permissionSets: 20, teams: 60, accountsPerTeam: 5 },
  M: { accounts: 150, permissionSets: 60, teams: 300, accountsPerTeam: 8 },
  ...(quick
    ? {}
    : {
        L: { accounts: 500, permissionSets: 120, teams: 800, accountsPerTeam: 12 },
        X: { accounts: 1_850, permissionSets: 1_550, teams: 5_000, accountsPerTeam: 12 },
      }),
};

/** The rows whose name has the text, in order. */
async function rows(): Promise<readonly Row[]> {
  // Fewer in flight are looked at more often, for each of them counts for more.
  const most = { 15: { 2: 1.35, 4: 1.45, 8: 1.6 }, 10: { 2: 1.55, 4: 1.65, 8: 1.9 } } as const;
  const measurements = [
    ...Object.entries(SIZES).map(([name, size]) => planning(`plan ${name}`, size)),
    ...(quick ? ([15] as const) : ([15, 10] as const)).flatMap((inFlight) =>
      ([2, 4, 8] as const).map((seconds) => creating({ inFlight, seconds, most: most[inFlight][seconds] })),
    ),
    deleting({ inFlight: 15, seconds: 4, most: 2.5 }),
    refusing(),
    defining(),
  ].filter(({ name }) => name.includes(only));
  const found: Row[] = [];
  for (const { measure } of measurements) found.push(await measure());
  return found;
}

interface Measurement {
  readonly name: string;
  readonly measure: () => Promise<Row>;
}

/** Everything that a plan reads, up to the values that it is made from. */
const planning = (name: string, size: Size): Measurement => ({
  name,
  measure() {
    const { declared } = filesOf(folderOf(size));
    return withService({ seed: seedOf(size) }, async (running) => {
      await gather(declared, running.identityCenter, OPTIONS);
      const { calls } = measured(running);
      const bound = calls / PER_SECOND;
      return row(name, running, { bound, formula: `calls / ${PER_SECOND}`, operations: 0, counts: [] });
    });
  },
});

interface Load {
  readonly inFlight: number;
  /** The median of an operation. */
  readonly seconds: number;
  readonly most: number;
}

const creating = ({ inFlight, seconds, most }: Load): Measurement =>
  applying({
    name: `create, ${inFlight} in flight, D = ${seconds} s`,
    folder: folderOf(ORGANISATION),
    seed: { ...seedOf(ORGANISATION), assignments: [] },
    settings: { operationMs: seconds * 1_000 },
    inFlight,
    countsOf: ({ calls, operations }) => [{ what: 'calls per assignment', value: calls / operations, atMost: most }],
  });

const deleting = ({ inFlight, seconds, most }: Load): Measurement =>
  applying({
    name: `delete, ${inFlight} in flight, D = ${seconds} s`,
    folder: folderOf({ ...ORGANISATION, teams: 0 }),
    seed: seedOf(ORGANISATION),
    settings: { operationMs: seconds * 1_000 },
    inFlight,
    countsOf: ({ calls, operations }) => [{ what: 'calls per assignment', value: calls / operations, atMost: most }],
  });

/** A service that allows ten, as older texts say: what 15 in flight costs there. */
const refusing = (): Measurement =>
  applying({
    name: 'create, 15 of 10 allowed, D = 4 s',
    folder: folderOf(ORGANISATION),
    seed: { ...seedOf(ORGANISATION), assignments: [] },
    settings: { operationMs: 4_000, outstandingAssignments: 10 },
    inFlight: 15,
    allowed: 10,
    countsOf: ({ calls, refused }) => [{ what: 'refused calls, percent', value: (100 * refused) / calls, atMost: 2 }],
  });

/** One set in 500 accounts gets another session duration. */
const defining = (): Measurement =>
  applying({
    name: 'one definition, 500 accounts, D = 4 s',
    folder: folderOf(ONE_SET),
    seed: { ...seedOf(ONE_SET), permissionSets: [{ name: 'Operator-0', tags: { 'access:owner': 'orchard' } }] },
    settings: { operationMs: 4_000 },
    inFlight: 15,
    allowed: 1,
    countsOf: ({ calls }) => [{ what: 'calls', value: calls, atMost: 20 }],
  });

interface Applying {
  readonly name: string;
  readonly folder: SourceFolder;
  readonly seed: SandboxSeed;
  readonly settings: Partial<Settings>;
  readonly inFlight: number;
  /** In flight, by the service. */
  readonly allowed?: number;
  readonly countsOf: (found: ReturnType<typeof measured>) => readonly Count[];
}

const applying = (what: Applying): Measurement => ({ name: what.name, measure: () => applied(what) });

function applied({ name, folder, seed, settings, inFlight, allowed = inFlight, countsOf }: Applying): Promise<Row> {
  const { declared, config } = filesOf(folder);
  return withService({ seed, ...settings, inFlight }, async (running) => {
    const { value } = await gather(declared, running.identityCenter, OPTIONS);
    const { planId, changes } = planOf(value!, config);
    const before = measured(running);
    const { counts } = await execute({
      planId,
      ...RUN_FACTS,
      changes,
      identityCenter: running.identityCenter,
      journal: { write: async () => undefined },
      now: () => instantAt(AS_OF + running.seconds() * 1_000),
    });
    if (counts.done === 0 || counts.failed + counts.unknown + counts.notSent > 0)
      throw new Error(`${name}: not all was done: ${JSON.stringify(counts)}`);
    const after = measured(running);
    const found = {
      calls: after.calls - before.calls,
      refused: after.refused - before.refused,
      operations: after.operations,
      seconds: after.seconds - before.seconds,
    };
    const rate = found.calls / PER_SECOND;
    const work = after.operationSeconds / allowed;
    return row(name, running, {
      ...found,
      bound: Math.max(rate, work),
      formula: `max(calls / ${PER_SECOND}, operations × D / ${allowed})`,
      counts: countsOf({ ...after, ...found }),
    });
  });
}

function planOf(gathered: Gathered, config: { readonly digest: string }) {
  return makePlan({ ...gathered, asOf: AS_OF, allowed: EVERYTHING_ALLOWED, toolVersion: '0', config });
}

function filesOf(folder: SourceFolder) {
  const { value: declared, diagnostics } = declare(folder);
  if (diagnostics.length > 0) throw new Error(`the files should be right: ${diagnostics[0]!.message}`);
  return { declared, config: { digest: declared.digest() } };
}

function measured(running: Running) {
  const calls = Object.entries(running.calls()).filter(([api]) => api.startsWith('sso-admin:'));
  const { count: operations, seconds: operationSeconds } = running.operations();
  return {
    calls: calls.reduce((sum, [, count]) => sum + count, 0),
    refused: running.refused(),
    operations,
    operationSeconds,
    seconds: running.seconds(),
  };
}

interface Found extends Pick<Row, 'bound' | 'formula' | 'counts' | 'operations'> {
  readonly calls?: number;
  readonly refused?: number;
  readonly seconds?: number;
}

function row(name: string, running: Running, found: Found): Row {
  const { calls, refused, seconds } = { ...measured(running), ...found };
  const { operations, bound, formula, counts } = found;
  const perOperation = operations === 0 ? {} : { callsPerOperation: rounded(calls / operations) };
  const share = rounded(bound / seconds);
  return {
    name,
    calls,
    refused,
    operations,
    ...perOperation,
    seconds: rounded(seconds),
    bound: rounded(bound),
    formula,
    share,
    counts,
  };
}

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

process.stdout.write(JSON.stringify(await rows()));
