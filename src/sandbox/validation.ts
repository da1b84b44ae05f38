// Input validation: what each service answers when a request breaks the constraints of its members.
import { type Members, type Violation, violations } from './constraints.ts';
import { ServiceError } from './errors.ts';
import type { Service } from './operation.ts';
import { speaksXml } from './protocol.ts';

/** What one message tells; all are counted. */
const MOST_TOLD = 100;

/** Throws the service's own error when the input breaks a constraint. */
export function validate(service: Service, members: Members, input: unknown): void {
  const found = violations({ kind: 'structure', members }, input);
  const mistyped = found.find(({ rule }) => rule.kind === 'type');
  if (mistyped !== undefined) {
    throw new ServiceError('SerializationException', `${wirePath(mistyped)} is not of the expected type.`);
  }
  const first = found[0];
  if (first === undefined) return;
  if (service === 'organizations') throw invalidInput(first);
  const texts = found
    .slice(0, MOST_TOLD)
    .map((violation) => `${subject(service, violation)} failed to satisfy constraint: ${wish(violation)}`);
  const one = service === 'sso-admin' && found.length === 1;
  const lead = one ? '' : `${found.length} validation error${found.length === 1 ? '' : 's'} detected: `;
  throw new ServiceError('ValidationException', lead + texts.join('; '));
}

/** How each service names what is wrong; iam and sts tell the value, too. */
function subject(service: Service, violation: Violation): string {
  const path = wirePath(violation);
  if (service === 'sso-admin') return `Value of input '${path}'`;
  if (!speaksXml(service)) return `Value at '${path}'`;
  if (violation.rule.kind === 'required') return `Value null at '${path}'`;
  return violation.value === undefined ? `Value at '${path}'` : `Value '${cut(violation.value)}' at '${path}'`;
}

/** A message stays readable, whatever was sent. */
const cut = (value: string | number): string => String(value).slice(0, 1024);

/** AWS names members in lower camel case and counts list members from one. */
const wirePath = ({ path }: Violation): string =>
  path
    .map((part) => (typeof part === 'number' ? `${part + 1}.member` : part.charAt(0).toLowerCase() + part.slice(1)))
    .join('.');

function wish({ rule }: Violation): string {
  switch (rule.kind) {
    case 'required':
      return 'Member must not be null';
    case 'pattern':
      return `Member must satisfy regular expression pattern: ${rule.pattern}`;
    case 'choice':
      return `Member must satisfy enum value set: [${rule.values.join(', ')}]`;
    case 'at-least':
      return `Member must have ${rule.of} greater than or equal to ${rule.bound}`;
    case 'at-most':
      return `Member must have ${rule.of} less than or equal to ${rule.bound}`;
    case 'type':
    case 'unknown':
      return 'Member must be known';
    default:
      return rule satisfies never;
  }
}

/** Organizations has an exception of its own, with the kind of the violation as Reason. */
function invalidInput({ rule }: Violation): ServiceError {
  return new ServiceError('InvalidInputException', 'You specified an invalid value.', { Reason: reason(rule) });
}

function reason(rule: Violation['rule']): string {
  switch (rule.kind) {
    case 'required':
      return 'INPUT_REQUIRED';
    case 'pattern':
      return 'INVALID_PATTERN';
    case 'choice':
      return 'INVALID_ENUM';
    case 'at-least':
      return rule.of === 'length' ? 'MIN_LENGTH_EXCEEDED' : 'MIN_VALUE_EXCEEDED';
    case 'at-most':
      return rule.of === 'length' ? 'MAX_LENGTH_EXCEEDED' : 'MAX_VALUE_EXCEEDED';
    case 'type':
    case 'unknown':
      return 'INVALID_PATTERN';
    default:
      return rule satisfies never;
  }
}
