// Action patterns against the index: which actions does `s3:Get*` stand for today?

import { memoizeByIdentity } from '../../memoize.ts';
import { compileGlob, isPattern, matches, serviceOf } from '../patterns/index.ts';
import type { Action, ActionIndex } from './action-index.ts';
import type { AccessLevel } from './levels.ts';

interface Expanded {
  readonly lists: Map<string, readonly string[]>;
  /** Of all lists together. */
  names: number;
}

const expandedIn = memoizeByIdentity((_: ActionIndex): Expanded => ({ lists: new Map(), names: 0 }));
const MOST_NAMES = 1_000_000;

/** The listed actions that the pattern matches, in AWS's case, sorted: any pattern that IAM accepts, `*:List*` and `s3*:Get*` too. */
export function expandActions(pattern: string, index: ActionIndex): readonly string[] {
  const expanded = expandedIn(index);
  const key = pattern.toLowerCase();
  const known = expanded.lists.get(key);
  if (known !== undefined) return known;
  const names = expand(key, index);
  if (expanded.names > MOST_NAMES) {
    expanded.lists.clear();
    expanded.names = 0;
  }
  expanded.lists.set(key, names);
  expanded.names += names.length;
  return names;
}

function expand(pattern: string, index: ActionIndex): readonly string[] {
  if (!isPattern(pattern)) return literalAction(pattern, index);
  const glob = compileGlob(pattern);
  return servicesOf(pattern, index).flatMap((service) =>
    namesOf(service, index).filter((name) => matches(glob, name.toLowerCase())),
  );
}

/** The services whose actions the pattern may match. */
function servicesOf(pattern: string, index: ActionIndex): readonly string[] {
  const prefix = serviceOf(pattern);
  return prefix === undefined || isPattern(prefix) ? index.services : [prefix];
}

const namesOf = (service: string, index: ActionIndex) => index.service(service)?.actionNames ?? [];

/** The work of holding a pattern against one name; most patterns are the beginnings of names. */
const holding = (pattern: string) => (/^[^*?]*\*$/.test(pattern) ? 1 : 4);

/** The work of expanding a pattern. */
export function workOfExpanding(lowerCasePattern: string, index: ActionIndex): number {
  if (!isPattern(lowerCasePattern)) return 1;
  const services = servicesOf(lowerCasePattern, index);
  return (
    holding(lowerCasePattern) * (services === index.services ? sizeOf(index) : 1 + namesOf(services[0]!, index).length)
  );
}

const countedIn = memoizeByIdentity((index: ActionIndex) => ({
  actions: index.services.reduce((count, service) => count + namesOf(service, index).length, 0),
}));

const sizeOf = (index: ActionIndex) => countedIn(index).actions;

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

const formatsOf = memoizeByIdentity(({ resourceTypes }: Action): readonly string[] => {
  const formats = resourceTypes.map(({ type }) => type.arn.replace(/\$\{[^}]*\}/g, '*'));
  // Where every resource is optional, a request may name none.
  return resourceTypes.some(({ required }) => required) ? formats : [...formats, '*'];
});
