// Organisations of a given size, for counting calls.
import type { SandboxSeed } from '../../src/sandbox/index.ts';
import { ACCOUNTS, ORCHARD, OWNER } from './orchard.ts';

/** `sets` sets of ours, each given to its own group in every one of `accounts` accounts. */
export function plantation({
  sets,
  accounts,
  groups = sets,
}: {
  sets: number;
  accounts: number;
  groups?: number;
}): SandboxSeed {
  const id = (number: number) => String(200_000_000_000 + number);
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
  return {
    ...ORCHARD,
    organization: {
      managementAccount: ACCOUNTS.management,
      accounts: [
        { id: ACCOUNTS.management, name: 'management' },
        ...numbers(accounts).map((n) => ({ id: id(n), name: `orchard-${n}` })),
      ],
    },
    groups: numbers(groups).map((n) => ({
      displayName: `Crew ${n}`,
      id: `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, '0')}`,
    })),
    permissionSets: numbers(sets).map((n) => ({ name: `Set${n}`, tags: { 'access:owner': OWNER } })),
    assignments: numbers(sets).flatMap((set) =>
      numbers(accounts).map((n) => ({
        permissionSet: `Set${set}`,
        account: `orchard-${n}`,
        group: `Crew ${set % groups}`,
      })),
    ),
    outdated: [],
    roleOnly: [],
  };
}

export const declared = (sets: number): readonly string[] => Array.from({ length: sets }, (_, n) => `Set${n}`);
