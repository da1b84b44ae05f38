// What requests run in: one state and its clock, the settings, the rate limit, and what reads see when they lag behind.
import { type Bucket, bucket } from './clock.ts';
import { elapse } from './elapse.ts';
import type { Service } from './operation.ts';
import { byCalls, byTime, type Replica, replicaOf, type Write } from './replica.ts';
import type { Settings } from './settings.ts';
import type { SandboxState } from './state.ts';

export interface World {
  readonly state: SandboxState;
  readonly settings: Settings;
  /** Of the services that limit all of their operations together. */
  readonly rates: Readonly<Partial<Record<Service, Bucket>>>;
  /** Absent when reads see every write. */
  readonly replica?: Replica;
  /** What reads of iam see; absent when it is what those of other services do. */
  readonly iamReplica?: Replica;
}

export function worldOf(state: SandboxState, settings: Settings): World {
  const { requestsPerSecond, readLagCalls, iamLagMs } = settings;
  const rates = { 'sso-admin': bucket(requestsPerSecond), 'account-access': bucket(requestsPerSecond) };
  return {
    state,
    settings,
    rates,
    ...(readLagCalls === 0 ? {} : { replica: replicaOf(state, settings, byCalls(readLagCalls)) }),
    ...(iamLagMs === 0 ? {} : { iamReplica: replicaOf(state, settings, byTime(iamLagMs)) }),
  };
}

const replicasOf = ({ replica, iamReplica }: World): readonly Replica[] =>
  [replica, iamReplica].filter((each) => each !== undefined);

/** What a read of a service sees. */
export function seenBy(world: World, service: Service): SandboxState {
  const { state, replica, iamReplica } = world;
  return (service === 'iam' ? (iamReplica ?? replica) : replica)?.state ?? state;
}

/** The call that runs writes this; what reads see gets it later, where they lag behind. */
export function wrote(world: World, write: Write): void {
  for (const replica of replicasOf(world)) replica.wrote(write);
}

/** Lets virtual time pass, and does what is due. True when anything was. */
export function pass(world: World, milliseconds: number): boolean {
  for (const replica of replicasOf(world)) replica.passed(milliseconds);
  return elapse(world.state, world.settings, milliseconds);
}

/** A change that no call of AWS makes. */
export function edited<T>(world: World, edit: (state: SandboxState) => T): T {
  for (const replica of replicasOf(world)) replica.passed(0);
  wrote(world, edit);
  return edit(world.state);
}
