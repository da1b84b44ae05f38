// What guards and guardrails say of a part of a plan. What makes up for a loss, or has to end before something may begin, can be in the other
// part: a saved plan that has less than the files say is judged by what it leaves behind itself.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { withLevels } from '../diagnostics/levels.ts';
import type { Live } from '../state/live.ts';
import type { Address, State } from '../state/state.ts';
import type { Change } from './change.ts';
import { guardrailsSay } from './guardrails.ts';
import { guard } from './guards.ts';
import { labelsOf, namesOf } from './labels.ts';
import type { PlanInputs } from './plan.ts';

export type PartInputs = Pick<
  PlanInputs,
  'desired' | 'live' | 'directory' | 'allowed' | 'levels' | 'guardrails' | 'asOf' | 'now' | 'meanings'
>;

/** Errors alone: the rest was said of the whole plan. */
export function guardPart(part: readonly Change[], { meanings, ...inputs }: PartInputs): readonly Diagnostic[] {
  const { desired, live, directory, allowed, levels } = inputs;
  const after = stateAfter(live, part);
  const judged = { changes: part, live, directory, labels: labelsOf(namesOf(directory, live)), meanings };
  const ruled = guardrailsSay({ ...inputs, ...judged, kept: { state: after } });
  const { rules, renames } = desired;
  return [...withLevels(ruled, levels), ...guard({ ...judged, after, rules, renames }, allowed)].filter(
    ({ severity }) => severity === 'error',
  );
}

/** Live with these changes made. Which roles they bring up to date is nothing that anybody is refused for. */
function stateAfter({ state }: Live, changes: readonly Change[]): State {
  const permissionSets = new Map(state.permissionSets);
  const assignments = new Map(state.assignments);
  for (const change of changes) {
    if (change.kind === 'permission-set') put(permissionSets, change.address, change.after);
    if (change.kind === 'assignment')
      put(assignments, change.address, change.action === 'create' ? change.assignment : undefined);
  }
  return { ...state, permissionSets, assignments };
}

function put<Value>(values: Map<Address, Value>, address: Address, value: Value | undefined): void {
  if (value === undefined) values.delete(address);
  else values.set(address, value);
}
