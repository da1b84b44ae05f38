// What guards and guardrails say of a part of a plan. What makes up for a loss, or has to end before something may begin, can be in the other
// part: a saved plan that has less than the files say is judged by what it leaves behind itself.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { withLevels } from '../diagnostics/levels.ts';
import { displayNamesOf, namesOf } from '../holdings/names.ts';
import { optional } from '../optional.ts';
import { limitsOf } from '../state/allowance.ts';
import type { Live } from '../state/live.ts';
import type { Address, State } from '../state/state.ts';
import type { Change } from './change.ts';
import { guardContext } from './enforce.ts';
import { evaluateGuardrails } from './guardrails.ts';
import { guardFindings } from './guards.ts';
import type { PlanInputs } from './plan.ts';
import { planHoldings } from './plan-holdings.ts';
import { inAccountBy } from './preflight.ts';

export type PartInputs = Pick<
  PlanInputs,
  | 'desired'
  | 'live'
  | 'directory'
  | 'before'
  | 'preflight'
  | 'allowed'
  | 'unattended'
  | 'emptyGroups'
  | 'levels'
  | 'guardrails'
  | 'members'
  | 'asOf'
  | 'now'
  | 'meanings'
>;

/** Errors alone: the rest was said of the whole plan. */
export function guardPart(part: readonly Change[], inputs: PartInputs): readonly Diagnostic[] {
  const { desired, live, directory, allowed, levels, preflight } = inputs;
  const limits = limitsOf(allowed);
  const state = stateAfter(live, part);
  const left = {
    kept: { state },
    changes: part,
    holdings: planHoldings(live.state, state, { ...desired, inAccount: inAccountBy(preflight) }),
    displayNames: displayNamesOf(namesOf(directory, live)),
  };
  const guardrailFindings = evaluateGuardrails({ ...inputs, ...left, allowed: limits, meanings: inputs.meanings });
  const guards = guardFindings(guardContext(inputs, left), limits);
  return [...withLevels(guardrailFindings, levels), ...guards].filter(({ severity }) => severity === 'error');
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
  const resources = new Map(state.resources);
  for (const change of changes) if (change.kind === 'resource') put(resources, change.address, change.after);
  const [accessControl = state.accessControl] = changes
    .flatMap((change) => (change.kind === 'access-control-attributes' ? [optional({ attributes: change.after })] : []))
    .reverse();
  return {
    ...state,
    permissionSets,
    assignments,
    ...optional({ accessControl }),
    ...(resources.size === 0 ? {} : { resources }),
  };
}

function put<Value>(values: Map<Address, Value>, address: Address, value: Value | undefined): void {
  if (value === undefined) values.delete(address);
  else values.set(address, value);
}
