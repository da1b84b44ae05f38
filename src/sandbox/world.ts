// What requests run in: one state and its clock, the settings, the rate limit, and what reads see when they lag behind.
import { settle } from './async.ts';
import { type Bucket, bucket, tick } from './clock.ts';
import { type Replica, replicaOf } from './replica.ts';
import type { Settings } from './settings.ts';
import type { SandboxState } from './state.ts';

export interface World {
  readonly state: SandboxState;
  readonly settings: Settings;
  readonly rate: Bucket;
  /** Absent when reads see every write. */
  readonly replica?: Replica;
}

export function worldOf(state: SandboxState, settings: Settings): World {
  const rate = bucket(settings.requestsPerSecond);
  return settings.readLagCalls === 0
    ? { state, settings, rate }
    : { state, settings, rate, replica: replicaOf(state, settings) };
}

/** Lets virtual time pass and settles what is due. True when anything was. */
export function pass({ state, settings, replica }: World, milliseconds: number): boolean {
  tick(state, milliseconds);
  replica?.passed(milliseconds);
  return settle(state, settings);
}
