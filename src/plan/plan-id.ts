// What a plan id stands for: all of a plan that apply obeys, what accounts said of the policies that it rests on, and nothing else.
import { digest } from '../state/digest.ts';
import type { Instance } from '../state/directory.ts';
import type { Change } from './change.ts';
import type { PlanPreflight } from './preflight.ts';

/** Of plan.json. A file of another format is refused: nobody parses two. */
export const PLAN_FORMAT = 2;

/** See `Plan.planId`. */
export function planIdOf(
  instance: Pick<Instance, 'arn'>,
  changes: readonly Change[],
  preflight?: Pick<PlanPreflight, 'policies'>,
): string {
  const { policies = [] } = preflight ?? {};
  return digest({
    formatVersion: PLAN_FORMAT,
    instance: instance.arn,
    changes: changes.map(identityOf),
    ...(policies.length === 0 ? {} : { policies }),
  });
}

/** All of a change that apply obeys, and so all that a plan id stands for. */
export function identityOf(change: Change): unknown {
  const { address, action, dependsOn } = change;
  switch (change.kind) {
    case 'permission-set':
      return { address, action, before: change.before, after: change.after, dependsOn };
    case 'assignment':
      return { address, action, dependsOn };
    case 'provisioning':
      return { address, action, after: change.accounts, dependsOn };
    case 'access-control-attributes':
    case 'resource':
      return { address, action, before: change.before, after: change.after, dependsOn };
    default:
      return change satisfies never;
  }
}
