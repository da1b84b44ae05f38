// The two sides of the port, over one organisation: the AWS adapter against a sandbox, and memory with what that adapter read first.

import { onTestFinished } from 'vitest';
import { AccessError } from '../../src/diagnostics/diagnostic.ts';
import { canonicalPolicy } from '../../src/policy/language/canonical.ts';
import { type AwsOptions, awsIdentityCenter } from '../../src/provider/aws/identity-center.ts';
import type { IdentityCenter } from '../../src/provider/identity-center.ts';
import { memoryIdentityCenter } from '../../src/provider/memory.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { settingsOf } from '../../src/sandbox/settings.ts';
import type { Live, Scope } from '../../src/state/live.ts';
import { asRead } from '../../src/state/read.ts';
import { type Address, accountId, type PermissionSet, pairAddress } from '../../src/state/state.ts';
import { isThorough } from '../support/runs.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { front, type Hop } from './front.ts';
import { inProcessOver } from './in-process.ts';
import { ORCHARD, OWNER } from './orchard.ts';

export interface Orchard {
  readonly sandbox: Sandbox;
  /** A new adapter, as a new run would have. */
  connect(options?: AwsOptions): IdentityCenter;
  /** The same without the wire, whose part in a call is the largest, and without faults and lag: to look at what there is before and after. */
  beside(): IdentityCenter;
  /** Over a hop on which answers are changed and requests lost; `wire`: HTTP and the SDK between, as TEST_EFFORT=all has it for all. */
  over(hop: Hop, how: { readonly wire: boolean }): Promise<IdentityCenter>;
}

/** A sandbox with the fruit company in it, until the test is over. */
export async function openOrchard(options: SandboxOptions = {}): Promise<Orchard> {
  const sandbox = await startSandbox({ seed: ORCHARD, ...options });
  onTestFinished(sandbox.close);
  const connect = (more: AwsOptions = {}) =>
    awsIdentityCenter({
      region: 'eu-west-1',
      endpoint: sandbox.url,
      credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: 'orchard' },
      clock: virtualClock(),
      random: () => 0.5,
      ...more,
    });
  const calm = { ...settingsOf(options), readLagCalls: 0, requestsPerSecond: 0 };
  const { senders } = inProcessOver(sandbox.state, calm);
  return {
    sandbox,
    connect,
    beside: () => connect({ senderOf: senders(ACCESS_KEY, {}) }),
    over: async (hop, { wire }) =>
      connect(
        wire || isThorough ? { endpoint: await front(sandbox.url, hop) } : { senderOf: senders(ACCESS_KEY, hop) },
      ),
  };
}

const ACCESS_KEY = 'AKIDEXAMPLE';

/** Everything the scenarios touch, in every detail. */
export const EVERYTHING: Scope = {
  permissionSets: ['Grower', 'Picker', 'Auditor', 'Vintner', 'CiderMaker'],
  renamedFrom: [],
  owner: OWNER,
  audit: true,
  users: true,
};

/** What the files of the fruit company declare. */
export const SCOPE: Scope = {
  permissionSets: ['Grower', 'Picker'],
  renamedFrom: [],
  owner: OWNER,
  audit: false,
  users: false,
};

/** What roles grant, by pair. */
type Roles = ReadonlyMap<Address, readonly string[]>;

export interface Subject {
  readonly identityCenter: IdentityCenter;
  roles(): Roles;
}

export async function subjects(
  orchard: Orchard,
  aws: IdentityCenter = orchard.connect(),
): Promise<Readonly<Record<'aws' | 'memory', Subject>>> {
  const directory = await aws.readDirectory({ organizationalUnits: true, accountTags: true });
  const { state, users } = await aws.readState(EVERYTHING);
  const memory = memoryIdentityCenter({ state, directory, users });
  return {
    aws: { identityCenter: aws, roles: () => rolesOf(orchard.sandbox) },
    memory: {
      identityCenter: memory,
      roles: () => new Map([...memory.roles()].map(([address, set]) => [address, set.managedPolicies])),
    },
  };
}

function rolesOf({ state }: Sandbox): Roles {
  const pairs = [...state.permissionSets.values()].flatMap((set) =>
    [...set.pairs.values()].map(
      (pair) =>
        [
          pairAddress(set.name, accountId(pair.accountId)),
          pair.provisioned.managedPolicies.map(withoutArn).sort(),
        ] as const,
    ),
  );
  return new Map(pairs);
}

const withoutArn = (arn: string): string => arn.replace(/^.*:policy\//, '');

/** Two readings are the same when this is: documents are compared in canonical form, and nothing has an order. */
export function comparable({ state, orphans, users, others }: Live): unknown {
  const sorted = <T>(map: ReadonlyMap<string, T>) => Object.fromEntries([...map].sort());
  return {
    permissionSets: sorted(
      new Map([...state.permissionSets].map(([address, set]) => [address, withCanonicalPolicy(set)])),
    ),
    assignments: sorted(state.assignments),
    provisioned: sorted(state.provisioned),
    orphans: [...orphans].sort(),
    users: sorted(users),
    others: [...others]
      .map((set) => ({
        ...set,
        ...(set.definition.read && { definition: asRead(withCanonicalPolicy(set.definition.value)) }),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

export function withCanonicalPolicy(set: PermissionSet): PermissionSet {
  const { inlinePolicy } = set;
  if (inlinePolicy?.kind !== 'document') return set;
  return { ...set, inlinePolicy: { kind: 'document', document: canonicalPolicy(inlinePolicy.document) } };
}

/** The code that a reading ends with. */
export async function codeOf(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AccessError)) throw new Error('expected an AccessError', { cause: error });
  return error.diagnostic.code;
}

export const countsOf = (identityCenter: IdentityCenter, ...operations: readonly string[]): readonly number[] =>
  operations.map((operation) => identityCenter.callCounts()[operation] ?? 0);

/** The changing calls that reached the sandbox. */
export const written = ({ sandbox }: Orchard): readonly string[] =>
  sandbox.calls.map(({ operation }) => operation).filter((operation) => !/^(List|Get|Describe)/.test(operation));
