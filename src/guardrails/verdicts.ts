// Verdicts on permission sets: each access is examined once for each demand, however many rules make it and however many assignments have it.
import type { Meanings } from '../meaning/meanings.ts';
import type { Access } from '../policy/compare/index.ts';
import type { PermissionSet } from '../state/state.ts';
import type { Breach, Case } from './breach.ts';
import { breachesOf } from './examine.ts';
import type { Guardrail } from './guardrail.ts';

export interface Verdict {
  /** Tells verdicts apart. */
  readonly number: number;
  readonly breaches: readonly Breach[];
}

export type Examiner = (rule: Guardrail) => (asked: Case) => Verdict;

export function examinerWith(meanings: Meanings): Examiner {
  const numbers = new Map<Access, number>();
  const byDemand = new Map<string, Map<string, Verdict>>();
  // Sets with the same policies are one access.
  const numberOf = (set: PermissionSet): number => {
    const access = meanings.accessOf([set]);
    const number = numbers.get(access) ?? numbers.size;
    numbers.set(access, number);
    return number;
  };
  return (rule) => {
    const demand = demandKey(rule);
    const verdicts = byDemand.get(demand) ?? new Map<string, Verdict>();
    byDemand.set(demand, verdicts);
    return (asked) => {
      const { set, before, takeoverPathsCount } = asked;
      const old = [...new Set(before.map(numberOf))].sort((a, b) => a - b);
      const key = `${numberOf(set)} ${old.join()} ${takeoverPathsCount}`;
      const known = verdicts.get(key);
      if (known !== undefined) return known;
      const verdict = { number: verdicts.size, breaches: breachesOf(rule, asked, meanings) };
      verdicts.set(key, verdict);
      return verdict;
    };
  };
}

/** Equal keys: the same is demanded, wherever it is written. */
function demandKey({ demand, customerManagedPolicies }: Guardrail): string {
  return JSON.stringify([customerManagedPolicies, demand], (name, value: unknown) => {
    if (name === 'span') return undefined;
    return value instanceof Set ? [...value].sort() : value;
  });
}
