// What to write in place of a value of the wrong type: what was meant, where that can be told.
import { yamlText } from '../diagnostics/wording.ts';
import type { ScalarValue, Value } from '../source/value.ts';
import { meantDuration } from './meant-duration.ts';

/** What a value stands under: the keys from the root to it, without the places of items. */
export interface Place {
  readonly keys: readonly string[];
  /** It is an item of a list. */
  readonly isItem: boolean;
}

/** `types`: those of JSON Schema that the value may have. */
export function typeHint(types: readonly string[], value: Value, place: Place): string | undefined {
  const key = place.keys.at(-1) ?? '';
  if (value.kind === 'scalar' && value.value === null) return nullHint(key, place);
  return HINTS[key]?.(value, place) ?? generalHint(types, value);
}

/** Keys without which what they stand in means nothing, wherever they stand. */
const REQUIRED = new Set(['id', 'include', 'code', 'upTo', 'until', 'rule', 'name', 'not', 'a', 'b']);

/** Keys that say or show something, and neither give nor limit access: a grant without its `expires`, or a waiver without its `account`, is a wider one. */
const HARMLESS = new Set([
  'displayName',
  'description',
  'ou',
  'reason',
  'relayState',
  'sessionDuration',
  'title',
  'path',
  'approvedBy',
  'region',
]);

/** A key without a value is one that somebody has not filled in yet, or a template has emptied. */
function nullHint(key: string, { keys, isItem }: Place): string {
  if (isItem) return 'remove the item';
  const isRequired = REQUIRED.has(key) || (key === 'reason' && keys[0] !== 'grants');
  if (isRequired) return `write a value: \`${key}\` is needed`;
  return HARMLESS.has(key) ? `leave \`${key}\` out` : `write a value, or remove \`${key}\` if nothing is meant`;
}

const HINTS: Readonly<Record<string, (value: Value, place: Place) => string | undefined>> = {
  sessionDuration: (value) =>
    value.kind === 'scalar' && typeof value.value === 'number' ? durationHint(value.source) : undefined,
  id: (value) =>
    value.kind === 'scalar' && !/^\d{12}$/.test(value.source)
      ? 'an account id has twelve digits, in quotes'
      : undefined,
  expires: (value) => (value.kind === 'scalar' ? DATE : undefined),
  until: (value) => (value.kind === 'scalar' ? DATE : undefined),
  managedPolicies: (value) =>
    value.kind === 'mapping'
      ? 'write the name of the policy alone, or list your own under `customerManagedPolicies`'
      : undefined,
  customerManagedPolicies: (value, { isItem }) => (isItem && isText(value) ? ownPolicyHint(value) : undefined),
  customerManagedPolicy: (value) => (isText(value) ? ownPolicyHint(value) : undefined),
  permissionsBoundary: (value) => (isText(value) ? boundaryHint(value) : undefined),
};

const DATE = 'write a date such as 2027-01-31, or a moment with its offset';

function isText(value: Value): value is ScalarValue {
  return value.kind === 'scalar' && typeof value.value === 'string';
}

const durationHint = (text: string): string => {
  const meant = meantDuration(text);
  return meant === undefined ? 'write it as `8h`, `1h30m` or `PT8H`' : `write \`${meant}\``;
};

const AWS_MANAGED = /^arn:[\w-]+:iam::aws:policy\/(.+)$/;
const CUSTOMER_MANAGED = /^arn:[\w-]+:iam::\d{12}:policy(\/(?:.*\/)?)([^/]+)$/;

function ownPolicyHint({ source }: ScalarValue): string {
  const awsManaged = AWS_MANAGED.exec(source);
  return awsManaged === null
    ? `write \`${referenceTo(source)}\``
    : `it is a policy of AWS: name it under \`managedPolicies\``;
}

/** `{ name: TeamBase }`: its account is that of each assignment, so an ARN says too much. */
function referenceTo(text: string): string {
  const [, path = '/', name = text] = CUSTOMER_MANAGED.exec(text) ?? [];
  return `{ name: ${yamlText(name)}${path === '/' ? '' : `, path: ${yamlText(path)}`} }`;
}

function boundaryHint({ source }: ScalarValue): string {
  const [, awsManaged] = AWS_MANAGED.exec(source) ?? [];
  if (awsManaged !== undefined) return `write \`{ managedPolicy: ${yamlText(awsManaged)} }\``;
  const own = `{ customerManagedPolicy: ${referenceTo(source)} }`;
  return CUSTOMER_MANAGED.test(source)
    ? `write \`${own}\``
    : `write \`{ managedPolicy: ${yamlText(source)} }\` for a policy of AWS, or \`${own}\` for one of your own`;
}

function generalHint(types: readonly string[], value: Value): string | undefined {
  if (value.kind === 'sequence' && types.includes('string') && !types.includes('array'))
    return 'write one text; if it begins with a bracket, put it in quotes';
  if (value.kind !== 'scalar' || value.source === '') return undefined;
  if (types.includes('string')) return `write "${value.source}"`;
  if (!types.includes('boolean')) return undefined;
  if (/^(?:true|yes|on|y)$/i.test(value.source)) return 'write true';
  return /^(?:false|no|off|n)$/i.test(value.source) ? 'write false' : undefined;
}
