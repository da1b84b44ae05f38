// Action patterns against the index: which actions does `s3:Get*` stand for today?
import type { Action, ActionIndex } from './action-index.ts';
import { isPattern, serviceOf } from './action-set.ts';
import { compileGlob, matches } from './glob.ts';
import type { AccessLevel } from './levels.ts';
import { oncePer } from './once-per.ts';

const expandedIn = oncePer((_: ActionIndex) => new Map<string, readonly string[]>());

/** The listed actions that the pattern matches, in AWS's case, sorted: any pattern that IAM accepts, `*:List*` and `s3*:Get*` too. */
export function expandActions(pattern: string, index: ActionIndex): readonly string[] {
  const expanded = expandedIn(index);
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
  return index.level(action) ?? 'unknown';
}

/** How the ARNs of the action's resources look, as patterns; `*` alone where the action takes no resource. Empty: not listed. */
export function resourceFormats(action: string, index: ActionIndex): readonly string[] {
  const known = index.action(action);
  return known === undefined ? [] : formatsOf(known);
}

const formatsOf = oncePer(({ resourceTypes }: Action): readonly string[] => {
  const formats = resourceTypes.map(({ type }) => type.arn.replace(/\$\{[^}]*\}/g, '*'));
  // Where every resource is optional, a request may name none.
  return resourceTypes.some(({ required }) => required) ? formats : [...formats, '*'];
});
