// What guardrails say of a plan: of all that it leaves behind, and of what it adds to live.

import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Guardrails } from '../guardrails/guardrail.ts';
import { holdingsOf } from '../guardrails/holding.ts';
import { guardrailFindings } from '../guardrails/report.ts';
import type { Meanings } from '../meaning/meanings.ts';
import type { Desired } from '../state/desired.ts';
import { type Directory, identityCenterAdminAccounts } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import type { Change } from './change.ts';
import type { Kept } from './keep.ts';
import type { Labels } from './labels.ts';

export interface PlanGuardrailInputs {
  /** Absent: the files have none. */
  readonly guardrails?: Guardrails;
  readonly meanings: Meanings | undefined;
  readonly desired: Desired;
  readonly live: Live;
  readonly kept: Pick<Kept, 'state'>;
  readonly directory: Directory;
  readonly changes: readonly Change[];
  readonly labels: Labels;
  readonly allowed: Readonly<Record<string, number>>;
  readonly asOf: number;
  readonly now?: number;
}

export function evaluateGuardrails(inputs: PlanGuardrailInputs): readonly Diagnostic[] {
  const { guardrails, meanings, desired, live, kept, directory, changes, labels, allowed, asOf, now = asOf } = inputs;
  if (guardrails === undefined || meanings === undefined) return [];
  const gone = live.orphans;
  const unread = live.others.map(({ name }) => name).sort();
  return [
    ...guardrailFindings(
      {
        guardrails,
        before: holdingsOf(live.state, { gone }),
        after: holdingsOf(kept.state, { gone, placesOf: (address) => desired.facts.get(address)?.origins ?? [] }),
        meanings,
        identityCenterAdminAccounts: identityCenterAdminAccounts(directory),
        asOf: Math.max(asOf, now),
      },
      {
        displayNames: { account: labels.account, principal: ({ id }) => labels.principal(id) },
        allowed,
        idle: changes.length === 0,
      },
    ),
    ...(unread.length === 0 ? [] : [diagnose('guardrail/not-judged', { names: unread })]),
  ];
}
