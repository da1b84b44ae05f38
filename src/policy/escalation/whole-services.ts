// Services that somebody has as a whole, told from the words of statements: nobody has to be asked about their actions, of which AWS has 20,000.
import type { Access, Grant } from '../compare/index.ts';
import type { Choice, Statement } from '../language/index.ts';
import { serviceOf } from '../patterns/index.ts';

/** Whether every action of a service, on everything, is allowed on no condition by one statement, and by its words none of it is denied. Some more may be. */
export function wholeServicesOf({ grants }: Access): (service: string) => boolean {
  const tests = grants.map(wholeServicesOfGrant);
  return (service) => tests.some((isWhole) => isWhole(service));
}

function wholeServicesOfGrant({ documents, boundary, ceilings = [] }: Grant): (service: string) => boolean {
  const statements = documents.flatMap((document) => (document.kind === 'known' ? document.policy.statements : []));
  const isSeen = documents.every(({ kind }) => kind === 'known');
  // What cannot be seen may deny, and what limits is not looked at here.
  if (!isSeen || boundary !== undefined || ceilings.length > 0) return () => false;
  const allows = statements.filter((each) => each.effect === 'Allow' && isOnEverything(each));
  const denies = statements.filter(({ effect }) => effect === 'Deny');
  return (service) =>
    allows.some(({ action }) => hasAllOf(action, service)) && !denies.some(({ action }) => mayHave(action, service));
}

const isOnEverything = ({ resource, conditions }: Statement): boolean =>
  conditions.length === 0 && !resource.negated && resource.patterns.some(({ text }) => text === '*');

function hasAllOf({ negated, patterns }: Choice, service: string): boolean {
  if (negated) return !patterns.some(({ text }) => mayMatch(text, service));
  return patterns.some(({ text }) => text === '*' || text.toLowerCase() === `${service}:*`);
}

function mayHave({ negated, patterns }: Choice, service: string): boolean {
  return negated || patterns.some(({ text }) => mayMatch(text, service));
}

/** Whether an action of the service may match. */
function mayMatch(pattern: string, service: string): boolean {
  const prefix = serviceOf(pattern)?.toLowerCase();
  return prefix === undefined || /[*?]/.test(prefix) || prefix === service;
}
