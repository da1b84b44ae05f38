// Fifty thousand accounts in forty organisations, each with an Identity Center of its own, in discrete-event time: `node fleet.mjs` prints as JSON what their plans
// cost on runners of CI, what a shared permission set costs, and how soon a change by hand is told.
import { execute } from '../src/apply/execute.ts';
import { declare } from '../src/compile.ts';
import { gather } from '../src/gather.ts';
import { instantAt } from '../src/instant.ts';
import { makePlan } from '../src/plan/plan.ts';
import { EVERYTHING_ALLOWED } from '../test/support/case-organisation.ts';
import { instant } from '../test/support/instant.ts';
import { RUN_FACTS } from '../test/support/run-facts.ts';
import { folderOf, type Size, seedOf } from './organisation.ts';
import { PER_SECOND, type Running, randomFrom, withService } from './service.ts';
import { type Watch, watched } from './watching.ts';

const ORGANISATIONS = 40;
const ACCOUNTS = 50_000;
/** A few large ones and many small: the sigma of the lognormal that their sizes follow. */
const SPREAD = 0.9;
/** Seconds before a job of CI asks anything: checkout, Node, the package. */
const JOB_START = 30;
const RUNNERS = [1, 5, 10, 40];
/** Of those who watch. */
const WATCHING = 10;
/** The median operation, in milliseconds. */
const OPERATION = 8_000;
/** What would tell of one event: the instance, the permission set and its owner, its assignments in the account, the group. */
const CALLS_OF_EVENT = 5;

const AS_OF = instant('2026-11-22T09:00:00Z');
const OPTIONS = { asOf: AS_OF, allowed: {}, audit: false };

interface Cost {
  /** Of sso-admin. */
  readonly calls: number;
  readonly seconds: number;
}

/** The largest first. They come to ACCOUNTS together, but for rounding. */
function sizes(): readonly Size[] {
  const random = randomFrom(7);
  // Box and Muller's normal distribution.
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const weights = Array.from({ length: ORGANISATIONS }, () => Math.exp(SPREAD * normal()));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return weights
    .map((weight) => Math.round((ACCOUNTS * weight) / whole))
    .sort((a, b) => b - a)
    .map((accounts) => ({
      accounts,
      permissionSets: Math.max(10, Math.round(accounts * 0.12)),
      teams: Math.max(20, Math.round(accounts * 0.48)),
      accountsPerTeam: 12,
    }));
}

/** Everything that a plan of it reads. */
async function planned(size: Size): Promise<Cost> {
  const { value: declared } = declare(folderOf(size));
  return withService({ seed: seedOf(size) }, async (running) => {
    await gather(declared, running.identityCenter, OPTIONS);
    return costOf(running);
  });
}

/** A permission set that all of its accounts have gets another session duration. */
async function defined({ accounts }: Size): Promise<Cost> {
  const size = { accounts, permissionSets: 1, teams: Math.ceil(accounts / 12), accountsPerTeam: 12 };
  const { value: declared } = declare(folderOf(size));
  const seed = { ...seedOf(size), permissionSets: [{ name: 'Operator-0', tags: { 'access:owner': 'orchard' } }] };
  return withService({ seed, operationMs: OPERATION, inFlight: 15 }, async (running) => {
    const { identityCenter } = running;
    const { value } = await gather(declared, identityCenter, OPTIONS);
    const config = { digest: declared.digest() };
    const plan = makePlan({ ...value!, asOf: AS_OF, allowed: EVERYTHING_ALLOWED, toolVersion: '0', config });
    const before = costOf(running);
    const { counts } = await execute({
      planId: plan.planId,
      ...RUN_FACTS,
      changes: plan.changes,
      identityCenter,
      journal: { write: async () => undefined },
      now: () => instantAt(AS_OF + running.seconds() * 1_000),
    });
    if (counts.done === 0 || counts.failed + counts.unknown + counts.notSent > 0)
      throw new Error(`not all was done: ${JSON.stringify(counts)}`);
    const { calls, seconds } = costOf(running);
    return { calls: calls - before.calls, seconds: seconds - before.seconds };
  });
}

function costOf(running: Running): Cost {
  const ofService = Object.entries(running.calls()).filter(([api]) => api.startsWith('sso-admin:'));
  return { calls: ofService.reduce((sum, [, count]) => sum + count, 0), seconds: running.seconds() };
}

/** Seconds until all of the jobs are over, taken in order by whoever is free: what a matrix of CI does. */
function secondsOn(runners: number, jobs: readonly Cost[]): number {
  const free = Array.from({ length: runners }, () => 0);
  for (const { seconds } of jobs) {
    const next = free.indexOf(Math.min(...free));
    free[next]! += JOB_START + seconds;
  }
  return Math.max(...free);
}

function watches(plans: readonly Cost[]): readonly Watch[] {
  const whole = (place: number) => ({ calls: plans[place]!.calls, seconds: JOB_START + plans[place]!.seconds });
  const named = (_: number, changes: number) => ({
    calls: CALLS_OF_EVENT * changes,
    seconds: JOB_START + (CALLS_OF_EVENT * changes) / PER_SECOND,
  });
  return [
    { name: 'drift every night', every: 86_400, look: whole },
    { name: 'drift every hour', every: 3_600, look: whole },
    { name: 'drift after an event', look: whole },
    { name: 'only what the event names', look: named },
  ];
}

const all = sizes();
const plans: Cost[] = [];
for (const size of all) plans.push(await planned(size));
const shown = [0, ORGANISATIONS / 2, ORGANISATIONS - 1];
const definitions: Cost[] = [];
for (const place of shown) definitions.push(await defined(all[place]!));
const watching = [];
for (const watch of watches(plans)) watching.push(await watched(watch, ORGANISATIONS, WATCHING));

process.stdout.write(
  JSON.stringify({
    organisations: shown.map((place, index) => ({
      accounts: all[place]!.accounts,
      plan: plans[place],
      definition: definitions[index],
    })),
    plans: RUNNERS.map((runners) => ({ runners, seconds: secondsOn(runners, plans) })),
    watching,
  }),
);
