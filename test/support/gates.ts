// A tiny target in place of account access: a gate stands in an account and opens some rooms, and whoever is assigned to it may enter them. Nothing of it
// is AWS's. It is all that a target can be: resources that are made, changed and taken away, and assignments that rest on them.
import type { Risk } from '../../src/definition/fields.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  assignmentAddress,
  type PrincipalId,
  type Resource,
  resourceAddress,
} from '../../src/state/state.ts';
import type { TargetRules, Targets } from '../../src/targets/target.ts';
import { TARGETS } from '../../src/targets/targets.ts';
import { OWNER } from './organisations.ts';

export type Room = 'cellar' | 'loft' | 'press';

const PREFIX = 'role/';

export const gateOf = (name: string, account: AccountId, rooms: readonly Room[]): Resource => ({
  target: 'account-access',
  kind: 'application',
  name,
  account,
  definition: { rooms },
  owner: OWNER,
});

export const passOf = (gate: string, account: AccountId, id: PrincipalId): Assignment => ({
  permissionSet: `${PREFIX}${gate}`,
  account,
  principal: { type: 'group', id },
});

const gateAddress = ({ permissionSet, account }: Pick<Assignment, 'permissionSet' | 'account'>): Address =>
  resourceAddress({ target: 'account-access', kind: 'application', name: permissionSet.slice(PREFIX.length), account });

export const roomsOf = ({ definition }: Resource): readonly Room[] => definition.rooms as readonly Room[];

/** What an assignment lets in to. */
export function entered(assignment: Assignment, resources: ReadonlyMap<Address, Resource>): readonly Room[] {
  const gate = resources.get(gateAddress(assignment));
  return gate === undefined ? [] : roomsOf(gate);
}

function riskOf(before: Resource, after: Resource): Risk {
  const [old, now] = [roomsOf(before), roomsOf(after)];
  const broadens = now.some((room) => !old.includes(room));
  const narrows = old.some((room) => !now.includes(room));
  return broadens && narrows ? 'unknown' : broadens ? 'broadens' : narrows ? 'narrows' : 'neutral';
}

const GATES_RULES: TargetRules = {
  ownership: () => 'managed',
  reasonToHold: () => undefined,
  reasonToHoldResource: () => undefined,
  resourceOf: gateAddress,
  riskOf,
  mayDelete: () => true,
};

export const GATES: Targets = { ...TARGETS, 'account-access': GATES_RULES };

export const byAddress = <Of extends Resource | Assignment>(some: readonly Of[]): ReadonlyMap<Address, Of> =>
  new Map(some.map((each) => ['target' in each ? resourceAddress(each) : assignmentAddress(each), each]));
