// What requests run in: one state and its clock, the settings, the rate limit, and what reads see when they lag behind.
import { type Bucket, bucket } from './clock.ts';
import { elapse } from './elapse.ts';
import type { Service } from './operation.ts';
import { type Replica, replicaOf } from './replica.ts';
import type { Settings } from './settings.ts';
import type { SandboxState } from './state.ts';

export interface World {
  readonly state: SandboxState;
  readonly settings: Settings;
  /** Of the services that limit all of their operations together. */
  readonly rates: Readonly<Partial<Record<Service, Bucket>>>;
  /** Absent when reads see every write. */
  readonly replica?: Replica;
}

export function worldOf(state: SandboxState, settings: Settings): World {
  const { requestsPerSecond } = settings;
  const rates = { 'sso-admin': bucket(requestsPerSecond), 'account-access': bucket(requestsPerSecond) };
  return settings.readLagCalls === 0
    ? { state, settings, rates }
    : { state, settings, rates, replica: replicaOf(state, settings) };
}

/** Lets virtual time pass, and does what is due. True when anything was. */
export function pass({ state, settings, replica }: World, milliseconds: number): boolean {
  replica?.passed(milliseconds);
  return elapse(state, settings, milliseconds);
}

/** A change that no call of AWS makes. What reads see gets it later, where they lag behind. */
export function edited<T>({ state, replica }: World, edit: (state: SandboxState) => T): T {
  replica?.passed(0);
  replica?.wrote(edit);
  return edit(state);
}
