// What a person lets a guard pass, and how far.
import type { AllowableCode } from '../diagnostics/allowable.ts';
import type { InstantText } from '../instant.ts';
import type { Origin } from './desired.ts';

export interface Allowance {
  readonly code: AllowableCode;
  /** What the guard counts, at most. */
  readonly upTo: number;
  /** `option`: `--allow`, of this run or of the one that made a saved plan. `files`: `guards.allowances`. */
  readonly by: 'option' | 'files';
  /** Of files only. */
  readonly until?: InstantText;
  readonly reason?: string;
  readonly origin?: Origin;
}

/** By code. */
export type Limits = Readonly<Record<string, number>>;

/** The largest of each code counts: two that were approved for themselves do not approve their sum. */
export function limitsOf(allowances: readonly Allowance[]): Limits {
  const limits: Record<string, number> = {};
  for (const { code, upTo } of allowances) limits[code] = Math.max(limits[code] ?? 0, upTo);
  return limits;
}
