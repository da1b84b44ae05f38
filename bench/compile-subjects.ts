// What compile.mjs measures inside a process of its own: `node subjects.mjs <subject>` prints what it found as JSON.
import { pathToFileURL } from 'node:url';
import { compile, type Declared, declare } from '../src/compile.ts';
import { gather } from '../src/gather.ts';
import { meaningsOf } from '../src/meaning/meanings.ts';
import { makePlan } from '../src/plan/plan.ts';
import { loadPolicyData, type PolicyData } from '../src/policy-data.ts';
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
/** Each of 200 sets is granted in each of 40 accounts. */
const GUARDED: Size = { accounts: 40, permissionSets: 200, teams: 200, accountsPerTeam: 40 };
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

  /** Nothing changes, and no guardrail says anything about it. */
  async unguarded() {
    return guarded(0);
  },

  /** The same under fifty guardrails. */
  async guarded() {
    return guarded(50);
  },
};

async function guarded(rules: number) {
  const folder = withGuardrails(withInlinePolicies(folderOf(GUARDED), MANAGED), rules);
  const declared = valid(declare(folder));
  const directory = directoryOf(GUARDED);
  const live = liveOf(declared, directory, (set) => set, Number.POSITIVE_INFINITY);
  return measured(declared, memoryIdentityCenter({ directory, state: live }), await policyData());
}

async function measured(declared: Declared, reader: ReturnType<typeof memoryIdentityCenter>, data?: PolicyData) {
  const units = [yardstick()];
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
  units.push(yardstick());
  const unit = units.reduce((sum, one) => sum + one, 0) / units.length;
  return {
    ms: (user + system) / 1_000,
    megabytes,
    unit,
    detail: `${rows} assignments, ${plan.changes.length} changes`,
  };
}

/** Milliseconds of processor time for work that never changes: what it takes more than elsewhere, all else does, too. */
function yardstick(): number {
  const begun = process.cpuUsage();
  const seen = new Map<string, number>();
  const times = 100;
  for (let round = 0; round < times; round++)
    for (let count = 0; count < 20_000; count++) seen.set(`apple ${count % 5_000}`, count);
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1_000 / times;
}

function valid({ value, diagnostics }: ReturnType<typeof declare>): Declared {
  if (diagnostics.length > 0) throw new Error(`the files should be right: ${diagnostics[0]!.message}`);
  return value;
}

function liveOf(
  declared: Declared,
  directory: ReturnType<typeof directoryOf>,
  changed: (set: PermissionSet, place: number) => PermissionSet = (set) => set,
  lacking = 10,
): State {
  const { value: desired } = compile(declared, directory, OPTIONS);
  if (desired === undefined) throw new Error('the files should fit the organisation');
  const { permissionSets, assignments } = desired.state;
  const rows = [...assignments].filter((_, index) => index % lacking !== 0);
  return {
    permissionSets: new Map(
      [...permissionSets].map(([address, set], place) => [address, { ...changed(set, place), owner: 'orchard' }]),
    ),
    assignments: new Map(rows),
    provisioned: new Map(rows.map(([, { permissionSet, account }]) => [pairAddress(permissionSet, account), 'latest'])),
  };
}

const MANAGED = [
  'ReadOnlyAccess',
  'job-function/ViewOnlyAccess',
  'PowerUserAccess',
  'SecurityAudit',
  'AmazonS3FullAccess',
  'AmazonEC2FullAccess',
  'job-function/DatabaseAdministrator',
  'job-function/NetworkAdministrator',
  'CloudWatchReadOnlyAccess',
  'AmazonDynamoDBFullAccess',
];

/** Of each kind that asks the policy engine, in turn, no two alike in what they are about. */
function withGuardrails(folder: SourceFolder, count: number): SourceFolder {
  const service = (rule: number) => SERVICES[rule % SERVICES.length];
  const demands: readonly ((rule: number) => string)[] = [
    () => 'deny: { access: administrator }',
    (rule) => `deny: { access: [${['permissions-management', 'write', 'tagging', 'read', 'list'][rule % 5]}] }`,
    (rule) => `deny: { actions: ["iam:PassRole", "${service(rule)}:Delete*"] }`,
    (rule) => `deny: { managed: [${MANAGED[(rule * 3) % MANAGED.length]}], equivalent: true }`,
    () => 'deny: { pack: escalation }',
    (rule) =>
      `deny: { actions: ["${service(rule)}:*"], unless: { resource: ["arn:aws:${service(rule)}:*:*:team-*"] } }`,
    () => 'deny: { access: near-administrator }',
    (rule) => `ceiling: ceilings/${service(rule)}.json`,
  ];
  const rules = Array.from(
    { length: count },
    (_, rule) =>
      `    - { id: GR-${rule}, title: Rule ${rule}, enforcement: advisory, ${demands[rule % demands.length]!(rule)} }`,
  );
  const settings = count === 0 ? '' : `\nguardrails:\n  rules:\n${rules.join('\n')}\n`;
  const ceilings = SERVICES.map((name) => ({
    path: `access/ceilings/${name}.json`,
    configPath: `ceilings/${name}.json`,
    text: `{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" },
      { "Effect": "Deny", "Action": "${name}:Delete*", "Resource": "*" }] }`,
  }));
  const documents = folder.documents.map((document) =>
    document.configPath === 'access.yaml' ? { ...document, text: document.text + settings } : document,
  );
  return { ...folder, documents, policies: count === 0 ? folder.policies : ceilings };
}

/** `managed`: for each set in turn another of them, in place of what it has. */
function withInlinePolicies(folder: SourceFolder, managed: readonly string[] = []): SourceFolder {
  const inline = (set: number) => {
    const service = (step: number) => SERVICES[(set + step) % SERVICES.length];
    const own = `{ Effect: Allow, Action: ["${service(0)}:Get*", "${service(3)}:List*", "${service(5)}:Create*"], Resource: "arn:aws:${service(0)}:*:*:team-${set}*" }`;
    const regional = `{ Effect: Allow, Action: "${service(1)}:*", Resource: "*", Condition: { StringEquals: { "aws:RequestedRegion": eu-west-1 } } }`;
    return `    inlinePolicy: { Version: "2012-10-17", Statement: [${own}, ${regional}] }`;
  };
  let set = 0;
  const documents = folder.documents.map((document) => ({
    ...document,
    text: document.text.replaceAll(/^ {4}managedPolicies: .*$/gm, (line) => {
      const attached = managed[set % managed.length];
      return `${attached === undefined ? line : `    managedPolicies: [${attached}]`}\n${inline(set++)}`;
    }),
  }));
  return { ...folder, documents };
}

/** The snapshots of the build, since this file is bundled elsewhere. */
function policyData(): Promise<PolicyData> {
  return loadPolicyData([pathToFileURL(`${process.cwd()}/dist/data/`)]);
}

const subject = SUBJECTS[process.argv[2] as keyof typeof SUBJECTS];
process.stdout.write(JSON.stringify(await subject()));
