// What run.mjs measures inside a process of its own: `node subjects.mjs <subject>` prints what it found as JSON.
import { pathToFileURL } from 'node:url';
import { check, compile, declare, offline } from '../src/compile.ts';
import { gather } from '../src/gather.ts';
import { meaningsOf } from '../src/meaning/meanings.ts';
import { makePlan, type PlanInputs } from '../src/plan/plan.ts';
import { loadPolicyData, type PolicyData } from '../src/policy-data.ts';
import { memoryIdentityCenter } from '../src/provider/memory.ts';
import { pairAddress, type State } from '../src/state/state.ts';
import { instant } from '../test/support/instant.ts';
import { directoryOf, folderOf, type Size } from './organisation.ts';

const AS_OF = instant('2026-11-22T09:00:00Z');
const OPTIONS = { asOf: AS_OF, allowed: {}, audit: false };

/** 1,000 files. */
const FILES: Size = { accounts: 500, permissionSets: 50, teams: 999, accountsPerTeam: 5 };
/** 2,000 accounts, 100 sets, 15,000 assignments. */
const PLAN: Size = { accounts: 2_000, permissionSets: 100, teams: 750, accountsPerTeam: 20 };

const SUBJECTS = {
  async compile() {
    const folder = folderOf(FILES);
    const before = performance.now();
    const { value, diagnostics } = declare(folder);
    const found = [...diagnostics, ...check(offline(value, AS_OF))];
    const ms = performance.now() - before;
    if (found.length > 0) throw new Error(`the files should be right: ${found[0]!.message}`);
    return { ms, detail: `${folder.documents.length} files` };
  },

  async makePlan() {
    const inputs = await planInputs();
    const { ms, value: plan } = timed(() => makePlan(inputs));
    const rows = inputs.desired.state.assignments.size;
    const detail = `${PLAN.accounts} accounts, ${rows} assignments, ${plan.changes.length} changes`;
    return { ms, detail };
  },

  /** The same plan, and what it means. */
  async judged() {
    const inputs = await planInputs();
    const data = await policyData();
    const { ms, value: plan } = timed(() => makePlan({ ...inputs, meanings: meaningsOf(data) }));
    return { ms, detail: `the same plan with ${Object.keys(plan.meanings ?? {}).length} meanings` };
  },
};

async function planInputs(): Promise<PlanInputs> {
  const declared = declare(folderOf(PLAN)).value;
  const directory = directoryOf(PLAN);
  const live = memoryIdentityCenter({ directory, state: liveState(declared, directory) });
  const { value: gathered } = await gather(declared, live, OPTIONS);
  if (gathered === undefined) throw new Error('the files should fit the organisation');
  return { ...gathered, asOf: AS_OF, allowed: [], toolVersion: '0', config: { digest: declared.digest() } };
}

/** The snapshots of the build, since this file is bundled elsewhere. */
function policyData(): Promise<PolicyData> {
  return loadPolicyData([pathToFileURL(`${process.cwd()}/dist/data/`)]);
}

function timed<T>(run: () => T): { readonly ms: number; readonly value: T } {
  const before = performance.now();
  const value = run();
  return { ms: performance.now() - before, value };
}

/** What the files ask for, but that every tenth row is missing and every tenth set is another. */
function liveState(declared: Parameters<typeof compile>[0], directory: Parameters<typeof compile>[1]): State {
  const { value: desired } = compile(declared, directory, OPTIONS);
  if (desired === undefined) throw new Error('the files should fit the organisation');
  const { permissionSets, assignments } = desired.state;
  const rows = [...assignments].filter((_, index) => index % 10 !== 0);
  const sets = [...permissionSets].map(([address, set], index) => {
    const sessionDuration = index % 10 === 0 ? 'PT1H' : set.sessionDuration;
    const managedPolicies = index % 10 === 1 ? ['job-function/ViewOnlyAccess'] : set.managedPolicies;
    return [address, { ...set, sessionDuration, managedPolicies, owner: 'orchard' }] as const;
  });
  const pairs = rows.map(([, { permissionSet, account }]) => pairAddress(permissionSet, account));
  return {
    permissionSets: new Map(sets),
    assignments: new Map(rows),
    provisioned: new Map(pairs.map((pair) => [pair, 'latest'])),
  };
}

const subject = SUBJECTS[process.argv[2] as keyof typeof SUBJECTS];
process.stdout.write(JSON.stringify(await subject()));
