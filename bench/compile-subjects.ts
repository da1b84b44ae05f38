// What compile.mjs measures inside a process of its own: `node subjects.mjs <subject>` prints what it found as JSON.
import { pathToFileURL } from 'node:url';
import { compile, type Declared, declare } from '../src/compile.ts';
import { gather } from '../src/gather.ts';
import { meaningsOf } from '../src/meaning/meanings.ts';
import { makePlan } from '../src/plan/plan.ts';
import { type ActionSnapshot, actionIndexFrom } from '../src/policy/catalogue/action-index.ts';
import { type ManagedPolicySnapshot, managedPoliciesFrom } from '../src/policy/catalogue/managed-policies.ts';
import { type PolicyData, readSnapshot } from '../src/policy-data.ts';
import { memoryIdentityCenter } from '../src/provider/memory.ts';
import { renderPlanJson } from '../src/render/plan-json.ts';
import type { SourceFolder } from '../src/source/file.ts';
import { type PermissionSet, pairAddress, type State } from '../src/state/state.ts';
import { instant } from '../test/support/instant.ts';
import { directoryOf, folderOf, type Size } from './organisation.ts';

const AS_OF = instant('2026-11-22T09:00:00Z');
const OPTIONS = { asOf: AS_OF, allowed: {}, audit: false };

/** 1,003 files, 100,200 assignments. */
const LARGE: Size = { accounts: 5_000, permissionSets: 300, teams: 1_002, accountsPerTeam: 100 };
/** Each of 200 sets is granted in each account. */
const CHANGED: Size = { accounts: 500, permissionSets: 200, teams: 200, accountsPerTeam: 500 };
const SERVICES = ['s3', 'ec2', 'lambda', 'dynamodb', 'sqs', 'sns', 'rds', 'logs', 'ecs', 'kms'];

const SUBJECTS = {
  /** Not measured: the files of the large organisation. */
  async files() {
    return folderOf(LARGE).documents.map(({ configPath, text }) => ({ name: configPath, text }));
  },

  /** From declarations and an answer in memory to a plan in JSON; live has all but a tenth of the assignments, and thirty other definitions. */
  async plan() {
    const declared = valid(declare(folderOf(LARGE)));
    const directory = directoryOf(LARGE);
    const live = liveOf(declared, directory, (set, place) => (place < 30 ? { ...set, sessionDuration: 'PT1H' } : set));
    return measured(declared, memoryIdentityCenter({ directory, state: live }));
  },

  /** Every definition changes, each in its own way. */
  async judged() {
    const declared = valid(declare(withInlinePolicies(folderOf(CHANGED))));
    const directory = directoryOf(CHANGED);
    const live = liveOf(declared, directory, (set) => ({ ...set, managedPolicies: ['job-function/ViewOnlyAccess'] }));
    return measured(declared, memoryIdentityCenter({ directory, state: live }), await policyData());
  },
};

async function measured(declared: Declared, reader: ReturnType<typeof memoryIdentityCenter>, data?: PolicyData) {
  const begun = process.cpuUsage();
  const { value: gathered } = await gather(declared, reader, OPTIONS);
  if (gathered === undefined) throw new Error('the files should fit the organisation');
  const plan = makePlan({
    ...gathered,
    asOf: AS_OF,
    allowed: [],
    toolVersion: '0',
    config: { digest: declared.digest() },
    ...(data === undefined ? {} : { meanings: meaningsOf(data) }),
  });
  renderPlanJson(plan);
  const { user, system } = process.cpuUsage(begun);
  const megabytes = process.resourceUsage().maxRSS / 1_024;
  const rows = gathered.desired.state.assignments.size;
  return { ms: (user + system) / 1_000, megabytes, detail: `${rows} assignments, ${plan.changes.length} changes` };
}

function valid({ value, diagnostics }: ReturnType<typeof declare>): Declared {
  if (diagnostics.length > 0) throw new Error(`the files should be right: ${diagnostics[0]!.message}`);
  return value;
}

function liveOf(
  declared: Declared,
  directory: ReturnType<typeof directoryOf>,
  changed: (set: PermissionSet, place: number) => PermissionSet,
): State {
  const { value: desired } = compile(declared, directory, OPTIONS);
  if (desired === undefined) throw new Error('the files should fit the organisation');
  const { permissionSets, assignments } = desired.state;
  const rows = [...assignments].filter((_, index) => index % 10 !== 0);
  return {
    permissionSets: new Map(
      [...permissionSets].map(([address, set], place) => [address, { ...changed(set, place), owner: 'orchard' }]),
    ),
    assignments: new Map(rows),
    provisioned: new Map(rows.map(([, { permissionSet, account }]) => [pairAddress(permissionSet, account), 'latest'])),
  };
}

function withInlinePolicies(folder: SourceFolder): SourceFolder {
  const inline = (set: number) => {
    const service = (step: number) => SERVICES[(set + step) % SERVICES.length];
    const own = `{ Effect: Allow, Action: ["${service(0)}:Get*", "${service(3)}:List*", "${service(5)}:Create*"], Resource: "arn:aws:${service(0)}:*:*:team-${set}*" }`;
    const regional = `{ Effect: Allow, Action: "${service(1)}:*", Resource: "*", Condition: { StringEquals: { "aws:RequestedRegion": eu-west-1 } } }`;
    return `    inlinePolicy: { Version: "2012-10-17", Statement: [${own}, ${regional}] }`;
  };
  let set = 0;
  const documents = folder.documents.map((document) => ({
    ...document,
    text: document.text.replaceAll(/^ {4}managedPolicies: .*$/gm, (line) => `${line}\n${inline(set++)}`),
  }));
  return { ...folder, documents };
}

/** The snapshots of the build, since this file is bundled elsewhere. */
async function policyData(): Promise<PolicyData> {
  const folders = [pathToFileURL(`${process.cwd()}/dist/data/`)];
  const actions = (await readSnapshot('action-index', folders)) as ActionSnapshot;
  const policies = (await readSnapshot('managed-policies', folders)) as ManagedPolicySnapshot;
  return { index: actionIndexFrom(actions), managedPolicies: managedPoliciesFrom(policies) };
}

const subject = SUBJECTS[process.argv[2] as keyof typeof SUBJECTS];
process.stdout.write(JSON.stringify(await subject()));
