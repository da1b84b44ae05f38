// Action patterns against the index: which actions does `s3:Get*` stand for today?
import type { ActionIndex } from './action-index.ts';
import { isPattern, serviceOf } from './action-set.ts';
import { compileGlob, matches } from './glob.ts';
import type { AccessLevel } from './levels.ts';

const EXPANDED = new WeakMap<ActionIndex, Map<string, readonly string[]>>();

/** The listed actions that the pattern matches, in AWS's case, sorted: any pattern that IAM accepts, `*:List*` and `s3*:Get*` too. */
export function expandActions(pattern: string, index: ActionIndex): readonly string[] {
  const expanded = EXPANDED.get(index) ?? new Map<string, readonly string[]>();
  EXPANDED.set(index, expanded);
  const key = pattern.toLowerCase();
  const known = expanded.get(key) ?? expand(key, index);
  expanded.set(key, known);
  return known;
}

function expand(pattern: string, index: ActionIndex): readonly string[] {
  if (!isPattern(pattern)) return literalAction(pattern, index);
  const glob = compileGlob(pattern);
  const prefix = serviceOf(pattern);
  const services = prefix === undefined || isPattern(prefix) ? index.services : [prefix];
  return services.flatMap((service) =>
    (index.service(service)?.actionNames ?? []).filter((name) => matches(glob, name.toLowerCase())),
  );
}

function literalAction(name: string, index: ActionIndex): readonly string[] {
  const known = index.listed(name);
  return known === undefined ? [] : [known];
}

/** `unknown` for an action the index does not list. */
export function levelOf(action: string, index: ActionIndex): AccessLevel {
  return index.action(action)?.level ?? 'unknown';
}

/** How the ARNs of the action's resources look, as patterns; `*` alone where the action takes no resource. Empty: not listed. */
export function resourceFormats(action: string, index: ActionIndex): readonly string[] {
  const known = index.action(action);
  if (known === undefined) return [];
  const formats = known.resourceTypes.map(({ type }) => type.arn.replace(/\$\{[^}]*\}/g, '*'));
  // Where every resource is optional, a request may name none.
  return known.resourceTypes.some(({ required }) => required) ? formats : [...formats, '*'];
}
