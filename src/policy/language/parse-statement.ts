// One statement of a policy: its effect, what it is about, and when it applies.
import type { Choice, ConditionEntry, Effect, Statement, Word } from './document.ts';
import { elementsOf, type Report, spanOf, wordOf } from './elements.ts';
import type { Node, NodeEntry } from './node.ts';
import { parseOperator } from './operators.ts';

const ELEMENTS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

type Elements = ReadonlyMap<string, NodeEntry>;

/** Undefined when it cannot be said what the statement does: the document is then incomplete. */
export function parseStatement(node: Node, index: number, report: Report): Statement | undefined {
  const path = `Statement[${index}].`;
  if (node.kind !== 'mapping') {
    report('wrong-type', `Statement[${index}]`, node);
    return undefined;
  }
  const elements = elementsOf(node, ELEMENTS, path, report);
  const required = (name: string) => report('missing', `${path}${name}`, spanOf(node));
  const effect = effectOf(elements.get('Effect')?.value, path, report);
  const action = choiceOf('Action', elements, path, report);
  const resource = choiceOf('Resource', elements, path, report);
  if (!elements.has('Effect')) required('Effect');
  if (action === undefined) required('Action');
  if (resource === undefined) required('Resource');
  const sid = elements.get('Sid');
  const word = sid === undefined ? undefined : wordOf(sid.value, `${path}Sid`, report);
  const conditions = conditionsOf(elements.get('Condition')?.value, `${path}Condition`, report);
  if (effect === undefined || action === undefined || resource === undefined) return undefined;
  return { index, ...(word === undefined ? {} : { sid: word }), effect, action, resource, conditions, ...spanOf(node) };
}

function effectOf(node: Node | undefined, path: string, report: Report): Effect | undefined {
  if (node === undefined) return undefined;
  if (node.text === 'Allow' || node.text === 'Deny') return node.text;
  report('unknown-value', `${path}Effect`, node);
  return undefined;
}

function choiceOf(name: 'Action' | 'Resource', elements: Elements, path: string, report: Report): Choice | undefined {
  const plain = elements.get(name);
  const negated = elements.get(`Not${name}`);
  if (plain !== undefined && negated !== undefined) report('exclusive', `${path}Not${name}`, spanOf(negated));
  const entry = plain ?? negated;
  if (entry === undefined) return undefined;
  const patterns = wordsOf(entry.value, `${path}${entry.key}`, report);
  return { negated: plain === undefined, patterns, ...spanOf(entry) };
}

function wordsOf(node: Node, element: string, report: Report, lenient = false): readonly Word[] {
  const list = node.kind === 'sequence' ? (node.items?.() ?? []) : [node];
  if (list.length === 0) report('empty', element, spanOf(node));
  return list.flatMap((item) => wordOf(item, element, report, lenient) ?? []);
}

function conditionsOf(node: Node | undefined, path: string, report: Report): readonly ConditionEntry[] {
  if (node === undefined) return [];
  if (node.kind !== 'mapping') report('wrong-type', path, node);
  const operators = node.entries?.() ?? [];
  if (node.kind === 'mapping' && operators.length === 0) report('empty', path, spanOf(node));
  return operators.flatMap((entry) => entriesOf(entry, `${path}.${entry.key}`, report));
}

function entriesOf(entry: NodeEntry, path: string, report: Report): readonly ConditionEntry[] {
  const { key: name, value } = entry;
  const at = spanOf(entry);
  const operator = parseOperator({ text: name, ...at });
  if (operator.base === undefined) report('unknown-operator', path, { text: name, ...at });
  if (value.kind !== 'mapping') report('wrong-type', path, value);
  const keys = value.entries?.() ?? [];
  if (value.kind === 'mapping' && keys.length === 0) report('empty', path, spanOf(value));
  return keys.map((member) => ({
    operator,
    key: { text: member.key, ...spanOf(member) },
    values: wordsOf(member.value, `${path}.${member.key}`, report, true),
  }));
}
