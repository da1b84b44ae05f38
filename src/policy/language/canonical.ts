// One form for every way to write the same IAM policy, so that `changed` means changed and not reformatted.
//
// What is levelled: the order of statements and of every list that IAM reads as a set, a single value against a list of one,
// duplicate list items, key order, and booleans and numbers in conditions against their text (IAM reads them alike). What is not: case, wildcards and
// overlapping statements. Those are meaning, and meaning never decides whether something changed.
import { compareText } from '../../compare-text.ts';

type Members = Readonly<Record<string, unknown>>;

const POLICY_ELEMENTS = ['Version', 'Id', 'Statement'];
const STATEMENT_ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
];
const SET_ELEMENTS = new Set(['Action', 'NotAction', 'Resource', 'NotResource']);

/** The canonical document. What is not of the policy language is kept, with its keys sorted. Idempotent. */
export function canonicalPolicy(document: Members): Members {
  return withOrderedKeys(document, POLICY_ELEMENTS, (key, member) =>
    key === 'Statement' ? statements(member) : sortedKeys(member),
  );
}

/** For people: two spaces of indentation. */
export function prettyPolicy(document: Members): string {
  return JSON.stringify(canonicalPolicy(document), null, 2);
}

/** For the service: PutInlinePolicyToPermissionSet counts what is not white space. */
export function minifiedPolicy(document: Members): string {
  return JSON.stringify(canonicalPolicy(document));
}

function statements(member: unknown): unknown {
  const list = Array.isArray(member) ? member : [member];
  return list
    .map((item) => (isMembers(item) ? statement(item) : item))
    .map((item) => ({ item, text: JSON.stringify(item) ?? '' }))
    .sort((a, b) => compareText(a.text, b.text))
    .map(({ item }) => item);
}

function statement(members: Members): Members {
  return withOrderedKeys(members, STATEMENT_ELEMENTS, (key, member) => {
    if (SET_ELEMENTS.has(key)) return valueSet(member);
    return key === 'Condition' && isMembers(member) ? condition(member) : sortedKeys(member);
  });
}

function condition(operators: Members): Members {
  return withOrderedKeys(operators, [], (_, keys) =>
    isMembers(keys) ? withOrderedKeys(keys, [], (__, values) => valueSet(values, conditionText)) : keys,
  );
}

/** A list that IAM reads as a set: sorted, unique, and a lone value without brackets. */
function valueSet(member: unknown, textOf: (item: unknown) => unknown = (item) => item): unknown {
  const list = (Array.isArray(member) ? member : [member]).map(textOf);
  if (!list.every((item) => typeof item === 'string')) return sortedKeys(member);
  const unique = [...new Set(list)].sort(compareText);
  return unique.length === 1 ? unique[0] : unique;
}

function conditionText(value: unknown): unknown {
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : value;
}

function withOrderedKeys(
  members: Members,
  first: readonly string[],
  map: (key: string, member: unknown) => unknown,
): Members {
  const rank = (key: string) => (first.includes(key) ? first.indexOf(key) : first.length);
  return Object.fromEntries(
    Object.entries(members)
      .sort(([a], [b]) => rank(a) - rank(b) || compareText(a, b))
      .map(([key, member]) => [key, map(key, member)]),
  );
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  return isMembers(value) ? withOrderedKeys(value, [], (_, member) => sortedKeys(member)) : value;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
